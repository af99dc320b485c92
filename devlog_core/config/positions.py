"""On which line of a TOML file each key stands; needed only to say where a fault is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache

from devlog_core.config.faults import KeyPath

_TOKEN = re.compile(
    r"""
      (?P<string> \"{3}(?:\\.|(?!\"{3}).)*\"{3,5} | '{3}(?:(?!'{3}).)*'{3,5}
                | \"(?:\\.|[^\"\\\n])*\" | '[^'\n]*' )
    | (?P<comment> \#[^\n]* )
    | (?P<newline> \n )
    | (?P<space> [\ \t\r]+ )
    | (?P<mark> [][{}=,.] )
    | (?P<bare> [^][{}=,.\#\s\"']+ )
    """,
    re.VERBOSE | re.DOTALL,
)


@lru_cache(maxsize=4)
def positions(text: str) -> dict[KeyPath, int]:
    """The line, from 1, of every table, key and list element of a valid TOML text."""
    return _Scanner(text).read()


def headers(text: str) -> list[tuple[int, KeyPath]]:
    """The line and the path of every `[table]` header of a valid TOML text, in their order."""
    scanner = _Scanner(text)
    scanner.read()
    return scanner.headers


class _Scanner:
    """Reads keys exactly and passes over values, trusting that the text has been parsed before."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0
        self.headers: list[tuple[int, KeyPath]] = []
        self._found: dict[KeyPath, int] = {}
        self._arrays: dict[KeyPath, int] = {}

    def read(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        while self._skip("\n"):
            if self._peek() == "[":
                table = self._header()
            else:
                self._pair(table)
        return self._found

    def _header(self) -> KeyPath:
        line = self._line()
        opening = self._take("[", "[")
        path = self._within(self._key())
        self._take("]", "]")
        if opening == 2:
            self._mark(path, line)
            self._arrays[path] = self._arrays.get(path, -1) + 1
            path = (*path, self._arrays[path])
        self._found[path] = line
        self._mark(path, line)
        self.headers.append((line, path))
        return path

    def _pair(self, table: KeyPath) -> None:
        line = self._line()
        path = table + self._key()
        self._take("=")
        self._mark(path, line)
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        if self._peek() == "[":
            self._take("[")
            index = 0
            while self._skip("\n", ",") and self._peek() != "]":
                self._mark((*path, index), self._line())
                self._value((*path, index))
                index += 1
            self._take("]")
        elif self._peek() == "{":
            self._take("{")
            while self._skip("\n", ",") and self._peek() != "}":
                self._pair(path)
            self._take("}")
        else:
            while self._peek() not in ("\n", ",", "]", "}", ""):
                self._at += 1

    def _key(self) -> tuple[str, ...]:
        parts: list[str] = []
        while self._peek() not in ("=", "]", ""):
            text = self._tokens[self._at][0]
            self._at += 1
            if text != ".":
                parts.append(next(iter(tomllib.loads(f"{text} = 0"))))
        return tuple(parts)

    def _within(self, parts: tuple[str, ...]) -> KeyPath:
        """The path of a header, where each array of tables on the way means its last table."""
        path: KeyPath = ()
        for number, part in enumerate(parts, 1):
            path = (*path, part)
            if path in self._arrays and number < len(parts):
                path = (*path, self._arrays[path])
        return path

    def _mark(self, path: KeyPath, line: int) -> None:
        for length in range(1, len(path) + 1):
            self._found.setdefault(path[:length], line)

    def _skip(self, *marks: str) -> bool:
        while self._peek() in marks:
            self._at += 1
        return self._at < len(self._tokens)

    def _take(self, *marks: str) -> int:
        taken = 0
        for mark in marks:
            if self._peek() == mark:
                self._at += 1
                taken += 1
        return taken

    def _peek(self) -> str:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    def _line(self) -> int:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else 0


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    line = 1
    for match in _TOKEN.finditer(text):
        if match.lastgroup not in ("comment", "space"):
            yield match[0], line
        line += match[0].count("\n")
