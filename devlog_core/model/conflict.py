"""A decision that waits for a person."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from devlog_core.model.fields import canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """The value that one place holds, in the entry's own terms."""

    place: str
    """`local` for the entry itself, otherwise the integration."""
    value: Any
    at: datetime | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One field of one entry with differing candidates."""

    id: str
    entry: str
    field: str
    base: Any
    candidates: tuple[Candidate, ...]
    since: datetime


def conflict_id(ref: str, field: str, candidates: Sequence[Candidate]) -> str:
    """The name of this state of the conflict: other candidates, other name; `REF.FIELD.DIGITS`."""
    state = canonical(sorted((c.place, canonical(c.value)) for c in candidates))
    return f"{ref}.{field}.{hashlib.sha256(state.encode()).hexdigest()[:6]}"
