"""How much of the provider's resources a client has used, as the headers say it."""

from __future__ import annotations

from devlog_azure_devops.sandbox.answer import RefusedError

WINDOW = 300
"""Seconds of the sliding window."""
NAMESPACE = "Microsoft.TeamFoundation.Framework.Server"
TOLD = (
    "TF400733: The request has been canceled: Request was blocked due to exceeding usage of resource "
    "'{0}' in namespace ''. For more information on why your request was blocked, see the topic "
    '"Rate limits" on the Microsoft Web site (https://go.microsoft.com/fwlink/?LinkId=823950).'
)
RESOURCE = "Core"


class Budget:
    """A number of requests; until one is set nothing is counted and no header speaks of it."""

    def __init__(self) -> None:
        self._limit: int | None = None
        self._left = 0
        self._reset = 0
        self.delay = 0.0
        """Seconds by which answers say that they were held back."""

    def leave(self, remaining: int, now: int, limit: int = 200) -> None:
        """Leave only so many requests until the window ends."""
        self._limit, self._left, self._reset = max(limit, remaining), remaining, now + WINDOW

    def book(self, now: int) -> None:
        """Count one request; raises RefusedError where none is left."""
        if self._limit is None:
            return
        if now >= self._reset:
            self._left, self._reset = self._limit, now + WINDOW
        if self._left == 0:
            raise blocked({"Retry-After": str(self._reset - now)})
        self._left -= 1

    def headers(self, now: int) -> dict[str, str]:
        """What every answer says of it."""
        told: dict[str, str] = {}
        if self._limit is not None:
            told = spoken(self._limit, self._left, max(self._reset, now))
        if self.delay:
            told |= {"X-RateLimit-Resource": RESOURCE, "X-RateLimit-Delay": f"{self.delay:.3f}"}
            told |= {"Retry-After": str(max(1, round(self.delay)))}
        return told


def spoken(limit: int, left: int, reset: int) -> dict[str, str]:
    """The headers for a limit, what is left of it and the second at which it is whole again."""
    return {
        "X-RateLimit-Resource": RESOURCE,
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(left),
        "X-RateLimit-Reset": str(reset),
    }


def blocked(headers: dict[str, str], resource: str = RESOURCE) -> RefusedError:
    """The refusal of a client that has used too much."""
    return RefusedError(
        429, TOLD.format(resource), "RequestBlockedException", NAMESPACE, 3000, headers=headers
    )
