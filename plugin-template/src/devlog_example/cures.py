"""What a refusal means, as the error that names its cure; pure.

The engine acts on the class: it waits for a RateLimitedError, tries a TransientError again, reads
and merges after a StaleError, sets the fields of a RejectedError aside, and stops at an AuthError
or ConfigError until somebody has acted. Change: the statuses and the words of your tracker.
"""

from __future__ import annotations

from datetime import datetime

from devlog_core.model.errors import (
    AuthError,
    ConfigError,
    DevlogError,
    GoneError,
    RateLimitedError,
    RejectedError,
    StaleError,
    TransientError,
)
from devlog_core.plugin.answer import JsonAnswer, one_line
from devlog_core.plugin.limits import LimitReader, Reply
from devlog_core.plugin.ratelimit import retry_after
from requests.structures import CaseInsensitiveDict

from devlog_example.mapping import FIELDS


def cure(answer: JsonAnswer, host: str, now: datetime) -> DevlogError:
    """The error for a refused request; `now` is our own clock, in which waiting is told."""
    said = one_line(answer.told("message") or answer.text or "without a word")
    limit = _limit(answer, now)
    if limit is not None:
        return RateLimitedError(limit, f"{host} asks to wait until {limit:%Y-%m-%d %H:%M:%S} UTC")
    match answer.status:
        case 401:
            return AuthError(f"{host} refused the token ({said}): set `token` to one that is valid")
        case 403:
            return AuthError(f"the token may not do this at {host} ({said}): give it the right")
        case 404 if answer.told("what") == "project":
            return ConfigError(f"{host}: {said}: check `project`, and what the token may see")
        case 404 | 410:
            return GoneError(f"{host}: {said}")
        case 412:
            return StaleError(f"{host}: {said}")
        case 400 | 409 | 413 | 422:
            field = FIELDS.get(str(answer.told("field")))
            return RejectedError(f"{host} did not take it: {said}", [field] if field else [])
    later = retry_after(answer.headers.get("retry-after"), now)
    return TransientError(f"{host} answered {answer.status}: {said}", later)


def _limit(answer: JsonAnswer, now: datetime) -> datetime | None:
    """Until when to wait; None where the answer is no refusal for asking too much."""
    headers = CaseInsensitiveDict(answer.headers)
    found = LimitReader().read(Reply(status=answer.status, headers=headers, heard_at=now))
    return found.until if found is not None else None
