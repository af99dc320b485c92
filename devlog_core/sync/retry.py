"""What to do about a failed attempt; a value, so that someone else acts."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from devlog_core.model.errors import (
    AuthError,
    ConfigError,
    DeadlineError,
    DevlogError,
    RateLimitedError,
    RejectedError,
    TransientError,
)

BASE_SECONDS = 1.0
CAP_SECONDS = 300.0
ATTEMPTS = 8
SPREAD_SECONDS = 5.0
"""Within this time after the end of a limit, and a tenth of the wait, all who wait for it start."""
WAIT_SECONDS = 30.0
"""A retry due within this time is waited for in the same sync."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryDecision:
    """`retry` at `next_at`, `set-aside` for a person to look at, or `stop` the whole integration."""

    action: Literal["retry", "set-aside", "stop"]
    next_at: datetime | None = None
    counts: bool = True
    """Whether the attempt is counted against the limit."""


def decide(error: Exception, attempts: int, now: datetime, rng: random.Random) -> RetryDecision:
    """The decision after `attempts` failed attempts, this one included.

    Waits grow exponentially with full jitter, up to five minutes; a time that the
    provider names is never undercut. After a limit all who wait for its end start a
    little apart from each other.
    """
    if isinstance(error, RateLimitedError):
        ends = error.retry_at or now
        spread = min(SPREAD_SECONDS, 0.1 * max(0.0, (ends - now).total_seconds()))
        return RetryDecision(
            action="retry", next_at=ends + timedelta(seconds=rng.uniform(0, spread)), counts=False
        )
    if isinstance(error, AuthError | ConfigError | DeadlineError):
        return RetryDecision(action="stop", next_at=now, counts=False)
    if isinstance(error, RejectedError) or attempts >= ATTEMPTS:
        return RetryDecision(action="set-aside")
    if isinstance(error, DevlogError) and not isinstance(error, TransientError) and error.kind != "stale":
        return RetryDecision(action="set-aside")
    wait = now + timedelta(seconds=rng.uniform(0, min(CAP_SECONDS, BASE_SECONDS * 2**attempts)))
    named = error.retry_at if isinstance(error, TransientError) else None
    return RetryDecision(action="retry", next_at=max(wait, named) if named else wait)


def within_wait(when: datetime | None, now: datetime) -> bool:
    """Whether it is worth waiting for in the same sync."""
    return when is None or when - now <= timedelta(seconds=WAIT_SECONDS)
