"""Reading one codervisor entry; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from devlog_core.model.fields import CLOSED_STATUSES, PRIORITIES, STATUSES, TYPES, checked
from devlog_core.model.ids import remote_uid
from devlog_core.model.times import rfc3339
from devlog_core.sync.exchange.codervisor.fields import read_agent_context, read_contexts, read_plain
from devlog_core.sync.exchange.codervisor.imported import FORMAT, ImportedEntry
from devlog_core.sync.exchange.codervisor.notes import read_notes
from devlog_core.sync.exchange.codervisor.relations import read_relations
from devlog_core.sync.exchange.codervisor.shelf import Odd, Shelf, free_name, snake_case
from devlog_core.sync.exchange.report import Oddity, RecordError
from devlog_core.sync.exchange.threeway import is_empty

_STATUSES = {
    "todo": "new",
    "open": "new",
    "planned": "new",
    "in progress": "in-progress",
    "in_progress": "in-progress",
    "wip": "in-progress",
    "review": "in-review",
    "in_review": "in-review",
    "completed": "done",
    "closed": "done",
    "resolved": "done",
    "canceled": "cancelled",
    "wontfix": "cancelled",
}
_TYPES = {"bug": "bugfix", "fix": "bugfix", "enhancement": "feature", "documentation": "docs"}
_PRIORITIES = {"normal": "medium", "urgent": "critical", "highest": "critical", "lowest": "low"}
_USUAL = ("notes", "files", "context", "aiContext")
_QUIET = ("externalReferences",)
"""Fields that the format has and devlog keeps in `custom` as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One file's entry, and what was odd in the file."""

    entry: ImportedEntry
    oddities: tuple[Oddity, ...]


def read(data: Any) -> Reading:
    """The entry of one file's data.

    Raises RecordError where it cannot be told which entry it is, or it has no title.
    """
    if not isinstance(data, Mapping):
        raise RecordError(f"expected an object with an entry's fields, got {type(data).__name__}")
    oddities: list[Oddity] = []

    def odd(where: str, what: str) -> None:
        oddities.append(Oddity(where=where, what=what))

    entry = _read(Shelf(data, "", odd), odd)
    return Reading(entry=entry, oddities=tuple(oddities))


def _read(shelf: Shelf, odd: Odd) -> ImportedEntry:
    title = shelf.take("title")
    if not isinstance(title, str) or not title.strip():
        raise RecordError("no title: an entry needs a text that is not empty", "title")
    missing = [name for name in _USUAL if name not in shelf]
    if missing:
        odd("", f"{', '.join(missing)} missing")
    name, number = _number(shelf)
    key = shelf.text("key")
    if key is None:
        shelf.odd("key", "missing: made from the title")
    if not name and not key:
        raise RecordError("neither id nor key, so that it could not be told again: give it one", "id")
    created, updated = shelf.time("createdAt"), shelf.time("updatedAt")
    for label, moment in (("createdAt", created), ("updatedAt", updated)):
        if moment is None:
            shelf.odd(label, "missing or unreadable: the nearest known time stands in")
    born = rfc3339(created) if created else ""
    uid = remote_uid(FORMAT, f"{name or key}@{born or key}", kind="entry")
    values: dict[str, Any] = {
        "title": _one_line(title, shelf),
        "type": shelf.choice("type", TYPES, _TYPES, "task"),
        "status": shelf.choice("status", STATUSES, _STATUSES, "new"),
        "priority": shelf.choice("priority", PRIORITIES, _PRIORITIES, "medium"),
    }
    values |= read_plain(shelf)
    contexts, relations, custom = read_contexts(shelf, odd)
    values |= contexts
    values["agent_context"], more = read_agent_context(shelf)
    custom |= more
    relations += read_relations(shelf, "relatedDevlogs", "relatedDevlogs", odd)
    relations += read_relations(shelf, "dependencies", "dependencies", odd)
    assignees = _assignees(shelf)
    notes = shelf.take("notes") or []
    if not isinstance(notes, list):
        shelf.odd("notes", "expected a list: read as a list of one")
        notes = [notes]
    closed = _closed_at(shelf, values["status"])
    for left in shelf.unknown(_QUIET):
        shelf.odd(left, "no field of the format: " + _fate(shelf.peek(left), left))
    for left, value in shelf.rest().items():
        custom[free_name(left, custom)] = value
    values |= {f"custom.{left}": value for left, value in custom.items()}
    return ImportedEntry(
        uid=uid,
        name=name,
        number=number,
        key=key,
        values={field: checked(field, value) for field, value in values.items() if not is_empty(value)},
        assignees=assignees,
        relations=tuple(relations),
        notes=tuple(read_notes(uid, notes, odd)),
        created_at=created,
        updated_at=updated,
        closed_at=closed,
    )


def _number(shelf: Shelf) -> tuple[str, int | None]:
    """The id as a text, empty where there is none, and as a number where it is one."""
    found = shelf.take("id")
    if isinstance(found, bool) or not isinstance(found, int | str) or not str(found).strip():
        if found is not None:
            shelf.put("id", found)
            shelf.odd("id", f"expected a number, got {found!r}: kept in custom")
        return "", None
    text = str(found).strip()
    return text, int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _one_line(title: str, shelf: Shelf) -> str:
    line = " ".join(title.split())
    if line != title:
        shelf.odd("title", "line breaks or doubled spaces: written on one line")
    return line


def _assignees(shelf: Shelf) -> tuple[str, ...]:
    if shelf.peek("assignee") == "":
        shelf.take("assignee")
        shelf.odd("assignee", "an empty text: read as nobody")
    found = shelf.texts("assignee") if isinstance(shelf.peek("assignee"), list) else [shelf.text("assignee")]
    return tuple(dict.fromkeys(name.strip() for name in found if name))


def _closed_at(shelf: Shelf, status: str) -> datetime | None:
    """The time of closing; an open entry has none, so that its own goes to `custom`."""
    told = shelf.peek("closedAt")
    closed = shelf.time("closedAt")
    if status in CLOSED_STATUSES:
        if closed is None:
            shelf.odd("closedAt", "missing on a closed entry: the time of its last change stands in")
        return closed
    if closed is not None:
        shelf.put("closedAt", told)
        shelf.odd("closedAt", f"a time of closing on an entry that is {status}: kept as custom.closed_at")
    return None


def _fate(value: Any, name: str) -> str:
    return "it is empty, dropped" if is_empty(value) else f"kept as custom.{snake_case(name)}"
