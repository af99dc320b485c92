"""What the records of one page become; one that cannot be read is set aside by itself; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from devlog_core.model.remote import Event, Rejected, RemoteItem, RemoteNote, RemoteRef, RemoteThing
from devlog_core.model.times import parse_time, to_micros
from devlog_github.mapping import Record, is_pull, item_of, note_of, ref_of_issue
from devlog_github.pulls import merged_event, thing_of
from devlog_github.sending import completion
from devlog_github.vocabulary import Vocabulary

_NUMBER = re.compile(r"/(?:issues|pull)/(\d+)/?$")
MAKING = 3600
"""How many seconds an issue may be in the making; after that nobody will finish it."""

Made = RemoteItem | RemoteThing | RemoteNote | RemoteRef | Rejected | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where records come from and how they are understood."""

    scope: str
    integration: str
    repository: str
    words: Vocabulary
    tracker: str | None = None
    """The integration whose keys a pull request may name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Translated:
    """One record: what it became, and the second of its last change where it tells."""

    id: str
    made: Made
    second: int | None
    issue: str = ""
    """For a comment: the number of its issue."""


def issues(source: Source, records: Iterable[Any], now: int) -> list[Translated]:
    """Issues as items and pull requests as things; an issue in the making is not there yet."""

    def read(record: Record) -> Made:
        if is_pull(record):
            return thing_of(record, source.scope, source.integration, source.repository, source.tracker)
        made = item_of(record, source.scope, source.words)
        return None if completion(record) and _born(record) > now - MAKING else made

    return _each(records, read)


def present(source: Source, records: Iterable[Any]) -> list[Translated]:
    """Issues by their ids alone."""
    return _each(records, lambda record: None if is_pull(record) else ref_of_issue(record, source.scope))


def comments(source: Source, records: Iterable[Any]) -> list[Translated]:
    """Comments of issues; those of pull requests become nothing."""

    def read(record: Record) -> Made:
        of_pull = "/pull/" in urlsplit(str(record.get("html_url") or "")).path
        return None if of_pull else note_of(record, source.scope)

    return _each(records, read, "comment ", _issue_number)


def grouped(source: Source, found: Iterable[Translated]) -> tuple[RemoteItem, ...]:
    """Comments under partial items, one for each issue, which is known by its number alone."""
    notes: dict[str, list[RemoteNote]] = {}
    for entry in found:
        if isinstance(entry.made, RemoteNote):
            notes.setdefault(entry.issue, []).append(entry.made)
    return tuple(
        RemoteItem(ref=RemoteRef(id="", key=number, scope=source.scope), notes=tuple(some))
        for number, some in notes.items()
    )


def merges(found: Iterable[Translated], since: datetime) -> tuple[Event, ...]:
    """The pull requests merged since."""
    events = (merged_event(entry.made, since) for entry in found if isinstance(entry.made, RemoteThing))
    return tuple(event for event in events if event)


def _each(
    records: Iterable[Any],
    read: Callable[[Record], Made],
    noun: str = "",
    issue: Callable[[Record], str] = lambda _: "",
) -> list[Translated]:
    found: dict[Any, Translated] = {}
    for place, record in enumerate(records):
        name = str(record["id"]) if isinstance(record, dict) and "id" in record else f"place {place}"
        try:
            made = read(record)
            found[name] = Translated(id=name, made=made, second=_second(record), issue=issue(record))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            made = Rejected(key=f"{noun}{_key(record)}", reason=_reason(error))
            found[name] = Translated(id=name, made=made, second=_second_or_none(record))
    return list(found.values())


def _issue_number(record: Record) -> str:
    for name in ("issue_url", "html_url"):
        found = _NUMBER.search(urlsplit(str(record.get(name) or "")).path)
        if found:
            return found[1]
    raise ValueError("it does not say to which issue it belongs")


def _second(record: Record) -> int:
    return to_micros(parse_time(record.get("updated_at") or record["created_at"])) // 1_000_000


def _born(record: Record) -> int:
    return to_micros(parse_time(record["created_at"])) // 1_000_000


def _second_or_none(record: Any) -> int | None:
    try:
        return _second(record)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _key(record: Any) -> str:
    named = record if isinstance(record, dict) else {}
    return str(named.get("number") or named.get("id") or "?")


def _reason(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"it lacks {error}"
    return str(error) if isinstance(error, ValueError) else f"it is not as GitHub describes it: {error}"
