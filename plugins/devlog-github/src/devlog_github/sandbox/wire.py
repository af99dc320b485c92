"""An answer turned into status, headers and bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from devlog_github.sandbox.answer import Answer, RefusedError
from devlog_github.sandbox.clock import http_date
from devlog_github.sandbox.conditional import unchanged
from devlog_github.sandbox.versions import trimmed


@dataclass(frozen=True, slots=True)
class Request:
    """What came over the wire, the header names in Title-Case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes over the wire; `length` may promise more than `body` holds, `close` ends the connection."""

    status: int
    headers: dict[str, str]
    body: bytes
    length: int
    close: bool = False

    def cut(self) -> Reply:
        """The same with half of the body missing."""
        return replace(self, body=self.body[: len(self.body) // 2], close=True)


class DisconnectError(Exception):
    """Raised to close the connection without an answer; a hook may raise it."""

    def __init__(self, reset: bool = False) -> None:
        super().__init__()
        self.reset = reset


def decode(body: bytes) -> dict[str, Any]:
    """The JSON object of a request."""
    if not body:
        return {}
    try:
        value = json.loads(body)
    except ValueError:
        raise RefusedError(400, "Problems parsing JSON") from None
    # A bare list is what the label addresses take besides an object.
    if isinstance(value, list):
        return {"labels": value}
    if not isinstance(value, dict):
        raise RefusedError(400, "Body should be a JSON object")
    return value


def encode(answer: Answer, request: Request, version: str, now: int) -> Reply:
    """The answer as bytes; one that the asker holds already becomes 304 without a body."""
    status, data = answer.status, _bytes(answer.body, version)
    headers = {"Date": http_date(now)}
    if status != 204:
        headers["Content-Type"] = "application/json; charset=utf-8"
    headers |= answer.headers
    if request.method == "GET":
        headers["Cache-Control"] = "private, max-age=60, s-maxage=60"
    if status in (200, 201) and data:
        # Behind GitHub's compression every tag is weak.
        weak = "W/" if "gzip" in request.headers.get("Accept-Encoding", "") else ""
        headers["ETag"] = f'{weak}"{hashlib.sha256(data).hexdigest()}"'
        if answer.modified is not None:
            headers["Last-Modified"] = http_date(answer.modified)
        if request.method == "GET" and unchanged(headers["ETag"], answer.modified, request.headers):
            status, data = 304, b""
    mark = uuid4().hex.upper()
    headers |= {
        "X-GitHub-Media-Type": "github.v3; format=json",
        "X-GitHub-Api-Version-Selected": version,
        "X-GitHub-Request-Id": f"{mark[:4]}:{mark[4:10]}:{mark[10:17]}:{mark[17:24]}:{now:X}",
    }
    return Reply(status, headers, data, len(data))


def _bytes(body: Any, version: str) -> bytes:
    if body is None:
        return b""
    if not isinstance(body, str):
        body = json.dumps(trimmed(body, version), separators=(",", ":"), ensure_ascii=False)
    return str(body).encode("utf-8", "replace")
