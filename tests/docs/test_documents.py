"""What every document must keep to."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from devlog_core.cli.main import program
from tests.docs.conftest import DOCUMENTS, ROOT, commands

_LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(?P<title>.+?) *$", re.MULTILINE)
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _anchors(path: Path) -> set[str]:
    """The anchors that a forge makes of the headings."""
    titles = _HEADING.findall(_FENCED.sub("", path.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


_OWN = re.compile(r'^\[project\.entry-points\."devlog\.commands"\]\n(\w+) =', re.MULTILINE)
"""The command that the distribution of a page adds."""


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_relative_links_lead_somewhere(path: Path) -> None:
    """Otherwise a reader ends at a page that is not there."""
    for target in _LINK.findall(_FENCED.sub("", path.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        found = (path.parent / name).resolve() if name else path
        assert found.exists(), f"{target} is not there"
        assert found.is_relative_to(ROOT), f"{target} leads out of the tree"
        assert not anchor or anchor in _anchors(found), f"{target}: no such heading"


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_commands_exist_with_their_options(path: Path) -> None:
    """Otherwise a copied line is refused."""
    top, own = program(), _OWN.findall(path.read_text(encoding="utf-8"))
    for number, words in commands(path):
        if words[0] in own:
            continue
        try:
            _parse(top, words)
        except click.exceptions.Exit:
            continue
        except click.UsageError as error:
            pytest.fail(f"{_name(path)}:{number}: devlog {' '.join(words)}: {error.format_message()}")


def _parse(command: click.Command, words: list[str], parent: click.Context | None = None) -> None:
    if "..." in words or "COMMAND" in words:
        return
    context = click.Context(command, parent=parent, info_name=command.name, resilient_parsing=True)
    _, rest, _ = command.make_parser(context).parse_args(list(words))
    if isinstance(command, click.Group) and rest:
        name, below, rest = command.resolve_command(context, rest)
        if below is None:
            raise click.UsageError(f"no command {name}")
        _parse(below, rest, context)


def test_every_page_is_reached_from_the_index() -> None:
    """Otherwise a page is found by chance."""
    reached, waiting = set[Path](), [ROOT / "docs" / "index.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md" or not page.is_file():
            continue
        reached.add(page)
        targets = _LINK.findall(page.read_text(encoding="utf-8"))
        waiting += [(page.parent / target.partition("#")[0]).resolve() for target in targets]
    missing = [_name(path) for path in (ROOT / "docs").rglob("*.md") if path.resolve() not in reached]
    assert missing == []


def test_the_picture_is_a_picture() -> None:
    """Otherwise the README shows a broken image, or one that asks another host for a font."""
    import xml.etree.ElementTree as ET

    svg = (ROOT / "docs" / "pictures" / "demo.svg").read_text(encoding="utf-8")
    assert ET.fromstring(svg).tag.endswith("svg")
    assert "@font-face" not in svg
    assert "devlog&#160;conflicts" in svg


def test_the_guarantees_name_tests_that_exist() -> None:
    """Otherwise a law is said to be attacked by nothing."""
    page = (ROOT / "docs" / "reference" / "guarantees.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:tests|plugins)/[^`]+)`", page)
    assert len(named) > 20
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_page_for_authors_is_in_their_index() -> None:
    """Otherwise an author writes what a page would have told."""
    folder = ROOT / "docs" / "plugins"
    named = set(_LINK.findall((folder / "index.md").read_text(encoding="utf-8")))
    assert {path.name for path in folder.glob("*.md")} - named == {"index.md"}
