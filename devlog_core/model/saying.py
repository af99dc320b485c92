"""What an error says, fit for a report, a store and a terminal, whatever a plugin has put into it."""

from __future__ import annotations

from collections.abc import Collection

from devlog_core.model.errors import DevlogError

LONGEST = 4000
"""Letters of the longest line that is kept of an error."""
_HIDDEN = "********"
_SHORTEST = 4
"""Letters of the shortest secret that is looked for: a shorter one would blot out half of any text."""


def said(error: BaseException) -> str:
    """What an error says, with the name of its class where it is none of ours."""
    try:
        return str(error) if isinstance(error, DevlogError) else f"{type(error).__name__}: {error}"
    except Exception:  # noqa: BLE001 - the class is the plugin's
        return f"{object.__repr__(error)[1:].partition(' ')[0]}, which cannot be shown"


def in_one_line(text: str) -> str:
    """The text in one line, without what moves a terminal's cursor or is no text to a store."""
    text = text[:LONGEST].encode("utf-8", "replace").decode()
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def hide(text: str, secrets: Collection[str]) -> str:
    """The text with every secret in it blotted out."""
    # A secret of several lines, such as a key, is met by its lines where a text was taken apart.
    parts = {*secrets, *(line for secret in secrets for line in secret.splitlines())}
    for secret in sorted(parts, key=len, reverse=True):
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, _HIDDEN)
    return text
