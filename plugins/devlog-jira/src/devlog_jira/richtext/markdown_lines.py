"""The nodes of a line as runs of words with marks, and how each mark is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from devlog_core.plugin.richtext.escape import sayable
from devlog_jira.richtext.adf_nodes import Node

CODE = {"type": "code"}
EMPHASIS = {"strong": "**", "strike": "~~", "em": "*"}


class Care(IntEnum):
    """How carefully a block is said: the next is taken where the one before does not read back as it was.

    LIGHT escapes what must be, HEAVY all punctuation; STRESSED says emphasis by comments, MARKED every mark;
    HELD puts comments around the block, or around each of its words; WHOLE puts it into a comment and shows
    its words, SINGLE shows none.
    """

    LIGHT = 0
    HEAVY = 1
    STRESSED = 2
    MARKED = 3
    HELD = 4
    WHOLE = 5
    SINGLE = 6


@dataclass(frozen=True, kw_only=True)
class Run:
    """A piece of a line: words with marks, or a node that stands by itself (`words` is None)."""

    node: Node
    words: str | None = None
    marks: tuple[Node, ...] = ()
    said: tuple[bool, ...] = ()
    code: bool = False
    apart: bool = False

    def shares(self, other: Run) -> int:
        """How many of the outer marks both have."""
        count = 0
        pairs = zip(self.marks, other.marks, self.said, other.said, strict=False)
        for mine, theirs, said, other_said in pairs:
            if mine != theirs or said != other_said:
                break
            count += 1
        return count


def runs_of(nodes: Sequence[Node], care: Care) -> list[Run]:
    """The runs of a line, split where Markdown's emphasis must end before its words do."""
    runs: list[Run] = []
    before: Node = {}
    for node in nodes:
        run = _run(node, care)
        if run.words is not None and before.get("type") == "text":
            run = replace(run, apart=before.get("marks", []) == node.get("marks", []))
        runs.append(run)
        before = node
    runs = [_around_code(runs, at, run) for at, run in enumerate(runs)]
    return [piece for at, run in enumerate(runs) for piece in _edges(runs, at, run)]


def _around_code(runs: Sequence[Run], at: int, run: Run) -> Run:
    """Code with the emphasis around it, which stays open over the code and does not reach it."""
    if not run.code or run.apart or not 0 < at < len(runs) - 1:
        return run
    before, after = runs[at - 1], runs[at + 1]
    shared = before.shares(after)
    marks, said = before.marks[:shared], before.said[:shared]
    pairs = list(zip(marks, said, strict=True))
    emphasised = [mark for mark, plain in pairs if not (plain and mark["type"] in EMPHASIS)]
    return replace(run, marks=marks, said=said) if emphasised == list(run.marks) and all(said) else run


def _run(node: Node, care: Care) -> Run:
    text, marks = node.get("text"), node.get("marks", [])
    wordy = node.get("type") == "text" and set(node) <= {"type", "text", "marks"}
    if not wordy or not isinstance(text, str) or not text or not _are_marks(marks) or not sayable(text):
        return Run(node=node)
    if care >= Care.HELD:
        return Run(node=node)
    code = (
        bool(marks) and marks[-1] == CODE and marks.count(CODE) == 1 and "\n" not in text and "\r" not in text
    )
    code = code and (care < Care.STRESSED or all(mark["type"] == "link" for mark in marks[:-1]))
    code = code and care < Care.MARKED
    marks = marks[:-1] if code else marks
    said = tuple(care < _limit(mark) and _is_plain(mark) for mark in marks)
    return Run(node=node, words=text, marks=tuple(marks), said=said, code=code)


def _limit(mark: Node) -> Care:
    return Care.STRESSED if mark["type"] in EMPHASIS else Care.MARKED


def _are_marks(marks: object) -> bool:
    if not isinstance(marks, list):
        return False
    return all(isinstance(mark, dict) and isinstance(mark.get("type"), str) for mark in marks) and not any(
        mark in marks[:at] for at, mark in enumerate(marks)
    )


def _is_plain(mark: Node) -> bool:
    if mark["type"] in EMPHASIS:
        return set(mark) == {"type"}
    attrs = mark.get("attrs")
    if mark["type"] != "link" or set(mark) != {"type", "attrs"} or not isinstance(attrs, dict):
        return False
    words = [attrs.get("href"), attrs.get("title", "-")]
    return set(attrs) <= {"href", "title"} and all(isinstance(w, str) and w and _one_line(w) for w in words)


def _one_line(text: str) -> bool:
    return sayable(text) and not any(ch in text for ch in "\t\n\r")


def _edges(runs: Sequence[Run], at: int, run: Run) -> list[Run]:
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


def _emphasis(run: Run, shared: int) -> bool:
    return any(
        said and mark["type"] in EMPHASIS
        for mark, said in zip(run.marks[shared:], run.said[shared:], strict=True)
    )


def _commented(run: Run, words: str) -> Run:
    said = tuple(
        each and mark["type"] not in EMPHASIS for mark, each in zip(run.marks, run.said, strict=True)
    )
    return replace(run, words=words, said=said)
