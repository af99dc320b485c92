"""A JQL text cut into words, signs and quoted texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from devlog_jira.sandbox.jql_tree import JqlError

TOKEN = re.compile(
    r"""(?P<blank>\s+)
      | (?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<custom>cf\s*\[\s*\d+\s*\])
      | (?P<property>\w+(?:\.\w+)*\[[^\]]*\](?:\.[\w.-]+)*)
      | (?P<sign>!=|!~|<=|>=|&&|\|\||[=<>~!(),&|])
      | (?P<word>(?:[^\s"'=<>~!(),&|{}*/%+^$#@?;\[\]\\]|\\u[0-9a-fA-F]{4}|\\[^u])+)
      | (?P<open>["'])
      | (?P<reserved>.)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
CONTROL = {"n": "\n", "r": "\r", "t": "\t"}
RESERVED = frozenset(
    re.findall(
        r"\w+",
        """
    abort access add after alias all alter and any as asc audit avg before begin between boolean break by
    byte catch cf char character check checkpoint collate collation column commit connect continue count
    create current date decimal declare decrement default defaults define delete delimiter desc difference
    distinct divide do double drop else empty encoding end equals escape exclusive exec execute exists explain
    false fetch file field first float for from function go goto grant greater group having identified if
    immediate in increment index initial inner inout input insert int integer intersect intersection into is
    isempty isnull join last left less like limit lock long max min minus mode modify modulo more multiply
    next noaudit not notin nowait null number object of on option or order outer output power previous prior
    privileges public raise raw remainder rename resource return returns revoke right row rowid rownum rows
    select session set share size sqrt start strict string subtract sum synonym table then to trans
    transaction trigger true uid union unique update user validate values view when whenever where while
    with
""",
    )
)


@dataclass(frozen=True, slots=True)
class Word:
    """One piece of the text; `kind` is word, quoted, custom, property, sign or end."""

    kind: str
    text: str
    line: int = 0
    character: int = 0

    @property
    def where(self) -> str:
        """The place as messages name it."""
        return f"(line {self.line}, character {self.character})"

    def is_word(self, *words: str) -> bool:
        """Whether this is one of these words, unquoted and in any case."""
        return self.kind == "word" and self.text.lower() in words

    def is_sign(self, *signs: str) -> bool:
        """Whether this is one of these signs."""
        return self.kind == "sign" and self.text in signs


def words(text: str, title: str) -> Iterator[Word]:
    """The pieces of a JQL text, closed by an `end`; raises JqlError with `title` before the reason."""
    for found in TOKEN.finditer(text):
        kind, raw = found.lastgroup or "", found[0]
        line = text.count("\n", 0, found.start()) + 1
        character = found.start() - (text.rfind("\n", 0, found.start()) + 1) + 1
        if kind == "blank":
            continue
        here = f"(line {line}, character {character})"
        if kind == "open":
            rest = text[found.end() :]
            raise JqlError(f"{title} The quoted string '{rest}' has not been completed. {here}")
        if kind == "reserved":
            raise JqlError(
                f"{title} The character '{raw}' is a reserved JQL character. You must enclose it in a "
                f"string or use the escape '\\u{ord(raw):04x}' instead. {here}"
            )
        if kind == "quoted":
            raw = _plain(raw[1:-1])
        elif kind == "word":
            raw = _plain(raw)
        yield Word(kind, raw, line, character)
    yield Word("end", "")


def _plain(text: str) -> str:
    def meant(found: re.Match[str]) -> str:
        return chr(int(found[1], 16)) if found[1] else CONTROL.get(found[2], found[2])

    return ESCAPE.sub(meant, text)
