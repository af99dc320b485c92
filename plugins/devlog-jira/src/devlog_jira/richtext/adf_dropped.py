"""What an edit of the Markdown took away that Markdown cannot say."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from devlog_jira.richtext.adf_nodes import HOLDERS, LINES, PLAIN, Node, children, label, walk
from devlog_jira.richtext.markdown_images import picture

_PLAIN_MARKS = frozenset({"strong", "em", "strike", "code", "link"})
_PLAIN_ATTRS = frozenset(
    {"localId", "level", "order", "language", "state", "layout", "isNumberColumnEnabled"}
)


@dataclass(frozen=True, kw_only=True)
class _Special:
    """Something that Markdown cannot say: what tells it from others, its name, the plain block with it."""

    key: str
    name: str
    block: str = ""


def lost(old: Node, new: Node) -> list[str]:
    """Names of what Markdown cannot say that the old tree has and the new one has not.

    What is special about a block that Markdown can say, such as its alignment, goes unnamed with the block.
    """
    left = Counter(each.key for each in _specials(new))
    gone = _kinds(old) - _kinds(new)
    names: list[str] = []
    for each in _specials(old):
        if left[each.key]:
            left[each.key] -= 1
        elif each.block and gone[each.block]:
            gone[each.block] -= 1
        else:
            names.append(each.name)
    return names


def _kinds(tree: Node) -> Counter[str]:
    return Counter(str(node.get("type")) for node in walk(tree, picture))


def _specials(tree: Node) -> Iterator[_Special]:
    for node in walk(_columns_plain(tree), picture):
        kind = str(node.get("type"))
        marks = [mark for mark in map(_mark, node.get("marks") or []) if mark not in _PLAIN_MARKS]
        if kind not in PLAIN:
            yield _node(node, kind)
        elif kind != "text" and (marks or _more(node)):
            yield _Special(key=f"{kind} more", name=kind, block=kind)
        if kind == "text":
            for mark in marks:
                yield _Special(key=f"{mark} mark", name=mark)


def _node(node: Node, kind: str) -> _Special:
    words = label(node)
    alone = not children(node) and kind not in HOLDERS | LINES
    key = json.dumps(node, sort_keys=True) if alone else kind
    return _Special(key=key, name=f"{kind} {words}" if words and words != f"({kind})" else kind)


def _more(node: Node) -> bool:
    attrs = node.get("attrs")
    return isinstance(attrs, dict) and bool(set(attrs) - _PLAIN_ATTRS)


def _mark(mark: object) -> str:
    return str(mark.get("type")) if isinstance(mark, dict) else ""


def _columns_plain(tree: Node) -> Node:
    """The tree without the alignment of cells, which Markdown says by the column."""
    content = tree.get("content")
    if not isinstance(content, list):
        return tree
    inside = [_columns_plain(each) if isinstance(each, dict) else each for each in content]
    if tree.get("type") in {"tableCell", "tableHeader"}:
        inside = [_unaligned(each) if isinstance(each, dict) else each for each in inside]
    return {**tree, "content": inside}


def _unaligned(node: Node) -> Node:
    marks = [mark for mark in node.get("marks") or [] if _mark(mark) != "alignment"]
    return {key: value for key, value in node.items() if key != "marks"} | ({"marks": marks} if marks else {})
