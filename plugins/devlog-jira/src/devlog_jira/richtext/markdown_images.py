"""Images: Jira shows one as a block of its own, never within a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from devlog_jira.richtext.adf_nodes import Node

if TYPE_CHECKING:
    from markdown_it.token import Token

IMAGE = "image"
"""The type of a node that stands for an image until it is known where it stands."""


def image(token: Token, marks: list[Node]) -> Node:
    """An image as it was read, with the marks in force where it stands."""
    attrs = {"source": str(token.attrs.get("src") or ""), "title": str(token.attrs.get("title") or "")}
    return {"type": IMAGE, "attrs": attrs, "text": token.content, "marks": marks}


def as_block(node: Node) -> Node | None:
    """The block for an image that stands alone; None where Jira cannot load it or its marks say more."""
    source, title, words = node["attrs"]["source"], node["attrs"]["title"], node["text"]
    if not source.lower().startswith(("http://", "https://")) or any(
        m["type"] != "link" for m in node["marks"]
    ):
        return None
    media: Node = {"type": "media", "attrs": {"type": "external", "url": source}}
    if words:
        media["attrs"]["alt"] = words
    if node["marks"]:
        media["marks"] = node["marks"]
    content = [media]
    if title:
        content.append({"type": "caption", "content": [{"type": "text", "text": title}]})
    return {"type": "mediaSingle", "attrs": {"layout": "center"}, "content": content}


def picture(node: Node) -> tuple[str, str, str, Node | None] | None:
    """Words, source, title and link of a block that Markdown can say as an image; None of any other."""
    media, *rest = node.get("content") or [{}]
    attrs = media.get("attrs") or {}
    if not isinstance(attrs.get("url"), str):
        return None
    title = ""
    if rest and rest[0].get("content"):
        title = str(rest[0]["content"][0].get("text") or "")
    marks = media.get("marks") or [None]
    return str(attrs.get("alt") or ""), attrs["url"], title, marks[0]


def in_words(nodes: list[Node]) -> list[Node]:
    """The nodes of a line with each image said as a link to it."""
    if not any(node["type"] == IMAGE for node in nodes):
        return nodes
    found: list[Node] = []
    for node in nodes:
        for said in _said(node) if node["type"] == IMAGE else [node]:
            last = found[-1] if found else {}
            if said["type"] == "text" == last.get("type") and said.get("marks", []) == last.get("marks", []):
                found[-1] = {**last, "text": last["text"] + said["text"]}
            else:
                found.append(said)
    return found


def _said(node: Node) -> list[Node]:
    source, words, marks = node["attrs"]["source"], node["text"], node["marks"]
    if not source:
        return [_text(words, marks)] if words else []
    linked = any(mark["type"] == "link" for mark in marks)
    attrs = {"href": source, **({"title": node["attrs"]["title"]} if node["attrs"]["title"] else {})}
    link: Node = {"type": "link", "attrs": attrs}
    if not linked:
        return [_text(words or source, [*marks, link])]
    others = [mark for mark in marks if mark["type"] != "link"]
    return [
        *([_text(words, marks)] if words else []),
        _text(" (", others),
        _text(source, [*others, link]),
        _text(")", others),
    ]


def _text(text: str, marks: list[Node]) -> Node:
    return {"type": "text", "text": text, **({"marks": marks} if marks else {})}
