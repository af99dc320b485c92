"""Putting an entry together again from its journal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from devlog_core.model.change import Change
from devlog_core.model.entry import Entry
from devlog_core.model.fields import FIELDS
from devlog_core.model.times import from_micros
from devlog_core.storage.connection import UNREADABLE, Row
from devlog_core.storage.entries import read_content
from devlog_core.storage.rows import load_list, load_map
from devlog_core.storage.unit import Unit

T = TypeVar("T")


def rebuilt(unit: Unit, row: Row) -> Entry | None:
    """The entry of a row, what cannot be read taken from its journal; None where that does not say enough."""
    changes = unit.changes.of(row["uid"])
    born = [change for change in changes if change.field == "entry" and change.old is None]
    first = min((change.at for change in changes), default=None)
    created = attempt(from_micros, row["created_at"]) or first
    if created is None or not isinstance(row["id"], int):
        return None
    content = attempt(read_content, row["content"])
    closed_at = attempt(from_micros, row["closed_at"]) if row["closed_at"] is not None else None
    if content is None:
        # An unreadable record, or the records of two that were joined, tell no sure value.
        if len(born) != 1 or len(changes) != unit.changes.count(row["uid"]) or _joined(changes):
            return None
        told = attempt(lambda _: _replay(born[0].new, changes), None)
        if told is None:
            return None
        content = told
    latest = max((change.at for change in changes), default=created)
    entry = Entry(
        uid=row["uid"],
        id=row["id"],
        ref=row["ref"],
        key=row["key_name"],
        aliases=tuple(_texts(row["aliases"]) or _names(unit, row)),
        content=content,
        created_at=created,
        updated_at=attempt(from_micros, row["updated_at"]) or latest,
        origin=row["origin"],
        imported=bool(row["imported"]),
        vector=attempt(load_map, row["vector"]) or _vector(changes),
    )
    targets = attempt(load_list, row["targets"])
    if targets is None:
        targets = _destinations(unit, entry.uid)
        if not targets:
            return None
    if entry.closed:
        closed_at = closed_at or _closed(changes) or entry.updated_at
    return Entry(
        **{name: getattr(entry, name) for name in entry.__slots__ if name not in ("targets", "closed_at")},
        targets=tuple(targets),
        closed_at=closed_at if entry.closed else None,
    )


def attempt(read: Callable[[Any], T], value: Any) -> T | None:
    """What `read` makes of the value; None where the value is damaged."""
    try:
        return read(value)
    except UNREADABLE:
        return None


def _replay(first: Mapping[str, Any], changes: Sequence[Change]) -> dict[str, Any]:
    moment = changes[0].at
    entry = Entry(uid="", id=0, ref="", key="", content=dict(first), created_at=moment, updated_at=moment)
    for change in changes:
        if change.field in FIELDS or change.field.startswith("custom."):
            entry = entry.with_values({change.field: change.new}, change.at)
    if not entry.value("title"):
        raise ValueError("the journal knows no title")
    return dict(entry.content)


def _joined(changes: Sequence[Change]) -> bool:
    return any(
        change.field == "entry" and isinstance(change.new, dict) and "joined" in change.new
        for change in changes
    )


def _texts(text: str) -> list[str] | None:
    found = attempt(load_list, text)
    return None if found is None else [str(name) for name in found]


def _names(unit: Unit, row: Row) -> list[str]:
    """Every name that finds the entry but its key."""
    rows = unit.session.select(
        "SELECT name FROM entry_names WHERE workspace = :ws AND entry = :entry", entry=row["uid"]
    )
    return sorted(found["name"] for found in rows if found["name"] != row["key_name"])


def _vector(changes: Sequence[Change]) -> dict[str, int]:
    latest: dict[str, int] = {}
    for change in changes:
        latest[change.replica] = max(change.seq, latest.get(change.replica, 0))
    return latest


def _destinations(unit: Unit, uid: str) -> list[str]:
    """Where the entry is or waits to be; elsewhere it must not come because its targets are lost."""
    rows = unit.session.select(
        "SELECT integration FROM links WHERE workspace = :ws AND item_entry = :entry"
        " UNION SELECT integration FROM outbox WHERE workspace = :ws AND entry = :entry",
        entry=uid,
    )
    return sorted({row["integration"] for row in rows})


def _closed(changes: Sequence[Change]) -> datetime | None:
    moments = [change.at for change in changes if change.field == "status"]
    return moments[-1] if moments else None
