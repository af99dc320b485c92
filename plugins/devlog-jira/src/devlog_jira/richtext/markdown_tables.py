"""Tables: one line of Markdown for each row, where every cell holds one paragraph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from devlog_core.plugin.richtext.comments import broken
from devlog_jira.richtext.adf_nodes import Node, children
from devlog_jira.richtext.markdown_inlines import read_line
from devlog_jira.richtext.markdown_tags import Tag, tag

if TYPE_CHECKING:
    from markdown_it.token import Token

PLAIN_ATTRS = {"isNumberColumnEnabled": False, "layout": "default"}
PAD = "<!-- adf:pad /-->"
_WIDEST = 1000
_ALIGNED: dict[str, list[Node]] = {
    "": [],
    "text-align:center": [{"type": "alignment", "attrs": {"align": "center"}}],
    "text-align:right": [{"type": "alignment", "attrs": {"align": "end"}}],
}
_RULES = {"": "---", "text-align:center": ":-:", "text-align:right": "--:"}


def read_table(tokens: Sequence[Token]) -> tuple[Node, list[Tag]]:
    """The table of these tokens, and the comments in it that say more of the blocks around it."""
    rows: list[Node] = []
    tails: list[Tag] = []
    cells: list[Node] = []
    row: Node = {"type": "tableRow"}
    kind, marks = "tableCell", _ALIGNED[""]
    for token in tokens:
        if token.type == "tr_open":
            cells, row = [], {"type": "tableRow"}
        elif token.type == "tr_close":
            rows.append({**row, "content": cells})
        elif token.type in {"th_open", "td_open"}:
            kind = "tableHeader" if token.type == "th_open" else "tableCell"
            marks = _ALIGNED.get(str(token.attrs.get("style")), [])
        elif token.type == "inline":
            cell, more = _cell(token, kind, marks)
            cells += [cell] if cell else []
            for each in more:
                if each.name == "tableRow":
                    row = each.node()
                else:
                    tails.append(each)
    return {"type": "table", "attrs": dict(PLAIN_ATTRS), "content": rows}, tails


def _cell(token: Token, kind: str, marks: list[Node]) -> tuple[Node | None, list[Tag]]:
    line = read_line(token.children or [])
    cell: Node = {"type": kind, "attrs": {}}
    paragraph: Node = {"type": "paragraph", "content": line.nodes}
    if marks:
        paragraph["marks"] = [dict(mark) for mark in marks]
    more: list[Tag] = []
    for said in line.tails:
        if said.name == "pad":
            if line.nodes or len(line.tails) > 1:
                broken(tag(said.node(), "single"))
            return None, []
        if said.name in {"tableHeader", "tableCell"}:
            cell = said.node()
        elif said.name == "paragraph":
            paragraph = {**said.node(), **({"content": line.nodes} if line.nodes else {})}
        else:
            more.append(said)
    return {**cell, "content": [paragraph]}, more


def table(node: Node, line: Callable[[Node], str]) -> str | None:
    """A table as lines of Markdown; None where a cell holds more than a paragraph, or it has no grid."""
    grid = _grid(node)
    if grid is None:
        return None
    first_tail = (
        ""
        if set(node) == {"type", "attrs", "content"} and node["attrs"] == PLAIN_ATTRS
        else tag(node, "single", content=False)
    )
    width = max(len(row) for row in grid)
    styles = [_style([row[at] for row in grid if at < len(row)]) for at in range(width)]
    lines = []
    for at, (row, cells) in enumerate(zip(children(node), grid, strict=True)):
        tail = "" if set(row) == {"type", "content"} else tag(row, "single", content=False)
        tail += first_tail if at == 0 else ""
        said = []
        for style, cell in zip(styles, cells, strict=False):
            said.append(_said(_unstyled(cell, style), at == 0, line) + tail if cell else PAD)
            tail = "" if cell else tail
        if tail:
            return None
        said += [PAD] * (width - len(said))
        lines.append("| " + " | ".join(said) + " |")
    return "\n".join([lines[0], "| " + " | ".join(_RULES[style] for style in styles) + " |", *lines[1:]])


def _said(cell: Node, first: bool, line: Callable[[Node], str]) -> str:
    usual = "tableHeader" if first else "tableCell"
    plain = cell["type"] == usual and set(cell) == {"type", "attrs", "content"} and cell["attrs"] == {}
    (paragraph,) = cell["content"]
    empty = paragraph == {"type": "paragraph", "content": []}
    words = "" if empty else line(paragraph)
    return words.replace("|", "\\|") + ("" if plain else tag(cell, "single", content=False))


def _style(column: Sequence[Node | None]) -> str:
    """How all cells of a column are aligned; nothing where they differ."""
    marks = [cell["content"][0].get("marks", []) for cell in column if cell]
    return next((style for style, usual in _ALIGNED.items() if marks and all(m == usual for m in marks)), "")


def _unstyled(cell: Node, style: str) -> Node:
    """A cell without what its column says."""
    if not style:
        return cell
    (paragraph,) = cell["content"]
    return {**cell, "content": [{key: value for key, value in paragraph.items() if key != "marks"}]}


def _grid(node: Node) -> list[list[Node | None]] | None:
    """The cells by row and column, None where a cell reaches over from the left or from above."""
    rows: list[list[Node | None]] = []
    reaching: dict[tuple[int, int], bool] = {}
    for at, row in enumerate(children(node)):
        cells: list[Node | None] = []
        if row.get("type") != "tableRow" or not children(row):
            return None
        for cell in children(row):
            if not _is_line(cell):
                return None
            while reaching.get((at, len(cells))):
                cells.append(None)
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            for down in range(1, high):
                for right in range(wide):
                    reaching[at + down, len(cells) + right] = True
            cells += [cell, *[None] * (wide - 1)]
        rows.append(cells)
        if len(cells) > _WIDEST:
            return None
    return rows or None


def _span(cell: Node, name: str) -> int:
    value = (cell.get("attrs") or {}).get(name)
    return value if type(value) is int and 1 <= value <= 50 else 1


def _is_line(cell: Node) -> bool:
    content = cell.get("content")
    if (
        cell.get("type") not in {"tableCell", "tableHeader"}
        or not isinstance(content, list)
        or len(content) != 1
    ):
        return False
    return isinstance(content[0], dict) and content[0].get("type") == "paragraph"
