"""What a refusal of GitHub means, as the error that names its cure; pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from devlog_core.model.errors import (
    AuthError,
    ConfigError,
    DevlogError,
    GoneError,
    RateLimitedError,
    RejectedError,
    TransientError,
)
from devlog_core.model.times import EPOCH
from devlog_core.plugin.ratelimit import retry_after
from devlog_github.answer import Answer

# GitHub: "if the retry-after header is not present, wait for at least one minute".
SECONDARY_SECONDS = 60
_FIELDS = {
    "title": "title", "body": "description", "labels": "labels", "name": "labels", "assignee": "assignees",
    "assignees": "assignees", "milestone": "milestone", "state": "status", "state_reason": "status",
}  # fmt: skip


def cure(answer: Answer, repository: str, now: datetime) -> DevlogError:
    """The error for a refused request; `now` is our own clock, in which waiting is told."""
    status = answer.status
    if status == 401:
        return AuthError(
            f"GitHub refused the token for {repository} (401 {answer.message}): set a valid `token`, "
            "or sign in with `gh auth login`"
        )
    limited = limit(answer, now) if status in (403, 429) else None
    if limited:
        return limited
    if status == 403:
        return _forbidden(answer, repository)
    if status == 404:
        return ConfigError(
            f"repository {repository} not found or the token may not see it: check `repository` and `token`"
        )
    if status == 410:
        return GoneError(f"{repository}: {answer.message}")
    if status in (400, 413, 422):
        return rejected(answer)
    if status in (301, 302, 307, 308):
        return GoneError(f"{repository}: what was to be written has moved to another address")
    later = retry_after(answer.headers.get("retry-after"), now)
    return TransientError(f"GitHub answered {status} for {repository}: {answer.message}", later)


def limit(answer: Answer, now: datetime) -> RateLimitedError | None:
    """The wait that a 403 or 429 asks for; None where it is about rights."""
    theirs = answer.date or now
    if answer.headers.get("retry-after"):
        asked = retry_after(answer.headers["retry-after"], theirs)
        wait = asked - theirs if asked else timedelta(seconds=SECONDARY_SECONDS)
        return _wait(now, wait, "GitHub asks to wait")
    if answer.headers.get("x-ratelimit-remaining") == "0":
        return _wait(now, _reset(answer) - theirs, "the hour's requests to GitHub are used up")
    told = answer.message.lower()
    if answer.status == 429 or "rate limit" in told or "abuse" in told:
        return _wait(now, timedelta(seconds=SECONDARY_SECONDS), "GitHub's secondary rate limit is reached")
    return None


def rejected(answer: Answer) -> RejectedError:
    """Which fields GitHub did not take, and why."""
    data = answer.data if isinstance(answer.data, Mapping) else {}
    errors = data.get("errors")
    fields, reasons = [], []
    for error in errors if isinstance(errors, list) else ():
        if not isinstance(error, Mapping):
            reasons.append(str(error))
            continue
        field = _FIELDS.get(str(error.get("field")))
        if field and field not in fields:
            fields.append(field)
        reasons.append(_reason(error))
    reason = "; ".join(part for part in reasons if part) or answer.message
    return RejectedError(f"GitHub did not take it: {' '.join(reason.split())}", fields)


def _reason(error: Mapping[str, Any]) -> str:
    words = {"invalid": "is invalid", "missing_field": "is missing", "already_exists": "exists already"}
    value = f" {error['value']!r}" if error.get("value") is not None else ""
    what = f"{error.get('field') or 'it'}{value}"
    if error.get("message"):
        return f"{what}: {error['message']}"
    return f"{what} {words.get(str(error.get('code')), 'was refused')}"


def _forbidden(answer: Answer, repository: str) -> DevlogError:
    told = answer.message.lower()
    if "locked" in told:
        return RejectedError(f"GitHub did not take it: {answer.message}")
    needs = answer.headers.get("x-accepted-github-permissions") or "issues=write"
    return AuthError(
        f"the token may not do this in {repository} (403 {answer.message}): give it the permission {needs}, "
        "or the scope `repo` if it is a classic token"
    )


def _reset(answer: Answer) -> datetime:
    try:
        return EPOCH + timedelta(seconds=float(answer.headers["x-ratelimit-reset"]))
    except (KeyError, ValueError, OverflowError):
        return (answer.date or EPOCH) + timedelta(seconds=SECONDARY_SECONDS)


def _wait(now: datetime, wait: timedelta, why: str) -> RateLimitedError:
    # A second more than told: their times have no fractions.
    until = now + max(wait, timedelta()) + timedelta(seconds=1)
    return RateLimitedError(until, f"{why} until {until:%Y-%m-%d %H:%M:%S} UTC")
