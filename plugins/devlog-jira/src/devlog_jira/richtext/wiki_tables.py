"""From the lines of a wiki table to table nodes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from devlog_jira.richtext.markdown_tables import PLAIN_ATTRS
from devlog_jira.richtext.wiki_lists import item_blocks
from devlog_jira.richtext.wiki_macros import Macro, Shielded
from devlog_jira.richtext.wiki_notation import TABLE_END, TABLE_LINE, Node, raw
from devlog_jira.richtext.wiki_scan import Spans

_BARS = re.compile(r"(?<!\\)\|+")
_SHIELDING = frozenset({"link", "macro", "image", "token", "colour"})


def table_end(text: str, at: int) -> int:
    """Where the table that begins here ends: before a blank line, or a line behind a closed row."""
    end = _line_end(text, at)
    closed = bool(TABLE_END.search(text[at:end]))
    while end < len(text):
        line = text[end + 1 : _line_end(text, end + 1)]
        starts = bool(TABLE_LINE.match(line))
        if not line.strip() or (closed and not starts):
            break
        closed = bool(TABLE_END.search(line))
        end += 1 + len(line)
    return end


def table_node(shielded: Shielded, source: str, macro_node: Callable[[Macro], Node]) -> Node:
    """The table of these lines; raw where a row has no cell."""
    rows = []
    for row in _rows(source):
        cells: list[Node] = []
        for header, text in _cells(row):
            content = item_blocks(shielded, text.strip(), macro_node)
            cells.append({"type": "tableHeader" if header else "tableCell", "attrs": {}, "content": content})
        if not cells:
            return raw(shielded.source(source))
        rows.append({"type": "tableRow", "content": cells})
    return {"type": "table", "attrs": dict(PLAIN_ATTRS), "content": rows}


def _rows(source: str) -> list[str]:
    rows: list[str] = []
    for line in source.split("\n"):
        if TABLE_LINE.match(line) or not rows:
            rows.append(line)
        else:
            rows[-1] += f"\n{line}"
    return rows


def _cells(row: str) -> Iterator[tuple[bool, str]]:
    """Each cell's text and whether it is a heading's; behind the last bar only text makes a cell."""
    bars = list(_splitting(row))
    for number, (start, end) in enumerate(bars):
        stop = bars[number + 1][0] if number + 1 < len(bars) else len(row)
        text = row[end:stop]
        if number + 1 < len(bars) or text.strip():
            yield end - start > 1, text


def _splitting(row: str) -> Iterator[tuple[int, int]]:
    """The bars between cells; those of links, pictures and macros, and those taken back, are none."""
    shielded = list(_shielded(row))
    at = 0
    for found in _BARS.finditer(row):
        while at < len(shielded) and shielded[at][1] <= found.start():
            at += 1
        if at == len(shielded) or shielded[at][0] > found.start():
            yield found.span()


def _shielded(row: str) -> Iterator[tuple[int, int]]:
    """The parts whose bars are their own; of monospaced words only the links in them."""
    for kind, start, end in Spans(row).spans:
        if kind in _SHIELDING:
            yield start, end
        elif kind == "mono":
            inside = Spans(row[start + 2 : end - 2]).spans
            yield from ((start + 2 + at, start + 2 + to) for inner, at, to in inside if inner in _SHIELDING)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
