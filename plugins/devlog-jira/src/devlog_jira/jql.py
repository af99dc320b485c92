"""The queries that reading asks; pure.

A time is given in milliseconds since 1970: what JQL writes as a date it reads in the zone of the
account, which may change, and which has hours that come twice or never.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from devlog_core.model.times import to_micros

ORDER = "ORDER BY created ASC, key ASC"
"""An order that edits cannot move."""
MINUTE = 60


def everything(project: str, moved: Iterable[str] = ()) -> str:
    """All issues of the project, and those that were moved out of it."""
    return f"{_scope(project, moved)} {ORDER}"


def changed(project: str, moved: Iterable[str], since: int) -> str:
    """Those that changed at or after the minute of a second since 1970."""
    return f"{_scope(project, moved)} AND updated >= {minute(since) * 1000} {ORDER}"


def these(ids: Iterable[str]) -> str:
    """The issues with these ids."""
    return f"id in ({_numbers(ids)}) {ORDER}"


def those_of(ids: Iterable[str], query: str) -> str:
    """Those of the issues that a query of the settings selects."""
    return f"id in ({_numbers(ids)}) AND ({query})"


def keys(names: Iterable[str]) -> str:
    """The issues with these keys."""
    return f"key in ({', '.join(quoted(name) for name in sorted(names))})"


def labelled(project: str, label: str) -> str:
    """The issues of the project that carry a label; another integration may mark some of its own with it."""
    return f"project = {int(project)} AND labels = {quoted(label)} {ORDER}"


def ours_since(project: str, since: datetime) -> str:
    """The issues that our own account has created since then."""
    created = to_micros(since) // 1000
    return f"project = {int(project)} AND creator = currentUser() AND created >= {created} {ORDER}"


def quoted(text: str) -> str:
    """A text as a literal."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def minute(second: int) -> int:
    """The second in which the minute of a second begins."""
    return second - second % MINUTE


def _scope(project: str, moved: Iterable[str]) -> str:
    ids = _numbers(moved)
    return f"(project = {int(project)} OR id in ({ids}))" if ids else f"project = {int(project)}"


def _numbers(ids: Iterable[str]) -> str:
    return ", ".join(str(number) for number in sorted(map(int, ids)))
