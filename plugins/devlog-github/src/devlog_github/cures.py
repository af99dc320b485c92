"""What a refusal of GitHub means, as the error that names its cure; pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from requests.structures import CaseInsensitiveDict

from devlog_core.model.errors import (
    AuthError,
    ConfigError,
    DevlogError,
    GoneError,
    RateLimitedError,
    RejectedError,
    TransientError,
)
from devlog_core.plugin.limits import LimitReader, Reply
from devlog_core.plugin.ratelimit import retry_after
from devlog_github.answer import Answer

_FIELDS = {
    "title": "title", "body": "description", "labels": "labels", "name": "labels", "assignee": "assignees",
    "assignees": "assignees", "milestone": "milestone", "state": "status", "state_reason": "status",
}  # fmt: skip


def cure(answer: Answer, repository: str, now: datetime, reader: LimitReader) -> DevlogError:
    """The error for a refused request; `now` is our own clock, in which waiting is told."""
    status = answer.status
    if status == 401:
        return AuthError(
            f"GitHub refused the token for {repository} (401 {answer.message}): set a valid `token`, "
            "or sign in with `gh auth login`"
        )
    limited = limit(answer, now, reader)
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


def limit(answer: Answer, now: datetime, reader: LimitReader) -> RateLimitedError | None:
    """The wait that a 403 or 429 asks for; None where it is about rights."""
    reply = Reply(
        status=answer.status, headers=CaseInsensitiveDict(answer.headers), text=answer.message, heard_at=now
    )
    found = reader.read(reply)
    if found is None or found.until is None:
        return None
    if answer.headers.get("retry-after"):
        why = "GitHub asks to wait"
    elif found.whole:
        why = "GitHub's secondary rate limit is reached"
    else:
        why = "the hour's requests to GitHub are used up"
    # A second more than told: their times have no fractions.
    until = found.until + timedelta(seconds=1)
    return RateLimitedError(until, f"{why} until {until:%Y-%m-%d %H:%M:%S} UTC")


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
