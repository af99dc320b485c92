"""Webhooks: who is told of what happened, and how a delivery is signed."""

from __future__ import annotations

import hashlib
import hmac
import json
from uuid import uuid4

from devlog_core.testing.sandbox import BaseHooks, Courier, Delivery, Manners

from devlog_example.sandbox.model import Task, Webhook
from devlog_example.sandbox.shapes import time
from devlog_example.sandbox.world import World


class Hooks(BaseHooks):
    """Turns what happened into deliveries; the courier tries each three times."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.courier = Courier(Manners(tries=3))
        world.listeners.append(self.hear)

    def hear(self, event: str, task: Task, by: str) -> None:
        """Tell every webhook of an event; called while the world is held."""
        now = time(self._world.clock.now())
        told = {"id": task.id, "title": task.title, "state": task.state}
        body = json.dumps(
            {"event": event, "project": self._world.name, "at": now, "by": by, "task": told}
        ).encode()
        for webhook in self._world.webhooks.values():
            self._send(webhook, event, body)

    def _send(self, webhook: Webhook, event: str, body: bytes) -> None:
        id = uuid4().hex
        signature = hmac.new(webhook.secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/json",
            "X-Delivery": id,
            "X-Signature": f"sha256={signature}",
        }
        self.courier.post(Delivery(id, webhook.id, event, webhook.url, body, headers))
