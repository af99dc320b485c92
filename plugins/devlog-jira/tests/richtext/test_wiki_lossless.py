"""Wiki text that becomes Markdown and comes back is the text that it was, whatever it is."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from devlog_core.model.errors import RejectedError
from devlog_jira.richtext import codec

from .draws import MARKDOWN, documents

WIKI = codec(cloud=False)
ADF = codec(cloud=True)
SHORT = settings(max_examples=150, deadline=None)
LONG = settings(max_examples=20_000, deadline=None)

SIGNS = (
    *"*_-+^~!|[]{}()\\&<>#.: ",
    *("??", "{{", "}}", "||", "\n", "\n\n", "\r\n", "\t", "\x00", "----", "---", "--", "\\\\", "{*}", "{_}"),
    *(
        "{code}",
        "{code:java}",
        "{noformat}",
        "{quote}",
        "{panel}",
        "{panel:title=x|y=z}",
        "{color:red}",
        "{color}",
    ),
    *(
        "{anchor:x}",
        "http://a.b/c",
        "[a|http://x]",
        "[~joe]",
        "[^a.b]",
        "!x.png!",
        "(x)",
        "&amp;",
        "KEY-1",
        ":)",
    ),
    *("\nh1. ", "\nbq. ", "\n* ", "\n# ", "\n- ", "\n** ", "\n |", "<!-- adf:panel -->", "<!-- wiki {} -->"),
    *("word", "a", "é", "1", "\u2028", "\ufdd0"),
)
NOTATION = st.lists(st.sampled_from(SIGNS), max_size=30).map("".join)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def comes_back(wiki: str) -> None:
    assert WIKI.write(WIKI.read(wiki)) == wiki


def settles(markdown: str) -> None:
    """What was typed becomes wiki text that is read and written as it is from then on."""
    try:
        wiki = WIKI.write(markdown)
    except RejectedError:
        return  # a damaged comment, as for every other text
    assert WIKI.write(WIKI.read(wiki)) == wiki


@SHORT
@given(NOTATION | TEXT)
@example("<!-- adf:panel -->")
@example("a\n\n<!-- wiki {} -->")
@example("{quote}{code}{quote}{code}")
@example("|{code}\n|\n{code}|")
def test_every_wiki_text_comes_back(wiki: str) -> None:
    comes_back(wiki)


@SHORT
@given(MARKDOWN | NOTATION | TEXT)
def test_every_markdown_settles(markdown: str) -> None:
    settles(markdown)


@settings(max_examples=40, deadline=None)
@given(documents())
def test_every_document_of_jira_cloud_can_be_said_in_wiki_text(doc: Any) -> None:
    settles(ADF.read(doc))


@pytest.mark.long
@pytest.mark.timeout(3600)
@LONG
@given(NOTATION | TEXT)
def test_many_wiki_texts_come_back(wiki: str) -> None:
    comes_back(wiki)


@pytest.mark.long
@pytest.mark.timeout(3600)
@LONG
@given(MARKDOWN | NOTATION | TEXT)
def test_many_markdown_texts_settle(markdown: str) -> None:
    settles(markdown)


@pytest.mark.long
@pytest.mark.timeout(3600)
@LONG
@given(documents(depth=4))
def test_many_documents_of_jira_cloud_can_be_said(doc: Any) -> None:
    settles(ADF.read(doc))


def texts(value: Any) -> Iterator[str]:
    """Every text in a record, and in those that stand in one as JSON."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value
        if value[:2] in ('{"', "[{"):
            yield from texts(json.loads(value))


def test_recorded_texts_come_back() -> None:
    default = Path(__file__).parents[4].parent / "shared"
    data = Path(os.environ.get("DEVLOG_SHARED", default)) / "data"
    if not data.is_dir():
        pytest.skip(f"{data} is absent; set DEVLOG_SHARED to the folder with data/")
    files = [*(data / "replay" / "jira").glob("*.json"), *(data / "webhooks" / "jira").glob("*.json")]
    found = {text for file in files for text in texts(json.loads(file.read_text()))}
    assert len(found) > 500
    for wiki in sorted(found):
        comes_back(wiki)
