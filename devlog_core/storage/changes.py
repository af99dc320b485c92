"""The journal in the store."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from devlog_core.model.change import Change
from devlog_core.model.times import from_micros, to_micros
from devlog_core.storage.connection import Row, Session
from devlog_core.storage.rows import dump, load


class Changes:
    """The journal of one workspace; records are only ever added."""

    def __init__(self, session: Session, replica: str) -> None:
        self._session = session
        self._replica = replica

    def add(
        self,
        entry: str,
        field: str,
        old: Any,
        new: Any,
        *,
        at: datetime,
        actor: str | None,
        origin: str,
        cause: str,
        run: str | None = None,
        seq: int | None = None,
    ) -> Change:
        """Record one field's change and return it with its place in the sequence.

        `seq` is a number taken before from `next_seq`.
        """
        seq = self.next_seq() if seq is None else seq
        self._session.run(
            "change_insert",
            replica=self._replica,
            seq=seq,
            entry=entry,
            field=field,
            old=dump(old),
            new=dump(new),
            at=to_micros(at),
            actor=actor,
            origin=origin,
            cause=cause,
            run=run,
        )
        return Change(
            replica=self._replica,
            seq=seq,
            entry=entry,
            field=field,
            old=old,
            new=new,
            at=at,
            actor=actor,
            origin=origin,
            cause=cause,
            run=run,
        )

    def next_seq(self) -> int:
        """The next place in this replica's sequence."""
        return self._session.next_number("change")

    def of(self, entry: str, field: str | None = None) -> list[Change]:
        """The journal of one entry, oldest first."""
        if field is None:
            rows = self._session.rows("changes_of_entry", entry=entry)
        else:
            rows = self._session.rows("changes_of_field", entry=entry, field=field)
        return self._session.readable("change", rows, read_change)

    def by_run(self, run: str) -> list[Change]:
        """What one run changed, oldest first."""
        rows = self._session.rows("changes_of_run", replica=self._replica, run=run)
        return self._session.readable("change", rows, read_change)

    def count(self, entry: str) -> int:
        """How many records the journal of one entry has, readable or not."""
        return len(self._session.rows("changes_of_entry", entry=entry))

    def last(self, entry: str, field: str) -> Change | None:
        """The latest change of one field."""
        row = self._session.row("change_last", entry=entry, field=field)
        return self._session.one("change", row, read_change) if row else None

    def last_per_field(self, entry: str) -> dict[str, int]:
        """The sequence of the latest change that this replica made to each field."""
        rows = self._session.rows("changes_last_per_field", entry=entry, replica=self._replica)
        return {row["field"]: row["seq"] for row in rows}

    def after(self, seq: int, limit: int = 500) -> list[Change]:
        """Changes made by this replica after `seq`, in order."""
        rows = self._session.rows("changes_after", replica=self._replica, seq=seq, limit=limit)
        return self._session.readable("change", rows, read_change)

    def latest(self) -> int:
        """The sequence of the newest change."""
        return self._session.number("change")

    def move(self, old: str, entry: str) -> None:
        """Give the journal of one entry to the one that it was joined into."""
        self._session.run("changes_move", old=old, entry=entry)


def read_change(row: Row) -> Change:
    """The journal record of a row; raises one of UNREADABLE where it holds none."""
    return Change(
        replica=row["replica"],
        seq=row["seq"],
        entry=row["entry"],
        field=row["field"],
        old=load(row["old_value"]),
        new=load(row["new_value"]),
        at=from_micros(row["at"]),
        actor=row["actor"],
        origin=row["origin"],
        cause=row["cause"],
        run=row["run"],
    )
