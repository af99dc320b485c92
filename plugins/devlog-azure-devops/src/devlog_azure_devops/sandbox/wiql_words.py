"""The words of a WIQL text."""

from __future__ import annotations

import re
from dataclasses import dataclass

PATTERN = re.compile(
    r"""\s*(?:
    \[(?P<field>[^\]]*)\]
    | '(?P<single>(?:[^']|'')*)' | "(?P<double>(?:[^"]|"")*)"
    | (?P<number>-?\d+(?:\.\d+)?)(?![\w.])
    | (?P<macro>@[A-Za-z]+)
    | (?P<sign><>|<=|>=|=|<|>|\(|\)|,|\+|-)
    | (?P<word>[A-Za-z_][\w.]*)
    )""",
    re.VERBOSE,
)


class WiqlError(Exception):
    """A query that the provider would answer with 400; `code` comes before the message."""

    def __init__(self, message: str, key: str = "SyntaxException") -> None:
        super().__init__(message)
        self.message, self.key = message, key


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its kind, its text, and where it stands."""

    kind: str
    text: str
    place: int


def words(text: str) -> list[Word]:
    """The words of a text; raises WiqlError where it has something else."""
    told: list[Word] = []
    place = 0
    while text[place:].strip():
        found = PATTERN.match(text, place)
        if found is None:
            raise unexpected(text[place:].strip()[:20])
        kind = str(found.lastgroup)
        value = found[kind]
        if kind in ("single", "double"):
            quote = "'" if kind == "single" else '"'
            kind, value = "text", value.replace(quote * 2, quote)
        told.append(Word(kind, value, found.start()))
        place = found.end()
    return told


def unexpected(text: str) -> WiqlError:
    """The refusal of a word where another was due."""
    return WiqlError(
        "TF51006: The query statement is missing or has an unexpected token. "
        f"The error is caused by «{text}»."
    )
