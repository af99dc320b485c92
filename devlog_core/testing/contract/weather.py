"""What goes wrong between a plugin and its remote system, beneath the adapter that counts requests."""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPHeaderDict, HTTPResponse

from devlog_core.plugin.http import Meter, MeteredAdapter
from devlog_core.plugin.limits import LimitReader
from devlog_core.testing.context import Context
from devlog_core.testing.sandbox.clock import http_date
from devlog_core.testing.sandbox.faults import LATER, TROUBLE, WIRE, Fault, Faults, retry_after

REFUSED = frozenset({"401", "403", "404", "410"})
"""Answers in place of the real one, which say no."""
GARBAGE = frozenset({"garbage", "wrong-type"})
"""Answers that are no JSON, or a page for people, with a status of 200."""
BUSY = frozenset({"secondary-403"})
"""Told to come back later by a 403."""
KNOWN = WIRE | TROUBLE | LATER | REFUSED | GARBAGE | BUSY

_LOST = Fault("lost-answer", "", 1, re.compile(""))
Seen = Callable[[str, str], None]


class Weather:
    """The faults that wait for a request; the names are those of the sandboxes.

    `lost-answer`, `drop-before`, `refuse`, `slow` and `truncated` happen to the wire; `500`, `502` and
    `503` answer in place of the system, with `:applied` after it was asked; `retry-after-seconds`,
    `retry-after-date` and `secondary-403` say when to come back; `401`, `403`, `404`, `410`, `garbage` and
    `wrong-type` answer something else.
    """

    def __init__(self) -> None:
        self._faults = Faults(KNOWN)
        self.sent: list[str] = []
        """Every request that a plugin made, as `METHOD /path?query`."""
        self.reached: list[str] = []
        """Those of them that were answered by the remote system."""
        self.lost: frozenset[int] = frozenset()
        """Which requests, counted from 1 in `sent`, get no answer although they were applied."""
        self.seen: Seen | None = None
        """Told of a request's method and path just before it goes out."""

    def fault(self, name: str, times: int = 1, match: str | None = None) -> None:
        """Let the next `times` requests fail whose `METHOD /path?query` the expression finds."""
        self._faults.add(name, times, match)

    def lose(self, *numbers: int) -> None:
        """Lose the answers to requests that are so many from now; 1 is the next one."""
        self.lost = frozenset(len(self.sent) + number for number in numbers)

    def clear(self) -> None:
        """Fine weather."""
        self._faults.clear()
        self.lost, self.seen = frozenset(), None

    def take(self, method: str, target: str) -> Fault | None:
        """The fault that hits this request."""
        self.sent.append(f"{method} {target}")
        if self.seen is not None:
            self.seen(method, target)
        if len(self.sent) in self.lost:
            return _LOST
        return self._faults.take(f"{method} {target}")


class Wire(HTTPAdapter):
    """The last adapter before the socket, at the mercy of the weather."""

    weather: Weather

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        parts = urlsplit(request.url or "")
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        fault = self.weather.take(request.method or "GET", target)
        if fault is None:
            return self._reach(request, kwargs)
        if fault.name in ("refuse", "drop-before"):
            raise requests.ConnectionError(f"the connection was {fault.name} (a fault of the test)")
        if fault.name == "slow":
            self._reach(request, kwargs).close()
            raise requests.ReadTimeout("the answer came too late (a fault of the test)")
        if fault.name == "lost-answer":
            self._reach(request, kwargs).close()
            raise requests.ConnectionError("the answer was lost (a fault of the test)")
        if fault.name == "truncated":
            return self._cut(request, self._reach(request, kwargs))
        if fault.applied:
            self._reach(request, kwargs).close()
        return self._instead(request, fault)

    def _reach(self, request: requests.PreparedRequest, kwargs: Mapping[str, Any]) -> requests.Response:
        response = self.pass_on(request, kwargs)
        self.weather.reached.append(self.weather.sent[-1])
        return response

    def pass_on(self, request: requests.PreparedRequest, kwargs: Mapping[str, Any]) -> requests.Response:
        """Let a request go where it would in fine weather."""
        return super().send(request, **kwargs)

    def _cut(self, request: requests.PreparedRequest, whole: requests.Response) -> requests.Response:
        body = whole.content
        headers = {"Content-Type": whole.headers.get("Content-Type", ""), "Content-Length": str(len(body))}
        return self._built(request, whole.status_code, headers, body[: len(body) // 2])

    def _instead(self, request: requests.PreparedRequest, fault: Fault) -> requests.Response:
        if fault.name == "garbage":
            return self._built(request, 200, {"Content-Type": "application/json"}, b'{"items": [1, 2')
        if fault.name == "wrong-type":
            page = b"<html><head><title>Sign in</title></head><body>Sign in to the network</body></html>"
            return self._built(request, 200, {"Content-Type": "text/html"}, page)
        status, headers = _refusal(fault)
        said = json.dumps({"message": HTTPStatus(status).phrase}).encode()
        return self._built(request, status, {"Content-Type": "application/json", **headers}, said)

    def _built(
        self, request: requests.PreparedRequest, status: int, headers: Mapping[str, str], body: bytes
    ) -> requests.Response:
        first = {"Date": http_date(int(time.time())), "Content-Length": str(len(body))}
        told = HTTPHeaderDict({**first, **headers})
        raw = HTTPResponse(
            body=io.BytesIO(body), headers=told, status=status, preload_content=False,
            reason=HTTPStatus(status).phrase, enforce_content_length=True,
        )  # fmt: skip
        return self.build_response(request, raw)


def _refusal(fault: Fault) -> tuple[int, dict[str, str]]:
    if fault.name in LATER | BUSY:
        return 403 if fault.name in BUSY else 429, retry_after(fault, int(time.time()))
    return int(fault.name), {}


class MeteredWire(MeteredAdapter, Wire):
    """Counts and budgets as in a run; what leaves it meets the weather."""

    def __init__(self, weather: Weather, meter: Meter, timeout: float, **more: Any) -> None:
        self.weather = weather
        super().__init__(meter, timeout, **more)


class OuterWire(Wire):
    """The weather outside of another adapter, for a context that is not the kit's own."""

    def __init__(self, weather: Weather, inner: HTTPAdapter) -> None:
        self.weather, self._inner = weather, inner
        super().__init__()

    def pass_on(self, request: requests.PreparedRequest, kwargs: Mapping[str, Any]) -> requests.Response:
        return self._inner.send(request, **kwargs)


class WeatheredContext(Context):
    """A context whose requests meet the weather."""

    def __init__(self, config: Mapping[str, Any], weather: Weather) -> None:
        super().__init__(config)
        self.weather = weather

    def adapter(self, limits: LimitReader | None = None) -> HTTPAdapter:
        return MeteredWire(self.weather, self.meter, self.timeout, limits=limits, clock=self.clock)
