"""Webhooks: believed by their signature alone, read once, and harmless when they come late."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest

from devlog_core.model.delivery import Delivery
from devlog_core.model.errors import DevlogError, UnsupportedError, WebhookRejectedError
from devlog_core.model.ids import new_uid
from devlog_core.model.times import now
from devlog_core.model.webhook import Verified, WebhookResult
from devlog_core.plugin.config import secret_keys
from devlog_core.plugin.service import SourceService
from devlog_core.testing.contract.base import Contract
from devlog_core.testing.contract.bench import Bench, Work
from devlog_core.testing.contract.laws import Breach, expect, proves
from devlog_core.testing.receiver import Receiver

_SECRET, _WRONG, _USER = "kit-webhook-secret", "another-webhook-secret", "devlog"
_PATIENCE = 5.0
_CUT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A delivery as it came, and who is to take it."""

    work: Work
    key: str
    """The item of whose change it tells."""
    headers: Mapping[str, str]
    body: bytes

    def stored(self, id: str = "delivery-1") -> Delivery:
        """The same as the server keeps it."""
        return Delivery(
            id=id, integration=self.work.bench.name, headers=self.headers, body=self.body, received_at=now()
        )

    def parsed(self) -> WebhookResult:
        """What it hints at."""
        bench = self.work.bench
        return bench.plugins.webhook(bench.name, self.work.service, self.stored())


class DeliversContract(Contract):
    """Deliveries, true and forged, doubled and late."""

    signs_body: ClassVar[bool] = True
    """Whether the place signs what a delivery says; False where a password alone goes with it."""

    def register_webhook(self, sandbox: Any, service: Any, url: str) -> None:
        """Have the place deliver to `url`."""
        service.register_webhook(url)

    def make_delivery(self, work: Work, key: str) -> tuple[Mapping[str, str], bytes]:
        """Headers and body with which the place tells of a change of the item `key`.

        Override it where the sandbox does not deliver by itself; `work.context.secrets` has the secret.
        """
        receiver = Receiver("event")
        try:
            self.register_webhook(work.bench.sandbox, work.service, receiver.url)
            receiver.received.clear()
            work.bench.people.edit(key, title=f"Told by a delivery: {new_uid()}")
            end = time.monotonic() + _PATIENCE
            while not receiver.received and time.monotonic() < end:
                time.sleep(0.01)
        except UnsupportedError as error:
            pytest.skip(f"{error}: override make_delivery to test what it receives")
        finally:
            receiver.end()
        expect(
            receiver.received,
            "register_webhook() made a webhook, and a change of an item was not delivered to it",
            "register for changes of items; where the sandbox cannot deliver, override make_delivery",
        )
        return receiver.received[-1].headers, receiver.received[-1].body

    @proves("deliveries")
    def test_a_true_delivery_is_taken(self, bench: Bench) -> None:
        """Otherwise a change would wait for the next poll although the place had told of it."""
        post = self._post(bench)
        asked = post.work.context.meter.requests
        verified = self._verified(post)
        expect(
            post.work.context.meter.requests == asked,
            "verify() sends requests",
            "check the signature over headers and body alone; it is called while the place waits",
        )
        expect(
            verified.delivery_id.strip(),
            "verify() gives no delivery id",
            "give the id by which the place names a delivery, or a digest of its body",
        )
        result = post.parsed()
        expect(
            post.key in {name for ref in result.refs for name in (ref.key, ref.id)},
            f"parse() does not name {post.key}: it gives {[ref.key or ref.id for ref in result.refs]}",
            "name in `refs` the items that a delivery is about, so that they are read",
        )
        declared = {trigger.name for trigger in bench.plugins.triggers(bench.info.name)}
        unknown = {event.name for event in result.events} - declared
        expect(
            not unknown,
            f"parse() gives events that no trigger declares: {unknown}",
            "declare each as a trigger",
        )

    @proves("deliveries")
    def test_a_forged_delivery_is_refused(self, bench: Bench) -> None:
        """Otherwise anybody who knows the address could steer workflows."""
        post = self._post(bench)
        self._verified(post)
        bare = dict.fromkeys(post.headers, "")
        forged: dict[str, tuple[Mapping[str, str], bytes]] = {
            "without any header": ({}, post.body),
            "with empty headers": (bare, post.body),
        }
        if self.signs_body:
            body = bytearray(post.body)
            body[len(body) // 2] ^= 1
            forged["with one bit of its body changed"] = (post.headers, bytes(body))
            forged["with a letter behind its body"] = (post.headers, post.body + b" ")
        for what, (headers, body_) in forged.items():
            self._refused(post.work, headers, body_, f"a delivery {what}")
        short = [{**post.headers, name: value[:-_CUT]} for name, value in post.headers.items()]
        expect(
            not all(_believed(post.work, headers, post.body) for headers in short),
            "a delivery is believed whichever of its headers is cut short",
            "compare the whole of the signature, in constant time: hmac.compare_digest",
        )
        secrets = self._webhook_settings(bench, _WRONG)
        changed = {key: _WRONG for key in secrets if key in secret_keys(bench.schema)}
        self._refused(
            bench.open_source(None, **{**secrets, **changed}),
            post.headers,
            post.body,
            "a wrong secret's delivery",
        )

    @proves("deliveries")
    def test_a_delivery_without_a_secret_is_refused(self, bench: Bench) -> None:
        """Otherwise an integration that nobody gave a secret would believe everybody."""
        post = self._post(bench)
        nothing = dict.fromkeys(self._webhook_settings(bench, _SECRET))
        work = bench.open_source(None, **nothing)
        for headers, body in ((post.headers, post.body), ({}, b"{}")):
            self._refused(work, headers, body, "with no secret configured, a delivery")

    @proves("deliveries")
    def test_a_doubled_delivery_has_one_id(self, bench: Bench) -> None:
        """Otherwise a delivery that the place sends again would be acted on again."""
        post = self._post(bench)
        first, again = self._verified(post), self._verified(post)
        lower = {name.lower(): value for name, value in post.headers.items()}
        third = post.work.service.verify(lower, post.body)
        expect(
            first.delivery_id == again.delivery_id == third.delivery_id,
            f"one delivery has the ids {first.delivery_id}, {again.delivery_id}, {third.delivery_id}",
            "take the id from what the place sends, whatever the case of the headers' names",
        )
        expect(
            post.parsed() == post.parsed(),
            "parse() makes two things of one delivery",
            "give events ids that follow from what the delivery says",
        )
        headers, body = self.make_delivery(post.work, post.key)
        if body == post.body:
            return
        other = post.work.service.verify(headers, body)
        expect(
            other.delivery_id != first.delivery_id,
            f"two deliveries have the id {first.delivery_id}",
            "take an id that is another for each delivery",
        )

    @proves("deliveries")
    def test_a_late_delivery_harms_nothing(self, bench: Bench) -> None:
        """Otherwise a delivery that waited would stop those behind it, or bring old values back."""
        post = self._post(bench)
        bench.people.delete(post.key)
        try:
            result = post.parsed()
        except DevlogError as error:
            raise Breach(
                f"a delivery about an item that is gone makes parse() raise {type(error).__name__}: {error}",
                "name what the delivery names; whether that still exists is found out by reading it",
            ) from error
        expect(
            result.refs,
            "a delivery about an item that is gone names nothing",
            "give the item in `refs`: the engine reads it and learns that it is gone",
        )

    def _post(self, bench: Bench) -> Post:
        """A true delivery, and a service that has the secret."""
        service = bench.plugins.service_class(bench.info.name)
        verifies = isinstance(service, type) and issubclass(service, SourceService)
        if not verifies or vars(SourceService)["verify"] is getattr(service, "verify", None):
            pytest.skip("receives no webhooks")
        work = bench.open_source(None, **self._webhook_settings(bench, _SECRET))
        [key] = bench.people.write(1)
        headers, body = self.make_delivery(work, key)
        return Post(work=work, key=key, headers=headers, body=body)

    def _webhook_settings(self, bench: Bench, secret: str) -> dict[str, str]:
        """The settings about webhooks, with this secret."""
        properties = bench.schema.get("properties", {})
        names = [name for name in properties if name.startswith("webhook_")]
        secrets = secret_keys(bench.schema)
        return {
            name: secret if name in secrets else str(bench.config.get(name, _USER))
            for name in names
            if name in secrets or name.endswith(("user", "name"))
        }

    def _verified(self, post: Post) -> Verified:
        try:
            verified: Verified = post.work.service.verify(post.headers, post.body)
        except WebhookRejectedError as error:
            raise Breach(
                f"verify() refuses what the place sent: {error}",
                "check the signature that the place makes, with the secret of context.credentials",
            ) from error
        return verified

    def _refused(self, work: Work, headers: Mapping[str, str], body: bytes, what: str) -> None:
        try:
            work.service.verify(headers, body)
        except WebhookRejectedError:
            return
        except Exception as error:
            raise Breach(
                f"{what} makes verify() raise {type(error).__name__}: {error}",
                "raise WebhookRejectedError, which is answered 401",
            ) from error
        raise Breach(f"{what} is believed", "raise WebhookRejectedError where the signature does not hold")


def _believed(work: Work, headers: Mapping[str, str], body: bytes) -> bool:
    try:
        work.service.verify(headers, body)
    except WebhookRejectedError:
        return False
    return True
