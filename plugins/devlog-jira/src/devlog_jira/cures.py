"""What a refusal of Jira means, as the error that names its cure; pure."""

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
from devlog_core.plugin.limits import UNTOLD, Reply
from devlog_core.plugin.ratelimit import retry_after
from devlog_jira.answer import Answer
from devlog_jira.limits import JiraLimits, per_issue

FIELDS = {
    "summary": "title", "description": "description", "issuetype": "type", "priority": "priority",
    "labels": "labels", "assignee": "assignees", "fixVersions": "milestone", "parent": "parent",
    "duedate": "due", "timetracking": "estimate", "timetracking_originalestimate": "estimate",
    "status": "status", "resolution": "status", "issuelinks": "dependencies",
}  # fmt: skip
"""Jira's fields and the entry's."""
NO_ADDRESS = "null for uri"
"""What a server says whose interface does not know an address, as where `url` has a path too much."""
_CURES = {
    "too long": "shorten it",
    "not on the appropriate screen": "an administrator can put it on the screen, or leave it to Jira with "
    "`fields` in the settings",
    "appropriate hierarchy": "a parent stands one level above, such as the epic of a story",
    "you do not have permission": "ask for the permission",
}
"""What helps against refusals that do not say so themselves."""
_MOMENT = timedelta(seconds=1)


def cure(
    answer: Answer, where: str, now: datetime, *, writing: bool, body: Any = None, searching: bool = False
) -> DevlogError:
    """The error for a refused request about `where`; `now` is our own clock, in which waiting is told."""
    status = answer.status
    if status == 429:
        return limited(answer, where, now)
    denied = denial(answer, where)
    if denied is not None:
        return denied
    if status == 401:
        return AuthError(f"Jira refused the credentials for {where} (401 {answer.message}): {SIGN_IN}")
    if status == 403:
        return _forbidden(answer, where, writing=writing)
    if status == 410 and searching:
        return ConfigError(
            f"{where} is Jira Cloud, which has no such search any more ({answer.message}): "
            "set `deployment` to cloud, or to auto"
        )
    if status in (404, 410):
        return _missing(answer, where)
    if status in (400, 409, 413, 422):
        return rejected(answer, body=body)
    if 300 <= status < 400:
        return ConfigError(f"{where} leads on to {answer.headers.get('location', 'nowhere')}: correct `url`")
    later = retry_after(answer.headers.get("retry-after"), now)
    return TransientError(
        f"Jira answered {status} for {where}: {answer.message}; the next sync tries again", later
    )


SIGN_IN = (
    "set a valid `token`, on Cloud with the `email` of its account; API tokens of Atlassian expire "
    "after a year at most"
)


def denial(answer: Answer, where: str) -> AuthError | None:
    """What the sign-in headers tell, whatever the status: Jira may answer 200 as if nobody had signed in."""
    reason = answer.headers.get("x-seraph-loginreason", "").upper()
    why = answer.headers.get("x-authentication-denied-reason", "")
    if "AUTHENTICATION_DENIED" in reason or why:
        # The reason names the page to sign in at: `CAPTCHA_CHALLENGE; login-url=https://...`.
        return AuthError(
            f"Jira has locked sign-in to {where} until a captcha is solved "
            f"({why or 'too many failed sign-ins'}): sign in once in a browser, then set a valid `token`"
        )
    if "AUTHENTICATED_FAILED" in reason:
        return AuthError(f"Jira did not accept the credentials for {where} (AUTHENTICATED_FAILED): {SIGN_IN}")
    return None


def limited(answer: Answer, where: str, now: datetime) -> TransientError:
    """The wait that a 429 asks for; one issue's own limit holds up nothing else."""
    reply = Reply(status=429, headers=CaseInsensitiveDict(answer.headers), text="", heard_at=now)
    if per_issue(reply):
        until = (
            retry_after(answer.headers.get("retry-after"), reply.told_at) or reply.told_at + UNTOLD
        ) + _MOMENT
        until = now + (until - reply.told_at)
        return TransientError(f"too many writes to one issue of {where}: wait until {_clock(until)}", until)
    found = JiraLimits().read(reply)
    # A second more than told: their times have no fractions.
    until = (found.until if found and found.until else now + UNTOLD) + _MOMENT
    reason = (answer.headers.get("ratelimit-reason") or "").strip()
    budget = f" ({reason})" if reason else ""
    return RateLimitedError(
        until, f"Jira's request limit for {where} is reached{budget} until {_clock(until)}"
    )


def rejected(answer: Answer, names: Mapping[str, str] | None = None, body: Any = None) -> RejectedError:
    """Which of the entry's fields Jira did not take, and why.

    `names` adds fields of the entry by the id of Jira's; `body` is what was sent.
    """
    known = {**FIELDS, **(names or {})}
    fields = [known[name] for name in answer.errors if name in known]
    if answer.status == 413:
        sent = body.get("fields") if isinstance(body, Mapping) else None
        if isinstance(sent, Mapping) and "description" in sent:
            fields.append("description")
        return RejectedError(
            f"Jira did not take it: it is too long ({answer.message}); shorten it", _once(fields)
        )
    cures = (f"; {cure}" for words, cure in _CURES.items() if words in answer.message.lower())
    return RejectedError(f"Jira did not take it: {answer.message}{next(cures, '')}", _once(fields))


def _once(fields: list[str]) -> list[str]:
    return list(dict.fromkeys(fields))


def _forbidden(answer: Answer, where: str, *, writing: bool) -> DevlogError:
    told = answer.message
    if writing:
        # The rights of one issue may differ from those of its project, so the others still go out.
        return RejectedError(f"the account may not do this in {where} (403 {told}): ask for the permission")
    return AuthError(
        f"the account may not read {where} (403 {told}): give it the permission Browse Projects, or the "
        "token the scopes read:jira-work and write:jira-work"
    )


def _missing(answer: Answer, where: str) -> DevlogError:
    if answer.data is None or where.endswith("(serverInfo)") or NO_ADDRESS in answer.message:
        return ConfigError(
            f"no Jira answers at {where} ({answer.status}): correct `url`, with its path if it has one"
        )
    return GoneError(f"{where}: {answer.message}")


def _clock(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M:%S} UTC"
