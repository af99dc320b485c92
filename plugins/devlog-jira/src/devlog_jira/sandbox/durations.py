"""Times spent and estimated, as Jira writes them: eight hours are a day, five days a week."""

from __future__ import annotations

import re
from typing import Any

UNITS = (("w", 5 * 8 * 3600), ("d", 8 * 3600), ("h", 3600), ("m", 60))
WRITTEN = re.compile(r"\s*(?:\d+(?:\.\d+)?[wdhm]\s*)+", re.IGNORECASE)


def seconds_of(text: Any) -> int:
    """The seconds that `1w 2d 3h 4m` means, a bare number being minutes; raises ValueError."""
    words = str(text)
    if re.fullmatch(r"\d+", words):
        return int(words) * 60
    if not WRITTEN.fullmatch(words):
        raise ValueError(words)
    units = dict(UNITS)
    parts = re.findall(r"(\d+(?:\.\d+)?)([wdhm])", words, re.IGNORECASE)
    return sum(round(float(count) * units[unit.lower()]) for count, unit in parts)


def text_of(seconds: int) -> str:
    """The seconds in words; whole minutes only."""
    parts = []
    for unit, size in UNITS:
        count, seconds = divmod(seconds, size)
        parts += [f"{count}{unit}"] if count else []
    return " ".join(parts) or "0m"
