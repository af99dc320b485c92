"""Rich texts: what is taken, and what the other version of the interface shows of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from devlog_jira.sandbox.model import Text

INLINE = frozenset((
    "text", "hardBreak", "mention", "emoji", "inlineCard", "date", "status", "placeholder", "mediaInline",
    "inlineExtension",
))  # fmt: skip
LEAVES = frozenset(("text", "hardBreak", "mention", "emoji", "inlineCard", "date", "status", "rule", "media"))
INSIDE = {
    "bulletList": {"listItem"},
    "orderedList": {"listItem"},
    "taskList": {"taskItem", "blockTaskItem", "taskList"},
    "decisionList": {"decisionItem"},
    "table": {"tableRow"},
    "tableRow": {"tableCell", "tableHeader"},
    "codeBlock": {"text"},
    "mediaSingle": {"media", "caption"},
    "mediaGroup": {"media"},
    "layoutSection": {"layoutColumn"},
}
ONLY_INLINE = frozenset(("paragraph", "heading", "taskItem", "decisionItem", "caption"))


def well_formed(body: Any) -> bool:
    """Whether this is an ADF document as far as nesting, texts and marks go."""
    if not isinstance(body, Mapping) or body.get("type") != "doc" or body.get("version") != 1:
        return False
    content = body.get("content")
    return isinstance(content, list) and all(_block(node) for node in content)


def length(text: Text) -> int:
    """Characters that count against the limit."""
    return len(text.body) if isinstance(text.body, str) else len(plain(text))


def plain(text: Text) -> str:
    """The words of a text, for a search."""
    return text.body if isinstance(text.body, str) else "\n".join(_paragraphs(text.body))


def shown(text: Text, version: int) -> Any:
    """The text for a version of the interface: as it was sent in that one, else its paragraphs."""
    if version == 3:
        return _document(text.body) if isinstance(text.body, str) else text.body
    return plain(text)


def _document(words: str) -> dict[str, Any]:
    parts = [part for part in words.replace("\r\n", "\n").split("\n\n") if part.strip()]
    return {"type": "doc", "version": 1, "content": [_paragraph(part) for part in parts]}


def _paragraph(words: str) -> dict[str, Any]:
    content: list[dict[str, Any]] = []
    for number, line in enumerate(words.split("\n")):
        content += [{"type": "hardBreak"}] if number else []
        content += [{"type": "text", "text": line}] if line else []
    return {"type": "paragraph", "content": content}


def _paragraphs(node: Mapping[str, Any]) -> list[str]:
    content: Sequence[Mapping[str, Any]] = node.get("content") or []
    if any(child.get("type") in INLINE for child in content):
        return ["".join(_words(child) for child in content)]
    # An empty line parts paragraphs in wiki text too.
    apart = [line for child in content for line in ("", *_paragraphs(child))]
    return apart[1:]


def _words(node: Mapping[str, Any]) -> str:
    if node.get("type") == "text":
        return str(node["text"])
    if node.get("type") == "hardBreak":
        return "\n"
    told: Mapping[str, Any] = node.get("attrs") or {}
    return str(told.get("text") or told.get("url") or told.get("shortName") or "")


def _block(node: Any) -> bool:
    return _node(node) and node["type"] not in INLINE


def _node(node: Any) -> bool:
    if not isinstance(node, Mapping) or not isinstance(node.get("type"), str):
        return False
    kind, content, marks = node["type"], node.get("content", []), node.get("marks", [])
    if kind == "text" and not (isinstance(node.get("text"), str) and node["text"]):
        return False
    if not isinstance(content, list) or not isinstance(marks, list):
        return False
    if not all(isinstance(mark, Mapping) and isinstance(mark.get("type"), str) for mark in marks):
        return False
    if content and kind in LEAVES:
        return False
    return all(_node(child) and _fits(kind, child) for child in content)


def _fits(kind: str, child: Mapping[str, Any]) -> bool:
    if kind in INSIDE:
        # Code bears no marks.
        return child["type"] in INSIDE[kind] and not (kind == "codeBlock" and child.get("marks"))
    return (child["type"] in INLINE) == (kind in ONLY_INLINE)
