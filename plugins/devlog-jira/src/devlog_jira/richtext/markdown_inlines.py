"""From the tokens of a line to the nodes within it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from devlog_core.model.errors import RejectedError
from devlog_core.plugin.richtext.comments import broken
from devlog_jira.richtext.adf_nodes import HOLDERS, INLINE, LINES, MARKS, TAILED, Node, label, plain_text
from devlog_jira.richtext.markdown_images import image, in_words
from devlog_jira.richtext.markdown_tags import JOIN, OTHER, Tag, tag

if TYPE_CHECKING:
    from markdown_it.token import Token

SIMPLE = {"em": "em", "strong": "strong", "s": "strike"}


@dataclass(kw_only=True)
class Line:
    """What a line holds: its nodes, and the comments that say more of the blocks around it."""

    nodes: list[Node] = field(default_factory=list)
    tails: list[Tag] = field(default_factory=list)


def read_line(tokens: Sequence[Token], *, lone_image: bool = False) -> Line:
    """The nodes of a line; an image becomes a link, unless it may and does stand alone.

    Raises RejectedError where a comment has lost its other half or what stands between two was edited.
    """
    reader = _Reader()
    for token in tokens:
        reader.take(token)
    line = reader.line()
    alone = lone_image and len(line.nodes) == 1
    return line if alone else Line(nodes=in_words(line.nodes), tails=line.tails)


@dataclass(frozen=True, kw_only=True)
class _Mark:
    """A mark in force; `name` is the comment's, or None where Markdown itself says the mark."""

    name: str | None
    value: Node


@dataclass(frozen=True, kw_only=True)
class _Frame:
    """A comment that was opened within a line, and what stood before it."""

    tag: Tag
    nodes: list[Node]
    marks: list[_Mark]


class _Reader:
    def __init__(self) -> None:
        self._nodes: list[Node] = []
        self._marks: list[_Mark] = []
        self._frames: list[_Frame] = []
        self._tails: list[Tag] = []
        self._apart = False

    def line(self) -> Line:
        """What was read.

        Raises RejectedError where a comment was opened and not closed.
        """
        opened = [mark.name for mark in self._marks if mark.name] + [frame.tag.name for frame in self._frames]
        if opened:
            broken(f"<!-- adf:{opened[-1]} ... -->")
        return Line(nodes=self._nodes, tails=self._tails)

    def take(self, token: Token) -> None:
        kind = token.type
        if kind in {"text", "code_inline"}:
            self._text(token.content, kind == "code_inline")
        elif kind in {"softbreak", "hardbreak"}:
            self._nodes.append({"type": "hardBreak"})
        elif kind == "adf":
            self._comment(token.meta["tag"])
        elif kind == "image":
            self._nodes.append(image(token, self._marks_here(False)))
        elif kind == "link_open":
            self._marks.append(_Mark(name=None, value={"type": "link", "attrs": _link(token)}))
        elif kind.endswith("_open"):
            self._marks.append(_Mark(name=None, value={"type": SIMPLE[kind.removesuffix("_open")]}))
        elif kind.endswith("_close"):
            kind = kind.removesuffix("_close")
            self._unmark(None, SIMPLE.get(kind, kind))

    def _unmark(self, name: str | None, kind: str) -> bool:
        """Ends the latest mark of this kind; whether there was one."""
        for at in range(len(self._marks) - 1, -1, -1):
            mark = self._marks[at]
            if mark.name == name and (name or mark.value["type"] == kind):
                del self._marks[at]
                return True
        return False

    def _text(self, text: str, code: bool = False) -> None:
        if text:
            self._add(text, self._marks_here(code))

    def _add(self, text: str, marks: list[Node]) -> None:
        """Adds words; words with the same marks become one node."""
        last = self._nodes[-1] if self._nodes and not self._apart else {}
        if last.get("type") == "text" and last.get("marks", []) == marks:
            last["text"] += text
        else:
            self._nodes.append({"type": "text", "text": text, **({"marks": marks} if marks else {})})
        self._apart = False

    def _marks_here(self, code: bool) -> list[Node]:
        """The marks in force, each once; Jira takes code with a link and an annotation only."""
        found: list[Node] = []
        for mark in self._marks:
            allowed = not code or mark.value["type"] in {"link", "annotation"}
            if allowed and mark.value not in found:
                found.append(mark.value)
        return [*found, {"type": "code"}] if code and {"type": "code"} not in found else found

    def _comment(self, found: Tag) -> None:
        if found.form == "close":
            self._end(found.name)
        elif found.form == "single" and found.name in TAILED:
            self._tails.append(found)
        elif found.form == "single" and found.name != JOIN:
            self._nodes.append(found.node())
            self._apart = True
        elif found.form == "open" and (found.name in MARKS or found.name == OTHER):
            self._marks.append(_Mark(name=found.name, value=found.node()))
        elif found.form == "open" and found.name in (HOLDERS | LINES) and not found.whole:
            broken(f"{tag(found.node(), 'open')} (it wants a line of its own)")
        elif found.form == "open":
            self._frames.append(_Frame(tag=found, nodes=self._nodes, marks=self._marks))
            self._nodes, self._marks = [], []

    def _end(self, name: str) -> None:
        if not self._frames or self._frames[-1].tag.name != name:
            if not self._unmark(name, ""):
                broken(f"<!-- /adf:{name} -->")
            return
        if any(mark.name for mark in self._marks):
            broken(f"<!-- /adf:{name} -->")
        frame = self._frames.pop()
        inner, self._nodes, self._marks = self._nodes, frame.nodes, frame.marks
        node = frame.tag.node()
        if node == {"type": "text"}:
            self._separate(inner)
        elif inner != shown(node):
            edited(node)
        else:
            self._nodes.append(node)
            self._apart = True

    def _separate(self, inner: list[Node]) -> None:
        """Words that are kept apart from those before them."""
        if len(inner) != 1 or inner[0]["type"] != "text":
            broken("<!-- adf:text -->")
        self._apart = True
        self._add(inner[0]["text"], [*self._marks_here(False), *inner[0].get("marks", [])])


def shown(node: Node) -> list[Node]:
    """What stands between the two comments of a node within a line."""
    if node.get("type") == "hardBreak":
        return [{"type": "hardBreak"}]
    words = label(node) if node.get("type") in INLINE else plain_text(node)
    return [{"type": "text", "text": words}] if words else []


def edited(node: Node) -> None:
    """Refuses an edit of what is only shown of a node."""
    words = plain_text(node)
    name = f"{node.get('type')} {words[:40]!r}" if words else str(node.get("type"))
    raise RejectedError(
        f"what stands between the two comments of the {name} was edited, and Markdown cannot say it: "
        "restore it, or delete it together with both comments"
    )


def _link(token: Token) -> Node:
    attrs: Node = {"href": str(token.attrs.get("href") or "")}
    if token.attrs.get("title"):
        attrs["title"] = str(token.attrs["title"])
    return attrs
