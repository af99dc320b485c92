"""The way of a request: who asks, faults, limits, version, handler."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

from devlog_azure_devops.sandbox import routes
from devlog_azure_devops.sandbox.access import Access, Token
from devlog_azure_devops.sandbox.answer import RefusedError, wrong
from devlog_azure_devops.sandbox.call import Call
from devlog_azure_devops.sandbox.limits import Budget
from devlog_azure_devops.sandbox.mishaps import KNOWN, bent, instead, nobody, sign_in
from devlog_azure_devops.sandbox.versions import settle
from devlog_azure_devops.sandbox.world import World
from devlog_core.testing.sandbox.answer import Answer
from devlog_core.testing.sandbox.clock import http_date
from devlog_core.testing.sandbox.exchange import BaseExchange, Moment
from devlog_core.testing.sandbox.faults import Fault
from devlog_core.testing.sandbox.wire import Reply, Request, encoded

ASKING = re.compile(r"/_apis/wit/(wiql|workitemsbatch|reporting/workitemrevisions)$|query$", re.IGNORECASE)
LARGEST = 25 * 1024 * 1024
"""Bytes of a body that are taken."""


class Exchange(BaseExchange):
    """Serves requests against one world."""

    def __init__(self, world: World, access: Access) -> None:
        super().__init__(world, KNOWN)
        self.world = world
        self.access = access
        self.budget = Budget()

    def asks(self, request: Request) -> bool:
        """Whether a POST is a query, or a list by ids."""
        return request.method == "POST" and ASKING.search(urlsplit(request.path).path) is not None

    def reply(self, request: Request, moment: Moment, fault: Fault | None) -> Reply:
        """The provider's answer."""
        user = ""
        version = ""
        try:
            early = instead(self.world, fault) if fault is not None and not fault.applied else None
            token = self._token(request)
            if early is not None:
                answer = early
            elif isinstance(token, Answer):
                answer = token
            else:
                user = f"{token.user.id}:{token.user.unique_name}"
                with self.world.lock:
                    self.budget.book(self.world.clock.now())
                version, answer = self._apply(token, request, moment, fault)
        except RefusedError as refusal:
            answer = refusal.answer()
        return self._encode(answer, user, version)

    def _token(self, request: Request) -> Token | Answer:
        header = request.headers.get("Authorization")
        found = self.access.shown(header, self.world.clock.now())
        if found is not None:
            return found
        quiet = request.headers.get("X-Tfs-Fedauthredirect", "").lower() == "suppress"
        if self.world.switches.sign_in_page or (self.world.hosted and header is None and not quiet):
            return sign_in()
        return nobody()

    def _apply(
        self, token: Token, request: Request, moment: Moment, fault: Fault | None
    ) -> tuple[str, Answer]:
        parts = urlsplit(request.path)
        query = {name.lower(): value for name, value in parse_qsl(parts.query, keep_blank_values=True)}
        if len(request.body) > LARGEST:
            raise RefusedError(413, "The request body is too large.", "RequestEntityTooLargeException")
        call = Call(self.world, self.access, token, request.method, parts.path, query, _decoded(request))
        route = routes.route(call)
        call.version = settle(self.world, request, query, route.preview)
        only_asks = call.method in ("GET", "HEAD", "OPTIONS") or self.asks(request)
        self.tell(moment)
        with self.world.lock if only_asks else self.world.writing():
            try:
                answer = route.handler(call)
            except RefusedError as refusal:
                answer = refusal.answer()
        self.told(moment)
        return call.version, bent(answer, fault, self.world.clock.now()) if fault else answer

    def _encode(self, answer: Answer, user: str, version: str) -> Reply:
        with self.world.lock:
            now = self.world.clock.now()
            headers = {"Date": http_date(now)} | self.budget.headers(now)
        data = encoded(answer.body)
        if data:
            kind = "application/json; charset=utf-8"
            headers["Content-Type"] = f"{kind}; api-version={version}" if version else kind
        activity = str(uuid4())
        headers |= {"ActivityId": activity, "X-VSS-E2EID": activity}
        headers["X-TFS-ProcessId"] = "15e86e8d-57b8-4572-85f3-b9333c300edf"
        if user:
            headers["X-VSS-UserData"] = user
        headers |= answer.headers
        return Reply(answer.status, headers, data, len(data))


def _decoded(request: Request) -> Any:
    if not request.body:
        return None
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind == "application/octet-stream":
        return request.body
    if kind not in ("application/json", "application/json-patch+json", ""):
        told = (
            f'The request indicated a Content-Type of "{kind}" for method type "{request.method}" '
            "which is not supported. Valid content types for this method are: application/json-patch+json."
        )
        raise RefusedError(
            415,
            told,
            "VssRequestContentTypeNotSupportedException",
            "Microsoft.VisualStudio.Services.WebApi",
            3000,
        )
    try:
        return json.loads(request.body)
    except ValueError:
        raise wrong("The body of the request is not JSON.") from None
