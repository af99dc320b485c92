"""The way of a request: faults, who asks, which handler answers, and the answer on the wire."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from devlog_core.testing.sandbox import (
    Answer,
    BaseExchange,
    Fault,
    Moment,
    RefusedError,
    Reply,
    Request,
)
from devlog_core.testing.sandbox.answer import html
from devlog_core.testing.sandbox.clock import http_date
from devlog_core.testing.sandbox.faults import LATER, LISTS, TROUBLE, WIRE, lists_bent, retry_after
from devlog_core.testing.sandbox.routes import NoRouteError, find
from devlog_core.testing.sandbox.wire import encoded

from devlog_example.sandbox.call import Call
from devlog_example.sandbox.handlers import ROUTES
from devlog_example.sandbox.world import World


class Exchange(BaseExchange):
    """Serves requests against one world, to those who show one of the tokens."""

    def __init__(self, world: World, tokens: dict[str, str]) -> None:
        super().__init__(world, WIRE | TROUBLE | LATER | LISTS | {"wrong-type"})
        self.world = world
        self.tokens = tokens

    def reply(self, request: Request, moment: Moment, fault: Fault | None) -> Reply:
        """The tracker's answer; a fault may take its place, before or after it is applied."""
        answer = self._instead(fault) if fault is not None and not fault.applied else None
        if answer is None:
            self.tell(moment)
            with self.world.writing():
                answer = self._answered(request)
            self.told(moment)
            if fault is not None:
                answer = self._instead(fault) or lists_bent(answer, fault, ("tasks",))
        headers = {"Date": http_date(self.world.clock.now()), "Content-Type": "application/json"}
        body = encoded(answer.body)
        return Reply(answer.status, headers | answer.headers, body, len(body))

    def _instead(self, fault: Fault) -> Answer | None:
        if fault.name in TROUBLE:
            return Answer(int(fault.name), {"message": "out of order"})
        if fault.name in LATER:
            return Answer(429, {"message": "too much"}, retry_after(fault, self.world.clock.now()))
        return html(200, "Sign in") if fault.name == "wrong-type" else None

    def _answered(self, request: Request) -> Answer:
        try:
            return self._handled(request)
        except RefusedError as refusal:
            return Answer(refusal.status, {"message": refusal.message} | (refusal.errors or {}))

    def _handled(self, request: Request) -> Answer:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or token not in self.tokens:
            raise RefusedError(401, "this token is not valid")
        parts = urlsplit(request.path)
        try:
            route, params = find(ROUTES, request.method, parts.path)
        except NoRouteError as error:
            raise RefusedError(405 if error.known else 404, "there is nothing here") from None
        if params["project"] != self.world.name:
            raise RefusedError(404, f"there is no project {params['project']}", {"what": "project"})
        call = Call(
            self.world,
            self.tokens[token],
            query=dict(parse_qsl(parts.query)),
            body=_decoded(request),
            expected=request.headers.get("If-Match"),
            params=params,
        )
        return route.handler(call)


def _decoded(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(request.body or b"{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise RefusedError(400, "the body is no JSON object")
    return body
