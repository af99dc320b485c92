"""The nodes of a line as Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from devlog_core.plugin.richtext.carried import CARRIED
from devlog_core.plugin.richtext.escape import escape
from devlog_jira.richtext.adf_nodes import MARKS, Node
from devlog_jira.richtext.markdown_inlines import shown
from devlog_jira.richtext.markdown_lines import EMPHASIS, Care, Run, runs_of
from devlog_jira.richtext.markdown_tags import JOIN, OTHER, tag

_AUTOLINK = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>\x00-\x20]*")
_ENTITY = re.compile(r"&(?=[#\w])")
_JOIN = f"<!-- adf:{JOIN} /-->"
_HARMLESS = re.compile(
    rf"</?(?:details|summary|kbd|sub|sup|ins|samp|var|q|dl|dt|dd|picture|source|div|p|span|a|b|i|em|strong|code|h[1-6])"
    rf"(?:\s[^<>\n]*)?/?>|(?!{CARRIED.pattern})<!--(?!-?>)(?![ \t]*/?adf:)(?:(?!--)[^\n])*[^-\n]-->"
)
"""HTML that a reader of Markdown shows or hides without harm; it stays as it was typed."""
_NOTHING = Run(node={})


def line(nodes: Sequence[Node], care: Care, *, breaks: bool = True) -> str:
    """A line's Markdown; with `breaks` a break of the line is one, else it is `<br>`."""
    return _Writer(runs_of(nodes, care), care, breaks).write()


class _Writer:
    def __init__(self, runs: Sequence[Run], care: Care, breaks: bool) -> None:
        self._runs = runs
        self._care = care
        self._breaks = breaks
        self._out: list[str] = []
        self._open = _NOTHING
        self._ended = ""  # what stands before the end of emphasis, where nothing was written since

    def write(self) -> str:
        for at, run in enumerate(self._runs):
            if run.words is None:
                self._atom(at, run)
            else:
                self._words(at, run)
        self._close(0)
        return "".join(self._out)

    def _put(self, said: str) -> None:
        """Adds a piece, kept apart from emphasis before it that Markdown would not see the end of."""
        if self._ended and said[:1].isalnum() and not (self._ended[-1].isalnum() and self._out[-1] != "_"):
            self._out.append(_JOIN)
        self._ended = ""
        self._out.append(said)

    def _atom(self, at: int, run: Run) -> None:
        following = next((each for each in self._runs[at:] if each.words is not None), _NOTHING)
        self._close(self._open.shares(following))
        if run.node == {"type": "hardBreak"}:
            self._put("\n" if self._breaks and self._can_break(at) else "<br>")
        else:
            self._put(embedded(run.node, self._care))

    def _can_break(self, at: int) -> bool:
        """Whether a line that ends here is followed by another, and neither is empty."""
        if at in {0, len(self._runs) - 1} or not self._out or self._out[-1] == "\n":
            return False
        around = (self._runs[at - 1].node, self._runs[at + 1].node)
        return {"type": "hardBreak"} not in around

    def _words(self, at: int, run: Run) -> None:
        self._close(self._open.shares(run))
        lone = self._lone_link(at, run)
        outer = replace(run, marks=run.marks[:-1], said=run.said[:-1]) if lone else run
        words = lone or (_code(run.words or "") if run.code else self._escaped(at, run))
        words = f"<!-- adf:text -->{words}<!-- /adf:text -->" if run.apart else words
        self._begin(outer, words)
        self._put(words)

    def _escaped(self, at: int, run: Run) -> str:
        written = self._out[-1:] or ["\n"]
        first = written[0] == "\n" and not run.marks[len(self._open.marks) :]
        following = self._runs[at + 1].node if at + 1 < len(self._runs) else None
        last = following is None or following == {"type": "hardBreak"}
        in_link = any(mark["type"] == "link" for mark in run.marks)
        heavy = self._care == Care.HEAVY
        return escape(run.words or "", heavy=heavy, first=first, last=last, in_link=in_link, kept=_HARMLESS)

    def _lone_link(self, at: int, run: Run) -> str | None:
        """`<url>` where a link's words are its address."""
        if not run.marks or not run.said[-1] or run.marks[-1]["type"] != "link" or run.code or run.apart:
            return None
        attrs = run.marks[-1]["attrs"]
        following = self._runs[at + 1] if at + 1 < len(self._runs) else _NOTHING
        if attrs != {"href": run.words} or self._open.shares(run) == len(run.marks):
            return None
        if following.shares(run) == len(run.marks) or not _AUTOLINK.fullmatch(attrs["href"]):
            return None
        return f"<{attrs['href']}>"

    def _begin(self, run: Run, words: str) -> None:
        """Opens the marks that are not open yet, apart from letters and emphasis before them."""
        kept = len(self._open.marks)
        pieces = [_start(mark, said, run) for mark, said in _pairs(run)[kept:]]
        if pieces and pieces[0] in _DELIMITERS:
            inside = ("".join(pieces[1:]) + words)[:1]
            before = self._out[-1][-1:] if self._out else ""
            loose = pieces[0] == "_" or not inside.isalnum()
            if self._ended or (before.isalnum() and loose):
                self._ended = ""
                self._out.append(_JOIN)
        for piece in pieces:
            self._put(piece)
        self._open = run

    def _close(self, keep: int) -> None:
        run = self._open
        for mark, said in reversed(_pairs(run)[keep:]):
            before = self._out[-1]
            piece = _end(mark, said, run)
            self._put(piece)
            self._ended = before if piece in _DELIMITERS else ""
        self._open = replace(run, marks=run.marks[:keep], said=run.said[:keep])


_DELIMITERS = frozenset({*EMPHASIS.values(), "_"})


def _pairs(run: Run) -> list[tuple[Node, bool]]:
    return list(zip(run.marks, run.said, strict=True))


def embedded(node: Node, care: Care = Care.LIGHT) -> str:
    """A node that Markdown cannot say, in one line: its comments, and its words between them."""
    between = "" if care >= Care.SINGLE else line(shown(node), Care.LIGHT, breaks=False)
    if node.get("type") == "hardBreak" and between:
        between = "<br>"
    if not between:
        return tag(node, "single")
    return f"{tag(node, 'open')}{between}{tag(node, 'close')}"


def _start(mark: Node, said: bool, run: Run) -> str:
    if not said:
        return tag(mark, "open", name=None if mark["type"] in MARKS else OTHER)
    return "[" if mark["type"] == "link" else _delimiter(mark, run)


def _end(mark: Node, said: bool, run: Run) -> str:
    if not said:
        return tag(mark, "close", name=None if mark["type"] in MARKS else OTHER)
    return _target(mark["attrs"]) if mark["type"] == "link" else _delimiter(mark, run)


def _delimiter(mark: Node, run: Run) -> str:
    beside_strong = mark["type"] == "em" and any(each["type"] == "strong" for each in run.marks)
    return "_" if beside_strong else EMPHASIS[mark["type"]]


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
