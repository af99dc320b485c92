"""Short ways to write documents down."""

from __future__ import annotations

from typing import Any

Node = dict[str, Any]


def doc(*blocks: Node) -> Node:
    """A document."""
    return {"type": "doc", "version": 1, "content": list(blocks)}


def text(words: str, *marks: str | Node) -> Node:
    """Words with marks, those without attributes by their names."""
    made = [{"type": mark} if isinstance(mark, str) else mark for mark in marks]
    return {"type": "text", "text": words, **({"marks": made} if made else {})}


def paragraph(*nodes: Node | str, **more: Any) -> Node:
    """A paragraph; a string is words without marks."""
    return {"type": "paragraph", "content": [text(n) if isinstance(n, str) else n for n in nodes], **more}


def block(kind: str, *content: Node, marks: list[Node] | None = None, **attrs: Any) -> Node:
    """A node with attributes and children."""
    return {
        "type": kind,
        **({"attrs": attrs} if attrs else {}),
        **({"content": list(content)} if content else {}),
        **({"marks": marks} if marks else {}),
    }


def items(*contents: Node | str) -> list[Node]:
    """Items of a list with a paragraph each."""
    return [block("listItem", paragraph(each) if isinstance(each, str) else each) for each in contents]


MENTION = block("mention", id="5b10", text="@Jane")
PANEL = block("panel", paragraph("Mind the gap."), panelType="warning")
STATUS = block("status", text="DONE", color="green")
FUTURE = {"type": "futureBlock", "attrs": {"x": 1}, "content": [paragraph("from tomorrow")]}
MIXED = doc(
    block("heading", text("Plan"), level=2),
    paragraph("Ask ", MENTION, " first."),
    paragraph("One plain line."),
    PANEL,
    block("bulletList", *items("first", "second")),
    FUTURE,
    paragraph("It is ", STATUS, "."),
)
