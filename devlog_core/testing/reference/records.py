"""The board's records as values of the contract; pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from devlog_core.model.remote import RemoteItem, RemoteNote, RemoteRef, RemoteWorklog, Version
from devlog_core.testing.reference.markup import to_markdown
from devlog_core.testing.reference.walking import shown_state
from devlog_core.testing.reference.words import PRIORITIES, STATUSES

Record = Mapping[str, Any]


def item_of(card: Record, ref: RemoteRef, now: datetime | None) -> RemoteItem:
    """A card; `now` is the board's own time."""
    values = {
        "title": card["title"],
        "description": to_markdown(card["text"]),
        "status": STATUSES[shown_state(card, now)],
        "priority": PRIORITIES[card["level"]],
        "labels": sorted(card["labels"]),
        "assignees": sorted(card["people"]),
        "due": card["due"],
    }
    return RemoteItem(
        ref=ref,
        version=Version.of(card["revision"], values),
        values=values,
        notes=tuple(note_of(remark) for remark in card["remarks"]),
        notes_complete=True,
        worklogs=tuple(worklog_of(booking) for booking in card["bookings"]),
        worklogs_complete=True,
        mark=card["props"].get("uid"),
        created_at=_time(card["born"]),
        edited_at=_time(card["edited"]),
    )


def note_of(remark: Record) -> RemoteNote:
    """A comment."""
    return RemoteNote(
        ref=RemoteRef(id=str(remark["id"])),
        content=to_markdown(remark["text"]),
        author=remark["by"],
        at=_time(remark["born"]),
        edited_at=_edited(remark),
        mark=remark["props"].get("uid"),
    )


def worklog_of(booking: Record) -> RemoteWorklog:
    """A time booking."""
    return RemoteWorklog(
        ref=RemoteRef(id=str(booking["id"])),
        minutes=booking["minutes"],
        text=booking["text"],
        author=booking["by"],
        at=_time(booking["day"]),
        edited_at=_edited(booking),
        mark=booking["props"].get("uid"),
    )


def _edited(record: Record) -> datetime | None:
    return _time(record["edited"]) if record["revision"] > 1 else None


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
