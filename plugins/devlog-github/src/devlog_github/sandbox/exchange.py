"""The way of a request: limits, faults, hooks, handler."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from devlog_core.testing.sandbox.exchange import BaseExchange, Moment
from devlog_core.testing.sandbox.faults import LATER, TROUBLE, WIRE, Fault
from devlog_core.testing.sandbox.wire import Reply, Request
from devlog_github.sandbox.access import Access, Token
from devlog_github.sandbox.answer import Answer, RefusedError
from devlog_github.sandbox.call import Call
from devlog_github.sandbox.limits import headers as limit_headers
from devlog_github.sandbox.mishaps import bent, exceeded, instead
from devlog_github.sandbox.routes import route
from devlog_github.sandbox.shifting import shift
from devlog_github.sandbox.versions import OLD, selected
from devlog_github.sandbox.wire import decode, encode
from devlog_github.sandbox.world import World

NAMELESS = (
    "Request forbidden by administrative rules. Please make sure your request has a User-Agent header "
    "(https://docs.github.com/rest/overview/resources-in-the-rest-api#user-agent-required)."
)


KNOWN = WIRE | TROUBLE | LATER | {
    "wrong-type", "rate-limit-403", "rate-limit-429", "secondary-403", "secondary-429",
    "empty-list", "shift", "duplicate-item", "page-limit", "stale-list",
}  # fmt: skip


class Exchange(BaseExchange):
    """Serves requests against one world."""

    def __init__(self, world: World, access: Access) -> None:
        super().__init__(world, KNOWN)
        self.world = world
        self.access = access

    def reply(self, request: Request, moment: Moment, fault: Fault | None) -> Reply:
        """GitHub's answer, with the limits that are left after it."""
        resource = "search" if request.path.startswith("/search") else "core"
        token, version = self.access.anonymous, OLD
        try:
            token = self.access.bearer(request.headers.get("Authorization"))
            version = selected(request.headers.get("X-Github-Api-Version"))
            answer = self._early(token, resource, fault) or self._apply(token, request, moment, fault)
        except RefusedError as refusal:
            answer = refusal.answer()
        with self.world.lock:
            now = self.world.clock.now()
            free = request.path.startswith("/rate_limit")
            reply = encode(answer, request, version, now)
            if reply.status != 304 and not free and not token.ledger.spent(resource, now):
                token.ledger.count(resource, now)
            return replace(reply, headers=reply.headers | limit_headers(token.ledger, resource, now))

    def _early(self, token: Token, resource: str, fault: Fault | None) -> Answer | None:
        if fault is None or fault.applied:
            return None
        with self.world.lock:
            return instead(self.world, token, resource, fault)

    def _apply(self, token: Token, request: Request, moment: Moment, fault: Fault | None) -> Answer:
        parts = urlsplit(request.path)
        if not request.headers.get("User-Agent"):
            raise RefusedError(403, NAMELESS)
        resource = "search" if parts.path.startswith("/search") else "core"
        if parts.path != "/rate_limit" and token.ledger.spent(resource, self.world.clock.now()):
            raise exceeded(token)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        body = decode(request.body)
        call = Call(self.world, self.access, token, request.method, parts.path, query, body)
        self.tell(moment)
        answer = self._handle(call, fault)
        self.told(moment)
        return answer

    def _handle(self, call: Call, fault: Fault | None) -> Answer:
        if fault and fault.name == "page-limit":
            call.page_limit = int(fault.number(1))
        if fault and fault.name == "stale-list":
            call.as_of = self.world.clock.now() - int(fault.number(30))
        with self.world.lock if call.method == "GET" else self.world.writing():
            try:
                answer = route(call)(call)
            except RefusedError as refusal:
                answer = refusal.answer()
        if fault and fault.name == "shift":
            with self.world.writing():
                shift(call, fault.argument)
        return bent(answer, fault) if fault else answer
