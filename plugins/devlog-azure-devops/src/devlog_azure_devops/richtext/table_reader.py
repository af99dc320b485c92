"""Tables of HTML as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from devlog_azure_devops.richtext.comments import comment
from devlog_azure_devops.richtext.line_reader import Care, UnsayableError, line, said_tag
from devlog_azure_devops.richtext.nodes import Element, Node, Text
from devlog_azure_devops.richtext.spelling import Spelling

_PAD = comment("pad", "single")
_SECTIONS = frozenset({"thead", "tbody", "tfoot"})
_ALIGNED = {"left": ":--", "center": ":-:", "right": "--:"}


def table(node: Element, spelling: Spelling, care: Care) -> str:
    """A table with one line to a cell; what Markdown cannot say of it stands in its cells.

    Raises UnsayableError where more stands in it.
    """
    rows = [(row, list(_elements(row, {"td", "th"}, care))) for row in _rows(node, care)]
    width = max((len(cells) for _, cells in rows), default=0)
    if not width:
        raise UnsayableError
    columns = [
        _alignment([cells[at] for _, cells in rows if at < len(cells)], spelling, care) for at in range(width)
    ]
    said: list[str] = []
    for number, (row, cells) in enumerate(rows):
        head = spelling.table.partition("-")[2] or "th"
        texts = [
            _cell(cell, spelling, care, head if number == 0 else "td", columns[at])
            for at, cell in enumerate(cells)
        ]
        texts += [_PAD if care != Care.WORDS else ""] * (width - len(texts))
        if care != Care.WORDS and row.start != "<tr>":
            texts[0] += said_tag(row, spelling, "single")
        if care != Care.WORDS and number == 0 and node.start != "<table>":
            texts[0] += said_tag(node, spelling, "single")
        said.append(f"| {' | '.join(texts)} |")
        if number == 0:
            said.append(f"| {' | '.join(_ALIGNED.get(each, '---') for each in columns)} |")
    return "\n".join(said)


def _rows(node: Element, care: Care) -> Iterator[Element]:
    for child in _elements(node, {"tr", *_SECTIONS}, care):
        if child.name == "tr":
            yield child
        else:
            yield from _elements(child, {"tr"}, care)


def _elements(node: Element, names: set[str], care: Care) -> Iterator[Element]:
    for child in node.children:
        if isinstance(child, Element) and child.name in names:
            yield child
        elif care != Care.WORDS and not (isinstance(child, Text) and not child.source.strip()):
            raise UnsayableError


def _alignment(cells: list[Element], spelling: Spelling, care: Care) -> str:
    """How all cells of a column are aligned; nothing where they are not alike."""
    for side in _ALIGNED:
        starts = {spelling.start(name, {"style": f"text-align:{side}"}) for name in ("td", "th")}
        if care != Care.WORDS and all(cell.start in starts for cell in cells):
            return side
    return ""


def _cell(cell: Element, spelling: Spelling, care: Care, name: str, aligned: str) -> str:
    children: list[Node] = cell.children
    tail = ""
    if len(children) == 1 and isinstance(children[0], Element) and children[0].name in {"p", "div"}:
        tail = said_tag(children[0], spelling, "single")
        children = children[0].children
    plain = cell.name == name and (bool(aligned) or cell.start == f"<{cell.name}>")
    tail += "" if plain else said_tag(cell, spelling, "single")
    if care == Care.WORDS:
        tail = ""
    words = line(children, spelling, care).replace("|", "\\|")
    return words + tail
