"""From a run of wiki text to inline nodes."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from itertools import groupby

from devlog_jira.richtext.wiki_notation import PHRASES, PICTURE_OF, Node, break_, inline_raw, text
from devlog_jira.richtext.wiki_scan import COLOUR, Finder, Spans, closer, opener

Marks = tuple[Node, ...]
"""The marks around a part, the outermost first."""

_SIGN = re.compile(r"\{(?:\?\?|[*_\-+^~])\}|\?\?|[*_\-+^~]")


def inline(source: str) -> list[Node]:
    """The nodes of a run of text; what the tree cannot say stands as raw nodes."""
    return merged(_Reader(source).read(0, len(source), ()))


def paragraph(source: str) -> Node:
    """A run of text as a paragraph; a lone picture from elsewhere as a block of its own."""
    content = inline(source)
    media = content[0].get("attrs", {}) if len(content) == 1 and content[0]["type"] == "mediaInline" else {}
    if "url" not in media or media.get("params", "alt=?")[:4] != "alt=":
        return {"type": "paragraph", "content": content}
    alt = {"alt": media["params"][4:]} if media.get("params") else {}
    picture = {"type": "media", "attrs": {"type": "external", "url": media["url"], **alt}}
    return {"type": "mediaSingle", "attrs": {"layout": "center"}, "content": [picture]}


def merged(nodes: Iterable[Node]) -> list[Node]:
    """The same nodes with neighbouring texts of the same marks made one, and empty ones left out."""
    result: list[Node] = []
    said = (node for node in nodes if node.get("text") != "")
    for marks, group in groupby(
        said, key=lambda node: node.get("marks", []) if node["type"] == "text" else None
    ):
        if marks is None:
            result += group
        else:
            result.append(text("".join(node["text"] for node in group), *marks))
    return result


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.spans = Spans(source)
        self.masked = self.spans.masked()
        self.starts = {start: (kind, end) for kind, start, end in self.spans.spans}
        self._signs = Finder(re.compile(_SIGN.pattern + "|[\ufdd2\n]"), self.masked)
        self._closers: dict[str, Finder] = {}

    def read(self, start: int, end: int, marks: Marks, inside: frozenset[str] = frozenset()) -> list[Node]:
        """The nodes of a part, each with the marks that stand around it."""
        nodes: list[Node] = []
        done = at = start
        while (found := self._signs(at)) and found.start() < end:
            at = found.start()
            taken, stop = self._thing(at, end, marks, inside)
            if taken is None:
                at = stop
                continue
            nodes += [text(self.source[done:at], *marks), *taken]
            done = at = stop
        return [*nodes, text(self.source[done:end], *marks)]

    def _thing(
        self, at: int, end: int, marks: Marks, inside: frozenset[str]
    ) -> tuple[list[Node] | None, int]:
        """The nodes of what stands at a place and where it stops; None where it is plain text."""
        if span := self.starts.get(at):
            kind, stop = span
            return _said(kind, self.source[at:stop], marks), stop
        found = _SIGN.match(self.masked, at)
        if found is None:
            return None, at + 1
        sign = found[0].strip("{}")
        opening = opener(sign).match(self.masked, at)
        if opening is None or sign in inside:
            return None, found.end() if sign == "??" else at + 1
        closing = self._closing(sign, opening.end(), min(end, self.spans.line_end(at)))
        if closing is None:
            return None, at + 1
        if sign == "??":
            return [inline_raw(self.source[at : closing.end()])], closing.end()
        mark = _mark(sign)
        body = self.read(opening.end(), closing.start(), (*marks, mark), inside | {sign})
        return body, closing.end()

    def _closing(self, sign: str, start: int, end: int) -> re.Match[str] | None:
        if sign not in self._closers:
            self._closers[sign] = Finder(closer(sign), self.masked)
        found = self._closers[sign](start + 1)
        return found if found and found.end() <= end else None


def _said(kind: str, piece: str, marks: Marks) -> list[Node]:
    """The nodes of a part that stands for itself."""
    if kind in _WORDS:
        return [text(_WORDS[kind](piece), *marks)]
    if kind in _MARKED:
        return _MARKED[kind](piece, marks)
    return [_ALONE[kind](piece) if kind in _ALONE else break_()]


def _mark(sign: str) -> Node:
    kind = PHRASES[sign]
    return {"type": "subsup", "attrs": {"type": kind}} if kind in ("sub", "sup") else {"type": kind}


def _link(piece: str, marks: Marks) -> list[Node]:
    """A link as its text with a link mark, a mention, or raw where it has no such form."""
    alias, bar, rest = _parted(piece[1:-1])
    target, _, tip = rest.partition("|") if bar else (alias, "", "")
    if not bar and target.startswith("~") and len(target) > 1:
        name = target[1:]
        return [{"type": "mention", "attrs": {"id": name, "text": f"@{name}"}}]
    if tip == "smart-link" and alias == target:
        return [{"type": "inlineCard", "attrs": {"url": target}}]
    if not target.strip() or (bar and not alias.strip()):
        return [inline_raw(piece)]
    attrs = {"href": target} | ({"title": tip} if tip else {})
    mark = {"type": "link", "attrs": attrs}
    if not bar:
        return [text(shown(target), *marks, mark)]
    body = inline(alias)
    if any(node["type"] != "text" or (_linked(node) and not _worded(node)) for node in body):
        return [inline_raw(piece)]
    own = [[each for each in node.get("marks", ()) if each["type"] != "link"] for node in body]
    return [text(node["text"], *marks, *kept, mark) for node, kept in zip(body, own, strict=True)]


def _parted(body: str) -> tuple[str, str, str]:
    """A link's text, the bar and what follows it; a bar behind a backslash belongs to the text."""
    at = -1
    while (at := body.find("|", at + 1)) > 0 and body[at - 1] == "\\":
        pass
    return (body[:at], "|", body[at + 1 :]) if at >= 0 else (body, "", "")


def _linked(node: Node) -> bool:
    return any(mark["type"] == "link" for mark in node.get("marks", ()))


def shown(target: str) -> str:
    """What Jira shows for a link without a text of its own."""
    if target.startswith("mailto:"):
        return target[7:] or target
    return (target[1:] or target) if target.startswith(("#", "^")) else target


def _url(piece: str, marks: Marks) -> list[Node]:
    return [text(piece, *marks, {"type": "link", "attrs": {"href": piece}})]


def _mono(piece: str, marks: Marks) -> list[Node]:
    body = piece[2:-2]
    nodes = inline(body) if "{{" not in body else []
    if nodes and all(node["type"] == "text" and _worded(node) for node in nodes):
        return [text("".join(node["text"] for node in nodes), *marks, {"type": "code"})]
    if len(nodes) == 1 and [mark["type"] for mark in nodes[0].get("marks", ())] == ["link"]:
        return [text(nodes[0]["text"], *marks, *nodes[0]["marks"], {"type": "code"})]
    return [inline_raw(piece)]


def _worded(node: Node) -> bool:
    """Whether a text is words without marks, or an address that links to itself."""
    return all(mark.get("attrs") == {"href": node["text"]} for mark in node.get("marks", ()))


def _colour(piece: str, marks: Marks) -> list[Node]:
    tag = COLOUR.match(piece)
    if tag is None:
        return [inline_raw(piece)]
    mark = {"type": "textColor", "attrs": {"color": tag[1]}}
    nodes = inline(piece[tag.end() : -len("{color}")])
    if not nodes or any(node["type"] == "text" and mark in node.get("marks", ()) for node in nodes):
        return [inline_raw(piece)]
    return [
        {**node, "marks": [*marks, mark, *node.get("marks", ())]} if node["type"] == "text" else node
        for node in nodes
    ]


def _image(piece: str) -> Node:
    name, _, params = piece[1:-1].partition("|")
    kind = {"type": "external", "url": name} if "://" in name else {"type": "file", "id": name, "alt": name}
    return {"type": "mediaInline", "attrs": {**kind, **({"params": params} if params else {})}}


def _icon(piece: str) -> Node:
    if piece not in PICTURE_OF:
        return inline_raw(piece)
    name, picture = PICTURE_OF[piece]
    return {"type": "emoji", "attrs": {"shortName": name, "text": picture}}


_WORDS: dict[str, Callable[[str], str]] = {
    "escape": lambda piece: piece[1:],
    "entity": html.unescape,
    "plain": str,
}
_MARKED: dict[str, Callable[[str, Marks], list[Node]]] = {
    "link": _link,
    "url": _url,
    "mono": _mono,
    "colour": _colour,
}
_ALONE: dict[str, Callable[[str], Node]] = {
    "token": inline_raw,
    "macro": inline_raw,
    "image": _image,
    "icon": _icon,
}
