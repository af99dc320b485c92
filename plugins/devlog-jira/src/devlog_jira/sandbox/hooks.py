"""Which webhook wants which event, and how its delivery is signed."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from devlog_core.testing.sandbox.courier import Courier, Delivery, Manners
from devlog_core.testing.sandbox.delivering import BaseHooks
from devlog_jira.sandbox import jql
from devlog_jira.sandbox.events import Event
from devlog_jira.sandbox.jql_fields import context
from devlog_jira.sandbox.model import Issue, Webhook
from devlog_jira.sandbox.payloads import payload
from devlog_jira.sandbox.world import World

FORGED = "somebody else's secret"
LIFETIME = 180
"""Seconds for which an app's token holds."""
MANNERS = Manners(
    tries=5,
    again=lambda status: status in (408, 409, 425, 429) or status >= 500,
    retries="X-Atlassian-Webhook-Retry",
)


class Hooks(BaseHooks):
    """Turns events into deliveries for the webhooks that want them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.courier = Courier(MANNERS, self._note)

    def hear(self, event: Event) -> None:
        """Send an event to every webhook that listens; called while the world is held."""
        wanted = [hook for hook in self._world.webhooks.values() if self._wants(hook, event)]
        if not wanted:
            return
        body = json.dumps(payload(self._world, event), separators=(",", ":")).encode()
        for hook in wanted:
            self._send(hook, event, body)

    def _note(self, delivery: Delivery) -> None:
        self._world.undelivered.append((self._world.now(), delivery))

    def _wants(self, hook: Webhook, event: Event) -> bool:
        if event.name not in hook.events or hook.details.get("enabled") is False:
            return False
        if hook.expires and hook.expires <= self._world.now():
            return False
        fields = hook.details.get("fieldIdsFilter")
        if fields and event.name == "jira:issue_updated":
            changed = {item.get("fieldId") for item in event.change.items} if event.change else set()
            if not changed & set(fields):
                return False
        return event.issue is None or self._fits(hook, event.issue)

    def _fits(self, hook: Webhook, issue: Issue) -> bool:
        if not hook.jql.strip():
            return True
        query = jql.parse(hook.jql, self._world.cloud)
        try:
            return bool(
                jql.select(
                    [issue], query, context(self._world, hook.owner, lambda _: True), lambda one: one.id
                )
            )
        except jql.JqlError:
            # What the filter names may be gone by now.
            return False

    def _send(self, hook: Webhook, event: Event, body: bytes) -> None:
        switches = self._world.switches
        if hook.details.get("excludeBody"):
            body = b""
        id = uuid4().hex
        headers = {
            "Content-Type": "application/json; charset=UTF-8",
            "User-Agent": "Atlassian HttpClient",
            "X-Atlassian-Webhook-Identifier": id,
        }
        signed = headers | signature(hook.details, body, self._world.clock.now())
        if switches.forged_webhooks:
            self._forge(hook, event, body, headers)
        for _ in range(2 if switches.doubled_webhooks else 1):
            self.courier.post(Delivery(id, hook.id, event.name, hook.url, body, signed))

    def _forge(self, hook: Webhook, event: Event, body: bytes, headers: Mapping[str, str]) -> None:
        id = uuid4().hex
        signed = signature({"secret": FORGED}, body, self._world.clock.now())
        forged = {**headers, "X-Atlassian-Webhook-Identifier": id, **signed}
        self.courier.post(Delivery(id, hook.id, event.name, hook.url, body, forged, forged=True))


def signature(details: Mapping[str, Any], body: bytes, now: int) -> dict[str, str]:
    """The header that proves who sends: over the body with a secret of its own, or an app's token."""
    if details.get("secret"):
        digest = hmac.new(details["secret"].encode(), body, hashlib.sha256).hexdigest()
        return {"X-Hub-Signature": f"sha256={digest}"}
    if details.get("client_secret"):
        claims = {"iss": details["client_id"], "iat": now, "exp": now + LIFETIME}
        return {"Authorization": f"Bearer {_token(claims, details['client_secret'])}"}
    return {}


def _token(claims: Mapping[str, Any], secret: str) -> str:
    parts = [_part({"typ": "JWT", "alg": "HS256"}), _part(claims)]
    made = hmac.new(secret.encode(), ".".join(parts).encode(), hashlib.sha256).digest()
    return ".".join([*parts, urlsafe_b64encode(made).rstrip(b"=").decode()])


def _part(value: Mapping[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
