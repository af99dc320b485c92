"""From an issue's JSON to a remote item with its notes and worklogs; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from devlog_core.model.errors import RejectedError
from devlog_core.model.fields import CLOSED_STATUSES, sorted_set
from devlog_core.model.remote import RemoteItem, RemoteNote, RemoteRef, RemoteWorklog, Version
from devlog_core.model.times import parse_time, to_micros
from devlog_jira import custom as customs
from devlog_jira.config import LinkTypes
from devlog_jira.custom import CustomField, RichText
from devlog_jira.linktypes import links_of
from devlog_jira.marks import (
    NOTE_PROPERTY,
    WORKLOG_PROPERTY,
    mark_of,
    mark_of_issue,
    properties,
    without_marks,
)
from devlog_jira.people import account, introduced
from devlog_jira.untold import untold
from devlog_jira.vocabulary import Vocabulary

Record = Mapping[str, Any]
READ = (
    "summary", "description", "status", "resolution", "resolutiondate", "priority", "issuetype", "labels",
    "assignee", "reporter", "creator", "fixVersions", "parent", "issuelinks", "duedate", "timetracking",
    "timeoriginalestimate", "created", "updated", "project", "comment", "worklog",
)  # fmt: skip
"""The fields of Jira that an item is made of; those of the project's own come beside them."""
DESK_PROPERTY = "sd.public.comment"
BROKEN = (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError, RejectedError)
"""What reading a malformed record raises, or one whose text nests too deep."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where records come from and how they are understood."""

    scope: str
    url: str
    """Where people open Jira."""
    cloud: bool
    words: Vocabulary
    text: RichText
    custom: tuple[CustomField, ...] = ()
    epic: str = ""
    """The id of the field that holds an issue's epic, where the parent does not."""
    desk: bool = False
    """Whether it is a service desk, whose comments may be internal."""
    links: LinkTypes = field(default_factory=LinkTypes)
    """Which types of links stand for dependencies."""
    ids: Mapping[str, str] = field(default_factory=dict)
    """Ids of issues by their keys, for what Jira names by its key alone."""

    @property
    def fields(self) -> list[str]:
        """What a search is to bring."""
        own = [self.epic] if self.epic else []
        return [*READ, *own, *(one.id for one in self.custom)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The comments or worklogs of an issue as far as they came with it."""

    found: tuple[Record, ...] = ()
    whole: bool = False

    @staticmethod
    def of(embedded: Any, key: str) -> Records:
        """Those of an embedded list, which Jira may cut short; a missing one tells nothing."""
        if not isinstance(embedded, Mapping) or not isinstance(embedded.get(key), list):
            return Records()
        found = tuple(embedded[key])
        total = embedded.get("total")
        return Records(found=found, whole=isinstance(total, int) and len(found) >= total)

    @property
    def shown(self) -> tuple[Record, ...]:
        """Those that everybody who sees the issue may see."""
        return tuple(record for record in self.found if not restricted(record))


def restricted(record: Record) -> bool:
    """Whether a comment or worklog is for some eyes only, so that it is never carried elsewhere.

    Data Center tells that a comment of a service desk is internal by a property alone.
    """
    told = properties(record).get(DESK_PROPERTY)
    internal = isinstance(told, Mapping) and told.get("internal") in (True, "true")
    return bool(record.get("visibility")) or record.get("jsdPublic") is False or internal


def ref_of(record: Record, scope: str, url: str) -> RemoteRef:
    """How an issue is addressed; by its id, which stays when it moves to another project.

    Raises KeyError, TypeError or ValueError where the record is no issue.
    """
    key = str(record["key"])
    return RemoteRef(id=str(int(record["id"])), key=key, url=f"{url}/browse/{key}", scope=scope)


def item_of(
    record: Record, source: Source, comments: Records | None = None, worklogs: Records | None = None
) -> RemoteItem:
    """An issue as the entry's fields; `comments` and `worklogs` stand in for the embedded lists.

    Raises KeyError, TypeError or ValueError where the record is no issue.
    """
    fields = record["fields"]
    values = values_of(fields, source)
    comments = comments or Records.of(fields.get("comment"), "comments")
    worklogs = worklogs or Records.of(fields.get("worklog"), "worklogs")
    notes = tuple(note_of(one, source) for one in comments.shown)
    bookings = tuple(worklog_of(one, source) for one in worklogs.shown)
    created = parse_time(fields.get("created") or fields["updated"])
    updated = parse_time(fields.get("updated") or fields["created"])
    resolved = fields.get("resolutiondate")
    closed = values["status"] in CLOSED_STATUSES and isinstance(resolved, str)
    mark = mark_of_issue(record, source.cloud)
    return RemoteItem(
        ref=ref_of(record, source.scope, source.url),
        version=version_of(fields, values, comments, worklogs),
        values=values,
        notes=notes,
        notes_complete=comments.whole,
        note_count=len(notes) if comments.whole else None,
        worklogs=bookings,
        worklogs_complete=worklogs.whole,
        mark=mark,
        author=account(fields.get("creator") or fields.get("reporter")),
        people=introduced(_users(fields, source, comments, worklogs)),
        created_at=created,
        edited_at=updated,
        field_times={"status": parse_time(str(resolved))} if closed else {},
        pending=() if mark is None else untold(values, touched=updated != created),
    )


def version_of(fields: Record, values: Record, comments: Records, worklogs: Records) -> Version:
    """The issue's time of change, and a hash of what is read of it."""
    updated = parse_time(fields.get("updated") or fields["created"])
    states = [
        [[str(one.get("id")), one.get("updated")] for one in some.shown] for some in (comments, worklogs)
    ]
    return Version.of(to_micros(updated), [values, *states])


def values_of(fields: Record, source: Source) -> dict[str, Any]:
    """The entry's fields as an issue shows them, in canonical form."""
    title = line(_text(fields.get("summary")))
    if not title:
        raise ValueError("the issue has no summary")
    words = source.words
    values: dict[str, Any] = {
        "title": title,
        "description": source.text.read(fields.get("description")),
        "status": status_of(fields, words),
        "priority": words.read("priority", _name(fields.get("priority"))),
        "type": words.read("type", _name(fields.get("issuetype"))),
        "labels": sorted_set(without_marks(_texts(fields.get("labels")))),
        "assignees": [name for name in [account(fields.get("assignee"))] if name],
        "milestone": milestone_of(fields),
        "parent": parent_of(fields, source),
        "dependencies": sorted_set(found for found, _ in links_of(fields, source.links)),
        "due": _text(fields.get("duedate")) or None,
        "estimate": estimate_of(fields),
    }
    for one in source.custom:
        values[one.field] = customs.read(one, fields.get(one.id), source.text)
    return values


def status_of(fields: Record, words: Vocabulary) -> str:
    """The status that the issue shows."""
    status = fields.get("status") or {}
    category = (status.get("statusCategory") or {}).get("key") or ""
    return words.status(str(status.get("name") or ""), str(category), _name(fields.get("resolution")))


def milestone_of(fields: Record) -> str | None:
    """The fix version; of several the first by name."""
    names = [line(_text(version.get("name"))) for version in fields.get("fixVersions") or ()]
    return min((name for name in names if name), default=None)


def parent_of(fields: Record, source: Source) -> str | None:
    """The id of the issue above, be it the parent of a sub-task or an epic."""
    parent = fields.get("parent")
    if isinstance(parent, Mapping) and parent.get("id"):
        return str(parent["id"])
    epic = fields.get(source.epic) if source.epic else None
    return source.ids.get(str(epic)) if epic else None


def estimate_of(fields: Record) -> int | None:
    """The original estimate in minutes."""
    tracked = fields.get("timetracking")
    seconds = tracked.get("originalEstimateSeconds") if isinstance(tracked, Mapping) else None
    if seconds is None:
        seconds = fields.get("timeoriginalestimate")
    return None if seconds is None else minutes(seconds)


def minutes(seconds: Any) -> int:
    """Whole minutes, halves rounded up; a booking of some seconds counts as one minute."""
    found = int(seconds)
    return max(1, (found + 30) // 60) if found > 0 else 0


def note_of(record: Record, source: Source) -> RemoteNote:
    """A comment; raises KeyError, TypeError or ValueError where the record is none."""
    at, edited = _times(record)
    return RemoteNote(
        ref=RemoteRef(id=str(int(record["id"])), scope=source.scope),
        content=source.text.read(record.get("body")),
        author=account(record.get("author")),
        at=at,
        edited_at=edited,
        mark=mark_of(record, NOTE_PROPERTY),
    )


def worklog_of(record: Record, source: Source) -> RemoteWorklog:
    """A time booking; raises KeyError, TypeError or ValueError where the record is none."""
    created, edited = _times(record)
    return RemoteWorklog(
        ref=RemoteRef(id=str(int(record["id"])), scope=source.scope),
        minutes=minutes(record["timeSpentSeconds"]),
        text=source.text.read(record.get("comment")),
        author=account(record.get("author")),
        at=parse_time(record["started"]) if record.get("started") else created,
        edited_at=edited,
        mark=mark_of(record, WORKLOG_PROPERTY),
    )


def line(text: str) -> str:
    """A text on one line, without doubled spaces."""
    return " ".join(text.split())


def why(error: Exception) -> str:
    """What is wrong with a record that could not be read."""
    if isinstance(error, KeyError):
        return f"it lacks {error}"
    told = isinstance(error, ValueError | RejectedError)
    return str(error) if told else f"it is not as Jira describes it: {error}"


def _times(record: Record) -> tuple[datetime, datetime | None]:
    at = parse_time(record["created"])
    edited = parse_time(record["updated"]) if record.get("updated") else at
    return at, edited if edited != at else None


def _users(fields: Record, source: Source, comments: Records, worklogs: Records) -> list[Any]:
    named: list[Any] = [fields.get(name) for name in ("assignee", "creator", "reporter")]
    for one in source.custom:
        raw = fields.get(one.id)
        if "user" in (one.type, one.items):
            named += raw if isinstance(raw, list) else [raw]
    return named + [record.get("author") for record in (*comments.shown, *worklogs.shown)]


def _name(value: Any) -> str | None:
    return str(value["name"]) if isinstance(value, Mapping) and value.get("name") else None


def _text(value: Any) -> str:
    if value is not None and not isinstance(value, str):
        raise TypeError(f"expected a text, got {value!r}")
    return value or ""


def _texts(values: Iterable[Any] | None) -> Sequence[str]:
    return [_text(value) for value in values or ()]


def host_of(url: str) -> str:
    """The host that people see, with its port if it has a special one."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()
