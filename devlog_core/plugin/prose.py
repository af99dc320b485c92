"""What of a Markdown text its readers see as words."""

from __future__ import annotations

import re

# Comments (templates are full of them) and code.
_SILENT = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|^ {0,3}(?P<fence>`{3,}|~{3,}).*?(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?P<tick>`+)(?:(?!\n[ \t]*\n).)+?(?P=tick)",
    re.DOTALL | re.MULTILINE,
)


def prose(text: str) -> str:
    """The text without comments and code, where a name or a number is no mention."""
    return _SILENT.sub(" ", text)
