"""Reading what providers say about waiting."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(days=1)
"""No wait is believed beyond this: whatever names a later time is a mistake, and is asked again then."""


def retry_after(value: str | None, now: datetime) -> datetime | None:
    """The time that a Retry-After header names, in seconds or as an HTTP date (RFC 9110 10.2.3).

    Never before `now` and at most a day after it; None where the header is absent or makes no sense.
    """
    if value is None:
        return None
    text = value.strip()
    try:
        return now + min(timedelta(seconds=max(0.0, float(text))), LONGEST)
    except (ValueError, OverflowError):
        pass
    when = http_time(text)
    return None if when is None else min(max(when, now), now + LONGEST)


def http_time(value: str | None) -> datetime | None:
    """The time that an HTTP date names, in UTC; None where it is absent or makes no sense."""
    if not value:
        return None
    try:
        when = parsedate_to_datetime(value)
        return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
