"""Words as Markdown that reads as these words and nothing else."""

from __future__ import annotations

import re
from string import punctuation

_SPECIAL = re.compile(r"[\\`*_\[\]<&~!\n\r]")
_ENTITY = re.compile(r"&(?:#[xX]?[0-9a-fA-F]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
_ENTITY_BEGUN = re.compile(r"&#?\w{0,32}", re.ASCII)
_FIRST = re.compile(r"(?:[-+](?=[ \t]|$)|#{1,6}(?=[ \t]|$)|[>|:=+-]|~~~|\d{1,9}(?=[.)](?:[ \t]|$)))")
_PUNCTUATION = frozenset(punctuation)


def sayable(text: str) -> bool:
    """Whether Markdown can carry every character of these words."""
    return not any((ch < " " and ch not in "\t\n\r") or "\x7f" <= ch <= "\x9f" for ch in text)


def escape(
    text: str, *, heavy: bool, first: bool, last: bool, in_link: bool, kept: re.Pattern[str] | None = None
) -> str:
    """The words escaped; `first` and `last` tell whether a line begins or ends with them.

    What stands in angle brackets and matches `kept` stays as it was typed, where little is escaped.
    """
    begin = len(text) - len(text.lstrip()) if first else 0
    end = len(text.rstrip()) if last else len(text)
    end = max(begin, end)
    head = "".join(map(_entity, text[:begin]))
    tail = "".join(map(_entity, text[end:]))
    return head + _inner(text[begin:end], kept, heavy, first, in_link, last) + tail


def _inner(
    text: str, kept: re.Pattern[str] | None, heavy: bool, first: bool, in_link: bool, last: bool
) -> str:
    if heavy:
        return "".join(
            f"\\{ch}" if ch in _PUNCTUATION else _entity(ch) if ch in "\n\r" else ch for ch in text
        )
    out: list[str] = []
    done = 0
    begins = _FIRST.match(text) if first else None
    if begins:
        mark = begins[0]
        out.append(f"{mark}\\" if mark.isdigit() else f"\\{mark}")
        done = len(mark)
    brackets = (
        in_link or "](" in text or "]:" in text or "][" in text or text.startswith("[") or text.endswith("]")
    )
    whole = f"{text}\n" if last else text
    while found := _SPECIAL.search(text, done):
        at = found.start()
        out.append(text[done:at])
        said = _special(whole, at, brackets, kept)
        out.append(said)
        done = at + (len(said) if len(said) > 2 and said[0] == "<" else 1)
    out.append(text[done:])
    return "".join(out)


def _special(text: str, at: int, brackets: bool, kept: re.Pattern[str] | None) -> str:
    """What stands for the character at this place, or the whole of a piece that is kept."""
    char, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if char in "\n\r":
        return _entity(char)
    if char == "<":
        return _angle(text, at, after, kept)
    if char == "&":
        return "\\&" if _ENTITY.match(text, at) or _ENTITY_BEGUN.fullmatch(text, at) else "&"
    plain = {
        "\\": after.isalnum() or after == " ",
        "_": before.isalnum() and after.isalnum(),
        "*": before == " " == after,
        "[": not brackets,
        "]": not brackets,
        "~": "~" not in {before, after} and after != "" and text.find("~", at + 1) < 0,
        "!": after not in {"", "["},
    }.get(char, False)
    return char if plain else f"\\{char}"


def _angle(text: str, at: int, after: str, kept: re.Pattern[str] | None) -> str:
    if after and not (after.isalpha() or after in "/!?"):
        return "<"
    found = kept.match(text, at) if kept else None
    return found[0] if found else "\\<"


def _entity(char: str) -> str:
    return f"&#{ord(char)};"
