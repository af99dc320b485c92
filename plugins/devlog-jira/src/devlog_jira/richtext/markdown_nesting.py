"""What Jira lets stand in what, and how Markdown that nests otherwise is said in an allowed way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from devlog_jira.richtext.adf_nodes import Node, children, plain_text

_LISTS = frozenset({"bulletList", "orderedList"})
_TEXT = frozenset({"paragraph", "codeBlock", "mediaSingle", *_LISTS})
ALLOWED = {
    "listItem": _TEXT | {"taskList"},
    "blockquote": _TEXT,
    "panel": _TEXT | {"taskList", "heading", "rule"},
    "nestedExpand": _TEXT | {"taskList", "heading", "rule", "blockquote"},
    "tableCell": _TEXT | {"taskList", "heading", "rule", "blockquote"},
    "tableHeader": _TEXT | {"taskList", "heading", "rule", "blockquote"},
    "blockTaskItem": frozenset({"paragraph"}),
}
"""The blocks of Markdown that may stand in a node; any may stand in a node that is not named here."""

_FIRST = frozenset({"paragraph", "codeBlock", "mediaSingle"})


class Nesting:
    """Fits blocks into their parents; what a comment carries stays as it is."""

    def __init__(self) -> None:
        self._kept: dict[int, Node] = {}

    def keep(self, node: Node) -> None:
        """Leaves this node where it stands."""
        self._kept[id(node)] = node

    def fit(self, blocks: list[Node], kind: str) -> list[Node]:
        """The blocks as they may stand in a node of this type."""
        allowed = ALLOWED.get(kind)
        if allowed is None:
            return blocks
        found: list[Node] = []
        for block in blocks:
            fits = id(block) in self._kept or block["type"] in allowed
            found += [block] if fits else self.fit(_said(block), kind)
        if not found or (kind == "listItem" and found[0]["type"] in {*_LISTS, "taskList"}):
            return [{"type": "paragraph", "content": []}, *found]
        return found


def _said(block: Node) -> list[Node]:
    """A block that may not stand where it does, in paragraphs and lists."""
    kind = block["type"]
    if kind == "heading":
        return [_paragraph(_strong(block.get("content", [])))]
    if kind == "blockquote":
        return [_quoted(each) for each in children(block)]
    if kind == "table":
        return [_paragraph(_row(row)) for row in children(block)]
    if kind == "taskList":
        return [_unboxed(block)]
    if kind == "rule":
        return [_paragraph([_text("---")])]
    words = plain_text(block)
    return [_paragraph([_text(words)] if words else [])]


def _paragraph(nodes: list[Node]) -> Node:
    return {"type": "paragraph", "content": nodes}


def _text(text: str) -> Node:
    return {"type": "text", "text": text}


def _strong(nodes: Iterable[Node]) -> list[Node]:
    strong = {"type": "strong"}
    found = []
    for node in nodes:
        marks: list[Any] = node.get("marks", [])
        fits = node["type"] == "text" and strong not in marks and {"type": "code"} not in marks
        found.append({**node, "marks": [*marks, strong]} if fits else node)
    return found


def _quoted(block: Node) -> Node:
    if block["type"] != "paragraph":
        return block
    return {**block, "content": merged([_text("> "), *block.get("content", [])])}


def _row(row: Node) -> list[Node]:
    found: list[Node] = []
    for at, cell in enumerate(children(row)):
        found += [_text(" | ")] if at else []
        for block in children(cell):
            found += block.get("content", [])
    return merged(found)


def _unboxed(tasks: Node) -> Node:
    items: list[Node] = []
    for task in children(tasks):
        if task["type"] == "taskList":
            items[-1]["content"].append(_unboxed(task))
            continue
        box = _text("[x] " if task["attrs"].get("state") == "DONE" else "[ ] ")
        items.append({"type": "listItem", "content": [_paragraph(merged([box, *task.get("content", [])]))]})
    return {"type": "bulletList", "content": items}


def merged(nodes: Iterable[Node]) -> list[Node]:
    """The nodes of a line with neighbouring words of the same marks in one node."""
    found: list[Node] = []
    for node in nodes:
        last = found[-1] if found else {}
        if node["type"] == "text" == last.get("type") and node.get("marks", []) == last.get("marks", []):
            found[-1] = {**last, "text": last["text"] + node["text"]}
        else:
            found.append(node)
    return found
