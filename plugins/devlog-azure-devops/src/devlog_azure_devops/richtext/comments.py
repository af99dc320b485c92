"""The comments in Markdown that carry what Markdown cannot say of HTML.

`<!-- html:NAME VALUE -->` begins an element and `<!-- /html:NAME -->` ends it; ending in `/-->`, the first
stands by itself, or says more of the block or the link that it stands in. VALUE is JSON: an element's
attributes, or its source. `<!-- html {...} -->` on a line of its own tells how the whole text is spelled.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Literal, NoReturn

from devlog_core.model.errors import RejectedError
from devlog_core.plugin.richtext.comments import broken, dumped

Form = Literal["open", "close", "single"]
START = re.compile(r"<!--[ \t]*/?html[: ]")
GUARD = "\u2060"
"""A character of no width before a comment that begins a line, else a reader takes the line for HTML."""

_BEGUN = re.compile(
    r"<!--[ \t]*(?:/html:(?P<closed>[a-z][a-z0-9-]*)|html(?::(?P<name>[a-z][a-z0-9-]*))?(?=[\s/]))"
)


@dataclass(frozen=True, kw_only=True)
class Comment:
    """One of our comments; the name is empty where it tells the spelling."""

    form: Form
    name: str
    value: Any = None


def comment(name: str, form: Form, value: Any = None) -> str:
    """A comment of this form."""
    if form == "close":
        return f"<!-- /html:{name} -->"
    said = "" if value is None else f" {dumped(value)}"
    return f"<!-- html{':' if name else ''}{name}{said} {'/' if form == 'single' else ''}-->"


def read_comment(source: str, at: int) -> tuple[Comment, int]:
    """The comment that begins at this place, and the place behind it.

    Raises RejectedError where it was broken by an edit.
    """
    found, end = _BEGUN.match(source, at), source.find("-->", at)
    if not found or end < found.end():
        broken(source[at : at + 60])
    text = source[found.end() : end].strip()
    if found["closed"]:
        if text:
            broken(source[at : end + 3])
        return Comment(form="close", name=found["closed"]), end + 3
    single = text.endswith("/")
    text = text.removesuffix("/").rstrip()
    try:
        value = json.loads(text) if text else None
    except (ValueError, RecursionError):
        broken(source[at : end + 3])
    form: Form = "single" if single else "open"
    if not isinstance(value, dict | str | None) or (not found["name"] and not isinstance(value, dict)):
        broken(source[at : end + 3])
    return Comment(form=form, name=found["name"] or "", value=value), end + 3


def edited(name: str, words: str) -> NoReturn:
    """Refuses an edit of what is only shown."""
    raise RejectedError(
        f"what stands between the two comments of the {name} {words[:40]!r} was edited, and Markdown cannot "
        "say it: restore it, or delete it together with both comments"
    )
