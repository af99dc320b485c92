"""The board's webhooks: signed, counted, and sent in order."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from uuid import uuid4

from devlog_core.testing.reference.state import BoardState
from devlog_core.testing.sandbox.courier import Courier, Delivery, Manners
from devlog_core.testing.sandbox.delivering import BaseHooks

FORGED = "somebody else's secret"


class BoardHooks(BaseHooks):
    """Turns what happens on the board into deliveries."""

    def __init__(self, state: BoardState) -> None:
        self._state = state
        self.courier = Courier(Manners(tries=2, again=lambda status: status >= 500))

    def hear(self, event: str, card: int) -> None:
        """Tell everybody who registered; called while the board is held."""
        revision = self._state.revision
        said = json.dumps({"event": event, "card": card, "revision": revision, "at": self._state.now})
        for number, hook in self._state.hooks.items():
            self._send(number, hook, event, said.encode())

    def _send(self, number: int, hook: Mapping[str, str], event: str, body: bytes) -> None:
        id, switches = uuid4().hex, self._state.switches
        for _ in range(2 if switches.doubled_webhooks else 1):
            self._post(id, number, hook["url"], event, body, hook["secret"])
        if switches.forged_webhooks:
            self._post(uuid4().hex, number, hook["url"], event, body, FORGED)

    def _post(self, id: str, number: int, url: str, event: str, body: bytes, secret: str) -> None:
        digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/json",
            "X-Board-Delivery": id,
            "X-Board-Signature": f"sha256={digest}",
        }
        self.courier.post(Delivery(id, number, event, url, body, headers, forged=secret == FORGED))
