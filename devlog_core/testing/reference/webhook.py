"""Deliveries of the board: whether to believe them, and what they hint at; no network."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from devlog_core.model.delivery import Delivery
from devlog_core.model.errors import WebhookRejectedError
from devlog_core.model.remote import Event, RemoteRef
from devlog_core.model.webhook import Verified, WebhookResult
from devlog_core.plugin.context import Log
from devlog_core.plugin.info import TriggerSpec
from devlog_core.plugin.payload import ignored, json_object
from devlog_core.plugin.signature import require_hmac_sha256

EVENTS = {
    "card.created": "reference.card.created",
    "card.changed": "reference.card.changed",
    "card.deleted": "reference.card.deleted",
}
TRIGGERS = tuple(
    TriggerSpec(
        name=name,
        description=f"A card was {name.rpartition('.')[2]}.",
        schema={"type": "object", "properties": {"card": {"type": "string"}}, "required": ["card"]},
    )
    for name in EVENTS.values()
)


def verify(headers: Mapping[str, str], body: bytes, secret: str | None) -> Verified:
    """The id of a delivery whose signature holds; raises WebhookRejectedError."""
    by_name = {name.lower(): value for name, value in headers.items()}
    require_hmac_sha256(secret, body, by_name.get("x-board-signature"))
    id = by_name.get("x-board-delivery")
    if not id:
        raise WebhookRejectedError("the delivery has no id: send it as the board does")
    return Verified(delivery_id=id)


def parse(delivery: Delivery, url: str, log: Log) -> WebhookResult:
    """The card to read again, and what happened to it."""
    said = json_object(delivery.body)
    number, name = said.get("card"), EVENTS.get(str(said.get("event")))
    if not isinstance(number, int) or name is None:
        return ignored(log, delivery, "no event of a card")
    ref = card_ref(number, url)
    told = said.get("at")
    at = datetime.fromtimestamp(told, UTC) if isinstance(told, int | float) else delivery.received_at
    return WebhookResult(
        refs=(ref,),
        events=(Event(id=delivery.id, name=name, at=at, data={"card": ref.key}),),
    )


def card_ref(number: int, url: str) -> RemoteRef:
    """How a card is addressed."""
    return RemoteRef(id=f"card-{number}", key=str(number), url=f"{url}/cards/{number}")
