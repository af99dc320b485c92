"""The comment that says how a wiki text was spelled: its line ends, the blanks around it, its forms."""

from __future__ import annotations

import json
import re

from devlog_core.model.errors import RejectedError
from devlog_jira.richtext.markdown_parser import parse

_COMMENT = re.compile(r"(?m)^<!-- wiki (\{[^\n]*\}) -->[ \t]*$")
_WORDS = ("paragraph_open", "html_block")


def unspelled(text: str) -> tuple[str, dict[str, str]]:
    """The text without that comment, and what the comment says.

    It is the last line of what was read, and further up where somebody wrote on below it.
    Raises RejectedError where it was damaged.
    """
    found = _last(text)
    if found is None:
        return text, {}
    try:
        values = json.loads(found[1])
    except ValueError:
        values = None
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        raise RejectedError(f"the comment {found[0].strip()[:60]} is damaged: restore or delete it")
    above, below = text[: found.start()].rstrip("\n"), text[found.end() :].lstrip("\n")
    return (f"{above}\n\n{below}" if above and below.strip() else above or below.strip()), values


def _last(text: str) -> re.Match[str] | None:
    for found in reversed(list(_COMMENT.finditer(text))):
        if not text[found.end() :].strip() or _among_words(text, found.start()):
            return found
    return None


def _among_words(text: str, at: int) -> bool:
    """Whether this is no line of a code block, of a list or of anything else that is kept as it is."""
    line = text.count("\n", 0, at)
    return any(
        token.type in _WORDS and token.map and token.map[0] <= line < token.map[1]
        for token in parse(text)
        if token.level == 0
    )
