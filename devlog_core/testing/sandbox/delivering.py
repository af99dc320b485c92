"""A simulator that delivers webhooks: what was sent, held back and let go."""

from __future__ import annotations

from typing import Any

from devlog_core.testing.sandbox.courier import Courier
from devlog_core.testing.sandbox.served import ServedSandbox

DELIVERING = ("deliveries", "hold_deliveries", "release_deliveries", "settle_deliveries")
"""The verbs that can be called from another process."""


class BaseHooks:
    """Who turns events into deliveries; the courier takes them along."""

    courier: Courier  # What takes deliveries along.


class DeliveringSandbox(ServedSandbox):
    """Verbs for webhooks; the class in use makes `hooks`."""

    hooks: BaseHooks  # Made by the class in use.

    def start(self, port: int = 0) -> str:
        """Begin to serve, and to deliver."""
        self.hooks.courier.begin()
        return super().start(port)

    def stop(self) -> None:
        """End serving; what is still to be delivered is dropped."""
        self.hooks.courier.end()
        super().stop()

    def recall(self, memory: Any) -> None:
        """Be as it was then; what is still to be delivered is dropped."""
        self.hooks.courier.end()
        super().recall(memory)

    def deliveries(self) -> list[dict[str, Any]]:
        """Everything that was sent or is held, oldest first, with what each try was answered."""
        return self.hooks.courier.sent()

    def hold_deliveries(self) -> None:
        """Send nothing until it is released, as when the provider is late."""
        self.hooks.courier.holds = True

    def release_deliveries(self, backwards: bool = False) -> int:
        """Send what was held, the newest first if told; says how many."""
        return self.hooks.courier.release(backwards)

    def settle_deliveries(self, seconds: float = 10) -> bool:
        """Wait until nothing is on its way; whether that came to pass in time."""
        return self.hooks.courier.settle(seconds)
