"""How many requests are left, as the headers say it."""

from __future__ import annotations

import math
from collections import deque
from datetime import UTC, datetime

from devlog_jira.sandbox.answer import RefusedError

WINDOW = 3600
"""Seconds after which a budget is whole again."""
BURSTS = ((20, 2), (100, 30))
"""Writes that one issue takes in so many seconds."""
TOLD = "Rate limit exceeded."


class Budget:
    """A number of requests an hour; until one is set nothing is counted and no header speaks of it."""

    def __init__(self) -> None:
        self._limit: int | None = None
        self._left = 0
        self._reset = 0

    def leave(self, remaining: int, now: int, limit: int = 1000) -> None:
        """Leave only so many requests until the window ends."""
        self._limit, self._left, self._reset = max(limit, remaining), remaining, now + WINDOW

    def book(self, now: int) -> None:
        """Count one request; raises RefusedError where none is left."""
        if self._limit is None:
            return
        if now >= self._reset:
            self._left, self._reset = self._limit, now + WINDOW
        if self._left == 0:
            after = {"Retry-After": str(self._reset - now), "RateLimit-Reason": "jira-quota-tenant-based"}
            raise RefusedError(429, TOLD, headers=after)
        self._left -= 1

    def headers(self, now: int) -> dict[str, str]:
        """What every answer says of it."""
        if self._limit is None:
            return {}
        return spoken(self._limit, self._left, max(self._reset, now))


class Bursts:
    """How often each issue was written to of late."""

    def __init__(self) -> None:
        self._writes: dict[int, deque[float]] = {}

    def book(self, issue: int, now: float) -> None:
        """Count one write to an issue; raises RefusedError where there were too many of late."""
        times = self._writes.setdefault(issue, deque(maxlen=max(most for most, _ in BURSTS)))
        for most, seconds in BURSTS:
            recent = [at for at in times if at > now - seconds]
            if len(recent) >= most:
                after = str(max(1, math.ceil(recent[-most] + seconds - now)))
                told = {"Retry-After": after, "RateLimit-Reason": "jira-per-issue-on-write"}
                raise RefusedError(429, TOLD, headers=told)
        times.append(now)


def spoken(limit: int, left: int, reset: int) -> dict[str, str]:
    """The headers for a limit, what is left of it and the second at which it is whole again."""
    when = datetime.fromtimestamp(reset, UTC).strftime("%Y-%m-%dT%H:%MZ")
    headers = {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remaining": str(left), "X-RateLimit-Reset": when}
    return headers | ({"X-RateLimit-NearLimit": "true"} if left * 5 < limit else {})
