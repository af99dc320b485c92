"""Macros with a body, taken out of a text before its lines are read, as Jira does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from devlog_jira.richtext.wiki_notation import CLOSE, MACRO, OPEN, TOKEN

BODIED = ("code", "noformat", "quote", "panel")
_STEP = re.compile(r"\\[\s\S]|\{[{*?^_\-+~]|\{")


@dataclass(frozen=True, kw_only=True)
class Macro:
    """One macro with its body, as written."""

    name: str
    params: str
    body: str
    source: str


@dataclass(kw_only=True)
class Shielded:
    """A text in which each macro with a body is one token."""

    text: str = ""
    macros: list[Macro] = field(default_factory=list)

    def macro(self, token: str) -> Macro:
        """The macro of a token. Raises IndexError or ValueError where it is none."""
        return self.macros[int(token[1:-1])]

    def source(self, part: str) -> str:
        """A part of the text as it was written."""
        return TOKEN.sub(lambda found: self.macro(found[0]).source, part)


def shield(source: str) -> Shielded:
    """Takes the macros with a body out of a text; one that is not closed stays where it is."""
    result, unclosed = Shielded(), set[str]()
    parts: list[str] = []
    done = at = 0
    while found := _STEP.search(source, at):
        at = found.end()
        tag = MACRO.match(source, found.start()) if found[0] == "{" else None
        if tag is None or (name := tag[1].lower()) not in BODIED or name in unclosed:
            continue
        end = _end_tag(source, tag.end(), tag[1])
        if end is None:
            unclosed.add(name)
            continue
        parts += [source[done : tag.start()], f"{OPEN}{len(result.macros)}{CLOSE}"]
        result.macros.append(
            Macro(
                name=name,
                params=tag[2] or "",
                body=source[tag.end() : end.start()],
                source=source[tag.start() : end.end()],
            )
        )
        done = at = end.end()
    result.text = "".join([*parts, source[done:]])
    return result


def _end_tag(source: str, start: int, name: str) -> re.Match[str] | None:
    """The tag that closes a macro; one behind a backslash does not."""
    tag = re.compile(rf"\\[\s\S]|\{{{re.escape(name)}:?\}}(?!\}})")
    at = start
    while found := tag.search(source, at):
        if found[0][0] != "\\":
            return found
        at = found.end()
    return None
