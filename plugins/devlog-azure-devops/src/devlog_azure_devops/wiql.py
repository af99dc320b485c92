"""Queries in the work item query language; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from devlog_core.model.errors import ConfigError
from devlog_core.model.times import rfc3339

# The macro means the project in the request's path, by whatever name it goes.
_HERE = "[System.TeamProject] = @project"
_WORDS = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|\[[^\]]*\]|\w+|[()]")


def everything(after: int = 0, until: int | None = None) -> str:
    """The ids of the project's work items behind an id, in an order that edits cannot move."""
    window = f" AND [System.Id] <= {until}" if until is not None else ""
    return _query(f"{_HERE} AND [System.Id] > {after}{window}")


def changed(since: datetime, after: int = 0, until: int | None = None) -> str:
    """Those that were changed at a time or later."""
    window = f" AND [System.Id] <= {until}" if until is not None else ""
    return _query(f"{_HERE} AND [System.ChangedDate] >= '{rfc3339(since)}' AND [System.Id] > {after}{window}")


def tagged(tag: str) -> str:
    """Those that carry a tag; the provider compares loosely."""
    return _query(f"{_HERE} AND [System.Tags] CONTAINS {quoted(tag)}")


def those_of(ids: Iterable[int], condition: str) -> str:
    """Those of these ids that the user's own condition selects."""
    named = ", ".join(str(one) for one in ids)
    return _query(f"[System.Id] IN ({named}) AND ({condition})")


def condition(text: str) -> str:
    """The user's condition; raises ConfigError where it is a whole query, or would break out of ours."""
    depth = 0
    for found in _WORDS.finditer(text):
        word = found[0].casefold()
        depth += {"(": 1, ")": -1}.get(word, 0)
        if depth < 0:
            raise ConfigError("filter.query: a parenthesis is closed that was never opened")
        if word in ("select", "order", "asof", "from"):
            raise ConfigError(
                "filter.query: give the condition alone, such as [System.AreaPath] UNDER 'Shop\\Web', "
                f"without {word.upper()}"
            )
    if depth:
        raise ConfigError("filter.query: a parenthesis is opened and never closed")
    return text


def quoted(text: str) -> str:
    """A text as a value of a query."""
    return "'" + text.replace("'", "''") + "'"


def _query(where: str) -> str:
    return f"SELECT [System.Id] FROM WorkItems WHERE {where} ORDER BY [System.Id] ASC"
