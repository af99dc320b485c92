"""The sandbox's own time, which tests may skew, move and stop."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email.utils import formatdate


class Clock:
    """Time since 1970, `offset` seconds away from the machine's clock until it is frozen."""

    def __init__(self, offset: float = 0) -> None:
        self.offset = offset
        self._frozen: float | None = None

    def now(self) -> int:
        """The present second."""
        return int(self.exact())

    def millis(self) -> int:
        """The present millisecond."""
        return int(self.exact() * 1000)

    def exact(self) -> float:
        """The present moment with what the machine knows of its fraction."""
        return time.time() + self.offset if self._frozen is None else self._frozen

    def advance(self, seconds: float) -> None:
        """Move ahead, or back with a negative number."""
        if self._frozen is None:
            self.offset += seconds
        else:
            self._frozen += seconds

    def set(self, instant: float | str) -> None:
        """Jump to an instant, given as an epoch or in RFC 3339."""
        seconds = moment(instant) if isinstance(instant, str) else instant
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


def http_date(seconds: int) -> str:
    """A second as HTTP headers write it."""
    return formatdate(seconds, usegmt=True)


def parse(text: str) -> int:
    """The second that an RFC 3339 text means; a text without an offset means UTC."""
    return int(moment(text))


def moment(text: str) -> float:
    """The same with the fraction of the second."""
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
