"""What stands within a line of HTML as Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from html import unescape
from itertools import groupby
from typing import Any

from devlog_azure_devops.richtext.atoms import is_mention, is_safe, shown, target
from devlog_azure_devops.richtext.comments import GUARD, START, Form, comment
from devlog_azure_devops.richtext.markdown import TAGS
from devlog_azure_devops.richtext.nodes import BLOCKS, RAW, VOID, Element, Node, Other, Text, words_of
from devlog_azure_devops.richtext.spelling import Spelling
from devlog_core.plugin.richtext.escape import escape, sayable

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?|.", re.DOTALL)
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_ODD = 40
"""How many pieces of a line may be spelled otherwise than the text's before it is carried whole."""

_WIDE = re.compile(r"[\s\x00-\x1f]")


class UnsayableError(Exception):
    """Markdown has no form of its own for this."""


class Care(IntEnum):
    """How carefully a block is said: the next is taken where the one before does not read back as it was.

    LIGHT escapes what must be, TAGS says emphasis by its tags, HEAVY escapes all punctuation; WORDS says what
    a reader sees and nothing that Markdown has no form of its own for.
    """

    LIGHT = 0
    TAGS = 1
    HEAVY = 2
    WORDS = 3


@dataclass(frozen=True, kw_only=True)
class _Piece:
    """A piece of a line: Markdown, or words that are still to be escaped."""

    said: str
    words: bool = False
    in_link: bool = False


def line(nodes: Sequence[Node], spelling: Spelling, care: Care, *, breaks: bool = False) -> str:
    """A line's Markdown; with `breaks` a break of the line is one, else it is `<br>`.

    Raises UnsayableError where something in it is no part of a line, or has no end.
    """
    reader = _Reader(spelling, care, breaks)
    reader.nodes(nodes, "")
    return reader.said()


class _Reader:
    def __init__(self, spelling: Spelling, care: Care, breaks: bool) -> None:
        self._spelling = spelling
        self._care = care
        self._breaks = breaks
        self._pieces: list[_Piece] = []
        self._depth = 0
        self._linked = False
        self._odd = 0

    def said(self) -> str:
        out = ""
        parts: list[str] = []
        for at, piece in enumerate(self._pieces):
            following = self._pieces[at + 1].said if at + 1 < len(self._pieces) else "\n"
            first = out in {"", "\n"}
            said = self._escaped(piece, first, following) if piece.words else piece.said
            if first and said.startswith("<!--"):
                parts.append(f"&#{ord(GUARD)};")
            parts.append(said)
            out = said[-1:] or out
        return "".join(parts)

    def _escaped(self, piece: _Piece, first: bool, following: str) -> str:
        heavy = self._care == Care.HEAVY
        last = following == "\n"
        return escape(piece.said, heavy=heavy, first=first, last=last, in_link=piece.in_link)

    def nodes(self, nodes: Sequence[Node], outer: str) -> None:
        for at, node in enumerate(nodes):
            if isinstance(node, Text):
                self._text(node)
            elif isinstance(node, Other):
                self._other(node)
            elif node.name == "br":
                alone = (
                    0 < at < len(nodes) - 1 and not _is_break(nodes[at - 1]) and not _is_break(nodes[at + 1])
                )
                self._break(node, alone or not self._spelling.line)
            else:
                self._element(node, outer)

    def _put(self, said: str) -> None:
        if said:
            self._pieces.append(_Piece(said=said))

    def _words(self, words: str) -> None:
        if not sayable(words):
            if self._care != Care.WORDS:
                raise UnsayableError
            words = "".join(ch if ch.isprintable() else " " for ch in words)
        before = self._pieces[-1] if self._pieces else None
        if before and before.words and before.in_link == self._linked:
            self._pieces[-1] = _Piece(said=before.said + words, words=True, in_link=self._linked)
        elif words:
            self._pieces.append(_Piece(said=words, words=True, in_link=self._linked))

    def _text(self, node: Text) -> None:
        if self._care == Care.WORDS:
            self._words(re.sub(r"[ \t\r\n]+", " ", node.words))
        elif self._spelling.text(node.words) == node.source:
            self._words(node.words)
        else:
            self._oddly(node.source)

    def _oddly(self, source: str) -> None:
        """Words of which some are spelled otherwise than the text's."""
        pieces = [(odd, "".join(found)) for odd, found in groupby(_ENTITY.findall(source), self._is_odd)]
        self._odd += sum(odd for odd, _ in pieces)
        if self._odd > _ODD:
            raise UnsayableError
        for odd, piece in pieces:
            if odd:
                self._atom("text", piece)
            else:
                self._words(unescape(piece))

    def _is_odd(self, piece: str) -> bool:
        return self._spelling.text(unescape(piece)) != piece

    def _other(self, node: Other) -> None:
        if self._care == Care.WORDS:
            return
        if "\n" in node.source or not node.source.startswith("<!--") or START.match(node.source):
            self._put(comment("other", "single", node.source))
        else:
            self._put(node.source)

    def _break(self, node: Element, alone: bool) -> None:
        if self._care != Care.WORDS and node.start != self._spelling.start("br"):
            self._put(comment("br", "single", node.start))
        elif self._breaks and self._depth == 0 and alone and self._care in {Care.LIGHT, Care.WORDS}:
            self._put("\n")
        else:
            self._put("<br>")

    def _element(self, node: Element, outer: str) -> None:
        if node.name in BLOCKS:
            if self._care != Care.WORDS:
                raise UnsayableError
            self._put("<br>" if self._pieces else "")
            self.nodes(node.children, outer)
        elif node.name == "img" or node.name == "input" or is_mention(node):
            self._atom("mention" if node.name == "a" else node.name, node.source, node)
        elif node.name in RAW | VOID or not _NAME.fullmatch(node.name):
            if self._care != Care.WORDS:
                self._put(comment("other", "single", node.source))
        elif not node.end and self._care != Care.WORDS:
            raise UnsayableError
        elif node.name == "a":
            self._link(node)
        elif node.name == "code" and self._code(node):
            return
        else:
            self._wrapped(node)

    def _atom(self, name: str, source: str, node: Element | None = None) -> None:
        said = shown(source)
        if self._care == Care.WORDS or (node and _is_plain_image(node, self._spelling)):
            self._put(said)
        elif said:
            self._put(f"{comment(name, 'open', source)}{said}{comment(name, 'close')}")
        else:
            self._put(comment("other", "single", source))

    def _inside(self, node: Element, before: str, after: str, linked: bool = False) -> None:
        was, self._linked = self._linked, self._linked or linked
        self._put(before)
        self._depth += 1
        self.nodes(node.children, node.name)
        self._depth -= 1
        self._linked = was
        self._put(after)

    def _link(self, node: Element) -> None:
        attrs = dict(node.attrs)
        href, title = attrs.pop("href", None) or "", attrs.pop("title", None)
        exact = node.start == self._spelling.start("a", dict(node.attrs)) and node.end == "</a>"
        order = [name for name, _ in node.attrs][: 1 if title is None else 2]
        plain = exact and order == (["href"] if title is None else ["href", "title"])
        if self._linked or not is_safe(href) or not _fits(title) or not words_of(node.children):
            self._wrapped(node)
        elif self._care == Care.WORDS:
            self._inside(node, "[", target(href, title), linked=True)
        elif plain:
            self._inside(node, "[", target(href, title), linked=True)
            self._put(comment("a", "single", attrs) if attrs else "")
        else:
            self._wrapped(node)

    def _code(self, node: Element) -> bool:
        """Whether code could be said as such."""
        text = "".join(each.words for each in node.children if isinstance(each, Text))
        exact = node.source == f"<code>{self._spelling.text(text)}</code>"
        if self._care == Care.WORDS:
            text, exact = words_of(node.children), True
        if not exact or not text or not sayable(text) or "\n" in text or "\r" in text:
            return False
        longest = max((len(run) for run in re.findall("`+", text)), default=0)
        fence = "`" * (longest + 1)
        pad = " " if text[0] == "`" or text[-1] == "`" or (text[0] == " " == text[-1]) else ""
        self._put(f"{fence}{pad}{text}{pad}{fence}")
        return True

    def _wrapped(self, node: Element) -> None:
        """An element by a sign of Markdown, by its tags, or by comments."""
        mark = self._mark(node)
        exact = node.start == f"<{node.name}>" and node.end == f"</{node.name}>"
        if mark:
            self._inside(node, mark, mark)
        elif self._care == Care.WORDS:
            self._inside(node, "", "")
        elif exact and node.name in TAGS:
            self._inside(node, node.start, node.end)
        elif node.end != f"</{node.name}>":
            raise UnsayableError
        else:
            self._inside(node, said_tag(node, self._spelling, "open"), comment(node.name, "close"))

    def _mark(self, node: Element) -> str:
        names = {self._spelling.strong: "**", self._spelling.em: "*", self._spelling.strike: "~~"}
        if self._care == Care.WORDS:
            names = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~", "strike": "~~"}
        elif self._care != Care.LIGHT or node.start != f"<{node.name}>" or node.end != f"</{node.name}>":
            return ""
        mark = names.get(node.name, "")
        words = "".join(each.words if isinstance(each, Text) else "x" for each in node.children)
        if not mark or not words or words != words.strip():
            return ""
        before = self._pieces[-1] if self._pieces else None
        return "_" if mark == "*" and before and not before.words and before.said[-1:] == "*" else mark


def said_tag(node: Element, spelling: Spelling, form: Form) -> str:
    """The comment for a start tag: by its attributes, or by its source where it is spelled oddly."""
    attrs: dict[str, Any] = dict(node.attrs)
    exact = node.start == spelling.start(node.name, attrs)
    return comment(node.name, form, (attrs or None) if exact else node.start)


def _is_break(node: Node) -> bool:
    return isinstance(node, Element) and node.name == "br"


def _fits(title: str | None) -> bool:
    return title is None or (bool(title) and sayable(title) and not _WIDE.search(title.replace(" ", "")))


def _is_plain_image(node: Element, spelling: Spelling) -> bool:
    attrs = dict(node.attrs)
    alt = attrs.get("alt")
    if list(attrs) != ["src", "alt"] or not alt or alt != " ".join(alt.split()) or not sayable(alt):
        return False
    return is_safe(attrs["src"] or "") and node.source == spelling.start("img", attrs)
