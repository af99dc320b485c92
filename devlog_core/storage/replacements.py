"""What syncs wrote at places, in the store."""

from __future__ import annotations

from datetime import datetime

from devlog_core.model.link import Pair
from devlog_core.model.replacement import Replacement
from devlog_core.model.times import from_micros, to_micros
from devlog_core.storage.connection import Row, Session
from devlog_core.storage.rows import dump, load


class Replacements:
    """The places' side of the journal of one workspace; records are only ever added."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self, run: str, entry: str, integration: str, field: str, old: Pair, new: Pair, at: datetime
    ) -> None:
        """Record one field that the run wrote at the integration."""
        self._session.run(
            "replacement_insert",
            id=self._session.next_number("replacement"),
            seq=self._session.number("change"),
            run=run,
            entry=entry,
            integration=integration,
            field=field,
            at=to_micros(at),
            old=dump(list(old)),
            new=dump(list(new)),
        )

    def of(self, entry: str, field: str | None = None) -> list[Replacement]:
        """What was written for one entry, oldest first."""
        rows = self._session.rows("replacements_of_entry", entry=entry)
        found = self._session.readable("replacement", rows, read_replacement)
        return found if field is None else [one for one in found if one.field == field]

    def by_run(self, run: str) -> list[Replacement]:
        """What one run wrote, oldest first."""
        rows = self._session.rows("replacements_of_run", run=run)
        return self._session.readable("replacement", rows, read_replacement)

    def after(self, integration: str, known: int) -> list[tuple[int, Replacement]]:
        """What was written at the integration after the record of that number, each with its own number."""
        rows = self._session.rows("replacements_after", integration=integration, known=known)
        return self._session.readable("replacement", rows, lambda row: (row["id"], read_replacement(row)))

    def move(self, old: str, entry: str) -> None:
        """Give what was written for one entry to the one that it was joined into."""
        self._session.run("replacements_move", old=old, entry=entry)


def read_replacement(row: Row) -> Replacement:
    """The record of a row; raises one of UNREADABLE where it holds none."""
    return Replacement(
        seq=row["seq"],
        run=row["run"],
        entry=row["entry"],
        integration=row["integration"],
        field=row["field"],
        at=from_micros(row["at"]),
        old=Pair(*load(row["old_value"])),
        new=Pair(*load(row["new_value"])),
    )
