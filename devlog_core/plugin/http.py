"""The one way out: every request is counted, timed out, budgeted and can be cancelled."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from devlog_core.model.errors import ConfigError, DeadlineError, RateLimitedError, TransientError
from devlog_core.model.times import now as present
from devlog_core.plugin.budget import Budget, Budgets
from devlog_core.plugin.limits import REFUSALS, LimitReader, Reply
from devlog_core.plugin.ratelimit import http_time

TIMEOUT_SECONDS = 30.0  # For a request that names none of its own.
_REFUSAL_BYTES = 4096


@dataclass
class Meter:
    """Counts of one run, and the provider's clock as last heard."""

    requests: int = 0  # All that left.
    writes: int = 0  # Those that change something.
    heard_at: datetime | None = None
    """The latest Date header of an answer."""
    cancelled: threading.Event = field(default_factory=threading.Event)
    """Set when the run is over its time or interrupted: no further request leaves."""
    before: Callable[[str, str], None] | None = None
    """Called with method and URL before a request leaves."""
    reading: bool = False
    """Whether the present requests are mere reading, which leaves a reserve of the budget to writes."""
    budgets: dict[str, Budget] = field(default_factory=dict)
    """Those of the accounts that were used, the latest last."""
    explained: bool = False
    """Whether a limit that the latest request met is known to its budget."""

    def limited(self, error: Exception, now: datetime) -> None:
        """Tell the account's other users of a limit that a service alone has understood."""
        if isinstance(error, RateLimitedError) and not self.explained and self.budgets:
            budget = list(self.budgets.values())[-1]
            budget.wait(error.retry_at or now, now)


class MeteredAdapter(HTTPAdapter):
    """An adapter that reports every request to a meter, keeps to the account's budget and never retries."""

    def __init__(
        self,
        meter: Meter,
        timeout: float = TIMEOUT_SECONDS,
        *,
        budgets: Budgets | None = None,
        limits: LimitReader | None = None,
        clock: Callable[[], datetime] = present,
    ) -> None:
        self._meter = meter
        self._timeout = timeout
        self._budgets = budgets or Budgets()
        self._limits = limits or LimitReader()
        self._clock = clock
        self._lock = threading.Lock()
        super().__init__(max_retries=0)

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        meter = self._meter
        if meter.cancelled.is_set():
            raise DeadlineError("the run was stopped before this request; the next sync continues")
        if kwargs.get("timeout") is None:
            kwargs["timeout"] = self._timeout
        method, url = request.method or "GET", request.url or ""
        account, budget = self._budgets.for_request(url, request.headers)
        resource = self._limits.resource(method, url)
        with self._lock:
            meter.budgets.pop(account, None)
            meter.budgets[account] = budget
        meter.explained = True
        budget.admit(resource, self._clock(), reading=meter.reading)
        if meter.before is not None:
            meter.before(method, url)
        with self._lock:
            meter.requests += 1
            meter.writes += not self._limits.reads(method, url)
        meter.explained = False
        response = super().send(request, **kwargs)
        meter.heard_at = http_time(response.headers.get("Date")) or meter.heard_at
        self._hear(budget, resource, response)
        return response

    def _hear(self, budget: Budget, resource: str, response: requests.Response) -> None:
        refused = response.status_code in REFUSALS
        reply = Reply(
            status=response.status_code,
            headers=response.headers,
            text=response.content[:_REFUSAL_BYTES].decode("utf-8", "replace") if refused else "",
            heard_at=self._clock(),
        )
        limit = self._limits.read(reply)
        if limit is not None:
            self._meter.explained = limit.until is not None
            budget.hear(resource, limit, reply.heard_at)


def unanswered(error: requests.RequestException, host: str, setting: str) -> ConfigError | TransientError:
    """What it means that a request got no whole answer; `setting` is the key that holds the address."""
    if isinstance(error, requests.exceptions.SSLError):
        return ConfigError(
            f"the certificate of {host} was refused: check `{setting}`, or name your own authority in "
            "REQUESTS_CA_BUNDLE"
        )
    return TransientError(
        f"no answer from {host}: {_in_words(error)}; if that stays so, check `{setting}` and the network"
    )


def _in_words(error: requests.RequestException) -> str:
    if isinstance(error, requests.Timeout):
        return "it took too long"
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy failed"
    if isinstance(error, requests.exceptions.ChunkedEncodingError | requests.exceptions.ContentDecodingError):
        return "the answer broke off"
    return "the connection failed"


def metered_session(adapter: HTTPAdapter) -> requests.Session:
    """A session all of whose requests go through the adapter."""
    session = requests.Session()
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session
