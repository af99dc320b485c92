"""Where an account stands with its provider, as a value that two processes can join."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from devlog_core.model.codec import to_json
from devlog_core.model.times import parse_time
from devlog_core.plugin.limits import Limit
from devlog_core.plugin.ratelimit import LONGEST

WHOLE = "*"
"""The name of what holds for every resource."""
_SHARE = 10
_MOST = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What was last heard of one resource."""

    limit: int | None
    remaining: int
    resets_at: datetime
    heard_at: datetime

    @property
    def reserve(self) -> int:
        """What reading leaves to writing: a tenth, at most 250."""
        return min((self.limit or 0) // _SHARE, _MOST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The windows and the waits of one account, by resource."""

    host: str = ""
    windows: Mapping[str, Window] = field(default_factory=dict)
    waits: Mapping[str, datetime] = field(default_factory=dict)

    def until(self, resource: str, now: datetime) -> datetime | None:
        """Before when no request to the resource may leave; None where it may now."""
        ends = [self.waits[name] for name in (resource, WHOLE) if name in self.waits]
        window = self.windows.get(resource)
        if window is not None and window.remaining == 0:
            ends.append(window.resets_at)
        # A time that is too far ahead was written by a clock that was wrong.
        return max((end for end in ends if now < end <= now + LONGEST), default=None)

    def short(self, resource: str, now: datetime) -> Window | None:
        """The window of a resource of which no more than the reserve is left; None where there is more."""
        window = self.windows.get(resource)
        if window is None or not now < window.resets_at <= now + LONGEST:
            return None
        return window if window.remaining <= window.reserve else None

    def hearing(self, resource: str, limit: Limit, now: datetime) -> Standing:
        """The same after an answer."""
        windows, waits = dict(self.windows), dict(self.waits)
        if limit.remaining is not None and limit.resets_at is not None:
            windows[resource] = Window(
                limit=limit.limit, remaining=limit.remaining, resets_at=limit.resets_at, heard_at=now
            )
        if limit.until is not None:
            name = WHOLE if limit.whole else resource
            end = min(limit.until, now + LONGEST)
            waits[name] = max(end, waits.get(name, end))
        return replace(self, windows=windows, waits=waits)

    def joined(self, other: Standing) -> Standing:
        """What both know: of each window the later word, of each wait the later end."""
        windows, waits = dict(self.windows), dict(self.waits)
        for name, window in other.windows.items():
            if name not in windows or window.heard_at > windows[name].heard_at:
                windows[name] = window
        for name, end in other.waits.items():
            waits[name] = max(end, waits.get(name, end))
        return Standing(host=self.host or other.host, windows=windows, waits=waits)

    def current(self, now: datetime) -> Standing:
        """The same without what is over, or was written by a clock that was wrong."""
        last = now + LONGEST
        return replace(
            self,
            windows={name: found for name, found in self.windows.items() if now < found.resets_at <= last},
            waits={name: end for name, end in self.waits.items() if now < end <= last},
        )

    def to_json(self) -> Any:
        """As JSON data."""
        return to_json(self)

    @staticmethod
    def from_json(data: Any) -> Standing:
        """What `to_json` wrote; raises ValueError, TypeError, KeyError or AttributeError."""
        windows = {
            str(name): Window(
                limit=None if found["limit"] is None else _count(found["limit"]),
                remaining=_count(found["remaining"]),
                resets_at=parse_time(found["resets_at"]),
                heard_at=parse_time(found["heard_at"]),
            )
            for name, found in data["windows"].items()
        }
        waits = {str(name): parse_time(end) for name, end in data["waits"].items()}
        return Standing(host=str(data["host"]), windows=windows, waits=waits)


def _count(value: Any) -> int:
    if not isinstance(value, int) or value < 0:
        raise ValueError(f"{value!r} is no count")
    return value
