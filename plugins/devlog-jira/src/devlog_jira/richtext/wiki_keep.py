"""Which blocks of a wiki text the tree says exactly, and how the others are kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, replace

from devlog_jira.richtext.wiki_blocks import Piece, blocks, spaced
from devlog_jira.richtext.wiki_notation import FORM, Node, Style, raw
from devlog_jira.richtext.wiki_write import block

_INDENT = re.compile(r"(?m)^([ \t]+)[*#-]+ +\S")
_BULLET = re.compile(r"(?m)^[ \t]*#*-[-#]* +\S")
_QUOTE = re.compile(r"(?m)^bq\. |\{quote\}(\n)?")
_PAD = re.compile(r"(?m)^\|\|? ")
_URL = re.compile(r"\[(?:https?|ftp)://[^|\]\n]*\]")


def spelled(source: str, found: Sequence[Piece]) -> tuple[Style, list[Node]]:
    """The forms that a text uses, as far as they let more of its blocks be said, and its blocks.

    Each block gives its source back: by itself, beside its source, or as nothing but its source.
    """
    style = Style()
    odd = _odd(found, style)
    for key, value in asdict(_seen(source)).items():
        if not odd or value == getattr(style, key):
            continue
        other = replace(style, **{key: value})
        left = _odd(found, other)
        if len(left) < len(odd):
            style, odd = other, left
    return style, spaced(_kept(piece) if at in odd else piece for at, piece in enumerate(found))


def _odd(found: Sequence[Piece], style: Style) -> set[int]:
    """The blocks that are written otherwise than they were."""
    return {at for at, piece in enumerate(found) if block(piece.node, style) != piece.source}


def _seen(source: str) -> Style:
    indent, quote = _INDENT.search(source), _QUOTE.search(source)
    return Style(
        indent=indent[1] if indent else "",
        bullet="-" if _BULLET.search(source) else "*",
        quote="bq" if quote is None or quote[0] == "bq. " else "block" if quote[1] else "inline",
        pad=" " if _PAD.search(source) else "",
        url="bracket" if _URL.search(source) else "bare",
    )


def _kept(piece: Piece) -> Piece:
    if piece.node["type"] == "wiki" or blocks(piece.source) != [piece.node]:
        return replace(piece, node=raw(piece.source))
    form = {"type": FORM, "attrs": {"text": piece.source}, "content": [piece.node]}
    return replace(piece, node=form)
