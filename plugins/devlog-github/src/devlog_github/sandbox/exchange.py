"""From a request to the bytes of its answer, with faults and hooks on the way."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from devlog_github.sandbox.access import Access, Token
from devlog_github.sandbox.answer import Answer, RefusedError
from devlog_github.sandbox.call import Call
from devlog_github.sandbox.clock import http_date
from devlog_github.sandbox.conditional import unchanged
from devlog_github.sandbox.faults import Fault, Faults
from devlog_github.sandbox.limits import headers as limit_headers
from devlog_github.sandbox.mishaps import bent, exceeded, instead
from devlog_github.sandbox.routes import route
from devlog_github.sandbox.shifting import shift
from devlog_github.sandbox.world import World

NAMELESS = (
    "Request forbidden by administrative rules. Please make sure your request has a User-Agent header "
    "(https://docs.github.com/rest/overview/resources-in-the-rest-api#user-agent-required)."
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes over the wire; `length` may promise more than `body` holds, `close` ends the connection."""

    status: int
    headers: dict[str, str]
    body: bytes
    length: int
    close: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """Just before or after a request is applied; requests are numbered from 1."""

    phase: str
    number: int
    method: str
    path: str


class DisconnectError(Exception):
    """Raised to close the connection without an answer; a hook may raise it."""

    def __init__(self, reset: bool = False) -> None:
        super().__init__()
        self.reset = reset


Hook = Callable[[Moment], None]


class Exchange:
    """Serves requests against one world."""

    def __init__(self, world: World, access: Access) -> None:
        self.world = world
        self.access = access
        self.faults = Faults()
        self.hooks: list[Hook] = []
        self.log: list[dict[str, Any]] = []
        self._count = 0

    def serve(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """One request, logged whether it was answered or not; status 0 says that it was not."""
        entry: dict[str, Any] = {"method": method, "path": target, "status": 0}
        with self.world.lock:
            self.log.append(entry)
            self._count += 1
            number = self._count
            fault = self.faults.take(f"{method} {target}")
        reply = self._serve(Moment("before", number, method, target), headers, body, fault)
        entry["status"] = reply.status
        return reply

    def _serve(self, moment: Moment, headers: Mapping[str, str], body: bytes, fault: Fault | None) -> Reply:
        name = fault.name if fault else ""
        if fault and name == "slow":
            time.sleep(fault.number(0.5))
        if name in ("drop-before", "refuse"):
            raise DisconnectError(reset=name == "refuse")
        reply = self._reply(moment, headers, body, fault)
        if name == "lost-answer":
            raise DisconnectError
        if name == "truncated":
            return Reply(
                reply.status, reply.headers, reply.body[: len(reply.body) // 2], reply.length, close=True
            )
        return reply

    def _reply(self, moment: Moment, headers: Mapping[str, str], body: bytes, fault: Fault | None) -> Reply:
        parts = urlsplit(moment.path)
        resource = "search" if parts.path.startswith("/search") else "core"
        token = self.access.anonymous
        try:
            token = self.access.bearer(headers.get("Authorization"))
            early = (
                instead(self.world, token, resource, fault) if fault and fault.argument != "applied" else None
            )
            if early is None:
                query = dict(parse_qsl(parts.query, keep_blank_values=True))
                call = Call(self.world, self.access, token, moment.method, parts.path, query)
                answer = self._apply(call, moment, headers, body, fault)
                answer = bent(answer, fault) if fault else answer
            else:
                answer = early
        except RefusedError as refusal:
            answer = refusal.answer()
        return self._encode(answer, moment.method, headers, token, resource)

    def _apply(
        self, call: Call, moment: Moment, headers: Mapping[str, str], body: bytes, fault: Fault | None
    ) -> Answer:
        if not headers.get("User-Agent"):
            raise RefusedError(403, NAMELESS)
        resource = "search" if call.path.startswith("/search") else "core"
        if call.path != "/rate_limit" and call.token.ledger.spent(resource, self.world.clock.now()):
            raise exceeded(call.token)
        call.body = _json(body)
        self._tell(moment)
        if fault and fault.name == "page-limit":
            call.page_limit = int(fault.number(1))
        if fault and fault.name == "stale-list":
            call.as_of = self.world.clock.now() - int(fault.number(30))
        answer = self._handle(call)
        if fault and fault.name == "shift":
            with self.world.writing():
                shift(call, fault.argument)
        self._tell(Moment("after", moment.number, moment.method, moment.path))
        return answer

    def _handle(self, call: Call) -> Answer:
        try:
            if call.method == "GET":
                with self.world.lock:
                    return route(call)(call)
            with self.world.writing():
                return route(call)(call)
        except RefusedError as refusal:
            return refusal.answer()

    def _tell(self, moment: Moment) -> None:
        for hook in list(self.hooks):
            hook(moment)

    def _encode(
        self, answer: Answer, method: str, asked: Mapping[str, str], token: Token, resource: str
    ) -> Reply:
        now = self.world.clock.now()
        text = answer.body if isinstance(answer.body, str) else None
        data = (
            b""
            if answer.body is None
            else (text if text is not None else _dump(answer.body)).encode("utf-8", "replace")
        )
        headers = {"Date": http_date(now), "Content-Type": "application/json; charset=utf-8"} | answer.headers
        status = answer.status
        if method == "GET" and status == 200:
            weak = "W/" if "gzip" in asked.get("Accept-Encoding", "") else ""
            headers["ETag"] = f'{weak}"{hashlib.sha256(data).hexdigest()}"'
            headers["Cache-Control"] = "private, max-age=60, s-maxage=60"
            if answer.modified is not None:
                headers["Last-Modified"] = http_date(answer.modified)
            if unchanged(headers["ETag"], answer.modified, asked):
                status, data = 304, b""
        return self._finish(status, headers, data, token, resource)

    def _finish(
        self, status: int, headers: dict[str, str], data: bytes, token: Token, resource: str
    ) -> Reply:
        now = self.world.clock.now()
        if status != 304 and not token.ledger.spent(resource, now):
            token.ledger.count(resource, now)
        digest = hashlib.md5(f"{id(self)}{self._count}".encode(), usedforsecurity=False).hexdigest().upper()
        headers |= limit_headers(token.ledger, resource, now)
        headers["X-GitHub-Request-Id"] = (
            f"{digest[:4]}:{digest[4:10]}:{digest[10:16]}:{digest[16:22]}:{now:X}"
        )
        headers["X-GitHub-Media-Type"] = "github.v3; format=json"
        headers["X-GitHub-Api-Version-Selected"] = "2022-11-28"
        return Reply(status, headers, data, len(data))


def _dump(body: Any) -> str:
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False)


def _json(body: bytes) -> dict[str, Any]:
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
