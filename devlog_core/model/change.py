"""The journal's record: one field of one entry, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field-level event.

    `(replica, seq)` names it in all stores. `field` may also be `note:UID`,
    `worklog:UID`, `link:INTEGRATION` or `entry` for the birth of the entry.
    """

    replica: str  # The store that recorded it.
    seq: int  # Its number there; numbers grow.
    entry: str  # The entry's uid.
    field: str  # What changed.
    old: Any  # The value before, as JSON.
    new: Any  # The value after, as JSON.
    at: datetime  # When.
    actor: str | None  # Who, where that is known.
    origin: str
    """`local`, or the integration that the change came from."""
    cause: str
    """What made it: `edit`, `new`, `pull`, `push`, `resolve`, `import`, `commit`, ..."""
    run: str | None = None  # The sync that did it.
