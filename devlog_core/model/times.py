"""Times as devlog keeps them: aware, UTC, whole microseconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""From which times are counted."""


def parse_time(text: str) -> datetime:
    """The UTC time that an RFC 3339 or ISO 8601 text names; a text without offset is read as UTC.

    Raises ValueError where the text is no time.
    """
    value = datetime.fromisoformat(text.strip())
    if value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{text!r} is no time of our calendar in UTC") from None


def rfc3339(value: datetime) -> str:
    """The time in UTC, ending in Z, with as many fractional digits as it has."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def to_micros(value: datetime) -> int:
    """Microseconds since 1970 in UTC, exact."""
    return (value - EPOCH) // timedelta(microseconds=1)


def from_micros(value: int) -> datetime:
    """The aware UTC time of `to_micros`."""
    return EPOCH + timedelta(microseconds=value)


def now() -> datetime:
    """The present by this machine's clock."""
    return datetime.now(UTC)
