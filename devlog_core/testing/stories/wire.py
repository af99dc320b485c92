"""The way between devlog and its places: what goes over it is written down, and fails as it was told to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import requests
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter

from devlog_core.testing.contract.weather import KNOWN, Weather, Wire
from devlog_core.testing.sandbox.faults import Faults

_FAULTS = {
    "limit": "retry-after-seconds:1",
    "limit-seconds:5": "retry-after-seconds:5",
    "limit-seconds:90": "retry-after-seconds:90",
    "limit-date:5": "retry-after-date:5",
    "limit-primary": "retry-after-seconds:3600",
    "limit-secondary": "secondary-403:60",
}
"""What a story calls a fault, and what the weather calls it."""
_MEDDLING = frozenset({"shift", "stale"})
"""Faults that are people's: somebody acts while devlog reads, or just before it writes."""
_WRITES = ("POST", "PUT", "PATCH")


class Line:
    """The way to one place."""

    def __init__(self, shift: Callable[[str], None], asks: Callable[[], bool]) -> None:
        self._shift, self._asks = shift, asks
        self._meddling = Faults(_MEDDLING)
        self._weather, self._wire = Weather(), Wire()
        self._wire.weather = self._weather
        self.down = False
        self.silent = False
        """Whether somebody looks who is no part of the story."""
        self.asked: list[tuple[str, str]] = []

    def trouble(self, kind: str, times: int, match: str) -> None:
        """Let the next matching requests fail, where a wire can fail so; it bends no list."""
        name = _FAULTS.get(kind, kind)
        word = name.partition(":")[0]
        if word in _MEDDLING:
            self._meddling.add(name, times, match)
        elif word in KNOWN:
            self._weather.fault(name, times, match)

    def heal(self) -> None:
        """No more faults."""
        self._weather.clear()
        self._meddling.clear()

    def send(self, request: PreparedRequest, **kwargs: Any) -> Response:
        """The request, as far as it goes through."""
        if self.down:
            raise requests.ConnectionError("nobody answers", request=request)
        method, path = str(request.method), request.path_url
        meddling = self._meddling.take(f"{method} {path}")
        if meddling is not None and meddling.name == "stale" and method in _WRITES:
            self._shift("touch")
        reached = len(self._weather.reached)
        try:
            return self._wire.send(request, **kwargs)
        finally:
            asks = method in _WRITES and len(self._weather.reached) > reached and self._asks()
            self.asked.append(("GET" if asks else method, path))
            if meddling is not None and meddling.name == "shift" and method == "GET":
                self._shift(meddling.argument)


@contextmanager
def wired(lines: dict[str, Line]) -> Iterator[None]:
    """Let all that goes to these addresses, each a host with its port, go over its line."""
    send = HTTPAdapter.send
    inside = threading.local()

    def sent(adapter: HTTPAdapter, request: PreparedRequest, **kwargs: Any) -> Response:
        line = lines.get(urlsplit(request.url or "").netloc)
        if line is None or line.silent or getattr(inside, "line", None) is line:
            return send(adapter, request, **kwargs)
        inside.line = line
        try:
            return line.send(request, **kwargs)
        finally:
            inside.line = None

    with patch.object(HTTPAdapter, "send", sent):
        yield
