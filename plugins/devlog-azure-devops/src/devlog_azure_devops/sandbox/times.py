"""Moments as the provider writes and reads them."""

from __future__ import annotations

from datetime import UTC, datetime

from devlog_core.testing.sandbox.clock import moment

NEVER = "9999-01-01T00:00:00Z"


def stamp(millis: int) -> str:
    """A moment in UTC; zeros at the end of the fraction are left out."""
    told = datetime.fromtimestamp(millis // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    fraction = f".{millis % 1000:03d}".rstrip("0").rstrip(".")
    return f"{told}{fraction}Z"


def read(text: str) -> int:
    """The millisecond that a text means; raises ValueError where it means none."""
    return round(moment(text) * 1000)


def american(millis: int) -> str:
    """A moment as the recycle bin tells it."""
    at = datetime.fromtimestamp(millis // 1000, UTC)
    half = "AM" if at.hour < 12 else "PM"
    return f"{at.month}/{at.day}/{at.year} {at.hour % 12 or 12}:{at:%M:%S} {half}"
