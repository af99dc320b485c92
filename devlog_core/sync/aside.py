"""Fields that a place refused, and until when they are left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from devlog_core.model.entry import Entry
from devlog_core.model.outbox import OutboxRow
from devlog_core.storage.unit import Unit


def still_aside(row: OutboxRow, entry: Entry | None) -> Mapping[str, Any]:
    """The refused fields that the entry has still as they were refused."""
    return {k: v for k, v in row.aside.items() if entry is not None and entry.value(k) == v}


def reconsider(unit: Unit, row: int, entry: Entry) -> None:
    """Have all that is set aside tried anew once one field of it was changed.

    A row tells one reason, the latest: that of the changed field would be told of the others.
    """
    current = unit.outbox.get(row)
    if current is not None and len(still_aside(current, entry)) < len(current.aside):
        unit.outbox.put(replace(current, aside={}, error=None))
