"""Where things stand in a run of wiki text: links, macros and addresses first, then the marks around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from devlog_jira.richtext.wiki_notation import (
    BREAK,
    ENTITY,
    ESCAPE,
    ICON,
    LINK,
    MACRO,
    TARGET,
    TOKEN,
    URL,
    WORD,
)

# Stands for a character that no mark may begin, end or contain as its sign.
_HIDDEN = "\ufdd2"
_NEXT = re.compile(
    r"[\\{\[!(&\n\ufdd0]|(?<![A-Za-z0-9])(?:https?://|ftps?://|nntp://|news://|irc://|mailto:|file:)"
)
COLOUR = re.compile(r"\{color:([^{}\n|\\]+)\}")
_IMAGE_OPEN = re.compile(rf"(?<![\\])(?<!{WORD})!(?=[^\s!])")
_IMAGE_CLOSE = re.compile(rf"(?<![\s!\\])!(?!{WORD})")


class Finder:
    """The next place of a pattern at or behind a position, each stretch searched once."""

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        self.pattern = pattern
        self.text = text
        self._from, self._found = 0, pattern.search(text)

    def __call__(self, at: int) -> re.Match[str] | None:
        found = self._found
        if at < self._from or (found is not None and found.start() < at):
            self._from, self._found = at, self.pattern.search(self.text, at)
        return self._found


class Spans:
    """The parts of a text that stand for themselves: (kind, start, end) in order, nothing overlapping."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = Finder(re.compile(r"\n"), text)
        self._mono = Finder(re.compile(r"\}\}"), text)
        self._colour = Finder(re.compile(r"\{color\}"), text)
        self._image = Finder(_IMAGE_CLOSE, text)
        self.spans = list(self._spans())

    def masked(self) -> str:
        """The text, equally long, in which only what may be a mark is left to be seen."""
        parts: list[str] = []
        done = 0
        for kind, start, end in self.spans:
            filler = "\n" if kind == "newline" else _HIDDEN
            parts += [self.text[done:start], filler * (end - start)]
            done = end
        return "".join([*parts, self.text[done:]])

    def line_end(self, at: int) -> int:
        """Where the line of a position ends."""
        found = self.lines(at)
        return found.start() if found else len(self.text)

    def _spans(self) -> Iterator[tuple[str, int, int]]:
        at, next_ = 0, Finder(_NEXT, self.text)
        while found := next_(at):
            start = found.start()
            kind, end = self._span(start)
            if end > start:
                yield kind, start, end
            at = max(end, start + 1)

    def _span(self, at: int) -> tuple[str, int]:
        """What stands at a position, and where it ends; at itself where it is plain text."""
        sign = self.text[at]
        if sign == "{":
            return self._braces(at)
        if sign == "!":
            return "image", self._image_end(at)
        if sign == "[":
            found = LINK.match(self.text, at)
            linked = found and ("|" in found[1] or TARGET.match(found[1]))
            return ("link", found.end()) if found and linked else ("plain", at)
        for kind, pattern in _KINDS.get(sign, _ADDRESS):
            if found := pattern.match(self.text, at):
                return kind, found.end()
        return "plain", at

    def _braces(self, at: int) -> tuple[str, int]:
        if self.text.startswith("{{", at):
            found = self._mono(at + 3)
            if found and found.start() <= self.line_end(at) and not self.text[at + 2].isspace():
                end = found.end()
                while self.text.startswith("}", end):
                    end += 1
                if not self.text[end - 3].isspace() and self.text[end - 3] != "\\":
                    return "mono", end
            return "plain", at + 2
        if tag := COLOUR.match(self.text, at):
            closing = self._colour(tag.end())
            return ("colour", closing.end()) if closing else ("macro", tag.end())
        tag = MACRO.match(self.text, at)
        return ("macro", tag.end()) if tag else ("plain", at)

    def _image_end(self, at: int) -> int:
        if not _IMAGE_OPEN.match(self.text, at) or self.text.startswith(")", at + 1):
            return at
        found = self._image(at + 2)
        if found is None or found.start() > self.line_end(at):
            return at
        return found.end() if found.start() - at > 5 else at


_KINDS = {
    "\\": (("escape", ESCAPE), ("break", BREAK), ("plain", re.compile(r"\\+"))),
    "(": (("icon", ICON),),
    "&": (("entity", ENTITY),),
    "\n": (("newline", re.compile(r"\n")),),
    "\ufdd0": (("token", TOKEN),),
}
_ADDRESS = (("url", URL),)


@lru_cache(maxsize=16)
def opener(sign: str) -> re.Pattern[str]:
    """Where a mark may begin: {*}, or * behind no letter, digit or backslash; then neither space nor *."""
    one = re.escape(sign)
    return re.compile(rf"(?:\{{{one}\}}|(?<!\\)(?<!{WORD}){one})(?=[^\s{re.escape(sign[0])}])")


@lru_cache(maxsize=16)
def closer(sign: str) -> re.Pattern[str]:
    """Where a mark may end: behind neither space nor its sign, before no letter or digit, or {*}."""
    one = re.escape(sign)
    return re.compile(rf"(?<![\s\\{re.escape(sign[0])}])(?:\{{{one}\}}|{one}(?!{WORD}))")
