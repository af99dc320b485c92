"""The nodes of a line as Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from devlog_jira.richtext.adf_nodes import MARKS, Node
from devlog_jira.richtext.markdown_escape import escape, sayable
from devlog_jira.richtext.markdown_inlines import shown
from devlog_jira.richtext.markdown_tags import tag

CODE = {"type": "code"}
_EMPHASIS = {"strong": "**", "strike": "~~", "em": "*"}
_AUTOLINK = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>\x00-\x20]*")
_ENTITY = re.compile(r"&(?=[#\w])")


class Care(IntEnum):
    """How carefully a block is said: the next is taken where the one before does not read back as it was.

    LIGHT escapes what must be, HEAVY all punctuation; MARKED says every mark by a comment; HELD puts comments
    around the block, or around each of its words; WHOLE puts it into a comment and shows its words, SINGLE
    shows none.
    """

    LIGHT = 0
    HEAVY = 1
    MARKED = 2
    HELD = 3
    WHOLE = 4
    SINGLE = 5


@dataclass(frozen=True, kw_only=True)
class _Run:
    """A piece of a line: words with marks, or a node that stands by itself (`words` is None)."""

    node: Node
    words: str | None = None
    marks: tuple[Node, ...] = ()
    said: tuple[bool, ...] = ()
    code: bool = False
    apart: bool = False

    def shares(self, other: _Run) -> int:
        """How many of the outer marks both have."""
        count = 0
        pairs = zip(self.marks, other.marks, self.said, other.said, strict=False)
        for mine, theirs, said, other_said in pairs:
            if mine != theirs or said != other_said:
                break
            count += 1
        return count


def line(nodes: Sequence[Node], care: Care, *, breaks: bool = True) -> str:
    """A line's Markdown; with `breaks` a break of the line is one, else it is `<br>`."""
    runs = _runs(nodes, care)
    return _Writer(runs, care, breaks).write()


def _runs(nodes: Sequence[Node], care: Care) -> list[_Run]:
    runs: list[_Run] = []
    before: Node = {}
    for node in nodes:
        run = _run(node, care)
        if run.words is not None and before.get("type") == "text":
            run = replace(run, apart=before.get("marks", []) == node.get("marks", []))
        runs.append(run)
        before = node
    runs = [_around_code(runs, at, run) for at, run in enumerate(runs)]
    return [piece for at, run in enumerate(runs) for piece in _edges(runs, at, run)]


def _around_code(runs: Sequence[_Run], at: int, run: _Run) -> _Run:
    """Code with the emphasis around it, which stays open over the code and does not reach it."""
    if not run.code or run.apart or not 0 < at < len(runs) - 1:
        return run
    before, after = runs[at - 1], runs[at + 1]
    shared = before.shares(after)
    marks, said = before.marks[:shared], before.said[:shared]
    pairs = list(zip(marks, said, strict=True))
    emphasised = [mark for mark, plain in pairs if not (plain and mark["type"] in _EMPHASIS)]
    return replace(run, marks=marks, said=said) if emphasised == list(run.marks) and all(said) else run


def _run(node: Node, care: Care) -> _Run:
    text, marks = node.get("text"), node.get("marks", [])
    wordy = node.get("type") == "text" and set(node) <= {"type", "text", "marks"}
    if not wordy or not isinstance(text, str) or not text or not _are_marks(marks) or not sayable(text):
        return _Run(node=node)
    if care >= Care.HELD:
        return _Run(node=node)
    code = (
        bool(marks) and marks[-1] == CODE and marks.count(CODE) == 1 and "\n" not in text and "\r" not in text
    )
    code = code and care < Care.MARKED
    marks = marks[:-1] if code else marks
    said = tuple(care < Care.MARKED and _is_plain(mark) for mark in marks)
    return _Run(node=node, words=text, marks=tuple(marks), said=said, code=code)


def _are_marks(marks: object) -> bool:
    if not isinstance(marks, list):
        return False
    return all(isinstance(mark, dict) and isinstance(mark.get("type"), str) for mark in marks) and not any(
        mark in marks[:at] for at, mark in enumerate(marks)
    )


def _is_plain(mark: Node) -> bool:
    if mark["type"] in _EMPHASIS:
        return set(mark) == {"type"}
    attrs = mark.get("attrs")
    if mark["type"] != "link" or set(mark) != {"type", "attrs"} or not isinstance(attrs, dict):
        return False
    words = [attrs.get("href"), attrs.get("title", "-")]
    return set(attrs) <= {"href", "title"} and all(isinstance(w, str) and w and _one_line(w) for w in words)


def _one_line(text: str) -> bool:
    return sayable(text) and not any(ch in text for ch in "\t\n\r")


def _edges(runs: Sequence[_Run], at: int, run: _Run) -> list[_Run]:
    """A run split where emphasis would begin or end with a space, which Markdown does not take."""
    words = run.words
    if words is None or run.code or run.apart or not any(run.said):
        return [run]
    left = runs[at - 1].shares(run) if at else 0
    right = runs[at + 1].shares(run) if at + 1 < len(runs) else 0
    begin = len(words) - len(words.lstrip()) if _emphasis(run, left) else 0
    end = len(words.rstrip()) if _emphasis(run, right) else len(words)
    if begin >= end:
        return [_commented(run, words)]
    pieces = [_commented(run, words[:begin])] if begin else []
    pieces.append(replace(run, words=words[begin:end]))
    return [*pieces, _commented(run, words[end:])] if end < len(words) else pieces


def _emphasis(run: _Run, shared: int) -> bool:
    return any(
        said and mark["type"] in _EMPHASIS
        for mark, said in zip(run.marks[shared:], run.said[shared:], strict=True)
    )


def _commented(run: _Run, words: str) -> _Run:
    said = tuple(
        each and mark["type"] not in _EMPHASIS for mark, each in zip(run.marks, run.said, strict=True)
    )
    return replace(run, words=words, said=said)


class _Writer:
    def __init__(self, runs: Sequence[_Run], care: Care, breaks: bool) -> None:
        self._runs = runs
        self._care = care
        self._breaks = breaks
        self._out: list[str] = []
        self._open = _Run(node={})

    def write(self) -> str:
        for at, run in enumerate(self._runs):
            if run.words is None:
                self._atom(at, run)
            else:
                self._words(at, run)
        self._close(0)
        return "".join(self._out)

    def _atom(self, at: int, run: _Run) -> None:
        following = next((each for each in self._runs[at:] if each.words is not None), _Run(node={}))
        self._close(self._open.shares(following))
        node = run.node
        if node == {"type": "hardBreak"}:
            self._out.append("\n" if self._breaks and self._can_break(at) else "<br>")
        else:
            self._out.append(embedded(node, self._care))

    def _can_break(self, at: int) -> bool:
        """Whether a line that ends here is followed by another, and neither is empty."""
        if at in {0, len(self._runs) - 1} or not self._out or self._out[-1] == "\n":
            return False
        around = (self._runs[at - 1].node, self._runs[at + 1].node)
        return {"type": "hardBreak"} not in around

    def _words(self, at: int, run: _Run) -> None:
        shared = self._open.shares(run)
        self._close(shared)
        lone = self._lone_link(at, run)
        if lone:
            self._open_marks(replace(run, marks=run.marks[:-1], said=run.said[:-1]), shared)
            self._out.append(lone)
            self._open = replace(run, marks=run.marks[:-1], said=run.said[:-1])
            return
        self._open_marks(run, shared)
        words = _code(run.words or "") if run.code else self._escaped(at, run)
        self._out.append(f"<!-- adf:text -->{words}<!-- /adf:text -->" if run.apart else words)

    def _escaped(self, at: int, run: _Run) -> str:
        first = not self._out or self._out[-1] == "\n"
        following = self._runs[at + 1].node if at + 1 < len(self._runs) else None
        last = following is None or following == {"type": "hardBreak"}
        in_link = any(mark["type"] == "link" for mark in run.marks)
        return escape(
            run.words or "", heavy=self._care >= Care.HEAVY, first=first, last=last, in_link=in_link
        )

    def _lone_link(self, at: int, run: _Run) -> str | None:
        """`<url>` where a link's words are its address."""
        if not run.marks or not run.said[-1] or run.marks[-1]["type"] != "link" or run.code or run.apart:
            return None
        attrs = run.marks[-1]["attrs"]
        following = self._runs[at + 1] if at + 1 < len(self._runs) else _Run(node={})
        if attrs != {"href": run.words} or self._open.shares(run) == len(run.marks):
            return None
        if following.shares(run) == len(run.marks) or not _AUTOLINK.fullmatch(attrs["href"]):
            return None
        return f"<{attrs['href']}>"

    def _open_marks(self, run: _Run, shared: int) -> None:
        for mark, said in list(zip(run.marks, run.said, strict=True))[shared:]:
            self._out.append(_begin(mark, said, run))
        self._open = run

    def _close(self, keep: int) -> None:
        run = self._open
        for mark, said in reversed(list(zip(run.marks, run.said, strict=True))[keep:]):
            self._out.append(_end(mark, said, run))
        self._open = replace(run, marks=run.marks[:keep], said=run.said[:keep])


def embedded(node: Node, care: Care = Care.LIGHT) -> str:
    """A node that Markdown cannot say, in one line: its comments, and its words between them."""
    between = "" if care >= Care.SINGLE else line(shown(node), Care.LIGHT, breaks=False)
    if node.get("type") == "hardBreak" and between:
        between = "<br>"
    if not between:
        return tag(node, "single")
    return f"{tag(node, 'open')}{between}{tag(node, 'close')}"


def _begin(mark: Node, said: bool, run: _Run) -> str:
    if not said:
        return tag(mark, "open", name=None if mark["type"] in MARKS else "mark")
    return "[" if mark["type"] == "link" else _delimiter(mark, run)


def _end(mark: Node, said: bool, run: _Run) -> str:
    if not said:
        return tag(mark, "close", name=None if mark["type"] in MARKS else "mark")
    return _target(mark["attrs"]) if mark["type"] == "link" else _delimiter(mark, run)


def _delimiter(mark: Node, run: _Run) -> str:
    beside_strong = mark["type"] == "em" and any(each["type"] == "strong" for each in run.marks)
    return "_" if beside_strong else _EMPHASIS[mark["type"]]


def _target(attrs: Node) -> str:
    href = re.sub(r"([\\()<>|])", r"\\\1", _ENTITY.sub(r"\\&", attrs["href"]))
    href = f"<{href}>" if " " in href else href
    if "title" not in attrs:
        return f"]({href})"
    title = re.sub(r'([\\"<])', r"\\\1", _ENTITY.sub(r"\\&", attrs["title"]))
    return f']({href} "{title}")'


def _code(text: str) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text[0] == "`" or text[-1] == "`" or (text[0] == text[-1] == " " and text.strip()) else ""
    return f"{fence}{pad}{text}{pad}{fence}"
