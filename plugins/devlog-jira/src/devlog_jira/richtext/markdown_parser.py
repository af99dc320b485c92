"""Markdown as tokens: CommonMark with tables and strikethrough, and our comments as tokens of their own."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from devlog_core.model.errors import RejectedError
from devlog_core.plugin.richtext.brackets import closed
from devlog_core.plugin.richtext.carried import CARRIED
from devlog_jira.richtext.adf_nodes import DEPTH, INLINE, MARKS, TAILED
from devlog_jira.richtext.markdown_tags import JOIN, OTHER, START, Tag, read_tag

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_LABEL = re.compile(r"\[(?:[^\[\]\\]|\\.)+\]:")
_FOREIGN = re.compile(rf"(?!<!--[ \t]*/?(?:adf:|wiki[ \t])){CARRIED.pattern}")
_ONLY_FOREIGN = re.compile(rf"(?:{_FOREIGN.pattern}[ \t]*)+")
_BREAK = re.compile(r"<br[ \t]*/?>", re.IGNORECASE)


def parse(text: str) -> list[Token]:
    """The tokens of a text.

    Raises RejectedError where it nests deeper than can be said, or where one of our comments is damaged.
    """
    tokens = _parser().parse(text)
    if any(token.level >= DEPTH - 1 for token in tokens):
        raise RejectedError(f"the text nests lists and quotes deeper than {DEPTH} levels: flatten it")
    return tokens


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import image, link

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": DEPTH}).enable(["table", "strikethrough"])
    parser.block.ruler.before(
        "table", "adf", _block, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    parser.inline.ruler.before("autolink", "adf", _inline)
    parser.block.ruler.at("reference", _reference, {"alt": []})
    parser.inline.ruler.at("link", closed(link))
    parser.inline.ruler.at("image", closed(image))
    parser.normalizeLink = _as_it_is  # type: ignore[method-assign]
    parser.normalizeLinkText = _as_it_is  # type: ignore[method-assign, assignment]
    return parser


def _as_it_is(url: str) -> str:
    return url


def _block(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """A line that is nothing but one comment which opens or closes a block."""
    if state.is_code_block(start):
        return False
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]].rstrip()
    if not START.match(line):
        return _passed(state, start, line, silent)
    found, behind = read_tag(line, 0)
    if behind != len(line) or not _is_block(found):
        return False
    if silent:
        return True
    token = state.push("adf_block", "", 0)
    token.meta["tag"] = found
    token.map = [start, start + 1]
    state.line = start + 1
    return True


def _passed(state: StateBlock, start: int, line: str, silent: bool) -> bool:
    """A line in which another place carries what Jira would show as words; it ends a paragraph."""
    if not _ONLY_FOREIGN.fullmatch(line):
        return False
    if not silent:
        state.line = start + 1
    return True


def _reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A definition of a link that is used; any other would vanish, and stays text instead."""
    from markdown_it.rules_block import reference

    label = _LABEL.match(state.src, state.bMarks[start] + state.tShift[start])
    if label and not _used(label[0].removesuffix(":"), state.src):
        return False
    return reference(state, start, end, silent)


def _used(label: str, text: str) -> bool:
    return re.search(re.escape(label) + r"(?!:)", text, re.IGNORECASE) is not None


def _is_block(found: Tag) -> bool:
    if found.name in INLINE or found.name in MARKS or found.name in {OTHER, JOIN}:
        return False
    return found.form != "single" or found.name not in TAILED


def _inline(state: StateInline, silent: bool) -> bool:
    """A comment of ours, one of another place's, which is left out, or a `<br>`, within a line."""
    if state.src[state.pos] != "<":
        return False
    line_break = _BREAK.match(state.src, state.pos, state.posMax)
    if line_break:
        if not silent:
            state.push("hardbreak", "br", 0)
        state.pos = line_break.end()
        return True
    if not START.match(state.src, state.pos):
        foreign = _FOREIGN.match(state.src, state.pos, state.posMax)
        state.pos = foreign.end() if foreign else state.pos
        return foreign is not None
    found, behind = read_tag(state.src, state.pos)
    if not silent:
        state.push("adf", "", 0).meta["tag"] = found
    state.pos = behind
    return True
