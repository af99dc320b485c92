"""What waits: rows to send, intents under way, decisions to take."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple, cast, get_args

from devlog_core.model.codec import from_json, to_json
from devlog_core.model.conflict import Candidate, Conflict
from devlog_core.model.errors import UnreadableError
from devlog_core.model.outbox import OutboxRow, RowState
from devlog_core.model.times import from_micros, to_micros
from devlog_core.storage.connection import Row, Session
from devlog_core.storage.rows import dump, known, load, load_list, load_map, micros, moment, number


class Waiting(NamedTuple):
    """What decides when a row is sent."""

    row: int
    seq: int
    linked: bool
    """Whether there is an item already."""


class Outbox:
    """Rows that say: this entry must reach that integration. One row a pair."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, entry: str, integration: str, seq: int) -> None:
        """Ask for the entry to be sent; a row that waits already asks for the newer state too.

        A time that a retry waits for stays: the provider may have named it.
        """
        try:
            known = self.of(entry, integration)
        except UnreadableError:
            # It says no more than that the entry waits to be sent, which the new row says too.
            self.drop_for(entry, integration)
            known = None
        if known is None:
            row = OutboxRow(
                row=self._session.next_number("outbox"), entry=entry, integration=integration, seq=seq
            )
        elif known.state == "set-aside":
            # Of a field that stays set aside the reason is told until the field changes.
            error = known.error if known.aside else None
            row = replace(known, seq=max(seq, known.seq), state="pending", attempts=0, error=error)
        else:
            row = replace(known, seq=max(seq, known.seq))
        self.put(row)

    def put(self, row: OutboxRow) -> None:
        """Store a row, new or changed."""
        self._session.run(
            "outbox_upsert",
            row=row.row,
            entry=row.entry,
            integration=row.integration,
            seq=row.seq,
            state=row.state,
            attempts=row.attempts,
            next_at=micros(row.next_at),
            error=row.error,
            aside=dump(dict(row.aside)),
        )

    def of(self, entry: str, integration: str) -> OutboxRow | None:
        """The row of this entry and integration."""
        row = self._session.row("outbox_of", entry=entry, integration=integration)
        return self._session.one("outbox row", row, read_outbox) if row else None

    def get(self, row_id: int) -> OutboxRow | None:
        """The row of that number."""
        row = self._session.row("outbox_row", row=row_id)
        return self._session.one("outbox row", row, read_outbox) if row else None

    def all(self) -> list[OutboxRow]:
        """Every row, oldest first."""
        return self._session.readable("outbox row", self._session.rows("outbox_all"), read_outbox)

    def after(self, integration: str, row_id: int, limit: int) -> list[OutboxRow]:
        """Rows of the integration with a higher number, in order."""
        while True:
            rows = self._session.rows("outbox_after", integration=integration, after=row_id, limit=limit)
            found = self._session.readable("outbox row", rows, read_outbox)
            if found or not rows:
                return found
            row_id = rows[-1]["row_id"]

    def waiting(self, integration: str) -> list[Waiting]:
        """The rows of the integration in short, in any order."""
        rows = self._session.rows("outbox_waiting", integration=integration)
        return [Waiting(row["row_id"], row["seq"], bool(row["linked"])) for row in rows]

    def sent(self, row: OutboxRow) -> bool:
        """Drop the row unless something newer was asked for since it was read."""
        return self._session.run("outbox_delete_sent", row=row.row, seq=row.seq) > 0

    def drop(self, row: OutboxRow) -> None:
        """Drop the row whatever was asked for."""
        self._session.run("outbox_delete", row=row.row)

    def drop_for(self, entry: str, integration: str) -> None:
        """Drop what waits for this pair."""
        self._session.run("outbox_delete_for", entry=entry, integration=integration)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A creation that was begun: what was to be created, and when by the provider's clock."""

    entry: str
    integration: str
    subject: str
    tried_at: datetime | None
    draft: Any


class Intents:
    """Creations under way, so that a lost answer or a killed process is known."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, intent: Intent) -> None:
        """Record a creation before its request leaves."""
        self._session.run(
            "intent_upsert",
            entry=intent.entry,
            integration=intent.integration,
            subject=intent.subject,
            tried_at=micros(intent.tried_at),
            draft=dump(intent.draft),
        )

    def get(self, entry: str, integration: str, subject: str = "item") -> Intent | None:
        """The creation that was begun for this pair."""
        row = self._session.row("intent_read", entry=entry, integration=integration, subject=subject)
        return self._session.one("intent", row, read_intent) if row else None

    def done(self, entry: str, integration: str, subject: str = "item") -> None:
        """The creation has ended, one way or the other."""
        self._session.run("intent_delete", entry=entry, integration=integration, subject=subject)


class Conflicts:
    """Open conflicts: at most one an entry and field."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, entry: str) -> dict[str, Conflict]:
        """The open conflicts of an entry by field."""
        rows = self._session.rows("conflicts_of_entry", entry=entry)
        return {found.field: found for found in self._session.whole("conflict", rows, read_conflict)}

    def all(self) -> list[Conflict]:
        """Every open conflict, oldest first."""
        return self._session.readable("conflict", self._session.rows("conflicts_all"), read_conflict)

    def count(self) -> int:
        """How many are open."""
        row = self._session.row("conflicts_count")
        return int(row["n"]) if row else 0

    def put(self, conflict: Conflict) -> None:
        """Store a conflict, new or with other candidates."""
        self._session.run(
            "conflict_upsert",
            entry=conflict.entry,
            field=conflict.field,
            id=conflict.id,
            base=dump(conflict.base),
            candidates=dump([to_json(c) for c in conflict.candidates]),
            since=to_micros(conflict.since),
        )

    def close(self, entry: str, field: str) -> None:
        """The field is decided."""
        self._session.run("conflict_delete", entry=entry, field=field)


def read_intent(row: Row) -> Intent:
    """The intent of a row; raises one of UNREADABLE where it holds none."""
    draft = load(row["draft"])
    if row["subject"] == "item" and not isinstance(draft, dict):
        raise ValueError(f"expected a table, got {row['draft'][:40]}")
    return Intent(
        entry=row["entry"],
        integration=row["integration"],
        subject=row["subject"],
        tried_at=moment(row["tried_at"]),
        draft=draft,
    )


def read_outbox(row: Row) -> OutboxRow:
    """The outbox row of a row; raises one of UNREADABLE where it holds none."""
    return OutboxRow(
        row=row["row_id"],
        entry=row["entry"],
        integration=row["integration"],
        seq=number(row["seq"]),
        state=cast("RowState", known(row["state"], get_args(RowState))),
        attempts=number(row["attempts"]),
        next_at=moment(row["next_at"]),
        error=row["error"],
        aside=load_map(row["aside"]),
    )


def read_conflict(row: Row) -> Conflict:
    """The conflict of a row; raises one of UNREADABLE where it holds none."""
    return Conflict(
        id=row["id"],
        entry=row["entry"],
        field=row["field"],
        base=load(row["base"]),
        candidates=tuple(from_json(Candidate, c) for c in load_list(row["candidates"])),
        since=from_micros(row["since"]),
    )
