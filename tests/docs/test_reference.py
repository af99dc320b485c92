"""The reference says what the code says."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click
import pytest

from devlog_core.cli.main import program
from devlog_core.config.shape import ConfigurationFile
from devlog_core.model import errors
from devlog_core.plugin import hookspecs
from devlog_core.plugin.registry import Plugins
from tests.docs.conftest import REFERENCE, ROOT
from tools.reference import __main__ as reference
from tools.reference import authors
from tools.reference.commands import walk
from tools.reference.settings import settings
from tools.reference.source import constants, fields


def _page(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def _commands() -> Iterator[str]:
    top = program()
    with click.Context(top, info_name="devlog") as context:
        for name in top.list_commands(context):
            command = top.get_command(context, name)
            assert command is not None
            yield from (path for path, _ in walk(command, context, name))


def test_the_generated_pages_are_current() -> None:
    """Otherwise the reference says what was so once; `python -m tools.reference` mends it."""
    assert reference.outdated() == [], "run `.venv/bin/python -m tools.reference`"


@pytest.mark.parametrize("path", list(_commands()))
def test_every_command_is_documented(path: str) -> None:
    """Otherwise a command is known to those only who read the code."""
    assert any(line.lstrip("#") == f" {path}" for line in _page("cli.md").splitlines())


def test_every_setting_is_documented() -> None:
    """Otherwise a setting is known to those only who read the code."""
    page = _page("configuration.md")
    known = list(settings(ConfigurationFile.model_json_schema()))
    plugins = Plugins()
    for name in plugins.names():
        known += settings(plugins.schema(name))
    assert len(known) > 30
    for key, takes, _, about in known:
        assert f"| `{key}` |" in page
        assert takes != "something else", f"{key}: the page does not say what it takes"
        assert about or key.startswith("mapping."), f"{key} has no description"


def test_every_hook_is_documented() -> None:
    """Otherwise plugin authors find it by chance."""
    hooks = [name for name in vars(hookspecs) if name.startswith("devlog_")]
    assert len(hooks) == 10
    page = _page("hooks.md")
    for name in hooks:
        assert f"### {name}\n" in page


def test_every_error_is_documented() -> None:
    """Otherwise a user who meets one finds nothing about it."""
    page = _page("errors.md")
    for name, found in vars(errors).items():
        if inspect.isclass(found) and issubclass(found, errors.DevlogError):
            assert f"## {name}\n" in page
            assert inspect.getdoc(found)


def test_everything_that_authors_import_is_documented() -> None:
    """Otherwise an author reads the core's code, or leaves a field as it is."""
    page = (ROOT / "docs" / "plugins" / "reference.md").read_text(encoding="utf-8")
    silent = []
    for _, module in authors.modules():
        assert f"### {module.__name__}\n" in page
        silent += [f"{module.__name__}.{name}" for name, _, about in constants(module) if not about]
        for name, found in authors.public(module):
            assert f"#### {name}\n" in page or f"[`{name}`]" in page, f"{name} is not on the page"
            silent += [] if inspect.getdoc(found) else [name]
            if inspect.isclass(found):
                silent += [f"{name}.{field}" for field, _, _, about in fields(found) if not about]
                silent += [f"{name}.{head}" for head, about in authors.documented(found) if not about]
    assert silent == [], "these say nothing of themselves"


def test_what_the_pages_and_the_template_import_is_on_the_page() -> None:
    """Otherwise an author takes from an example what the reference calls the core's own business."""
    listed = {module.__name__ for _, module in authors.modules()} | {errors.__name__}
    listed |= {f"devlog_core.{name}" for name in authors.TOLD_ELSEWHERE}
    pages = (ROOT / "docs" / "plugins").glob("*.md")
    template = (ROOT / "plugin-template").rglob("*.py")
    missing = {}
    for path in (*pages, *template):
        text = path.read_text(encoding="utf-8")
        for line in re.findall(r"^ *from (devlog_core[\w.]*) import", text, re.MULTILINE):
            if not any(f"{one}.".startswith(f"{line}.") for one in listed):
                missing[line] = path.name
    assert missing == {}
