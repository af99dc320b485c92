"""Records that the database gives back and devlog cannot read, or that belong to nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from devlog_core.model.codec import from_json
from devlog_core.model.remote import Scope
from devlog_core.model.times import parse_time
from devlog_core.storage.changes import read_change
from devlog_core.storage.connection import UNREADABLE, Row, Session, name_of, why
from devlog_core.storage.entries import read_entry
from devlog_core.storage.links import read_link
from devlog_core.storage.people import read_person
from devlog_core.storage.queue import read_conflict, read_intent, read_outbox
from devlog_core.storage.records import read_booking, read_comment, read_note, read_worklog
from devlog_core.storage.replacements import read_replacement
from devlog_core.storage.rows import load, load_map, number
from devlog_core.storage.state import read_run
from devlog_core.storage.waiting import read_waiting

_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Damage:
    """One record that is no good as it is."""

    table: str
    number: int
    """SQLite's own number of the row."""
    row: Row
    why: str

    @property
    def name(self) -> str:
        """The record as people find it again."""
        return name_of(_TABLES[self.table][0], self.row)

    def __str__(self) -> str:
        return f"{self.name} {self.why}"


def damaged(session: Session, integrations: Collection[str]) -> Iterator[Damage]:
    """Each record that cannot be read, or whose entry, note or worklog there is none of any more.

    What waits for an integration that is not among these is named too.
    """
    entries = _uids(session, "entries")
    owners = {f"{name}_places": (name, _uids(session, f"{name}s")) for name in ("note", "worklog")}
    for table, (_, read, owned) in _TABLES.items():
        for rowid, row in _rows(session, table):
            try:
                read(row)
            except UNREADABLE as error:
                yield Damage(table, rowid, row, f"cannot be read ({why(error)})")
                continue
            if owned and row["entry"] not in entries:
                yield Damage(table, rowid, row, "belongs to no entry")
            elif table in owners and row[owners[table][0]] not in owners[table][1]:
                yield Damage(table, rowid, row, f"belongs to no {owners[table][0]}")
            elif table == "outbox" and row["integration"] not in integrations:
                yield Damage(table, rowid, row, f"waits for {row['integration']}, which is not configured")
    yield from _behind(session)


def highest(session: Session, replica: str) -> dict[str, int]:
    """The highest number in use of each counter."""
    found = {}
    for name, (table, column) in _HIGHEST.items():
        ours = " AND replica = :replica" if table == "changes" else ""
        sql = f"SELECT MAX({column}) AS n FROM {table} WHERE workspace = :ws AND typeof({column}) = 'integer'"
        (row,) = session.select(sql + ours, replica=replica)
        found[name] = int(row["n"] or 0)
    return found


def _behind(session: Session) -> Iterator[Damage]:
    (identity,) = session.rows("workspace_read") or [{"replica": ""}]
    held = {row["name"]: (rowid, row) for rowid, row in _rows(session, "counters")}
    for name, used in highest(session, identity["replica"]).items():
        rowid, row = held.get(name, (0, {"name": name, "value": 0}))
        try:
            behind = number(row["value"]) < used
        except ValueError:
            yield Damage("counters", rowid, row, f"holds no number, and {used} is in use")
            continue
        if behind:
            yield Damage("counters", rowid, row, f"stands at {row['value']}, and {used} is in use")


def _uids(session: Session, table: str) -> set[str]:
    return {row["uid"] for row in session.select(f"SELECT uid FROM {table} WHERE workspace = :ws")}


def _rows(session: Session, table: str) -> Iterator[tuple[int, Row]]:
    last = -1
    while True:
        rows = session.select(
            f"SELECT rowid AS _number, * FROM {table} WHERE workspace = :ws AND rowid > :last"
            " ORDER BY rowid LIMIT :limit",
            last=last,
            limit=_BATCH,
        )
        for found in rows:
            row = dict(found)
            yield row.pop("_number"), row
        if len(rows) < _BATCH:
            return
        last = rows[-1]["_number"]


def _state(row: Row) -> Any:
    value = load(row["value"])
    if row["owner"].startswith("integration:"):
        if row["name"] in ("as_of", "counted_at"):
            parse_time(value)
        elif row["name"] == "scope":
            from_json(Scope, value)
    return value


def _event(row: Row) -> Any:
    return load_map(row["data"])


_TABLES: dict[str, tuple[str, Callable[[Row], Any], bool]] = {
    "entries": ("entry", read_entry, False),
    "people": ("person", read_person, False),
    "notes": ("note", read_note, True),
    "note_places": ("comment", read_comment, True),
    "worklogs": ("worklog", read_worklog, True),
    "worklog_places": ("booking", read_booking, True),
    "links": ("link", read_link, True),
    "conflicts": ("conflict", read_conflict, True),
    "outbox": ("outbox row", read_outbox, True),
    "intents": ("intent", read_intent, True),
    "waiting_things": ("waiting thing", read_waiting, False),
    "state": ("state", _state, False),
    "runs": ("run", read_run, False),
    "events": ("event", _event, False),
    "replacements": ("replacement", read_replacement, False),
    "changes": ("change", read_change, False),
    "counters": ("counter", lambda row: row, False),
}
"""What a record of the table is called, what reads it, and whether it belongs to an entry.

The order is that in which they are mended: entries need their journal as it was.
"""

_HIGHEST = {
    "entry": ("entries", "id"),
    "change": ("changes", "seq"),
    "outbox": ("outbox", "row_id"),
    "generation": ("links", "generation"),
    "reading": ("links", "seen"),
    "replacement": ("replacements", "id"),
}
"""Where the numbers of each counter stand."""
