"""Tables of Markdown as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from devlog_azure_devops.richtext.line_writer import Line, lines_of
from devlog_azure_devops.richtext.spelling import Spelling

if TYPE_CHECKING:
    from markdown_it.token import Token


def table(tokens: Sequence[Token], at: int, spelling: Spelling) -> tuple[str, int, Line]:
    """The table that was opened before this place: its HTML, the place behind it, what else its cells say."""
    rows: list[str] = []
    rest = Line()
    cells: list[str] = []
    row: Any = None
    head, _, first = spelling.table.partition("-")
    while tokens[at].type != "table_close":
        token = tokens[at]
        at += 1
        if token.type == "tr_open":
            cells, row = [], None
        elif token.type in {"th_open", "td_open"}:
            name = (first or "th") if token.type == "th_open" else "td"
            html, line = _cell(token, tokens[at], name, spelling)
            said = line.take("tr")
            row = said.value if said else row
            if html:
                cells.append(html)
            rest.tails += line.tails
        elif token.type == "tr_close":
            rows.append(f"{spelling.start('tr', row)}{''.join(cells)}</tr>")
    said = rest.take("table")
    start = spelling.start("table", said.value if said else None)
    return f"{start}{_sections(rows, head)}</table>", at + 1, rest


def _sections(rows: Sequence[str], head: str) -> str:
    if head == "thead":
        body = f"<tbody>{''.join(rows[1:])}</tbody>" if rows[1:] else ""
        return f"<thead>{rows[0]}</thead>{body}"
    return f"<tbody>{''.join(rows)}</tbody>" if head == "tbody" else "".join(rows)


def _cell(token: Token, inline: Token, name: str, spelling: Spelling) -> tuple[str, Line]:
    lines = lines_of(inline, spelling)
    line = Line(
        html="".join(each.html for each in lines), tails=[tail for each in lines for tail in each.tails]
    )
    if line.take("pad"):
        return "", line
    wrapper = line.take("p", "div")
    if wrapper:
        start = spelling.start(wrapper.name, wrapper.value)
        line.html = f"{start}{line.html}</{wrapper.name}>"
    said = line.take("td", "th")
    name = said.name if said else name
    attrs: Any = said.value if said else None
    style = token.attrs.get("style")
    if style and not isinstance(attrs, str):
        attrs = {"style": str(style), **(attrs or {})}
    return f"{spelling.start(name, attrs)}{line.html}</{name}>", line
