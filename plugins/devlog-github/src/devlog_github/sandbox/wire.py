"""A request read, and an answer turned into status, headers and bytes."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import uuid4

from devlog_core.testing.sandbox.clock import http_date
from devlog_core.testing.sandbox.wire import Reply, Request, encoded
from devlog_github.sandbox.answer import Answer, RefusedError
from devlog_github.sandbox.conditional import unchanged
from devlog_github.sandbox.versions import trimmed


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
    status, data = answer.status, encoded(trimmed(answer.body, version))
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
