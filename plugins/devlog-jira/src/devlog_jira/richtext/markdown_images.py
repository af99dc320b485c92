"""Images: Jira shows one as a block of its own, never within a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from devlog_jira.richtext.adf_nodes import Node, children

if TYPE_CHECKING:
    from markdown_it.token import Token


class Image(dict[str, Any]):
    """A node that stands for an image until it is known where it stands."""


def image(token: Token, marks: list[Node]) -> Image:
    """An image as it was read, with the marks in force where it stands."""
    attrs = {"source": str(token.attrs.get("src") or ""), "title": str(token.attrs.get("title") or "")}
    return Image(type="image", attrs=attrs, text=token.content, marks=marks)


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
    inside = children(node)
    attrs = inside[0].get("attrs") if node.get("type") == "mediaSingle" and inside else None
    if not isinstance(attrs, dict) or not isinstance(attrs.get("url"), str):
        return None
    media, captions = inside[0], [word for caption in inside[1:] for word in children(caption)]
    title = captions[0].get("text") if captions else ""
    words, marks = str(attrs.get("alt") or ""), media.get("marks", [])
    if not isinstance(marks, list) or not all(isinstance(mark, dict) and "type" in mark for mark in marks):
        return None
    values = {"source": attrs["url"], "title": str(title or "")}
    if as_block(Image(type="image", attrs=values, text=words, marks=marks)) != node:
        return None
    return words, values["source"], values["title"], marks[0] if marks else None


def in_words(nodes: list[Node]) -> list[Node]:
    """The nodes of a line with each image said as a link to it."""
    if not any(isinstance(node, Image) for node in nodes):
        return nodes
    found: list[Node] = []
    for node in nodes:
        for said in _said(node) if isinstance(node, Image) else [node]:
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
