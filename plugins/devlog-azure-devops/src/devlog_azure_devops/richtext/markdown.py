"""Markdown as tokens: CommonMark with tables and strikethrough, comments and a few tags of HTML."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from devlog_azure_devops.richtext.comments import START, read_comment
from devlog_core.model.errors import RejectedError
from devlog_core.plugin.richtext.brackets import closed

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

DEPTH = 100
"""How deep Markdown may nest."""

TAGS = frozenset({
    "b", "big", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span",
    "strike", "strong", "sub", "sup", "tt", "u", "var",
})  # fmt: skip
"""Elements within a line that stand in Markdown as they are where they have no attributes."""

_TAG = re.compile(rf"<(/?)({'|'.join(sorted(TAGS))})>")
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
    parser.disable("reference")
    parser.block.ruler.before(
        "table", "comment", _block, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    parser.inline.ruler.before("autolink", "comment", _inline)
    parser.inline.ruler.at("link", closed(link))
    parser.inline.ruler.at("image", closed(image))
    parser.normalizeLink = str  # type: ignore[method-assign, assignment]
    parser.normalizeLinkText = str  # type: ignore[method-assign, assignment]
    return parser


def _block(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """A line that is nothing but one comment."""
    if state.is_code_block(start):
        return False
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]].rstrip()
    if not line.startswith("<!--") or line.find("-->", 4) != len(line) - 3 or not _ends_there(line):
        return False
    if silent:
        return True
    token = state.push("comment", "", 0)
    token.content = line
    if START.match(line):
        token.meta["ours"] = read_comment(line, 0)[0]
    token.map = [start, start + 1]
    state.line = start + 1
    return True


def _inline(state: StateInline, silent: bool) -> bool:
    """A comment, a break, or a tag without attributes, within a line."""
    at = state.pos
    if state.src[at] != "<":
        return False
    if state.src.startswith("<!--", at):
        return _comment(state, silent)
    found = _BREAK.match(state.src, at)
    if found:
        if not silent:
            state.push("br", "", 0)
    else:
        found = _TAG.match(state.src, at)
        if not found:
            return False
        if not silent:
            token = state.push("tag_end" if found[1] else "tag_begin", found[2], 0)
            token.content = found[0]
    state.pos = found.end()
    return True


def _comment(state: StateInline, silent: bool) -> bool:
    end = -1 if state.env.get("unclosed") == state.src else state.src.find("-->", state.pos + 4)
    if end < 0:
        state.env["unclosed"] = state.src
        return False
    source = state.src[state.pos : end + 3]
    if not _ends_there(source):
        return False
    ours = read_comment(source, 0)[0] if START.match(source) else None
    if not silent:
        token = state.push("comment", "", 0)
        token.content = source
        if ours:
            token.meta["ours"] = ours
    state.pos = end + 3
    return True


def _ends_there(source: str) -> bool:
    """Whether a browser, too, ends this comment at its end and not before."""
    body = source[4:-3]
    return not body.startswith((">", "->")) and "--!>" not in body and not body.endswith("<!-")
