"""Deliveries of webhooks: whether to believe them, and what they hint at; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from devlog_core.model.delivery import Delivery
from devlog_core.model.errors import RejectedError, WebhookRejectedError
from devlog_core.model.remote import Event, RemoteRef
from devlog_core.model.webhook import Verified, WebhookResult
from devlog_core.plugin.payload import json_object
from devlog_core.plugin.signature import require_hmac_sha256
from devlog_github.config import GitHubConfig
from devlog_github.mapping import is_pull, login, ref_of_issue
from devlog_github.pulls import event_data, merged_event, thing_of

HAPPENED = {
    ("issues", "opened"): "github.issue.opened",
    ("issues", "closed"): "github.issue.closed",
    ("issues", "reopened"): "github.issue.reopened",
    ("issue_comment", "created"): "github.issue.commented",
    ("pull_request", "opened"): "github.pull_request.opened",
    ("pull_request", "closed"): "github.pull_request.closed",
}


def verify(headers: Mapping[str, str], body: bytes, secret: str | None) -> Verified:
    """The id of a delivery whose signature holds."""
    by_name = {name.lower(): value for name, value in headers.items()}
    require_hmac_sha256(secret, body, by_name.get("x-hub-signature-256"))
    delivery = by_name.get("x-github-delivery")
    if not delivery:
        raise WebhookRejectedError("the delivery carries no X-GitHub-Delivery")
    return Verified(delivery_id=delivery)


def parse(delivery: Delivery, integration: str, config: GitHubConfig, known_id: str | None) -> WebhookResult:
    """The issue to read again, and what happened; nothing where it is about something else."""
    headers = {name.lower(): value for name, value in delivery.headers.items()}
    kind, payload = headers.get("x-github-event", ""), _payload(headers, delivery.body)
    where = payload.get("repository")
    if not isinstance(where, Mapping) or not _ours(where, config.repository, known_id):
        return WebhookResult()
    scope = str(where.get("id") or known_id or "")
    try:
        if kind == "pull_request":
            return WebhookResult(events=_pull_events(delivery, payload, scope, integration, config))
        if kind not in ("issues", "issue_comment") or is_pull(payload["issue"]):
            return WebhookResult()
        ref = ref_of_issue(payload["issue"], scope)
    except (KeyError, TypeError, ValueError) as error:
        reason = f"the delivery {delivery.id} is no {kind} event as GitHub sends it: {error}"
        raise RejectedError(reason) from None
    return WebhookResult(refs=(ref,), events=_issue_events(delivery, kind, payload, ref))


def _payload(headers: Mapping[str, str], body: bytes) -> Mapping[str, Any]:
    if headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        body = parse_qs(body.decode("utf-8", "replace")).get("payload", ["{}"])[0].encode()
    return json_object(body)


def _ours(where: Mapping[str, Any], repository: str, known_id: str | None) -> bool:
    # A webhook of an organisation brings every repository.
    if known_id is not None and where.get("id") is not None:
        return str(where["id"]) == known_id
    return str(where.get("full_name") or "").casefold() == repository.casefold()


def _issue_events(
    delivery: Delivery, kind: str, payload: Mapping[str, Any], ref: RemoteRef
) -> tuple[Event, ...]:
    name = HAPPENED.get((kind, str(payload.get("action"))))
    if name is None:
        return ()
    issue = payload["issue"]
    data = {
        "issue": {
            "id": ref.id, "number": int(ref.key), "url": ref.url, "title": str(issue.get("title") or ""),
            "state": issue.get("state") or "open", "author": login(issue.get("user")),
        },
        "by": login(payload.get("sender")),
    }  # fmt: skip
    return (Event(id=f"github:delivery:{delivery.id}", name=name, at=delivery.received_at, data=data),)


def _pull_events(
    delivery: Delivery, payload: Mapping[str, Any], scope: str, integration: str, config: GitHubConfig
) -> tuple[Event, ...]:
    thing = thing_of(payload["pull_request"], scope, integration, config.repository, config.tracker)
    name = HAPPENED.get(("pull_request", str(payload.get("action"))))
    events = []
    if name:
        data = event_data(thing) | {"by": login(payload.get("sender"))}
        events.append(
            Event(id=f"github:delivery:{delivery.id}", name=name, at=delivery.received_at, data=data)
        )
    merged = merged_event(thing, None)
    if merged and payload.get("action") == "closed":
        events.append(merged)
    return tuple(events)
