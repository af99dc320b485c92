"""Rich texts: which documents pass, and what the other version shows of them."""

from __future__ import annotations

from typing import Any

import pytest

from devlog_jira.sandbox.model import Text
from devlog_jira.sandbox.texts import plain, shown, well_formed


def doc(*content: Any) -> dict[str, Any]:
    """A document."""
    return {"type": "doc", "version": 1, "content": list(content)}


def node(kind: str, *content: Any, **more: Any) -> dict[str, Any]:
    """A node."""
    return {"type": kind, **({"content": list(content)} if content else {}), **more}


def words(text: str, *marks: str) -> dict[str, Any]:
    """A text node."""
    return {"type": "text", "text": text, **({"marks": [{"type": mark} for mark in marks]} if marks else {})}


@pytest.mark.parametrize(
    "body",
    [
        doc(),
        doc(node("paragraph")),
        doc(node("paragraph", words("a", "strong"), node("hardBreak"), node("mention", attrs={"id": "1"}))),
        doc(node("heading", words("a"), attrs={"level": 1}), node("rule")),
        doc(node("bulletList", node("listItem", node("paragraph", words("a"))))),
        doc(node("codeBlock", words("a"), attrs={"language": "c"})),
        doc(node("table", node("tableRow", node("tableCell", node("paragraph", words("a")))))),
        doc(node("panel", node("paragraph", words("a")), attrs={"panelType": "info"})),
        doc(node("mediaSingle", node("media", attrs={"id": "1", "type": "file"}))),
        doc(node("somethingNew", node("paragraph"))),
    ],
)
def test_a_document_passes(body: Any) -> None:
    """Otherwise what Jira takes is refused."""
    assert well_formed(body)


@pytest.mark.parametrize(
    "body",
    [
        None,
        "text",
        {"type": "doc", "content": []},
        {"type": "doc", "version": 1},
        doc(words("bare")),
        doc(node("paragraph", words(""))),
        doc(node("paragraph", node("paragraph"))),
        doc(node("bulletList", node("paragraph", words("a")))),
        doc(node("listItem", words("a"))),
        doc(node("codeBlock", words("a", "strong"))),
        doc(node("codeBlock", node("hardBreak"))),
        doc({"type": "paragraph", "content": [{"type": "text", "text": "a", "marks": ["strong"]}]}),
        doc({"type": "paragraph", "content": "a"}),
        doc({"content": []}),
    ],
)
def test_a_document_is_refused(body: Any) -> None:
    """Otherwise a document that Jira answers with 400 is taken here."""
    assert not well_formed(body)


def test_each_version_shows_its_own_form() -> None:
    """Otherwise a text that was sent in one form is handed out in the other."""
    document = doc(
        node("paragraph", words("a"), node("hardBreak"), words("b")), node("paragraph", words("c"))
    )
    assert shown(Text(document), 3) == document
    assert shown(Text(document), 2) == "a\nb\n\nc"
    assert shown(Text("a\nb\n\nc"), 2) == "a\nb\n\nc"
    assert shown(Text("a\nb\n\nc"), 3) == document


def test_the_words_of_a_text_are_searched() -> None:
    """Otherwise a search by words finds nothing in a nested list."""
    item = node("listItem", node("paragraph", words("deep")))
    card = node("paragraph", node("inlineCard", attrs={"url": "https://example.com"}))
    assert plain(Text(doc(node("bulletList", item), card))) == "deep\n\nhttps://example.com"
