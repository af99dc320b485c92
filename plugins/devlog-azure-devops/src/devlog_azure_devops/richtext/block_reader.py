"""Blocks of HTML as Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from devlog_azure_devops.richtext.comments import comment
from devlog_azure_devops.richtext.line_reader import Care, UnsayableError, line, said_tag
from devlog_azure_devops.richtext.nodes import BLOCKS, Element, Node, Other, Text, words_of
from devlog_azure_devops.richtext.spelling import Spelling
from devlog_azure_devops.richtext.table_reader import table
from devlog_core.plugin.richtext.escape import sayable

LINES = frozenset({"p", "div"})
LISTS = frozenset({"ul", "ol"})
_LANGUAGE = re.compile(r"language-([A-Za-z0-9_+#./-]+)")
_TASKS = {"☐ ": "[ ] ", "☑ ": "[x] "}


def is_line(node: Node) -> bool:
    """Whether this is an element that holds a line of words."""
    return isinstance(node, Element) and node.name in LINES and not has_blocks(node)


def has_blocks(node: Element) -> bool:
    """Whether blocks stand directly in this element."""
    return any(isinstance(child, Element) and child.name in BLOCKS for child in node.children)


def is_blank(node: Node) -> bool:
    """Whether this is nothing but blanks between tags."""
    return isinstance(node, Text) and not node.source.strip(" \t\r\n")


def block_elements(nodes: Sequence[Node]) -> list[Element]:
    """The blocks among these nodes."""
    return [node for node in nodes if isinstance(node, Element) and node.name in BLOCKS]


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A block said: whether it is a line of words, and how many empty lines stand before it."""

    said: str
    worded: bool = False
    gaps: int = 0


def joined(pieces: Sequence[Piece], spelled: Spelling) -> str:
    """Blocks one after the other, as far apart as they stand."""
    out: list[str] = []
    before: Piece | None = None
    for piece in pieces:
        if before:
            close = before.worded and piece.worded and spelled.line == "div"
            out.append("\n" * (piece.gaps + (1 if close else 2)))
        out.append(piece.said)
        before = piece
    return "".join(out)


class BlockReader:
    """Says blocks with this much care."""

    def __init__(self, spelling: Spelling, care: Care) -> None:
        self._spelling = spelling
        self._care = care

    def block(self, node: Element, other: bool = False) -> str:
        """One block; `other` marks a list otherwise than the one before it.

        Raises UnsayableError where Markdown cannot say it.
        """
        if not node.end and node.name != "hr" and self._care != Care.WORDS:
            raise UnsayableError
        if is_line(node):
            return self.line([node])
        if re.fullmatch("h[1-6]", node.name):
            words = line(node.children, self._spelling, self._care)
            if words.endswith("#"):
                words = f"{words[:-1]}\\#"
            return f"{'#' * int(node.name[1])} {words}{self._tail(node)}".rstrip(" ")
        if node.name == "hr":
            return "---"
        if node.name in LISTS:
            return self._list(node, other)
        if node.name == "blockquote":
            inner = self._tailed(self.blocks(node.children), self._tail(node))
            return "\n".join(f"> {each}".rstrip(" ") for each in inner.split("\n"))
        if node.name == "pre":
            return self._code(node)
        if node.name == "table":
            return table(node, self._spelling, self._care)
        if self._care == Care.WORDS:
            return self.blocks(node.children)
        raise UnsayableError

    def line(self, nodes: Sequence[Node]) -> str:
        """A line of words: an element that holds one, or what stands by itself."""
        node = nodes[0]
        if isinstance(node, Element) and is_line(node):
            breaks = self._spelling.line == "p" or self._care == Care.WORDS
            words = line(node.children, self._spelling, self._care, breaks=breaks)
            plain = node.start == f"<{self._spelling.line}>"
            tail = "" if plain else self._tail(node, always=True)
        else:
            words = line(nodes, self._spelling, self._care, breaks=not self._spelling.line)
            tail = "" if not self._spelling.line or self._care == Care.WORDS else comment("none", "single")
        if self._care == Care.WORDS:
            return words
        if not words and not tail:
            raise UnsayableError
        return words + (tail if words else f"&#8288;{tail}")

    def blocks(self, nodes: Sequence[Node], tight: bool = False) -> str:
        """Blocks within another, one after the other; `tight` says words between them without a mark."""
        pieces: list[Piece] = []
        run: list[Node] = []
        before, again, gaps = "", False, 0
        for node in [*nodes, Element(name="hr", start="")]:
            if not (isinstance(node, Element) and node.name in BLOCKS):
                run.append(node)
                continue
            if any(not is_blank(each) for each in run):
                said = line(run, self._spelling, self._care, breaks=True) if tight else self.line(run)
                pieces.append(Piece(said=said, worded=not tight, gaps=gaps))
                before, gaps = "", 0
            run = []
            if (
                node.start
                and node.source == self._spelling.gap
                and pieces
                and self._spelling.line
                and not tight
            ):
                gaps += 1
            elif node.start:
                again = node.name in LISTS and node.name == before and not again
                before = node.name
                pieces.append(Piece(said=self.block(node, again), worded=is_line(node), gaps=gaps))
                gaps = 0
        if gaps and self._care != Care.WORDS:
            raise UnsayableError
        if tight and all(is_line(each) or each.name in LISTS for each in block_elements(nodes)):
            return "\n".join(each.said for each in pieces if each.said)
        return joined([each for each in pieces if each.said], self._spelling)

    def _tail(self, node: Element, always: bool = False) -> str:
        """What says more of a block at the end of its first line."""
        if self._care == Care.WORDS or (not always and node.start == f"<{node.name}>"):
            return ""
        return said_tag(node, self._spelling, "single")

    def _tailed(self, said: str, tail: str) -> str:
        if not tail:
            return said
        first, *rest = said.split("\n")
        if first.startswith(("```", "|", "<!--")) or not first:
            raise UnsayableError
        return "\n".join([first + tail, *rest])

    def _list(self, node: Element, other: bool) -> str:
        start = node.get("start") if node.name == "ol" else ""
        number = int(start) if re.fullmatch(r"[0-9]{1,8}", start) else 1
        plain = node.start == f"<{node.name}>" or node.start == self._spelling.start("ol", {"start": start})
        items: list[str] = []
        for at, child in enumerate(self._items(node)):
            sign = ("*" if other else "-") if node.name == "ul" else f"{number + at}{')' if other else '.'}"
            said = self._item(child)
            if not items and not plain:
                said = self._tailed(said, self._tail(node))
            first, *rest = said.split("\n")
            indent = " " * (len(sign) + 1)
            items.append("\n".join([f"{sign} {first}", *(indent + each if each else "" for each in rest)]))
        if not items:
            raise UnsayableError
        return "\n".join(items)

    def _items(self, node: Element) -> list[Element]:
        """The items of a list; a list that stands between them is taken into the one before it."""
        items: list[Element] = []
        for child in node.children:
            if isinstance(child, Element) and child.name == "li":
                items.append(Element(name="li", start=child.start, end=child.end, children=[*child.children]))
            elif isinstance(child, Element) and child.name in LISTS and items:
                items[-1].children.append(child)
            elif self._care == Care.WORDS and not is_blank(child):
                items.append(Element(name="li", start="<li>", end="</li>", children=[child]))
            elif not is_blank(child):
                raise UnsayableError
        return items

    def _item(self, node: Element) -> str:
        children = list(node.children)
        box = ""
        if children and isinstance(children[0], Text) and children[0].source[:2] in _TASKS:
            box = _TASKS[children[0].source[:2]]
            children[0] = Text(source=children[0].source[2:])
            if not children[0].source:
                raise UnsayableError
        blocks = block_elements(children)
        if any(is_line(each) for each in blocks) and self._care != Care.WORDS:
            tight = all(is_line(each) or each.name in LISTS for each in blocks)
            said = self._lines(children) if tight else self.blocks(children)
        else:
            said = self.blocks(children, tight=True)
        return self._tailed(box + said, self._tail(node)) if said else (self._tail(node) or "")

    def _lines(self, children: Sequence[Node]) -> str:
        """An item with lines of words and lists in it; each line that is an element says so."""
        spelled = replace(self._spelling, line="none") if self._spelling.line else self._spelling
        return BlockReader(spelled, self._care).blocks(children, tight=True)

    def _code(self, node: Element) -> str:
        inner, language = node, ""
        alone = node.children[0] if len(node.children) == 1 else None
        if isinstance(alone, Element) and alone.name == "code":
            inner = alone
            found = _LANGUAGE.fullmatch(alone.get("class"))
            language = found[1] if found else ""
        text = "".join(each.words for each in inner.children if isinstance(each, Text))
        if self._care == Care.WORDS:
            text = code_words(inner.children)
        if not sayable(text) or "\r" in text:
            raise UnsayableError
        longest = max((len(run) for run in re.findall("`+", text)), default=0)
        fence = "`" * max(3, longest + 1)
        return f"{fence}{language}\n{text}\n{fence}" if text else f"{fence}{language}\n{fence}"


def code_words(nodes: Sequence[Node]) -> str:
    """The words of code in their lines."""
    out: list[str] = []
    for node in nodes:
        if isinstance(node, Text):
            out.append(node.words)
        elif isinstance(node, Element):
            apart = node.name in {"br", *LINES}
            out.append("\n" if apart and out and not out[-1].endswith("\n") else "")
            out.append(code_words(node.children))
    return "".join(ch if ch.isprintable() or ch in "\n\t" else " " for ch in "".join(out))


def plain_words(nodes: Sequence[Node]) -> str:
    """All words in one paragraph, where nothing better can be said."""
    from devlog_azure_devops.richtext.atoms import literally

    words = words_of([node for node in nodes if not isinstance(node, Other)])
    return literally(words) if words else ""
