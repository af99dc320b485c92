"""From the tracker's records to devlog's values; pure, so that it is tested without a server.

Change: nearly everything here. What `express` says must be what the tracker answers after it was
sent a value: devlog sends a field only where that differs from what was read, so a wrong answer is
sent again and again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_core.model.fields import sorted_set
from devlog_core.model.remote import RemoteItem, RemoteNote, RemoteRef, Version
from devlog_core.model.times import parse_time
from devlog_core.plugin.capability import Capabilities, FieldCapability

Record = Mapping[str, Any]
BROKEN = (KeyError, TypeError, ValueError, AttributeError)
"""What translating a record raises that does not have the form of a task."""
MARK = "devlog"
"""The key under which `meta` holds the uid of the entry or note that devlog wrote there."""

FIELDS = {
    "title": "title",
    "text": "description",
    "state": "status",
    "labels": "labels",
    "assignees": "assignees",
    "due": "due",
}
"""By the tracker's name of a field ours."""
STATES = {
    "new": "open",
    "in-progress": "doing",
    "blocked": "doing",
    "in-review": "doing",
    "testing": "doing",
    "done": "done",
    "cancelled": "dropped",
}
"""By status of an entry the state of a task; several may share one."""
STATUSES = {"open": "new", "doing": "in-progress", "done": "done", "dropped": "cancelled"}
"""By state the status that it is read as."""

CAPABILITIES = Capabilities(
    # [writing
    fields={
        "title": FieldCapability(lossy="at most 200 characters"),
        "description": FieldCapability(),
        "status": FieldCapability(lossy="open, doing, done and dropped"),
        "labels": FieldCapability(lossy="lower case"),
        "assignees": FieldCapability(lossy="members of the project"),
        "due": FieldCapability(),
    },
    notes=True,
    precondition=True,
    # writing]
    # [reading only] fields={name: FieldCapability(write=False) for name in FIELDS.values()},
)
"""What is read and written; `devlog plugins` shows it, and the contract's tests hold you to it."""


def item_of(record: Record, where: str) -> RemoteItem:
    """A task in the terms of entries; `where` is the address of its project's tasks."""
    values = {
        "title": record["title"],
        "description": record["text"],
        "status": STATUSES[record["state"]],
        "labels": sorted_set(record["labels"]),
        "assignees": sorted_set(record["assignees"]),
        "due": record["due"],
    }
    created, changed = parse_time(record["created_at"]), parse_time(record["updated_at"])
    return RemoteItem(
        ref=ref_of(record, where),
        version=Version.of(record["revision"], values),
        values=values,
        notes=tuple(note_of(comment) for comment in record["comments"]),
        notes_complete=True,
        mark=mark_of(record),
        author=record["author"],
        created_at=created,
        edited_at=changed if record["revision"] > 1 else created,
    )


def ref_of(record: Record, where: str) -> RemoteRef:
    """How a task is addressed: by a number that it keeps, which people see too."""
    number = str(int(record["id"]))
    return RemoteRef(id=number, key=number, url=f"{where}/{number}")


def note_of(record: Record) -> RemoteNote:
    """A comment."""
    edited = record["edited_at"]
    return RemoteNote(
        ref=RemoteRef(id=str(record["id"])),
        content=record["text"],
        author=record["author"],
        at=parse_time(record["created_at"]),
        edited_at=None if edited is None else parse_time(edited),
        mark=mark_of(record),
    )


def mark_of(record: Record) -> str | None:
    """The uid that devlog left in a task or comment of its own."""
    found = record["meta"].get(MARK)
    return found if isinstance(found, str) else None
