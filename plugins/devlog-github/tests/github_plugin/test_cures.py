"""Refusals become errors that name their cure, and waits are told in our own clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from devlog_core.model.errors import (
    AuthError,
    ConfigError,
    DevlogError,
    GoneError,
    RateLimitedError,
    RejectedError,
    TransientError,
)
from devlog_github.answer import Answer
from devlog_github.cures import cure
from devlog_github.limits import GitHubLimits

READER = GitHubLimits("https://api.github.com")
OURS = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
# Their clock is ten minutes ahead of ours.
THEIRS = "Thu, 01 Jan 2026 12:10:00 GMT"
SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."


def refused(
    status: int, message: str = "No", headers: dict[str, str] | None = None, **body: Any
) -> DevlogError:
    """The error for an answer."""
    data = {"message": message, **body}
    return cure(
        Answer(status=status, headers={"date": THEIRS} | (headers or {}), data=data),
        "acme/shop",
        OURS,
        READER,
    )


@pytest.mark.parametrize(
    ("status", "kind", "word"),
    [
        (401, AuthError, "gh auth login"),
        (403, AuthError, "issues=write"),
        (404, ConfigError, "acme/shop not found or the token may not see it"),
        (410, GoneError, "No"),
        (400, RejectedError, "No"),
        (301, GoneError, "moved"),
        (500, TransientError, "500"),
        (502, TransientError, "502"),
        (202, TransientError, "202"),
        (418, TransientError, "418"),
    ],
)
def test_statuses(status: int, kind: type[DevlogError], word: str) -> None:
    """Each by what the user, the engine or nobody can do about it."""
    error = refused(status)
    assert type(error) is kind
    assert word in str(error)


@pytest.mark.parametrize("status", [403, 429])
def test_the_primary_limit_ends_at_the_reset(status: int) -> None:
    """Their reset is told in their clock."""
    reset = str(int(datetime(2026, 1, 1, 12, 40, tzinfo=UTC).timestamp()))
    error = refused(
        status, "API rate limit exceeded", {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}
    )
    assert isinstance(error, RateLimitedError)
    assert error.retry_at == OURS + timedelta(minutes=30, seconds=1)


@pytest.mark.parametrize("status", [403, 429])
@pytest.mark.parametrize(
    ("value", "seconds"), [("17", 17), ("Thu, 01 Jan 2026 12:10:20 GMT", 20), ("soon", 60), ("-5", 0)]
)
def test_retry_after_in_seconds_or_as_a_date(status: int, value: str, seconds: int) -> None:
    """A date is a time of their clock."""
    error = refused(status, SECONDARY, {"retry-after": value, "x-ratelimit-remaining": "4000"})
    assert isinstance(error, RateLimitedError)
    assert error.retry_at == OURS + timedelta(seconds=seconds + 1)


@pytest.mark.parametrize(
    ("status", "message"), [(403, SECONDARY), (429, "No"), (403, "abuse detection mechanism")]
)
def test_a_secondary_limit_without_a_time_waits_a_minute(status: int, message: str) -> None:
    """GitHub: wait at least one minute then."""
    error = refused(status, message, {"x-ratelimit-remaining": "4000"})
    assert isinstance(error, RateLimitedError)
    assert error.retry_at == OURS + timedelta(seconds=61)


def test_a_403_names_the_missing_permission() -> None:
    """GitHub tells it in a header."""
    error = refused(403, "Resource not accessible", {"x-accepted-github-permissions": "issues=write; x=y"})
    assert "issues=write; x=y" in str(error)


def test_a_locked_issue_is_not_a_matter_of_the_token() -> None:
    """One locked conversation must not stop the integration."""
    assert isinstance(refused(403, "Unable to create comment because issue is locked."), RejectedError)


def test_a_422_names_the_fields_in_the_entrys_words() -> None:
    """Only these are set aside."""
    errors = [
        {"resource": "Issue", "field": "title", "code": "custom", "message": "title is too long"},
        {"resource": "Issue", "field": "body", "code": "invalid"},
        {"resource": "Issue", "field": "assignees", "code": "invalid", "value": "nobody"},
        {"resource": "Issue", "field": "unheard", "code": "odd"},
    ]
    error = refused(422, "Validation Failed", errors=errors)
    assert isinstance(error, RejectedError)
    assert error.fields == ("title", "description", "assignees")
    assert "title is too long; body is invalid; assignees 'nobody' is invalid" in error.reason


@pytest.mark.parametrize("errors", [None, "odd", ["a text"], []])
def test_a_422_without_fields_sets_the_item_aside(errors: Any) -> None:
    """Older answers give texts."""
    error = refused(422, "Validation Failed", errors=errors)
    assert isinstance(error, RejectedError)
    assert error.fields == ()
    assert "a text" in error.reason or "Validation Failed" in error.reason


def test_server_errors_may_name_a_time() -> None:
    """503 comes with Retry-After at times."""
    error = refused(503, headers={"retry-after": "30"})
    assert isinstance(error, TransientError)
    assert error.retry_at == OURS + timedelta(seconds=30)
    assert "502" in str(cure(Answer(status=502, headers={}, text="<html>"), "a/b", OURS, READER))
