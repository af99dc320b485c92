"""Blocks without blocks in them as Markdown, and what stands between two comments for the others."""

from __future__ import annotations

import re

from devlog_jira.richtext.adf_nodes import FENCED, HOLDERS, LEAVES, LINES, TAILED, Node, plain_text
from devlog_jira.richtext.markdown_images import picture
from devlog_jira.richtext.markdown_lines import Care
from devlog_jira.richtext.markdown_tags import ODD, guarded, tag
from devlog_jira.richtext.markdown_writer import embedded, line

_LANGUAGE = re.compile(r"[A-Za-z0-9_+#./-]+")


class UnsayableError(Exception):
    """Markdown has no form of its own for this block."""


def nodes_of(node: Node) -> list[Node]:
    """A node's children.

    Raises UnsayableError where they are no nodes.
    """
    content = node.get("content", [])
    if not isinstance(content, list) or not all(isinstance(each, dict) for each in content):
        raise UnsayableError
    return content


def rule(node: Node) -> str:
    """A line across."""
    if node != {"type": "rule"}:
        raise UnsayableError
    return "---"


def fence(node: Node) -> str:
    """Code of which Markdown says all."""
    attrs = node.get("attrs")
    if set(node) != {"type", "attrs", "content"} or not isinstance(attrs, dict) or set(attrs) - {"language"}:
        raise UnsayableError
    if attrs and not _is_language(attrs["language"]):
        raise UnsayableError
    return fenced(node)


def _is_language(value: object) -> bool:
    return isinstance(value, str) and _LANGUAGE.fullmatch(value) is not None


def fenced(node: Node) -> str:
    """A fence with the node's text."""
    attrs = node.get("attrs")
    values = attrs if isinstance(attrs, dict) else {}
    if node["type"] == "wiki":
        text = str(values.get("text", ""))
    else:
        text = "".join(str(each.get("text", "")) for each in nodes_of(node))
    language = values["language"] if _is_language(values.get("language")) else ""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}" if text else f"{fence}{language}\n{fence}"


def picture_form(node: Node) -> str:
    """An image that stands alone."""
    said = picture(node)
    if said is None:
        raise UnsayableError
    words, source, title, link = said
    attrs = {"href": source, **({"title": title} if title else {})}
    shown = line(
        [{"type": "text", "text": words or "x", "marks": [{"type": "link", "attrs": attrs}]}], Care.LIGHT
    )
    if not shown.startswith("["):
        raise UnsayableError
    inner = f"!{shown}" if words else "![" + shown.removeprefix("[x")
    return inner if link is None else _linked(inner, link)


def _linked(inner: str, link: Node) -> str:
    shown = line([{"type": "text", "text": "x", "marks": [link]}], Care.LIGHT)
    if not shown.startswith("[x]"):
        raise UnsayableError
    return f"[{inner}" + shown.removeprefix("[x")


def opened(node: Node) -> str:
    """The comment that opens a node whose children stand outside it."""
    if node["type"] == "wiki":
        attrs = {key: value for key, value in (node.get("attrs") or {}).items() if key != "text"}
        node = (
            {**node, "attrs": attrs}
            if attrs
            else {key: value for key, value in node.items() if key != "attrs"}
        )
    return tag(node, "open", content=False)


def whole(node: Node, care: Care) -> str:
    """A node with all its children in the comment, and its words for a reader."""
    if care >= Care.SINGLE:
        return _alone(node)
    if node.get("type") == "rule":
        return "\n".join([tag(node, "open"), "---", tag(node, "close")])
    if "content" not in node and (
        node.get("type") in LEAVES or node.get("type") not in HOLDERS | LINES | FENCED
    ):
        return guarded(embedded(node))
    words = line([{"type": "text", "text": plain_text(node)}], Care.LIGHT) if plain_text(node) else ""
    return "\n".join([tag(node, "open"), words, tag(node, "close")]) if words else _alone(node)


def _alone(node: Node) -> str:
    """A comment that stands for the node, and is not taken for one that says more of the block around it."""
    return tag(node, "single", name=ODD if node.get("type") in TAILED else None)
