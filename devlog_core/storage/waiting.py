"""What was read and waits for its target."""

from __future__ import annotations

from dataclasses import dataclass

from devlog_core.model.codec import from_json
from devlog_core.model.remote import RemoteThing
from devlog_core.storage.connection import Row
from devlog_core.storage.rows import load_map


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingThing:
    """A thing that attaches to whatever its target comes to stand for."""

    integration: str
    closes: bool
    thing: RemoteThing


def read_waiting(row: Row) -> WaitingThing:
    """The waiting thing of a row; raises one of UNREADABLE where it holds none."""
    return WaitingThing(
        integration=row["integration"],
        closes=bool(row["closes"]),
        thing=from_json(RemoteThing, load_map(row["thing"])),
    )
