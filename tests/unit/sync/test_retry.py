"""What is done about a failure is a value."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from devlog_core.model.errors import (
    AuthError,
    ConfigError,
    RateLimitedError,
    RejectedError,
    StaleError,
    TransientError,
)
from devlog_core.plugin.ratelimit import retry_after
from devlog_core.sync.retry import ATTEMPTS, CAP_SECONDS, decide, within_wait

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def rng() -> random.Random:
    return random.Random(1)


@pytest.mark.parametrize("attempts", range(1, ATTEMPTS))
def test_waits_stay_within_their_bounds(attempts: int) -> None:
    for seed in range(20):
        decision = decide(TransientError("503"), attempts, NOW, random.Random(seed))
        assert decision.action == "retry"
        assert decision.next_at is not None
        assert timedelta() <= decision.next_at - NOW <= timedelta(seconds=min(CAP_SECONDS, 2**attempts))


def test_a_time_that_the_provider_names_is_never_undercut() -> None:
    named = NOW + timedelta(seconds=90)
    assert decide(TransientError("503", retry_at=named), 1, NOW, rng()).next_at == named
    limited = decide(RateLimitedError(named), 50, NOW, rng())
    assert (limited.action, limited.counts) == ("retry", False)
    assert limited.next_at is not None
    assert named <= limited.next_at <= named + timedelta(seconds=5)


def test_those_who_wait_for_one_time_start_apart() -> None:
    """Otherwise all of them ask in the same instant, and meet the next limit."""
    error = RateLimitedError(NOW + timedelta(seconds=25))
    starts = {decide(error, 1, NOW, random.Random(seed)).next_at for seed in range(10)}
    assert len(starts) == 10
    assert min(start for start in starts if start) >= NOW + timedelta(seconds=25)


@pytest.mark.parametrize("error", [AuthError("401"), ConfigError("404")])
def test_what_concerns_the_whole_integration_stops_it(error: Exception) -> None:
    assert decide(error, 1, NOW, rng()).action == "stop"


def test_a_refused_value_and_the_last_try_are_set_aside() -> None:
    assert decide(RejectedError("no"), 1, NOW, rng()).action == "set-aside"
    assert decide(TransientError("503"), ATTEMPTS, NOW, rng()).action == "set-aside"
    assert decide(StaleError("changed"), 1, NOW, rng()).action == "retry"
    assert decide(KeyError("a bug"), 1, NOW, rng()).action == "retry"


def test_only_what_is_due_soon_is_waited_for() -> None:
    assert within_wait(NOW + timedelta(seconds=30), NOW)
    assert not within_wait(NOW + timedelta(seconds=31), NOW)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120), ("0", 0), ("Thu, 01 Jan 2026 00:01:00 GMT", 60), ("soon", None), (None, None)],
)
def test_retry_after_is_read_in_both_forms(value: str | None, seconds: int | None) -> None:
    want = None if seconds is None else NOW + timedelta(seconds=seconds)
    assert retry_after(value, NOW) == want
