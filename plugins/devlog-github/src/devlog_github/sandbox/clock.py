"""The sandbox's own time, which tests may skew, move and stop."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email.utils import formatdate
from functools import lru_cache


class Clock:
    """Whole seconds since 1970, `offset` away from the machine's clock until it is frozen."""

    def __init__(self, offset: float = 0) -> None:
        self.offset = offset
        self._frozen: float | None = None

    def now(self) -> int:
        """The present second; GitHub keeps no finer time."""
        return int(time.time() + self.offset if self._frozen is None else self._frozen)

    def advance(self, seconds: float) -> None:
        """Move ahead, or back with a negative number."""
        if self._frozen is None:
            self.offset += seconds
        else:
            self._frozen += seconds

    def set(self, instant: float | str) -> None:
        """Jump to an instant, given as an epoch or in RFC 3339."""
        seconds = parse(instant) if isinstance(instant, str) else instant
        if self._frozen is None:
            self.offset = seconds - time.time()
        else:
            self._frozen = seconds

    def freeze(self) -> None:
        """Stop: from now on only `advance` and `set` move the time."""
        self._frozen = float(self.now())

    def thaw(self) -> None:
        """Run on from the moment shown."""
        if self._frozen is not None:
            self.offset = self._frozen - time.time()
            self._frozen = None


@lru_cache(maxsize=8192)
def stamp(seconds: int) -> str:
    """A second as GitHub writes it in JSON."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stamp_or_none(seconds: int | None) -> str | None:
    """The same for a time that may be missing."""
    return None if seconds is None else stamp(seconds)


def http_date(seconds: int) -> str:
    """A second as HTTP headers write it."""
    return formatdate(seconds, usegmt=True)


def parse(text: str) -> int:
    """The second that an RFC 3339 text means; a text without an offset means UTC."""
    moment = datetime.fromisoformat(text)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
