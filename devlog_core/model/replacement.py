"""The places' side of the journal: what a sync wrote at a place, and what stood there before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from devlog_core.model.link import Pair

ITEM = "item"
"""The field of a whole item that a sync created."""
NOTHING = Pair(None, None)
"""Where nothing stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """One field of one item that a sync wrote.

    `field` may also be `note:UID` for a comment, or `item` for the birth of the item; both
    halves of `old` are None where nothing stood there before. The pairs are those of the
    link's base: what the entry held, and what the place showed.
    """

    seq: int
    """The newest journal record when it was written."""
    run: str
    entry: str
    integration: str
    field: str
    at: datetime
    old: Pair
    new: Pair
