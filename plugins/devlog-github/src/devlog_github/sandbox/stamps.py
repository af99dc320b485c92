"""Times as GitHub writes them in JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache


@lru_cache(maxsize=8192)
def stamp(seconds: int) -> str:
    """A second as GitHub writes it; it keeps no finer time."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stamp_or_none(seconds: int | None) -> str | None:
    """The same for a time that may be missing."""
    return None if seconds is None else stamp(seconds)
