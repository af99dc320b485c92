"""The way between devlog and its places: what goes over it is written down, and fails as it was told to."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import requests
import urllib3
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter

from devlog_core.testing.reference.trouble import Trouble, Troubles

_LATER = {"limit": "", "limit-primary": "3600", "limit-secondary": "60"}
_WRITES = ("POST", "PUT", "PATCH")


@dataclass
class Line:
    """The way to one place."""

    now: Callable[[], float]
    """The present there."""
    shift: Callable[[str], None]
    """What somebody does there while devlog reads, or just before it writes."""
    asks: Callable[[], bool]
    """Whether the latest request only asked, whatever its method."""
    troubles: Troubles = field(default_factory=Troubles)
    down: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)
    silent: bool = False
    """Whether somebody looks who is no part of the story."""

    def send(self, request: PreparedRequest, on: Callable[[], Response]) -> Response:
        """The request, as far as it goes through."""
        if self.silent:
            return on()
        method, path = str(request.method), request.path_url
        trouble = None if self.down else self.troubles.take(f"{method} {path}")
        kind = trouble.kind if trouble else ""
        early = None if trouble is None else self._early(trouble, request)
        if early is not None:
            self.asked.append((method, path))
            return early
        if self.down or kind in ("refuse", "drop-before"):
            raise requests.ConnectionError("nobody answers", request=request)
        if kind == "stale" and method in _WRITES:
            self.shift("touch")
        answer = on()
        self.asked.append(("GET" if method in _WRITES and self.asks() else method, path))
        if kind == "lost-answer":
            raise requests.ConnectionError("the answer is lost", request=request)
        if trouble and kind == "shift" and method == "GET":
            self.shift(trouble.argument)
        return answer if trouble is None else self._late(trouble, request, answer)

    def _early(self, trouble: Trouble, request: PreparedRequest) -> Response | None:
        """What is answered although the place never hears of it."""
        if trouble.kind in ("500", "502", "503") and trouble.argument != "applied":
            return self._made(request, int(trouble.kind), {}, b'{"message": "out of order"}')
        seconds = _LATER.get(trouble.kind, trouble.argument)
        if trouble.kind == "limit-date":
            seconds = formatdate(self.now() + int(seconds), usegmt=True)
        if trouble.kind.startswith("limit"):
            told = {"Retry-After": seconds} if seconds else {}
            return self._made(request, 429, told, b'{"message": "too many requests"}')
        return None

    def _late(self, trouble: Trouble, request: PreparedRequest, answer: Response) -> Response:
        """What comes instead of the answer, or of it."""
        if trouble.kind in ("500", "502", "503"):
            return self._made(request, int(trouble.kind), {}, b'{"message": "out of order"}')
        if trouble.kind == "wrong-type":
            return self._made(request, 200, {"Content-Type": "text/html"}, b"<html>Sign in</html>")
        if trouble.kind == "truncated" and answer.content:
            length, half = len(answer.content), answer.content[: len(answer.content) // 2]
            kind = {"Content-Type": answer.headers.get("Content-Type", ""), "Content-Length": str(length)}
            return self._made(request, answer.status_code, kind, half)
        return answer

    def _made(self, request: PreparedRequest, status: int, told: dict[str, str], body: bytes) -> Response:
        headers = {"Content-Type": "application/json", "Date": formatdate(self.now(), usegmt=True), **told}
        raw = urllib3.HTTPResponse(
            body=io.BytesIO(body),
            headers={"Content-Length": str(len(body)), **headers},
            status=status,
            preload_content=False,
            request_method=request.method,
        )
        return HTTPAdapter().build_response(request, raw)


@contextmanager
def wired(lines: dict[str, Line]) -> Iterator[None]:
    """Let all that goes to these addresses, each a host with its port, go over its line."""
    send = HTTPAdapter.send

    def sent(adapter: HTTPAdapter, request: PreparedRequest, **kwargs: Any) -> Response:
        line = lines.get(urlsplit(request.url or "").netloc)
        if line is None:
            return send(adapter, request, **kwargs)
        return line.send(request, lambda: send(adapter, request, **kwargs))

    with patch.object(HTTPAdapter, "send", sent):
        yield
