"""What an answer says of the account's budget: one small pure function for each style of headers."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from devlog_core.model.times import EPOCH
from devlog_core.plugin.ratelimit import LONGEST, http_time, retry_after

REFUSALS = (403, 429)  # Statuses that may be about a limit.
READS = frozenset({"GET", "HEAD", "OPTIONS"})  # Methods that change nothing.
UNTOLD = timedelta(seconds=60)
"""How long a refusal holds that does not say how long."""
_FIRST_EPOCH = 1e9
_NUMBER = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:[,;].*)?", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The part of an answer that tells about limits."""

    status: int  # Of HTTP.
    headers: Mapping[str, str]
    """By name, whatever its case."""
    text: str = ""
    """The beginning of the body of a refusal (403, 429); of other answers nothing."""
    heard_at: datetime
    """When it came, by our own clock."""

    @property
    def told_at(self) -> datetime:
        """The provider's time of the answer; where it tells none, ours."""
        return http_time(self.headers.get("Date")) or self.heard_at

    def ours(self, theirs: datetime | None) -> datetime | None:
        """A time of the provider's clock in ours; None where it is over, or too far ahead to be true."""
        if theirs is None:
            return None
        ahead = theirs - self.told_at
        return self.heard_at + ahead if timedelta() < ahead <= LONGEST else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What is left of a budget, and whether to wait; times are those of our own clock."""

    limit: int | None = None
    """How many requests a window has."""
    remaining: int | None = None
    """How many of them are left."""
    resets_at: datetime | None = None
    """When the window ends."""
    until: datetime | None = None
    """Before this no further request may leave."""
    whole: bool = False
    """Whether that holds for everything of the account, and not only for this resource."""


class LimitReader:
    """Knows the common rules and headers; a plugin whose provider has others hands over its own."""

    def reads(self, method: str, url: str) -> bool:
        """Whether a request changes nothing; some providers take a search by POST."""
        del url
        return method in READS

    def resource(self, method: str, url: str) -> str:
        """Which of the account's budgets a request is counted on, where there are several."""
        del method, url
        return ""

    def read(self, reply: Reply) -> Limit | None:
        """What the answer says; None where it says nothing."""
        window = x_ratelimit(reply) or ratelimit_fields(reply) or rate_limit(reply)
        return refused(reply, window) or window


def x_ratelimit(reply: Reply) -> Limit | None:
    """X-RateLimit-Limit, -Remaining and -Reset; the reset as epoch, as seconds from now or in ISO 8601."""
    return _window(reply, "X-RateLimit-")


def ratelimit_fields(reply: Reply) -> Limit | None:
    """RateLimit-Limit, -Remaining and -Reset of the earlier drafts of the standard."""
    return _window(reply, "RateLimit-")


def rate_limit(reply: Reply) -> Limit | None:
    """RateLimit and RateLimit-Policy of its later drafts: `"main";r=50;t=30` and `"main";q=100;w=60`."""
    told, policy = reply.headers.get("RateLimit") or "", reply.headers.get("RateLimit-Policy") or ""
    remaining = _parameter(told, "r")
    if remaining is None:
        return None
    seconds = _parameter(told, "t")
    resets = reply.told_at + min(timedelta(seconds=seconds), LONGEST) if seconds is not None else None
    return Limit(limit=_parameter(policy, "q"), remaining=remaining, resets_at=reply.ours(resets))


def refused(reply: Reply, window: Limit | None, *, secondary: bool = False) -> Limit | None:
    """The wait that a 403 or 429 asks for; None where the answer is no refusal, or one that is about rights.

    A plugin that sees a secondary limit in the text of a 403 says so.
    """
    if reply.status not in REFUSALS:
        return None
    asked = reply.headers.get("Retry-After")
    window = window or Limit()
    if asked is not None:
        when = retry_after(asked, reply.told_at)
        wait = when - reply.told_at if when is not None else UNTOLD
        return _waiting(window, reply.heard_at + wait, whole=True)
    if window.remaining == 0:
        return _waiting(window, window.resets_at or reply.heard_at + UNTOLD, whole=False)
    if secondary or reply.status == 429:
        return _waiting(window, reply.heard_at + UNTOLD, whole=True)
    return None


def _waiting(window: Limit, until: datetime, *, whole: bool) -> Limit:
    return Limit(
        limit=window.limit, remaining=window.remaining, resets_at=window.resets_at, until=until, whole=whole
    )


def _window(reply: Reply, prefix: str) -> Limit | None:
    remaining = _number(reply.headers.get(f"{prefix}Remaining"))
    if remaining is None:
        return None
    resets = _instant(reply.headers.get(f"{prefix}Reset"), reply.told_at)
    limit = _number(reply.headers.get(f"{prefix}Limit"))
    return Limit(
        limit=None if limit is None else int(limit), remaining=int(remaining), resets_at=reply.ours(resets)
    )


def _number(text: str | None) -> float | None:
    found = _NUMBER.fullmatch(text or "")
    number = float(found[1]) if found else math.inf
    return number if number < 1e15 else None


def _parameter(text: str, name: str) -> int | None:
    found = re.search(rf";\s*{name}=(\d{{1,12}})\b", text)
    return int(found[1]) if found else None


def _instant(text: str | None, now: datetime) -> datetime | None:
    number = _number(text)
    try:
        if number is None:
            when = datetime.fromisoformat((text or "").strip())
            return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
        if number < _FIRST_EPOCH:
            return now + timedelta(seconds=number)
        return EPOCH + timedelta(seconds=number if number < _FIRST_EPOCH * 100 else number / 1000)
    except (ValueError, OverflowError):
        return None
