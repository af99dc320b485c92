"""HTML as a tree that keeps every character of its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape

VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
})  # fmt: skip
"""Elements without an end."""

RAW = frozenset({"script", "style", "iframe", "noscript", "textarea", "title", "xmp", "noembed", "noframes"})
"""Elements in which a browser sees no tags."""

BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "html", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "ul",
})  # fmt: skip
"""Elements that stand in lines of their own."""

_CELLS = frozenset({"td", "th"})
_ENDS = {
    "li": ({"li"}, {"ul", "ol"}),
    "p": ({"p"}, BLOCKS - {"p"}),
    "tr": ({"tr", *_CELLS}, {"table", "thead", "tbody", "tfoot"}),
    "td": (_CELLS, {"tr", "table"}),
    "th": (_CELLS, {"tr", "table"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
}
"""What a start tag ends before it, and what keeps it from looking further out."""

_TAG = re.compile(
    r"<(/?)([A-Za-z][^\s/>]*)((?:[^<>\"'=]|=\s*\"[^\"]*\"|=\s*'[^']*'|=(?!\s*[\"'])|[\"'](?![^<>]*<))*)>"
)
_ATTR = re.compile(r"([^\s=/>\"']+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")


@dataclass(frozen=True, kw_only=True)
class Text:
    """Words as they stand in the source, entities and all."""

    source: str

    @property
    def words(self) -> str:
        """The words that a reader sees."""
        return unescape(self.source)


@dataclass(frozen=True, kw_only=True)
class Other:
    """A comment, a declaration, or an end tag that ends nothing."""

    source: str


@dataclass(kw_only=True)
class Element:
    """An element: its tags as they stand in the source, and what is in it; `end` may be empty."""

    name: str
    start: str
    end: str = ""
    children: list[Node] = field(default_factory=list)

    @property
    def source(self) -> str:
        """The element as it stood."""
        return source_of([self])

    @property
    def attrs(self) -> list[tuple[str, str | None]]:
        """Its attributes in their order, names in lower case, entities resolved."""
        return [(name, value) for name, value in attributes(self.start)]

    def get(self, name: str) -> str:
        """The value of an attribute; empty where it has none."""
        return dict(self.attrs).get(name) or ""


Node = Text | Other | Element


def attributes(start: str) -> Iterator[tuple[str, str | None]]:
    """The attributes of a start tag."""
    head = re.match(r"<[^\s/>]+", start)
    for found in _ATTR.finditer(start, head.end() if head else 0, len(start) - 1):
        values = [value for value in found.groups()[1:] if value is not None]
        yield found[1].lower(), unescape(values[0]) if values else None


def source_of(nodes: Sequence[Node]) -> str:
    """The source of these nodes."""
    out: list[str] = []
    waiting: list[Node | str] = list(reversed(nodes))
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            out.append(node)
        elif isinstance(node, Element):
            out.append(node.start)
            waiting += [node.end, *reversed(node.children)]
        else:
            out.append(node.source)
    return "".join(out)


def walk(nodes: Sequence[Node]) -> Iterator[Node]:
    """These nodes and all in them, outer before inner."""
    waiting = list(reversed(nodes))
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, Element):
            waiting.extend(reversed(node.children))


def words_of(nodes: Sequence[Node]) -> str:
    """The words in these nodes, in one line of printable characters."""
    found: list[str] = []
    for node in walk(nodes):
        if isinstance(node, Text):
            found.append(node.words)
        elif isinstance(node, Element) and (node.name in BLOCKS or node.name == "br"):
            found.append(" ")
    return " ".join("".join(ch if ch.isprintable() else " " for ch in "".join(found)).split())


def depth_of(nodes: Sequence[Node]) -> int:
    """How many elements stand in each other."""
    deepest = 0
    waiting = [(node, 1) for node in nodes]
    while waiting:
        node, depth = waiting.pop()
        if isinstance(node, Element):
            deepest = max(deepest, depth)
            waiting += [(child, depth + 1) for child in node.children]
    return deepest


def parse(html: str) -> list[Node]:
    """The nodes of a text; their sources put together are the text."""
    reader = _Reader(html)
    return reader.read()


class _Reader:
    def __init__(self, html: str) -> None:
        self._html = html
        self._top = Element(name="", start="")
        self._open = [self._top]
        self._counts: dict[str, int] = {}
        self._missing: set[str] = set()

    def read(self) -> list[Node]:
        done = at = 0
        while (at := self._html.find("<", at)) >= 0:
            end = self._piece(at, done)
            done = end or done
            at = end or at + 1
        self._text(self._html[done:])
        return self._top.children

    def _piece(self, at: int, done: int) -> int:
        """Takes what begins with this bracket, and the words before it; where it ends, 0 if it is a word."""
        if self._html.startswith(("<!", "<?"), at):
            closing = "-->" if self._html.startswith("<!--", at) else ">"
            end = self._find(closing, at + 2)
            if end:
                self._text(self._html[done:at])
                self._add(Other(source=self._html[at:end]))
            return end
        found = _TAG.match(self._html, at) if self._find(">", at) else None
        if not found:
            return 0
        self._text(self._html[done:at])
        if found[1]:
            self._close(found[2].lower(), found[0])
            return found.end()
        return self._start(found[2].lower(), found[0], found.end())

    def _find(self, what: str, at: int) -> int:
        """Where the next of these ends; 0 where none follows, which is asked once only."""
        if what in self._missing:
            return 0
        found = self._html.find(what, at)
        if found < 0:
            self._missing.add(what)
            return 0
        return found + len(what)

    def _text(self, source: str) -> None:
        if source:
            self._add(Text(source=source))

    def _add(self, node: Node) -> None:
        self._open[-1].children.append(node)

    def _start(self, name: str, tag: str, end: int) -> int:
        self._end_before(name)
        element = Element(name=name, start=tag)
        self._add(element)
        if name in VOID:
            return end
        if name in RAW:
            return self._raw(element, end)
        self._open.append(element)
        self._counts[name] = self._counts.get(name, 0) + 1
        return end

    def _raw(self, element: Element, at: int) -> int:
        closing = re.compile(rf"</{element.name}\s*>", re.IGNORECASE)
        found = None if closing.pattern in self._missing else closing.search(self._html, at)
        if not found:
            self._missing.add(closing.pattern)
            return at
        if at < found.start():
            element.children.append(Text(source=self._html[at : found.start()]))
        element.end = found[0]
        return found.end()

    def _end_before(self, name: str) -> None:
        ended, fence = _ENDS.get(name, ({"p"} if name in BLOCKS else set(), BLOCKS - {"p"}))
        if not any(self._counts.get(each) for each in ended):
            return
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].name in ended:
                self._pop(at)
                return
            if self._open[at].name in fence:
                return

    def _close(self, name: str, tag: str) -> None:
        if not self._counts.get(name):
            self._add(Other(source=tag))
            return
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].name == name:
                self._open[at].end = tag
                self._pop(at)
                return

    def _pop(self, at: int) -> None:
        for element in self._open[at:]:
            self._counts[element.name] -= 1
        del self._open[at:]
