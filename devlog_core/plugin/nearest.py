"""The known name that a misspelled one most likely means."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The closest of the known names, or None where none is close."""
    from difflib import get_close_matches

    by_plain = {_plain(name): name for name in known}
    found = get_close_matches(_plain(word), list(by_plain), n=1, cutoff=0.6)
    return by_plain[found[0]] if found else None


def hint(word: str, known: Iterable[str]) -> str:
    """`; did you mean ...?` to append to a message, or nothing."""
    name = nearest(word, known)
    return f"; did you mean `{name}`?" if name else ""


def choices(word: str, known: Iterable[str]) -> str:
    """The name that is meant, or where none is close all that there are, to append to a message."""
    listed = list(known)
    return hint(word, listed) or f"; it has {', '.join(listed) or 'none'}"


def _plain(name: str) -> str:
    return name.lower().replace("-", "_")
