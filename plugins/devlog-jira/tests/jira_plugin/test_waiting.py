"""Every way in which Jira says to wait, and what it stops."""

from __future__ import annotations

from datetime import timedelta

import pytest

from devlog_core.model.errors import RateLimitedError, TransientError
from devlog_core.testing.stage import Reply

from .test_client import DATE, ISSUE, NOW, Performer, context_of, reaching, refused

LIMITS: list[tuple[dict[str, str], timedelta]] = [
    ({"Retry-After": "7"}, timedelta(seconds=8)),
    ({"Retry-After": "Sun, 01 Mar 2026 12:00:40 GMT"}, timedelta(seconds=41)),
    ({"X-RateLimit-Reset": "2026-03-01T12:02Z"}, timedelta(seconds=121)),
    (
        {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2026-03-01T12:00:30Z", "X-RateLimit-Limit": "9"},
        timedelta(seconds=31),
    ),
    ({"Retry-After": "5", "X-RateLimit-NearLimit": "true", "RateLimit-Reason": "jira-burst-based"},
     timedelta(seconds=6)),
    ({"RateLimit-Reason": "jira-quota-tenant-based"}, timedelta(seconds=61)),
    ({}, timedelta(seconds=61)),
]  # fmt: skip


@pytest.mark.parametrize(("headers", "wait"), LIMITS, ids=[", ".join(named) or "none" for named, _ in LIMITS])
def test_every_way_to_say_wait_is_understood(
    perform: Performer, headers: dict[str, str], wait: timedelta
) -> None:
    """By Jira's clock, told in ours."""
    error = refused(perform, Reply(429, {"errorMessages": ["Rate limit exceeded"]}, {**DATE, **headers}))
    assert isinstance(error, RateLimitedError)
    assert error.retry_at == NOW + wait
    assert headers.get("RateLimit-Reason", "") in str(error)


def test_the_limit_of_one_issue_holds_up_no_other(perform: Performer) -> None:
    """20 writes in 2 seconds; the rest of the account's budget is untouched."""
    headers = {**DATE, "Retry-After": "2", "RateLimit-Reason": "jira-per-issue-on-write"}
    limited = Reply(429, {"errorMessages": ["slow down"]}, headers)
    client = reaching(perform(lambda asked: limited if asked.path == ISSUE else Reply(body={"ok": 1})))
    context_of(client).time = NOW
    with pytest.raises(TransientError) as caught:
        client.send("PUT", ISSUE, {})
    assert not isinstance(caught.value, RateLimitedError)
    assert caught.value.retry_at == NOW + timedelta(seconds=3)
    assert client.send("PUT", "/rest/api/3/issue/2", {}).data == {"ok": 1}


def test_after_a_limit_nothing_is_asked_until_it_is_over(perform: Performer) -> None:
    """The budget is the account's, not the request's."""
    stage = perform(lambda asked: Reply(429, {}, {**DATE, "X-RateLimit-Reset": "2026-03-01T12:01Z"}))
    client = reaching(stage)
    context_of(client).time = NOW
    for _ in range(2):
        with pytest.raises(RateLimitedError):
            client.get(ISSUE)
    assert len(stage.asked) == 1


def test_a_warning_before_the_limit_stops_nothing(perform: Performer) -> None:
    """X-RateLimit-NearLimit says that less than a fifth is left."""
    headers = {"X-RateLimit-NearLimit": "true", "X-RateLimit-Remaining": "3", "X-RateLimit-Limit": "100"}
    stage = perform(lambda asked: Reply(body={}, headers=headers))
    client = reaching(stage)
    client.get(ISSUE)
    client.get(ISSUE)
    assert len(stage.asked) == 2
