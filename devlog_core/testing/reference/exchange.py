"""The way of a request to the board: who asks, faults, handler."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from devlog_core.testing.reference.access import Access
from devlog_core.testing.reference.handlers import ROUTES, Call
from devlog_core.testing.reference.state import BoardState, refused
from devlog_core.testing.reference.trouble import Weather
from devlog_core.testing.sandbox.answer import Answer, RefusedError, html
from devlog_core.testing.sandbox.clock import http_date
from devlog_core.testing.sandbox.exchange import BaseExchange, Moment
from devlog_core.testing.sandbox.faults import (
    LATER,
    LISTS,
    TROUBLE,
    WIRE,
    Fault,
    endure,
    lists_bent,
    retry_after,
)
from devlog_core.testing.sandbox.routes import NoRouteError, find
from devlog_core.testing.sandbox.wire import Reply, Request, encoded

KNOWN = WIRE | TROUBLE | LATER | LISTS | {"429", "401", "403", "wrong-type", "shift", "stale"}


class BoardExchange(BaseExchange):
    """Serves requests against one board."""

    def __init__(self, state: BoardState, access: Access) -> None:
        super().__init__(state, KNOWN)
        self.state = state
        self.access = access
        self.shift: Callable[[str], None] = lambda _: None
        """What a person does to the list while it is read, or to a card just before it is written."""
        self.weather: Weather | None = None

    def reply(self, request: Request, moment: Moment, fault: Fault | None) -> Reply:
        """The board's answer."""
        if fault is None and self.weather is not None:
            fault = self.weather.next()
            return endure(fault, lambda: self._answer(request, moment, fault))
        return self._answer(request, moment, fault)

    def _answer(self, request: Request, moment: Moment, fault: Fault | None) -> Reply:
        try:
            answer = self._early(fault) or self._apply(request, moment, fault)
        except RefusedError as refusal:
            answer = _refusal(refusal)
        data = encoded(answer.body)
        headers = {"Content-Type": "application/json", "Date": http_date(self.state.clock.now())}
        return Reply(answer.status, headers | answer.headers, data, len(data))

    def _early(self, fault: Fault | None) -> Answer | None:
        if fault is None or fault.applied:
            return None
        if fault.name in TROUBLE:
            raise refused(int(fault.name), "out of order")
        if fault.name in ("401", "403"):
            raise refused(int(fault.name), "you may not do that")
        if fault.name == "429" or fault.name in LATER:
            told = retry_after(fault, self.state.clock.now()) if fault.name in LATER else {}
            raise RefusedError(429, "too many requests", "", told)
        return None

    def _apply(self, request: Request, moment: Moment, fault: Fault | None) -> Answer:
        self.access.require(request.headers.get("Authorization"))
        self.tell(moment)
        with self.state.writing():
            if fault is not None and fault.name == "stale" and request.method in ("PATCH", "POST"):
                self.shift("touch")
            try:
                answer = self._handle(request)
            except RefusedError as refusal:
                answer = _refusal(refusal)
            if fault is not None and fault.name == "shift" and request.method == "GET":
                self.shift(fault.argument)
        self.told(moment)
        return _bent(answer, fault) if fault is not None else answer

    def _handle(self, request: Request) -> Answer:
        parts = urlsplit(request.path)
        try:
            route, params = find(ROUTES, request.method, parts.path)
        except NoRouteError as none:
            raise refused(
                405 if none.known else 404, f"{request.method} {parts.path} is nothing here"
            ) from None
        expected = request.headers.get("If-Match", "").strip('"')
        call = Call(
            self.state,
            {name: int(value) for name, value in params.items()},
            dict(parse_qsl(parts.query)),
            _object(request.body),
            int(expected) if expected.isdigit() else None,
        )
        return Answer(201 if request.method == "POST" else 200, route.handler(call))


def _refusal(refusal: RefusedError) -> Answer:
    said = {"message": refusal.message, "field": refusal.errors}
    return Answer(refusal.status, said, refusal.headers)


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        raise refused(400, "the body is no JSON") from None
    if not isinstance(found, dict):
        raise refused(400, "the body is no JSON object")
    return found


def _bent(answer: Answer, fault: Fault) -> Answer:
    if fault.name in TROUBLE:
        return _refusal(refused(int(fault.name), "out of order"))
    if fault.name == "wrong-type":
        return html(200, "Sign in")
    bent = lists_bent(answer, fault, ("list",))
    if fault.name == "empty-list" and isinstance(bent.body, dict) and "more" in bent.body:
        return Answer(bent.status, {**bent.body, "more": False}, bent.headers)
    return bent
