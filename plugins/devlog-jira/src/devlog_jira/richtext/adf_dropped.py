"""What an edit of the Markdown took away that Markdown cannot say."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from devlog_jira.richtext.adf_nodes import HOLDERS, LINES, PLAIN, Node, children, label, walk
from devlog_jira.richtext.markdown_images import picture

_PLAIN_MARKS = frozenset({"strong", "em", "strike", "code", "link"})
_PLAIN_ATTRS = frozenset(
    {"localId", "level", "order", "language", "state", "layout", "isNumberColumnEnabled", "text"}
)


def lost(old: Node, new: Node) -> list[str]:
    """Names of what Markdown cannot say that the old tree has and the new one has not."""
    left = Counter(key for key, _ in _special(new))
    names: list[str] = []
    for key, name in _special(old):
        if left[key]:
            left[key] -= 1
        else:
            names.append(name)
    return names


def _special(tree: Node) -> Iterator[tuple[str, str]]:
    """What Markdown cannot say in a tree: what tells one from another, and its name."""
    for node in walk(tree, picture):
        kind = str(node.get("type"))
        if kind not in PLAIN:
            words = label(node)
            own = not children(node) and kind not in HOLDERS | LINES
            key = json.dumps(node, sort_keys=True, default=str) if own else kind
            yield key, f"{kind} {words}" if words and words != f"({kind})" else kind
        elif _more(node):
            yield f"{kind}:attrs", kind
        yield from _marks(node)


def _more(node: Node) -> bool:
    attrs = node.get("attrs")
    more = set(attrs) - _PLAIN_ATTRS if isinstance(attrs, dict) else set()
    return bool(more)


def _marks(node: Node) -> Iterator[tuple[str, str]]:
    for mark in node.get("marks") or []:
        kind = str(mark.get("type")) if isinstance(mark, dict) else ""
        if kind and kind not in _PLAIN_MARKS:
            yield f"{kind}:mark", kind
