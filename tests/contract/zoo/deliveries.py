"""Plugins that believe the wrong deliveries, or not the right ones."""

from __future__ import annotations

import hashlib
import hmac
from uuid import uuid4

from devlog_core.model.delivery import Delivery
from devlog_core.model.errors import WebhookRejectedError
from devlog_core.model.webhook import Verified, WebhookRegistration, WebhookResult
from devlog_core.plugin.service import Headers
from devlog_core.testing.reference import ReferenceService
from tests.contract.zoo.animal import caught

_SHORT = 11


def _named(headers: Headers, name: str) -> str:
    return {key.lower(): value for key, value in headers.items()}.get(name, "")


def _signed(secret: str, body: bytes) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@caught("test_a_forged_delivery_is_refused", "without any header is believed")
class BelievesTheUnsigned(ReferenceService):
    """Looks at a signature only where there is one."""

    def verify(self, headers: Headers, body: bytes) -> Verified:
        if not _named(headers, "x-board-signature") and self.context.credentials.get("webhook_secret"):
            return Verified(delivery_id=_named(headers, "x-board-delivery"))
        return super().verify(headers, body)


@caught("test_a_forged_delivery_is_refused", "cut short")
class ComparesTheBeginning(ReferenceService):
    """Compares only the first characters of the signature."""

    def verify(self, headers: Headers, body: bytes) -> Verified:
        secret = self.context.credentials.get("webhook_secret")
        shown = _named(headers, "x-board-signature")
        if secret and shown[:_SHORT] == _signed(secret, body)[:_SHORT]:
            return Verified(delivery_id=_named(headers, "x-board-delivery"))
        return super().verify(headers, body)


@caught("test_a_forged_delivery_is_refused", "one bit of its body changed is believed")
class SignsTheIdAlone(ReferenceService):
    """Believes every body that comes with a header that was seen before."""

    def verify(self, headers: Headers, body: bytes) -> Verified:
        if not self.context.credentials.get("webhook_secret"):
            return super().verify(headers, body)
        if not _named(headers, "x-board-signature").startswith("sha256="):
            raise WebhookRejectedError("the delivery carries no signature")
        return Verified(delivery_id=_named(headers, "x-board-delivery"))


@caught("test_a_delivery_without_a_secret_is_refused", "no secret configured, a delivery is believed")
class BelievesWithoutASecret(ReferenceService):
    """Believes whoever comes where no secret is configured."""

    def verify(self, headers: Headers, body: bytes) -> Verified:
        if not self.context.credentials.get("webhook_secret"):
            return Verified(delivery_id=_named(headers, "x-board-delivery"))
        return super().verify(headers, body)


@caught("test_a_true_delivery_is_taken", "refuses what the place sent")
class MindsTheCase(ReferenceService):
    """Finds the signature only under a name in lower case."""

    def verify(self, headers: Headers, body: bytes) -> Verified:
        return super().verify({name: value for name, value in headers.items() if name == name.lower()}, body)


@caught("test_a_true_delivery_is_taken", "was not delivered to it")
class RegistersInWordsOnly(ReferenceService):
    """Says that a webhook was registered, and registers none."""

    def register_webhook(self, url: str) -> WebhookRegistration:
        return WebhookRegistration(id="1", url=url, events=("card.changed",))


@caught("test_a_true_delivery_is_taken", "does not name")
class HintsAtNothing(ReferenceService):
    """Believes a delivery and makes nothing of it."""

    def parse(self, delivery: Delivery) -> WebhookResult:
        return WebhookResult()


@caught("test_a_doubled_delivery_has_one_id", "one delivery has the ids")
class NewIdEachTime(ReferenceService):
    """Gives each delivery an id of its own, also one that comes a second time."""

    def verify(self, headers: Headers, body: bytes) -> Verified:
        super().verify(headers, body)
        return Verified(delivery_id=uuid4().hex)


@caught("test_a_late_delivery_harms_nothing", "item that is gone makes parse.. raise")
class ReadsWhatIsGone(ReferenceService):
    """Reads the card of a delivery at once, and fails where it was deleted meanwhile."""

    def parse(self, delivery: Delivery) -> WebhookResult:
        found = super().parse(delivery)
        for ref in found.refs:
            self.card(ref)
        return found
