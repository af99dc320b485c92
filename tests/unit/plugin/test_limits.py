"""What headers say of a budget, and that nonsense in them does no harm."""

from __future__ import annotations

import random
import string
from datetime import UTC, datetime, timedelta

import pytest
from requests.structures import CaseInsensitiveDict

from devlog_core.plugin.limits import Limit, LimitReader, Reply
from devlog_core.plugin.ratelimit import LONGEST
from devlog_core.plugin.standing import Standing

OURS = datetime(2026, 1, 1, 12, 0, 0, 500_000, tzinfo=UTC)
# Their clock is two hours behind ours.
THEIRS = datetime(2026, 1, 1, 10, 0, tzinfo=UTC)
DATE = "Thu, 01 Jan 2026 10:00:00 GMT"
HOUR_LATER = int(THEIRS.timestamp()) + 3600


def read(status: int = 200, **headers: object) -> Limit | None:
    """What an answer with these headers says; `_` stands for `-`."""
    told = {name.replace("_", "-"): str(value) for name, value in headers.items()}
    return LimitReader().read(
        Reply(status=status, headers=CaseInsensitiveDict({"date": DATE} | told), heard_at=OURS)
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"X_RateLimit_Limit": 100, "X_RateLimit_Remaining": 7, "X_RateLimit_Reset": HOUR_LATER},
        {"X_RateLimit_Limit": 100, "X_RateLimit_Remaining": 7, "X_RateLimit_Reset": HOUR_LATER * 1000},
        {"X_RateLimit_Limit": 100, "X_RateLimit_Remaining": 7, "X_RateLimit_Reset": "2026-01-01T11:00:00Z"},
        {"X_RateLimit_Limit": 100, "X_RateLimit_Remaining": 7, "X_RateLimit_Reset": "2026-01-01T12:00+01:00"},
        {"RateLimit_Limit": "100, 100;w=3600", "RateLimit_Remaining": 7, "RateLimit_Reset": 3600},
        {"RateLimit_Policy": '"main";q=100;w=3600', "RateLimit": '"main";r=7;t=3600'},
    ],
)
def test_every_style_says_the_same(headers: dict[str, object]) -> None:
    """The reset is told in their clock and kept in ours."""
    assert read(200, **headers) == Limit(limit=100, remaining=7, resets_at=OURS + timedelta(hours=1))


@pytest.mark.parametrize("status", [403, 429])
@pytest.mark.parametrize("value", ["17", "17.0", "Thu, 01 Jan 2026 10:00:17 GMT"])
def test_retry_after_holds_for_the_whole_account(status: int, value: str) -> None:
    """In seconds or as a date of their clock."""
    limit = read(status, Retry_After=value)
    assert limit is not None
    assert (limit.until, limit.whole) == (OURS + timedelta(seconds=17), True)


@pytest.mark.parametrize("status", [403, 429])
def test_an_exhausted_window_holds_for_its_resource_until_it_ends(status: int) -> None:
    """A search budget that is used up must not stop everything else."""
    limit = read(status, X_RateLimit_Limit=30, X_RateLimit_Remaining=0, X_RateLimit_Reset=HOUR_LATER)
    assert limit is not None
    assert (limit.until, limit.whole) == (OURS + timedelta(hours=1), False)


def test_a_429_without_a_time_waits_a_minute_and_a_403_is_about_rights() -> None:
    """Otherwise it is asked at once again, or a missing permission is waited for."""
    limit = read(429)
    assert limit is not None
    assert (limit.until, limit.whole) == (OURS + timedelta(seconds=60), True)
    assert read(403) is None
    assert read(503, Retry_After="90") is None


@pytest.mark.parametrize(
    "value", ["", "soon", "-5", "nan", "inf", "1e400", "9" * 400, "Fri, 99 Foo 2026", "\x00", "٣", "1_0"]
)
def test_nonsense_waits_at_least_nothing_and_at_most_a_day(value: str) -> None:
    """A typo at a provider must not lock an account for years."""
    for status in (200, 403, 429):
        limit = read(status, Retry_After=value, X_RateLimit_Remaining=value, X_RateLimit_Reset=value)
        if limit is not None and limit.until is not None:
            assert OURS <= limit.until <= OURS + LONGEST


@pytest.mark.parametrize("reset", [HOUR_LATER - 7200, 0, 10**14, 1e300, "9999-12-31T23:59:59Z", "0001-01-01"])
def test_a_window_that_is_over_or_ends_in_years_holds_nobody_up(reset: object) -> None:
    """What is left of it says nothing about now."""
    limit = read(X_RateLimit_Limit=100, X_RateLimit_Remaining=0, X_RateLimit_Reset=reset)
    assert limit is not None
    standing = Standing().hearing("", limit, OURS)
    assert standing.until("", OURS) is None
    assert standing.short("", OURS) is None


def test_no_headers_at_all_break_nothing() -> None:
    """A proxy may send anything."""
    seed = random.randrange(2**32)
    rng = random.Random(seed)
    names = ["Date", "Retry-After", "RateLimit", "RateLimit-Policy"]
    names += [f"{p}RateLimit-{n}" for p in ("X-", "") for n in ("Limit", "Remaining", "Reset")]
    pieces = ["0", "-1", "1e9", "1767261600", "9" * 30, "r=", "t=", ";", '"', ",", DATE, "Z", "T", ":", "nan"]
    for _ in range(3000):
        values = ["".join(rng.choices([*pieces, *string.printable], k=rng.randrange(6))) for _ in names]
        headers = {name: value for name, value in zip(names, values, strict=True) if rng.random() < 0.6}
        reply = Reply(
            status=rng.choice((200, 304, 403, 429, 503)), headers=CaseInsensitiveDict(headers), heard_at=OURS
        )
        limit = LimitReader().read(reply)
        if limit is None:
            continue
        standing = Standing().hearing("", limit, OURS)
        until = standing.until("", OURS)
        assert until is None or OURS < until <= OURS + LONGEST, f"seed {seed}: {headers}"
        assert Standing.from_json(standing.to_json()) == standing, f"seed {seed}: {headers}"
