"""Elements within a line that are shown and carried whole."""

from __future__ import annotations

import re

from devlog_azure_devops.richtext.nodes import Element, Text, parse, words_of
from devlog_core.plugin.richtext.escape import escape

LOCKED = frozenset({"img", "mention", "text", "input"})
"""Names of comments whose words only show what the first comment carries."""

_SAFE = re.compile(
    r"(?:https?|mailto|ftp|tel):[^\s\x00-\x20<>\\]*|[#/?.\w-][^\s:\x00-\x20<>\\]*", re.IGNORECASE
)
_SIGNS = re.compile(r'[\\()<>|"]|&(?=[#\w])')


def is_safe(address: str) -> bool:
    """Whether a link or an image may lead there."""
    return _SAFE.fullmatch(address) is not None


def is_mention(node: Element) -> bool:
    """Whether this link mentions a person."""
    return node.name == "a" and "data-vss-mention" in dict(node.attrs) and node.get("href") in {"", "#"}


def shown(source: str) -> str:
    """What a reader sees of something that is carried whole, as Markdown in one line."""
    nodes = parse(source)
    node = nodes[0] if len(nodes) == 1 else None
    if isinstance(node, Element) and node.name == "img":
        return _image(node)
    if isinstance(node, Element) and node.name == "input":
        return _box(node)
    return literally("".join(each.words for each in nodes if isinstance(each, Text)) or words_of(nodes))


def literally(words: str) -> str:
    """Words as Markdown that reads as these words."""
    return escape(words, heavy=False, first=True, last=True, in_link=True)


def target(href: str, title: str | None) -> str:
    """What stands behind a link's words or an image's."""
    said = _SIGNS.sub(_escaped, href)
    if title is None:
        return f"]({said})"
    return f']({said} "{_SIGNS.sub(_escaped, title)}")'


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[0]}"


def _image(node: Element) -> str:
    source = node.get("src")
    name = re.search(r"[?&]fileName=([^&]+)", source, re.IGNORECASE)
    words = " ".join((node.get("alt") or (name[1] if name else "") or "image").split())
    if is_safe(source):
        return f"![{literally(words)}{target(source, None)}"
    return literally(f"📎 {words}")


def _box(node: Element) -> str:
    if node.get("type").lower() != "checkbox":
        return ""
    return "☑" if "checked" in dict(node.attrs) else "☐"
