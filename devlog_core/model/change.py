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

    replica: str
    seq: int
    entry: str
    field: str
    old: Any
    new: Any
    at: datetime
    actor: str | None
    origin: str
    """`local`, or the integration that the change came from."""
    cause: str
    """What made it: `edit`, `new`, `pull`, `push`, `resolve`, `import`, `commit`, ..."""
    run: str | None = None
