"""Time booked on issues: what a request may say, and what becomes of the estimate."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from devlog_jira.sandbox import texts
from devlog_jira.sandbox.answer import RefusedError, wrong
from devlog_jira.sandbox.changes import changing, note
from devlog_jira.sandbox.durations import seconds_of
from devlog_jira.sandbox.events import Event
from devlog_jira.sandbox.model import Issue, Text, User, Worklog
from devlog_jira.sandbox.world import World

STARTED = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})([+-]\d{4})")
SHORTEST = 60
NO_TIME = "You must indicate the time spent working on this issue."
BAD_TIME = "Invalid time duration entered."
ADJUST = ("auto", "leave", "manual", "new")


def started(raw: Any) -> tuple[int, str]:
    """The millisecond and the offset of `2021-01-17T12:34:00.000+0000`; any other form is refused."""
    found = STARTED.fullmatch(raw) if isinstance(raw, str) else None
    try:
        if found is not None:
            return round(datetime.fromisoformat(found[1] + found[2]).timestamp() * 1000), found[2]
    except ValueError:
        pass
    raise wrong(started=f"Error parsing time: {raw}. The format is yyyy-MM-dd'T'HH:mm:ss.SSSZ")


def spent(body: Mapping[str, Any]) -> int | None:
    """The seconds that a request books, None where it says nothing of them."""
    words, seconds = body.get("timeSpent"), body.get("timeSpentSeconds")
    if words is None and seconds is None:
        return None
    if words is not None and seconds is not None:
        raise wrong(timeLogged="Only one of timeSpent and timeSpentSeconds can be provided.")
    try:
        found = int(seconds) if seconds is not None else seconds_of(words)
    except (TypeError, ValueError):
        raise wrong(timeLogged=BAD_TIME) from None
    if found < SHORTEST:
        raise wrong(timeLogged=BAD_TIME)
    return found


def remaining(issue: Issue, query: Mapping[str, str], less: int, by: str) -> int | None:
    """The estimate after `less` seconds more are booked, as `adjustEstimate` wants it.

    `by` names the parameter that tells the amount of a manual change; None: there is no estimate.
    """
    how = query.get("adjustEstimate", "auto")
    tracking: Mapping[str, int] = issue.values.get("timetracking", {})
    old = tracking.get("remainingEstimate", tracking.get("originalEstimate"))
    if how not in ADJUST:
        raise wrong(adjustEstimate=f"'{how}' is not one of {', '.join(ADJUST)}")
    if how == "leave":
        return old
    if how == "new":
        return _told(query, "newEstimate")
    if how == "manual":
        amount = _told(query, by)
        return max(0, (old or 0) + (amount if by == "increaseBy" else -amount))
    return None if old is None else max(0, old - less)


def _told(query: Mapping[str, str], name: str) -> int:
    try:
        return seconds_of(query.get(name, ""))
    except ValueError:
        raise wrong(**{name: f"'{query.get(name, '')}' is not a valid duration"}) from None


def book(world: World, issue: Issue, worklog: Worklog, estimate: int | None) -> Worklog:
    """A new worklog on an issue."""
    world.worklogs[worklog.id] = issue.id
    _store(world, issue, worklog.author, (*issue.worklogs, worklog), worklog.id, estimate)
    _tell(world, "worklog_created", worklog.author, issue, worklog)
    return worklog


def rebook(
    world: World, issue: Issue, old: Worklog, actor: User, new: Mapping[str, Any], estimate: int | None
) -> Worklog:
    """Another state in the place of a worklog."""
    changed = replace(old, **new, update_author=actor, updated=max(world.now(), old.updated + 1))
    kept = tuple(changed if one is old else one for one in issue.worklogs)
    _store(world, issue, actor, kept, old.id, estimate)
    _tell(world, "worklog_updated", actor, issue, changed)
    return changed


def unbook(world: World, issue: Issue, old: Worklog, actor: User, estimate: int | None) -> None:
    """A worklog taken away; what is left is when."""
    kept = tuple(one for one in issue.worklogs if one is not old)
    _store(world, issue, actor, kept, old.id, estimate)
    world.worklogs.pop(old.id)
    world.deleted_worklogs[old.id] = issue.updated
    _tell(world, "worklog_deleted", actor, issue, old)


def worklog_of(issue: Issue, number: str) -> Worklog:
    """The worklog of that id; a 404 where the issue has none such."""
    found = next((one for one in issue.worklogs if str(one.id) == number), None)
    if found is None:
        raise RefusedError(404, f"Cannot find worklog with id: '{number}'.")
    return found


def commented(raw: Any, version: int) -> Text | None:
    """The comment of a worklog as it was sent."""
    if raw is None or raw == "":
        return None
    if not (isinstance(raw, str) if version == 2 else texts.well_formed(raw)):
        raise wrong(comment="Comment body is not valid!")
    return Text(raw)


def _store(
    world: World, issue: Issue, actor: User, worklogs: tuple[Worklog, ...], number: int, estimate: int | None
) -> None:
    before, after = _total(issue.worklogs), _total(worklogs)
    tracking = dict(issue.values.get("timetracking", {}))
    left = tracking.get("remainingEstimate")
    changing(world, issue)
    issue.worklogs = worklogs
    items = [_item("timespent", before, after)] if before != after else []
    if estimate is not None and estimate != left:
        issue.values = {**issue.values, "timetracking": tracking | {"remainingEstimate": estimate}}
        items.append(_item("timeestimate", left, estimate))
    items.append(_item("WorklogId", number, number))
    note(world, issue, actor, items)


def _total(worklogs: tuple[Worklog, ...]) -> int | None:
    return sum(one.seconds for one in worklogs) or None


def _item(name: str, old: int | None, new: int | None) -> dict[str, Any]:
    before, after = (None if value is None else str(value) for value in (old, new))
    shown = {"from": before, "fromString": before, "to": after, "toString": after}
    return {"field": name, "fieldtype": "jira", "fieldId": name, **shown}


def _tell(world: World, name: str, actor: User, issue: Issue, worklog: Worklog) -> None:
    world.tell(Event(name=name, actor=actor, at=world.now(), issue=issue, worklog=worklog))
