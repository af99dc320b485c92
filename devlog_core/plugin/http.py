"""The one way out: every request is counted, timed out, budgeted and can be cancelled."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from devlog_core.model.errors import DeadlineError

TIMEOUT_SECONDS = 30.0
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass
class Meter:
    """Counts of one run, and the provider's clock as last heard."""

    requests: int = 0
    writes: int = 0
    heard_at: datetime | None = None
    """The latest Date header of an answer."""
    cancelled: threading.Event = field(default_factory=threading.Event)
    """Set when the run is over its time or interrupted: no further request leaves."""
    before: Callable[[str, str], None] | None = None
    """Called with method and URL before a request leaves."""


class MeteredAdapter(HTTPAdapter):
    """An adapter that reports every request to a meter and never retries by itself."""

    def __init__(self, meter: Meter, timeout: float = TIMEOUT_SECONDS) -> None:
        self._meter = meter
        self._timeout = timeout
        self._lock = threading.Lock()
        super().__init__(max_retries=0)

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        meter = self._meter
        if meter.cancelled.is_set():
            raise DeadlineError("the run was stopped before this request; the next sync continues")
        if kwargs.get("timeout") is None:
            kwargs["timeout"] = self._timeout
        method = request.method or "GET"
        if meter.before is not None:
            meter.before(method, request.url or "")
        with self._lock:
            meter.requests += 1
            meter.writes += method not in _READS
        response = super().send(request, **kwargs)
        meter.heard_at = _date(response) or meter.heard_at
        return response


def metered_session(adapter: HTTPAdapter) -> requests.Session:
    """A session all of whose requests go through the adapter."""
    session = requests.Session()
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _date(response: requests.Response) -> datetime | None:
    value = response.headers.get("Date")
    if not value:
        return None
    try:
        return parsedate_to_datetime(value).astimezone(UTC)
    except (ValueError, TypeError):
        return None
