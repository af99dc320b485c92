"""The comments in Markdown that carry what Markdown cannot say.

`<!-- adf:TYPE ATTRS REST -->` opens a node and `<!-- /adf:TYPE -->` closes it; ending in `/-->`, the first
stands for a node by itself, or says more of the block that it stands in. ATTRS is the node's `attrs` as JSON
(`null` where there are none and REST follows), REST holds its other keys.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from devlog_core.model.errors import RejectedError
from devlog_core.plugin.richtext.comments import broken, dumped, short
from devlog_jira.richtext.adf_nodes import Node

Form = Literal["open", "close", "single"]

ODD = "node"
"""The name that a node of a type which no comment can carry goes by; its own stands in REST."""

OTHER = "mark"
"""The name that a mark of an unknown type goes by; its own stands in REST."""

JOIN = "join"
"""A comment that only keeps emphasis apart from what stands beside it, and would hide it from Markdown."""

_RESERVED = frozenset({ODD, OTHER, JOIN, "pad"})

GUARD = "&#8288;"
"""A character of no width before a comment that begins a paragraph."""

START = re.compile(r"<!--[ \t]*/?adf:")
_TAG = re.compile(
    r"<!--\s*(?:/adf:(?P<closed>[A-Za-z]\w*)\s*|adf:(?P<name>[A-Za-z]\w*)(?P<json>\s[^>]*?)?\s*(?P<single>/)?)-->",
    re.ASCII,
)
_COMMENT = re.compile(r"<!--[^>]*-->")
_MARKUP = re.compile(r"[\\*_`\[~&<\n]|://")
_NAME = re.compile(r"[A-Za-z]\w*", re.ASCII)
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, kw_only=True)
class Tag:
    """One comment: its form, the node's type and what else the comment says of it."""

    form: Form
    name: str
    attrs: Node | None = None
    rest: Node | None = None

    @property
    def whole(self) -> bool:
        """Whether the comment carries the node's children too."""
        return self.rest is not None and "content" in self.rest

    def node(self) -> Node:
        """The node that the comment describes, without children that stand outside the comment."""
        node: Node = {"type": self.name}
        if self.attrs is not None:
            node["attrs"] = self.attrs
        return {**node, **(self.rest or {})}


def tag(node: Mapping[str, Any], form: Form, *, content: bool = True, name: str | None = None) -> str:
    """The comment for a node; without `content` its children are left to stand outside."""
    kind = name or (str(node["type"]) if is_name(node.get("type")) else ODD)
    if form == "close":
        return f"<!-- /adf:{kind} -->"
    attrs = node.get("attrs") if isinstance(node.get("attrs"), dict) else None
    left_out = {"type"} if kind == node.get("type") else set()
    left_out |= {"attrs"} if attrs is not None else set()
    left_out |= set() if content else {"content"}
    rest = {key: value for key, value in node.items() if key not in left_out}
    parts = [f"adf:{kind}"]
    if attrs is not None or rest:
        parts.append(dumped(attrs))
    if rest:
        parts.append(dumped(rest))
    return f"<!-- {' '.join(parts)} {'/' if form == 'single' else ''}-->"


def guarded(said: str) -> str:
    """A paragraph so that GitHub does not take it for HTML, and show it as typed, if a comment begins it."""
    if said.startswith("<!--") and _MARKUP.search(_COMMENT.sub("", said)):
        return GUARD + said
    return said


def is_name(value: object) -> bool:
    """Whether a comment can carry this name of a type as it is."""
    return isinstance(value, str) and _NAME.fullmatch(value) is not None and value not in _RESERVED


def read_tag(source: str, at: int) -> tuple[Tag, int]:
    """The comment that begins at this place, and the place behind it.

    Raises RejectedError where it was broken by an edit.
    """
    match = _TAG.match(source, at)
    if not match:
        broken(source[at : at + 60])
    if match["closed"]:
        return Tag(form="close", name=match["closed"]), match.end()
    attrs, rest = _values(match["json"] or "", match[0])
    form: Form = "single" if match["single"] else "open"
    return Tag(form=form, name=match["name"], attrs=attrs, rest=rest), match.end()


def misplaced(tags: Sequence[Tag]) -> None:
    """Refuses comments that say more of a block that is not there any more; a mere number is let go."""
    for each in tags:
        if each.rest is None and set(each.attrs or {}) <= {"localId", "order"}:
            continue
        raise RejectedError(
            f"the comment {short(tag(each.node(), 'single'))} does not stand in a {each.name} of its own: "
            "restore what stood before it, or delete it"
        )


def _values(text: str, whole: str) -> tuple[Node | None, Node | None]:
    values: list[Any] = []
    text = text.strip()
    while text and len(values) < 2:
        try:
            value, end = _DECODER.raw_decode(text)
        except (ValueError, RecursionError):
            broken(whole)
        values.append(value)
        text = text[end:].strip()
    values += [None] * (2 - len(values))
    attrs, rest = values
    if text or not all(value is None or isinstance(value, dict) for value in values):
        broken(whole)
    return attrs, rest
