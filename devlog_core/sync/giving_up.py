"""Entries that a person decided not to send to a place as they stand."""

from __future__ import annotations

from devlog_core.model.entry import Entry
from devlog_core.model.outbox import OutboxRow
from devlog_core.storage.unit import Unit


def give_up(unit: Unit, row: OutboxRow) -> None:
    """Drop a row; reading the item does not bring it back, the entry's next change does."""
    entry = unit.entries.get(row.entry)
    if entry is not None:
        unit.state.put(_owner(row.integration), entry.uid, dict(entry.vector))
    unit.outbox.drop(row)


def given_up(unit: Unit, entry: Entry, integration: str) -> bool:
    """Whether the entry is still as it was when somebody gave up sending it there."""
    vector = unit.state.get(_owner(integration), entry.uid)
    return vector is not None and vector == dict(entry.vector)


def _owner(integration: str) -> str:
    return f"dropped:{integration}"
