"""The way of a request: who asks, faults, limits, handler."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

from devlog_core.testing.sandbox.answer import Answer
from devlog_core.testing.sandbox.clock import http_date
from devlog_core.testing.sandbox.exchange import BaseExchange, Moment
from devlog_core.testing.sandbox.faults import Fault
from devlog_core.testing.sandbox.wire import Reply, Request, encoded
from devlog_jira.sandbox.access import Access, Token
from devlog_jira.sandbox.answer import RefusedError
from devlog_jira.sandbox.call import Call
from devlog_jira.sandbox.limits import Budget, Bursts
from devlog_jira.sandbox.mishaps import KNOWN, bent, instead
from devlog_jira.sandbox.routes import route
from devlog_jira.sandbox.world import World

GATEWAY = re.compile(r"/ex/jira/[^/]+(?=/)")
"""How the gateway in front of Cloud addresses a site for OAuth."""

ASKING = re.compile(r"/(search|search/jql|search/approximate-count|comment/list|worklog/list)$")


class Exchange(BaseExchange):
    """Serves requests against one world."""

    def __init__(self, world: World, access: Access) -> None:
        super().__init__(world, KNOWN)
        self.world = world
        self.access = access
        self.budget = Budget()
        self.bursts = Bursts()

    def asks(self, request: Request) -> bool:
        """Whether a POST is a search, or a list by ids."""
        return request.method == "POST" and ASKING.search(urlsplit(request.path).path) is not None

    def reply(self, request: Request, moment: Moment, fault: Fault | None) -> Reply:
        """Jira's answer."""
        token = self.access.stranger
        try:
            token = self.access.shown(request.headers.get("Authorization"))
            answer = self._early(fault) or self._apply(token, request, moment, fault)
        except RefusedError as refusal:
            answer = refusal.answer()
        return self._encode(answer, token)

    def _early(self, fault: Fault | None) -> Answer | None:
        if fault is not None and not fault.applied:
            answer = instead(self.world, fault)
            if answer is not None:
                return answer
        with self.world.lock:
            self.budget.book(self.world.clock.now())
        return None

    def _apply(self, token: Token, request: Request, moment: Moment, fault: Fault | None) -> Answer:
        parts = urlsplit(request.path)
        query: dict[str, str] = {}
        for name, value in parse_qsl(parts.query, keep_blank_values=True):
            query[name] = f"{query[name]},{value}" if name in query else value
        path = GATEWAY.sub("", parts.path, count=1)
        call = Call(self.world, self.access, token, request.method, path, query, _decoded(request))
        handler = route(call)
        if fault is not None and fault.name == "stale-list":
            call.stale = int(fault.number(30) * 1000)
        only_asks = call.method == "GET" or self.asks(request)
        if self.world.switches.issue_bursts and not only_asks:
            self._hold_back(call)
        self.tell(moment)
        with self.world.lock if only_asks else self.world.writing():
            try:
                answer = handler(call)
            except RefusedError as refusal:
                answer = refusal.answer()
        self.told(moment)
        return bent(answer, fault) if fault else answer

    def _hold_back(self, call: Call) -> None:
        with self.world.lock:
            found = self.world.issue(call.params.get("issue", ""))
            if found is not None:
                self.bursts.book(found.id, self.world.clock.exact())

    def _encode(self, answer: Answer, token: Token) -> Reply:
        with self.world.lock:
            now = self.world.clock.now()
            headers = {"Date": http_date(now)} | self.budget.headers(now)
        data = encoded(answer.body)
        if data:
            headers["Content-Type"] = "application/json;charset=UTF-8"
        if token.user is not None:
            headers["X-Seraph-Loginreason"] = "OK"
            name = token.user.account_id if self.world.cloud else token.user.name
            headers["X-Aaccountid" if self.world.cloud else "X-Ausername"] = name
        headers |= {"X-Arequestid": uuid4().hex} | answer.headers
        return Reply(answer.status, headers, data, len(data))


def _decoded(request: Request) -> Any:
    if not request.body:
        return None
    if request.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(request.body.decode("utf-8", "replace")))
    try:
        return json.loads(request.body)
    except ValueError:
        raise RefusedError(400, "Unexpected character: the body is not JSON") from None
