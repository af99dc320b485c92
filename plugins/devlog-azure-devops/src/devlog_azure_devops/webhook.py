"""Deliveries of service hooks: whether to believe them, and what they hint at; no network."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from devlog_azure_devops import hooked
from devlog_azure_devops.mapping import BROKEN, KIND, STATE, TITLE, why
from devlog_azure_devops.people import account
from devlog_azure_devops.streams.origin import Origin
from devlog_azure_devops.triggers import EVENTS, STATE_CHANGED
from devlog_core.model.delivery import Delivery
from devlog_core.model.errors import RejectedError, WebhookRejectedError
from devlog_core.model.remote import Event, RemoteRef
from devlog_core.model.times import parse_time
from devlog_core.model.webhook import Verified, WebhookResult
from devlog_core.plugin.context import Log
from devlog_core.plugin.payload import ignored, json_object


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """What deliveries are meant for this integration."""

    scope: str | None
    """The project's id, where it is known."""
    project: str
    url: str
    integration: str = ""


def verify(headers: Mapping[str, str], body: bytes, user: str | None, password: str | None) -> Verified:
    """The id of a delivery that signed in as the settings say; raises WebhookRejectedError."""
    if not user or not password:
        raise WebhookRejectedError(
            "no `webhook_user` and `webhook_password` are configured, so no delivery can be believed"
        )
    by_name = {name.lower(): value for name, value in headers.items()}
    given = _basic(by_name.get("authorization") or "")
    # Digests, since comparing texts in constant time still tells their length.
    wanted = hashlib.sha256(f"{user}:{password}".encode()).digest()
    if not hmac.compare_digest(hashlib.sha256(given).digest(), wanted):
        raise WebhookRejectedError(
            "the delivery signed in with another user name or password than `webhook_user` and "
            "`webhook_password` say"
        )
    return Verified(delivery_id=_identity(body))


def parse(delivery: Delivery, ours: Ours, log: Log) -> WebhookResult:
    """The work item to read again, and what happened; nothing where it is about something else."""
    payload = json_object(delivery.body)
    kind = str(payload.get("eventType") or "")
    if kind not in EVENTS and kind not in hooked.KINDS:
        return ignored(log, delivery, f"nothing is made of {kind or 'a delivery without an event'}")
    try:
        resource = payload.get("resource")
        if not isinstance(resource, Mapping):
            return ignored(log, delivery, f"{kind} came without its resource: have the subscription send all")
        if _foreign(payload, resource, ours):
            return ignored(log, delivery, "it is about another project")
        if kind in hooked.KINDS:
            origin, at = _origin(payload, resource, ours), _time(payload, delivery)
            return WebhookResult(events=hooked.happened(kind, resource, origin, at))
        identity = str(int(_item_id(kind, resource)))
        ref = RemoteRef(id=identity, key=identity, scope=ours.scope or "")
        return WebhookResult(refs=(ref,), events=_events(kind, payload, resource, ref, delivery))
    except BROKEN as error:
        raise RejectedError(
            f"the delivery {delivery.id} is no {kind} event as Azure DevOps sends it: {why(error)}"
        ) from None


def _basic(header: str) -> bytes:
    scheme, _, token = header.partition(" ")
    try:
        return base64.b64decode(token.strip(), validate=True) if scheme.casefold() == "basic" else b""
    except (binascii.Error, ValueError):
        return b""


def _identity(body: bytes) -> str:
    """What stays through retries; two subscriptions may tell of one event, each under its own id."""
    try:
        payload = json.loads(body)
        return f"{payload['subscriptionId']}:{payload['notificationId']}:{payload['id']}"
    except (ValueError, KeyError, TypeError, RecursionError):
        return hashlib.sha256(body).hexdigest()


def _foreign(payload: Mapping[str, Any], resource: Mapping[str, Any], ours: Ours) -> bool:
    identity = _project(payload, resource)
    return bool(ours.scope and identity and identity.casefold() != ours.scope.casefold())


def _project(payload: Mapping[str, Any], resource: Mapping[str, Any]) -> str:
    """The id of the project that a delivery is about, where it tells."""
    told = payload.get("resourceContainers")
    project = told.get("project") if isinstance(told, Mapping) else None
    identity = str(project.get("id") or "") if isinstance(project, Mapping) else ""
    return identity or hooked.project_of(resource)


def _origin(payload: Mapping[str, Any], resource: Mapping[str, Any], ours: Ours) -> Origin:
    return Origin(
        integration=ours.integration,
        scope=ours.scope or _project(payload, resource),
        project=ours.project,
        url=ours.url,
    )


def _item_id(kind: str, resource: Mapping[str, Any]) -> Any:
    """The work item's number; of an update the resource's own id is the update's."""
    if kind != "workitem.updated":
        return resource["id"]
    revision = resource.get("revision")
    within = revision.get("id") if isinstance(revision, Mapping) else None
    return resource.get("workItemId") or within or resource["workItemId"]


def _events(
    kind: str, payload: Mapping[str, Any], resource: Mapping[str, Any], ref: RemoteRef, delivery: Delivery
) -> tuple[Event, ...]:
    revision = resource.get("revision")
    fields = (revision if isinstance(revision, Mapping) else resource).get("fields") or {}
    changes = _changes(resource.get("fields") or {}) if kind == "workitem.updated" else []
    data = {
        "work_item": {
            "id": ref.id, "url": ref.url, "title": _plain(fields.get(TITLE)),
            "state": _plain(fields.get(STATE)), "type": _plain(fields.get(KIND)),
        },
        "by": account(resource.get("revisedBy") or fields.get("System.ChangedBy")),
        "changes": changes,
    }  # fmt: skip
    at = _time(payload, delivery)
    rev = resource.get("rev") or (revision.get("rev") if isinstance(revision, Mapping) else "")
    # The same where two subscriptions tell of one revision.
    name = EVENTS[kind][0]
    told = str(payload.get("id") or delivery.id) if not rev else str(rev)
    events = [Event(id=f"{name}:{ref.id}:{told}", name=name, at=at, data=data)]
    if any(one["field"] == STATE for one in changes):
        events.append(Event(id=f"{STATE_CHANGED}:{ref.id}:{told}", name=STATE_CHANGED, at=at, data=data))
    return tuple(events)


def _changes(fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"field": str(name), "from": one.get("oldValue"), "to": one.get("newValue")}
        for name, one in fields.items()
        if isinstance(one, Mapping)
    ]


def _plain(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _time(payload: Mapping[str, Any], delivery: Delivery) -> datetime:
    try:
        return parse_time(str(payload["createdDate"]))
    except (KeyError, ValueError):
        return delivery.received_at
