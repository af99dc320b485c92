"""The nodes and marks of Atlassian Document Format, sorted by how Markdown says them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

Node = dict[str, Any]
"""A node or mark as it stands in the JSON: `type`, and `attrs`, `content`, `marks`, `text` if it has them."""

DEPTH = 100
"""How deep nodes may stand in each other."""

PLAIN = frozenset({
    "doc", "paragraph", "text", "hardBreak", "heading", "bulletList", "orderedList", "listItem", "codeBlock",
    "blockquote", "rule", "table", "tableRow", "tableHeader", "tableCell", "taskList", "taskItem", "wikiForm",
    "wikiGap",
})  # fmt: skip
"""Nodes that Markdown has a form for, and what only says how wiki text was spelled."""

HOLDERS = frozenset({
    "doc", "panel", "expand", "nestedExpand", "layoutSection", "layoutColumn", "bodiedExtension",
    "multiBodiedExtension", "extensionFrame", "bodiedSyncBlock", "mediaSingle", "mediaGroup", "blockTaskItem",
    "decisionList", "blockquote", "bulletList", "orderedList", "listItem", "taskList", "table", "tableRow",
    "tableHeader", "tableCell", "wikiForm",
})  # fmt: skip
"""Nodes whose children are blocks that stand between two comments."""

LINES = frozenset({"decisionItem", "taskItem", "caption"})
"""Nodes whose children are a line of text that stands between two comments."""

FENCED = frozenset({"codeBlock", "wiki"})
"""Nodes whose text stands in a fence between two comments."""

TAILED = frozenset({
    "paragraph", "heading", "bulletList", "orderedList", "listItem", "blockquote", "taskList", "taskItem",
    "table", "tableRow", "tableHeader", "tableCell", "pad",
})  # fmt: skip
"""Nodes whose particulars stand in a comment behind their first line; `pad` fills what a wide cell covers."""

LEAVES = frozenset({"media", "blockCard", "embedCard", "extension", "syncBlock", "rule"})
"""Blocks without children."""

INLINE = frozenset({
    "text", "hardBreak", "mention", "emoji", "date", "status", "placeholder", "inlineCard", "inlineExtension",
    "mediaInline", "wikiInline",
})  # fmt: skip
"""Nodes that stand within a line of text."""

MARKS = frozenset({
    "strong", "em", "code", "strike", "underline", "link", "subsup", "textColor", "backgroundColor",
    "annotation", "alignment", "indentation", "breakout", "border", "fragment", "dataConsumer", "fontSize",
})  # fmt: skip
"""Marks that a comment names; any other goes by the name `mark`."""


def children(node: Mapping[str, Any]) -> list[Node]:
    """The nodes that stand directly in a node."""
    content = node.get("content")
    return [child for child in content if isinstance(child, dict)] if isinstance(content, list) else []


def walk(node: Node, passed: Callable[[Node], object] | None = None) -> Iterator[Node]:
    """A node and every node in it, outer before inner, but for those that `passed` names and all in them."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if passed and passed(node):
            continue
        yield node
        waiting.extend(reversed(children(node)))


def plain_text(node: Node) -> str:
    """The words in a node, its own label included."""
    return " ".join(part for part in map(label, walk(node)) if part)


def label(node: Node) -> str:
    """What a reader is shown of a single node, in one line; empty where it has no words of its own."""
    kind = str(node.get("type") or "")
    if kind in {"text", "hardBreak"}:
        return _line(node.get("text"))
    if kind in PLAIN or kind in HOLDERS or kind in LINES:
        return ""
    attrs = node.get("attrs")
    values = attrs if isinstance(attrs, dict) else {}
    return _line(_LABELS.get(kind, _other)(values)) or f"({kind})"


def _mention(attrs: Node) -> str:
    text = str(attrs.get("text") or attrs.get("id") or "")
    return text if text.startswith("@") or not text else f"@{text}"


def _emoji(attrs: Node) -> str:
    return str(attrs.get("text") or attrs.get("shortName") or "")


def _date(attrs: Node) -> str:
    try:
        return f"{datetime.fromtimestamp(int(attrs['timestamp']) / 1000, UTC):%Y-%m-%d}"
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return str(attrs.get("timestamp") or "")


def _media(attrs: Node) -> str:
    name = attrs.get("alt") or attrs.get("url") or attrs.get("id")
    return f"📎 {name}" if name else ""


def _card(attrs: Node) -> str:
    data = attrs.get("data")
    return str(attrs.get("url") or (data.get("url") if isinstance(data, dict) else None) or "")


def _other(attrs: Node) -> str:
    for key in ("text", "title", "name", "url", "extensionKey"):
        if isinstance(attrs.get(key), str) and attrs[key]:
            return str(attrs[key])
    return ""


_LABELS = {
    "mention": _mention, "emoji": _emoji, "date": _date, "media": _media, "mediaInline": _media,
    "inlineCard": _card, "blockCard": _card, "embedCard": _card,
}  # fmt: skip


def _line(value: Any) -> str:
    """A value as one line of printable characters."""
    text = "".join(ch if ch.isprintable() else " " for ch in value) if isinstance(value, str) else ""
    return " ".join(text.split())
