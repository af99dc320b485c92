"""What answers say of the account's budget; pure."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

from devlog_core.plugin.limits import Limit, LimitReader, Reply, refused, x_ratelimit
from devlog_core.plugin.ratelimit import LONGEST, retry_after

_ASKS = re.compile(r".*/_apis/wit/(wiql|workitemsbatch|reporting/workitemrevisions)", re.IGNORECASE)
"""What is asked by POST, since the question may be too long for an address."""


class AzureDevOpsLimits(LimitReader):
    """Retry-After and X-RateLimit-*, whose units are of consumption and not requests.

    The headers come only near the limit. Before it refuses, the service delays answers; X-RateLimit-Delay
    says by how many seconds, and Retry-After on an answer that succeeded asks to wait.
    """

    def reads(self, method: str, url: str) -> bool:
        asks = method == "POST" and _ASKS.fullmatch(urlsplit(url).path) is not None
        return asks or super().reads(method, url)

    def read(self, reply: Reply) -> Limit | None:
        window = x_ratelimit(reply)
        if reply.status in (429, 503) and reply.headers.get("Retry-After"):
            return refused(_as_429(reply), window)
        if reply.status == 403:
            # A refusal of rights, whatever the counters say.
            return None
        if reply.status == 429:
            return refused(reply, window)
        wait = self._wait(reply)
        if wait is None:
            # A consumption that is left tells nothing of how many requests are.
            return None if window is None or window.remaining else window
        return Limit(until=reply.heard_at + wait, whole=True)

    @staticmethod
    def _wait(reply: Reply) -> timedelta | None:
        asked = retry_after(reply.headers.get("Retry-After"), reply.told_at)
        if asked is not None and asked > reply.told_at:
            return asked - reply.told_at
        try:
            delay = timedelta(seconds=float(reply.headers.get("X-RateLimit-Delay") or 0))
        except (ValueError, OverflowError):
            return None
        return min(delay, LONGEST) if delay > timedelta() else None


def _as_429(reply: Reply) -> Reply:
    return Reply(status=429, headers=reply.headers, text=reply.text, heard_at=reply.heard_at)
