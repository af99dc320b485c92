"""What Jira's answers say of the account's budget; pure."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from devlog_core.plugin.limits import Limit, LimitReader, Reply, refused, x_ratelimit

REASON = "RateLimit-Reason"
PER_ISSUE = "jira-per-issue-on-write"
_ASKS = re.compile(r".*/rest/api/[23]/(search|search/jql|comment/list|worklog/list)")
"""What is asked by POST, since the question may be too long for an address."""


class JiraLimits(LimitReader):
    """Retry-After, X-RateLimit-* with a reset in ISO 8601, and the reason of a 429.

    X-RateLimit-NearLimit is a warning and stops nothing. Too many writes to one issue hold up that
    issue alone, so they are no wait of the account's.
    """

    def reads(self, method: str, url: str) -> bool:
        asks = method == "POST" and _ASKS.fullmatch(urlsplit(url).path) is not None
        return asks or super().reads(method, url)

    def read(self, reply: Reply) -> Limit | None:
        window = x_ratelimit(reply)
        if reply.status != 429:
            # A 403 of Jira is about rights, whatever its counters say.
            return window
        if per_issue(reply):
            return None
        found = refused(reply, window)
        reset = _reset(reply)
        if found is not None and reset is not None and not reply.headers.get("Retry-After"):
            found = replace(found, until=reset, whole=True)
        return found


def per_issue(reply: Reply) -> bool:
    """Whether a 429 concerns writes to one issue only."""
    return (reply.headers.get(REASON) or "").strip().lower() == PER_ISSUE


def _reset(reply: Reply) -> datetime | None:
    """The reset where no count of what remains stands beside it."""
    named = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reply.headers.get("X-RateLimit-Reset") or ""}
    if reply.headers.get("Date"):
        named["Date"] = reply.headers["Date"]
    alone = x_ratelimit(replace(reply, headers=named))
    return alone.resets_at if alone else None
