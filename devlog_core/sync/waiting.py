"""Waits of a run: each long one is shown with its end, and every one can be left."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from devlog_core.model.errors import RateLimitedError, TransientError
from devlog_core.sync.place import Place
from devlog_core.sync.retry import decide, within_wait

T = TypeVar("T")

READ_ATTEMPTS = 4

SHOWN_SECONDS = 3.0
"""A wait is shown when, with what was waited in silence before, it is longer than this."""


class Waiter:
    """What one phase of a run waits with."""

    def __init__(self, place: Place, rng: random.Random) -> None:
        self._place = place
        self._rng = rng
        self._silent = 0.0

    def patiently(self, read: Callable[[], T]) -> T:
        """What is read; a passing failure is tried again when that is due soon."""
        attempts = 0
        while True:
            try:
                return read()
            except TransientError as error:
                attempts += 1
                now = self._place.clock()
                self._place.tally.meter.limited(error, now)
                decision = decide(error, attempts, now, self._rng)
                due = decision.action == "retry" and within_wait(decision.next_at, now)
                if not due or attempts >= READ_ATTEMPTS or decision.next_at is None:
                    raise
                self.wait(decision.next_at, error)

    def wait(self, until: datetime, error: Exception | None = None) -> None:
        """Return at that time; raises DeadlineError at once where the run is stopped meanwhile."""
        place = self._place
        seconds = max(0.0, (until - place.clock()).total_seconds())
        self._silent += seconds
        shown = self._silent > SHOWN_SECONDS
        if shown:
            self._silent = 0.0
        # What watches a terminal shows every phase; elsewhere only long waits are worth a line.
        phase = "wait" if shown else "retry"
        # What a place says of a failure may repeat what it was told to sign in.
        why = place.tally.redact(reason(error))
        place.progress.update(place.name, phase, 0, None, announcement(until, seconds, why))
        place.tally.meter.cancelled.wait(seconds)
        place.check_alive()


def reason(error: Exception | None) -> str:
    """Why is waited, in a few words."""
    if isinstance(error, RateLimitedError):
        return "the budget of requests is used up"
    return " ".join(str(error).split()) if error is not None else "what failed is tried again"


def announcement(until: datetime, seconds: float, why: str) -> str:
    """A wait as people read it."""
    # Rounded up: it is not over before.
    end = until + timedelta(microseconds=-until.microsecond % 1_000_000)
    return (
        f"{why}; waiting until {end:%H:%M:%S} UTC ({math.ceil(seconds)} s); "
        "Ctrl-C leaves, the next sync continues"
    )


def duration(text: str) -> timedelta:
    """The time span of a text like `30s`, `15m`, `24h` or `7d`; raises ValueError for another text."""
    units = {"s": 1, "m": 60, "h": 3600, "d": 86400}
    number, unit = text.strip()[:-1], text.strip()[-1:]
    if unit not in units or not number.replace(".", "", 1).isdigit():
        raise ValueError(f"expected a time span like 30s, 15m, 24h or 7d, got {text!r}")
    return timedelta(seconds=float(number) * units[unit])
