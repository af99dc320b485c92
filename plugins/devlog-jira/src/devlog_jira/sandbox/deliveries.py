"""Webhooks seen from outside: what was sent, held back and let go."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from devlog_core.testing.sandbox.served import ServedSandbox
from devlog_jira.sandbox.access import LIFETIME, Token
from devlog_jira.sandbox.state import TOKEN_USER, State


class Deliveries(State, ServedSandbox):
    """Verbs for webhooks; `doubled_webhooks` and `forged_webhooks` are switches."""

    def start(self, port: int = 0) -> str:
        """Begin to serve, and to deliver."""
        self.hooks.courier.begin()
        return super().start(port)

    def stop(self) -> None:
        """End serving; what is still to be delivered is dropped."""
        self.hooks.courier.end()
        super().stop()

    def deliveries(self) -> list[dict[str, Any]]:
        """Everything that was sent or is held, oldest first, with what each try was answered."""
        return self.hooks.courier.sent()

    def hold_deliveries(self) -> None:
        """Send nothing until it is released, as when Jira is late."""
        self.hooks.courier.holds = True

    def release_deliveries(self, backwards: bool = False) -> int:
        """Send what was held, the newest first if told; says how many."""
        return self.hooks.courier.release(backwards)

    def settle_deliveries(self, seconds: float = 10) -> bool:
        """Wait until nothing is on its way; whether that came to pass in time."""
        return self.hooks.courier.settle(seconds)

    def oauth_token(self, name: str = TOKEN_USER) -> str:
        """An access token of an OAuth app for an account, good for an hour."""
        with self.world.writing():
            made = f"access-{uuid4().hex}"
            role = next(iter(self.access.tokens.values())).role
            until = self.world.clock.now() + LIFETIME
            self.access.tokens[made] = Token(self.world.user(name), role, oauth=True, expires=until)
            return made
