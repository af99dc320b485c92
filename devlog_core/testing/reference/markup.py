"""The board's own text format, and Markdown; what one cannot say stays as it is written; pure."""

from __future__ import annotations

import re

_HEADING = re.compile(r"(#{1,6}) (.*)")
_TITLE = re.compile(r"h([1-6])\. (.*)")
_BOLD = re.compile(r"\*\*(\S(?:[^*\n]*\S)?)\*\*")
_STRONG = re.compile(r"(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])")
_CODE = re.compile(r"`([^`\n]+)`")
_MONO = re.compile(r"\{\{([^{}\n]+)\}\}")


def to_board(markdown: str) -> str:
    """Markdown as the board writes it; ends of lines and ends of texts are not kept."""
    return "\n".join(_line_out(line.rstrip()) for line in markdown.split("\n")).strip("\n")


def to_markdown(text: str) -> str:
    """A text of the board as Markdown; what Markdown cannot say stays in the board's words."""
    return "\n".join(_line_in(line.rstrip()) for line in text.split("\n")).strip("\n")


def _line_out(line: str) -> str:
    heading = _HEADING.fullmatch(line)
    if heading:
        return f"h{len(heading[1])}. {_words_out(heading[2])}"
    if line.startswith("- "):
        return f"* {_words_out(line[2:])}"
    return _words_out(line)


def _line_in(line: str) -> str:
    title = _TITLE.fullmatch(line)
    if title:
        return f"{'#' * int(title[1])} {_words_in(title[2])}"
    if line.startswith("* "):
        return f"- {_words_in(line[2:])}"
    return _words_in(line)


def _words_out(text: str) -> str:
    return _CODE.sub(r"{{\1}}", _BOLD.sub(r"*\1*", text))


def _words_in(text: str) -> str:
    return _MONO.sub(r"`\1`", _STRONG.sub(r"**\1**", text))
