"""Which blocks of a wiki text the tree says exactly, and how the others are kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, replace

from devlog_jira.richtext.wiki_blocks import Piece, blocks, spaced
from devlog_jira.richtext.wiki_notation import FORM, Node, Style, raw
from devlog_jira.richtext.wiki_write import block

_INDENT = re.compile(r"(?m)^([ \t]+)[*#-]+ +\S")
_BULLET = re.compile(r"(?m)^[ \t]*#*-[-#]* +\S")
_QUOTE = re.compile(r"(?m)^bq\. |\{quote\}(\n)?")
_PAD = re.compile(r"(?m)^\|\|? ")
_URL = re.compile(r"\[(?:https?|ftp)://[^|\]\n]*\]")


def style_of(source: str, found: Iterable[Piece]) -> Style:
    """The forms that a text uses, as far as they let more of its blocks be said without their source."""
    style, pieces = Style(), list(found)
    odd = [piece for piece in pieces if block(piece.node, style) != piece.source]
    for key, value in asdict(_seen(source)).items():
        if not odd or value == getattr(style, key):
            continue
        other = replace(style, **{key: value})
        left = [piece for piece in pieces if block(piece.node, other) != piece.source]
        if len(left) < len(odd):
            style, odd = other, left
    return style


def _seen(source: str) -> Style:
    indent, quote = _INDENT.search(source), _QUOTE.search(source)
    return Style(
        indent=indent[1] if indent else "",
        bullet="-" if _BULLET.search(source) else "*",
        quote="bq" if quote is None or quote[0] == "bq. " else "block" if quote[1] else "inline",
        pad=" " if _PAD.search(source) else "",
        url="bracket" if _URL.search(source) else "bare",
    )


def kept(found: Iterable[Piece], style: Style) -> list[Node]:
    """The nodes of a text's blocks with what stands between them, each of which gives its source back."""
    return spaced(replace(piece, node=_kept(piece, style)) for piece in found)


def _kept(piece: Piece, style: Style) -> Node:
    if block(piece.node, style) == piece.source:
        return piece.node
    form = {"type": FORM, "attrs": {"text": piece.source}, "content": [piece.node]}
    if piece.node["type"] != "wiki" and blocks(piece.source) == [piece.node]:
        return form
    return raw(piece.source)
