"""What a write of ours replaced in the moment between our read and it, as the issues' histories tell.

Jira takes a write on an issue that changed meanwhile. Its history keeps, of every single value, what
stood there before. Labels, fix versions and links we only add and take away, so nothing is lost there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from devlog_core.model.errors import RejectedError
from devlog_core.model.overwritten import Overwritten, Write
from devlog_core.model.times import parse_time
from devlog_jira import jql
from devlog_jira.capabilities import CAPABILITIES
from devlog_jira.client import PER_PAGE, Client
from devlog_jira.histories import said
from devlog_jira.mapping import Source
from devlog_jira.people import account

NEAR = timedelta(seconds=2)
"""How far the time that a write was answered with may lie behind the line that it left."""
WINDOW = timedelta(seconds=60)
"""No request takes longer: what was set earlier than this before a write had been read."""
_LINES = {
    "summary": "title", "description": "description", "status": "status", "priority": "priority",
    "issuetype": "type", "assignee": "assignees", "duedate": "due", "timeoriginalestimate": "estimate",
    "parent": "parent", "IssueParentAssociation": "parent",
}  # fmt: skip

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One field's change in an issue's history, in the entry's terms."""

    field: str
    old: Any
    new: Any
    at: datetime
    by: str | None


def overwritten(
    client: Client, writes: Sequence[Write], source: Source, me: Callable[[], str]
) -> list[Overwritten]:
    """Everything that these writes replaced unread; `me` tells which account wrote them."""
    wanted = [write for write in writes if not write.fields.keys().isdisjoint(CAPABILITIES.recovery)]
    if not wanted:
        return []
    histories, own = _histories(client, wanted, source), me()
    found: dict[tuple[str, str, str], Overwritten] = {}
    for write in wanted:
        near = [one for one in wanted if one.ref.id == write.ref.id and abs(one.at - write.at) <= WINDOW]
        for field in write.fields.keys() & set(CAPABILITIES.recovery):
            lines = [line for line in histories.get(write.ref.id, ()) if line.field == field]
            lost = _lost(write, near, field, lines, own)
            if lost is not None:
                found.setdefault((lost.ref.id, field, repr(lost.value)), lost)
    return list(found.values())


def _lost(
    write: Write, near: Iterable[Write], field: str, lines: Sequence[Line], own: str
) -> Overwritten | None:
    """What the write replaced in one field, if nobody had read it."""
    first = _ours(write, field, lines, own)
    if first is None:
        return None
    before = lines[first].old
    read = [value for one in near if (held := one.fields.get(field)) for value in (held.old, held.new)]
    if before in (None, "", []) or any(_same(field, before, value) for value in read):
        return None
    set_by = next((line for line in reversed(lines[:first]) if _same(field, line.new, before)), None)
    if set_by is None or set_by.by == own or lines[first].at - set_by.at > WINDOW:
        return None
    if any(_same(field, line.new, before) for line in lines[first:]):
        # It was set again later: what became of it then was meant.
        return None
    return Overwritten(ref=write.ref, field=field, value=before, at=set_by.at, by=set_by.by)


def _ours(write: Write, field: str, lines: Sequence[Line], own: str) -> int | None:
    """Where the history has the first line of the write, which may have gone through several statuses."""
    wanted = write.fields[field].new
    ours = [line.by == own and -NEAR <= write.at - line.at <= WINDOW for line in lines]
    places = [place for place, line in enumerate(lines) if ours[place] and _same(field, line.new, wanted)]
    if not places:
        return None
    first = places[-1]
    while field == "status" and first > 0 and ours[first - 1]:
        first -= 1
    return first


def _same(field: str, one: Any, other: Any) -> bool:
    if field == "description":
        # Histories keep texts in an older form than the issue: words are compared, not their dress.
        return re.findall(r"\w+", str(one or "")) == re.findall(r"\w+", str(other or ""))
    return bool(one == other)


def _histories(client: Client, writes: Sequence[Write], source: Source) -> dict[str, list[Line]]:
    """The histories of the issues that were written to, oldest line first."""
    ids = sorted({write.ref.id for write in writes})
    found: dict[str, list[Line]] = {}
    for start in range(0, len(ids), PER_PAGE):
        for record in _records(client, ids[start : start + PER_PAGE]):
            lines = _lines(_whole(client, record), source)
            found[str(record["id"])] = sorted(lines, key=lambda line: line.at)
    return found


def _records(client: Client, ids: list[str]) -> Iterator[Record]:
    try:
        for answer in client.search(jql.these(ids), ["updated"], properties=(), expand="changelog"):
            yield from answer.issues
    except RejectedError:
        # One of them is no more, and the whole query was refused for it.
        for identity in ids:
            where = client.path("issue", identity)
            answer = client.get(where, {"expand": "changelog", "fields": "updated"}, accept=(404,))
            if answer.status == 200:
                yield answer.data


def _whole(client: Client, record: Record) -> list[Any]:
    """The lines that came with an issue, or else all of them, asked for."""
    told = record.get("changelog") or {}
    lines = told.get("histories") or []
    if len(lines) >= int(told.get("total") or 0):
        return list(lines)
    where = client.path("issue", str(record["id"]))
    if not client.cloud:
        answer = client.get(where, {"expand": "changelog", "fields": "updated"})
        return list(answer.data["changelog"]["histories"])
    return [line for answer in client.pages(f"{where}/changelog") for line in answer.data["values"]]


def _lines(histories: Iterable[Record], source: Source) -> Iterator[Line]:
    for history in histories:
        at, by = parse_time(str(history["created"])), account(history.get("author"))
        for item in history.get("items") or ():
            name = str(item.get("fieldId") or item.get("field"))
            field = "parent" if source.epic and name == source.epic else _LINES.get(name)
            if field:
                old, new = said(field, item, source, new=False), said(field, item, source, new=True)
                yield Line(field=field, old=old, new=new, at=at, by=by)
