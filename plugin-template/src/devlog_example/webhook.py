"""Deliveries: whether to believe them, and what they hint at.

A delivery is a hint, and nothing more: devlog reads the task that it names, so that a late, doubled
or lost one does no harm. Change: the names of the headers, how the body is signed, and where the
delivery's id stands; it must be the same when the tracker tries again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from devlog_core.model.delivery import Delivery
from devlog_core.model.errors import ConfigError, RejectedError, WebhookRejectedError
from devlog_core.model.remote import Event
from devlog_core.model.times import parse_time
from devlog_core.model.webhook import Verified, WebhookRegistration, WebhookResult
from devlog_core.plugin.context import Log
from devlog_core.plugin.payload import ignored, json_object
from devlog_core.plugin.signature import require_hmac_sha256

from devlog_example.mapping import BROKEN, ref_of
from devlog_example.triggers import EVENTS

if TYPE_CHECKING:
    from devlog_example.client import ExampleClient

SIGNATURE = "x-signature"
DELIVERY = "x-delivery"


def verify(headers: Mapping[str, str], body: bytes, secret: str | None) -> Verified:
    """The id of a delivery whose signature holds; no network."""
    told = {name.lower(): value for name, value in headers.items()}
    require_hmac_sha256(secret, body, told.get(SIGNATURE))
    if not told.get(DELIVERY):
        raise WebhookRejectedError(f"the delivery carries no {DELIVERY}")
    return Verified(delivery_id=told[DELIVERY])


def parse(delivery: Delivery, project: str, where: str, log: Log) -> WebhookResult:
    """The task to read again, and what happened to it."""
    said = json_object(delivery.body)
    event = str(said.get("event"))
    if event not in EVENTS:
        return ignored(log, delivery, f"nothing is made of the event {event!r}")
    if said.get("project") != project:
        return ignored(log, delivery, "it is about another project")
    try:
        ref = ref_of(said["task"], where)
        happened = Event(
            id=f"{event}:{ref.id}:{delivery.id}",
            name=f"example.task.{event}",
            at=parse_time(said["at"]),
            data={"task": _told(said["task"], ref.url), "by": said.get("by")},
        )
    except BROKEN as error:
        raise RejectedError(f"the delivery {delivery.id} is none of a task: {error!r}") from None
    return WebhookResult(refs=(ref,), events=(happened,))


def register(
    client: ExampleClient,
    project: str,
    url: str,
    secret: str | None,
) -> WebhookRegistration:
    """Ask the tracker to deliver to `url`; the same again is the same registration."""
    if not secret:
        raise ConfigError("set `webhook_secret` first: the tracker signs what it delivers with it")
    made = client.send("POST", f"/projects/{project}/webhooks", {"url": url, "secret": secret})
    events = tuple(str(event) for event in made.listed("events"))
    return WebhookRegistration(id=str(made.told("id")), url=url, events=events)


def _told(task: Mapping[str, Any], url: str) -> dict[str, Any]:
    return {
        "id": str(task["id"]),
        "title": task.get("title"),
        "state": task.get("state"),
        "url": url,
    }
