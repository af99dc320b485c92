"""Markdown and the tree of nodes, both ways and without loss.

A tree is a document as ADF has it: `{"type": "doc", "version": 1, "content": [...]}`. Wiki text that has no
node of its own stands in it as `{"type": "wiki", "attrs": {"text": ...}}`, a block, or as
`{"type": "wikiInline", "attrs": {"text": ...}}`, within a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from devlog_core.model.errors import RejectedError
from devlog_jira.richtext.adf_nodes import Node, children
from devlog_jira.richtext.markdown_blocks import read_blocks
from devlog_jira.richtext.markdown_lines import Care
from devlog_jira.richtext.markdown_parser import parse
from devlog_jira.richtext.markdown_render import Renderer


def from_markdown(text: str) -> Node:
    """The document that a text says.

    Raises RejectedError where a comment in it was damaged, or where it nests too deep.
    """
    blocks = read_blocks(parse(text))
    if len(blocks) == 1 and blocks[0]["type"] == "doc":
        return blocks[0]
    return document(blocks)


def document(blocks: list[Node]) -> Node:
    """A document of these blocks."""
    return {"type": "doc", "version": 1, "content": blocks}


def to_markdown(doc: Node) -> str:
    """A text that says this document and reads back as an equal one."""
    if _well_formed(doc):
        care: dict[int, Care] = {}
        said = _said(doc, care)
        if _reads_as(said, doc):
            return said
        for block in children(doc):
            _settle(block, care)
        said = _said(doc, care)
        if _reads_as(said, doc):
            return said
    return Renderer({id(doc): Care.SINGLE}).block(doc)


def _said(doc: Node, care: dict[int, Care]) -> str:
    """The document's blocks, between two comments where it is more than its blocks."""
    blocks = children(doc)
    renderer = Renderer(care)
    return renderer.blocks(blocks) if doc == document(blocks) else renderer.block(doc)


def _well_formed(doc: Node) -> bool:
    """Whether every node and mark has a type, and children and marks are lists of such."""
    waiting: list[Any] = [doc]
    while waiting:
        each = waiting.pop()
        if not isinstance(each, dict) or not isinstance(each.get("type"), str):
            return False
        for key in ("content", "marks"):
            if not isinstance(each.get(key, []), list):
                return False
            waiting += each.get(key, [])
    return True


def _settle(block: Node, care: dict[int, Care]) -> None:
    """Finds how carefully a block and those in it must be said."""
    if _said_well(block, care):
        return
    for inner in _blocks_in(block):
        _settle(inner, care)
    for each in Care:
        if each > Care.LIGHT:
            care[id(block)] = each
        if _said_well(block, care):
            return


def _said_well(block: Node, care: dict[int, Care]) -> bool:
    return _reads_as(Renderer(care).block(block), document([block]))


def _reads_as(said: str, doc: Node) -> bool:
    """Whether the text reads back as this document."""
    try:
        return from_markdown(said) == doc
    except RejectedError:
        return False


def _blocks_in(block: Node) -> Iterator[Node]:
    """The nodes in a block that are said by themselves; the parts of lists and tables are passed through."""
    for child in children(block):
        if child.get("type") in {"listItem", "tableRow", "tableCell", "tableHeader"}:
            yield from _blocks_in(child)
        else:
            yield child
