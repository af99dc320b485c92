"""Times as JQL writes them: in the zone of the asking account, no finer than a minute."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo

WRITTEN = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:\s+(\d{1,2}):(\d{2}))?")
PERIOD = re.compile(r"([+-]?)((?:\d+[wdhm]\s*)+)", re.IGNORECASE)
PART = re.compile(r"(\d+)([wdhm])", re.IGNORECASE)
INCREMENT = re.compile(r"([+-]?)(\d+)([yMwdhm]?)")
MINUTES = {"w": 7 * 24 * 60, "d": 24 * 60, "h": 60, "m": 1}
FUNCTION = re.compile(r"(start|end)of(day|week|month|year)")
UNITS = {"day": "d", "week": "w", "month": "M", "year": "y"}


def milliseconds(text: str, zone: tzinfo, now: int) -> int:
    """The instant that a date, a date with a time or a period such as `-2w 3d` means; raises ValueError.

    A time that occurs twice means the first; one that a change of the clocks leaves out moves on
    by the hour that is missing, as Java reads it.
    """
    text = text.strip()
    if period := PERIOD.fullmatch(text):
        minutes = sum(int(count) * MINUTES[unit.lower()] for count, unit in PART.findall(period[2]))
        return now + (-minutes if period[1] == "-" else minutes) * 60_000
    return _instant(_wall(text).replace(tzinfo=zone))


def _wall(text: str) -> datetime:
    """The time on the wall that a date, or a date with a time, shows; raises ValueError."""
    found = WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    year, _, month, day, hour, minute = found.groups()
    # Whose wall it is, only the caller knows.
    return datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0))  # noqa: DTZ001


def local_day(instant: int, zone: tzinfo) -> date:
    """The day that it is in a zone at an instant."""
    return datetime.fromtimestamp(instant // 1000, UTC).astimezone(zone).date()


def bound(name: str, arguments: tuple[str, ...], zone: tzinfo, now: int) -> int | None:
    """What `now()`, `startOfDay()` and their kin mean, None for other functions.

    Raises ValueError for an increment that cannot be read.
    """
    if name.lower() == "now":
        return now
    found = FUNCTION.fullmatch(name.lower())
    if found is None:
        return None
    edge, period = found.groups()
    here = datetime.fromtimestamp(now // 1000, UTC).astimezone(zone).replace(tzinfo=None)
    count, unit = _increment(arguments[0], UNITS[period]) if arguments else (0, UNITS[period])
    start = _start(here, period)
    # Whole periods move the period, so that the end of a longer month is its end.
    if unit == UNITS[period]:
        start, count = _moved(start, count, unit), 0
    if edge == "start":
        return _instant(_moved(start, count, unit).replace(tzinfo=zone))
    following = _moved(start, 1, UNITS[period])
    return _instant(_moved(following, count, unit).replace(tzinfo=zone)) - 1


def _instant(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _start(moment: datetime, period: str) -> datetime:
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if period == "week":
        # Weeks begin on Sunday, unless the server's language says otherwise.
        return day - timedelta(days=day.isoweekday() % 7)
    if period == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if period == "year" else day


def _increment(text: str, unit: str) -> tuple[int, str]:
    found = INCREMENT.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return int(found[2]) * (-1 if found[1] == "-" else 1), found[3] or unit


def _moved(moment: datetime, count: int, unit: str) -> datetime:
    if unit in "yM":
        months = moment.year * 12 + moment.month - 1 + count * (12 if unit == "y" else 1)
        first = moment.replace(year=months // 12, month=months % 12 + 1, day=1)
        return first + timedelta(days=min(moment.day, _days(first)) - 1)
    return moment + timedelta(minutes=count * MINUTES[unit])


def _days(first: datetime) -> int:
    later = first + timedelta(days=31)
    return (later.replace(day=1) - first).days
