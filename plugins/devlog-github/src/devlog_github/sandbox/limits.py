"""The primary rate limits, counted by the sandbox's clock."""

from __future__ import annotations

from typing import Any

WINDOWS = {"core": 3600, "search": 60}


class Ledger:
    """What one account has used of each resource in the running window."""

    def __init__(self, core: int = 5000, search: int = 30) -> None:
        self.limits = {"core": core, "search": search}
        self._used = {"core": 0, "search": 0}
        self._reset = {"core": 0, "search": 0}

    def spent(self, resource: str, now: int) -> bool:
        """Whether nothing is left."""
        return bool(self.state(resource, now)["remaining"] == 0)

    def count(self, resource: str, now: int) -> None:
        """Book one request."""
        self.state(resource, now)
        self._used[resource] += 1

    def exhaust(self, resource: str, now: int, seconds: int | None = None) -> None:
        """Leave nothing until the window ends, or for the seconds given."""
        self.state(resource, now)
        self._used[resource] = self.limits[resource]
        if seconds is not None:
            self._reset[resource] = now + seconds

    def state(self, resource: str, now: int) -> dict[str, Any]:
        """Limit, use and end of the window, in the shape of /rate_limit."""
        if now >= self._reset[resource]:
            self._used[resource], self._reset[resource] = 0, now + WINDOWS[resource]
        limit, used = self.limits[resource], self._used[resource]
        return {
            "limit": limit,
            "used": used,
            "remaining": max(0, limit - used),
            "reset": self._reset[resource],
        }

    def leave(self, resource: str, now: int, remaining: int) -> None:
        """Set what is left of the running window; more than the limit raises the limit."""
        self.state(resource, now)
        self.limits[resource] = max(self.limits[resource], remaining)
        self._used[resource] = self.limits[resource] - remaining


def headers(ledger: Ledger, resource: str, now: int) -> dict[str, str]:
    """The headers that every answer carries."""
    state = ledger.state(resource, now)
    names = ("limit", "remaining", "reset", "used")
    shown = {f"X-RateLimit-{name.capitalize()}": str(state[name]) for name in names}
    return shown | {"X-RateLimit-Resource": resource}
