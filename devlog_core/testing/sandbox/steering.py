"""What a test or a demo sets from outside in any simulator: faults, time, switches, and who looks on."""

from __future__ import annotations

from typing import Any

from devlog_core.testing.sandbox.exchange import BaseExchange, Hook, Witness
from devlog_core.testing.sandbox.world import BaseWorld

STEERING = ("fault", "clear_faults", "requests", "clear_requests", "advance", "set_time", "switch")
"""The verbs among them that can be called from another process."""


class BaseSteering:
    """Verbs that no person on the website has; the class in use makes all of these in `begin`."""

    world: BaseWorld  # The state.
    access: Any
    """Who may do what, by the credentials that the provider knows."""
    exchange: BaseExchange  # What answers requests.

    def begin(self, world: Any, access: Any) -> None:
        """Go on from this state; faults, witnesses, deliveries and the list of requests begin anew."""
        raise NotImplementedError

    @property
    def switches(self) -> Any:
        """Behaviour that varies, changed by `switch`; a simulator where nothing does leaves this out."""
        return None

    def fault(self, name: str, times: int = 1, match: str | None = None) -> None:
        """Make the next `times` requests fail that `match`, searched in `METHOD /path?query`."""
        with self.world.lock:
            self.exchange.faults.add(name, times, match)

    def clear_faults(self) -> None:
        """Forget the faults that have not hit yet."""
        with self.world.lock:
            self.exchange.faults.clear()

    def requests(self) -> list[dict[str, Any]]:
        """Every request so far, oldest first; status 0 means that no answer was sent."""
        with self.world.lock:
            return [dict(entry) for entry in self.exchange.log]

    def clear_requests(self) -> None:
        """Begin the list of requests anew."""
        with self.world.lock:
            self.exchange.log.clear()

    def on_request(self, hook: Hook) -> None:
        """Call `hook` just before and just after each request is applied; it may raise DisconnectError."""
        self.exchange.hooks.append(hook)

    def on_answer(self, witness: Witness) -> None:
        """Call `witness` with every request and the answer it gets, as when a test checks their shapes."""
        self.exchange.witnesses.append(witness)

    def advance(self, seconds: float) -> None:
        """Let time pass in the sandbox."""
        self.world.clock.advance(seconds)

    def set_time(self, instant: float | str) -> None:
        """Jump to an instant, given as an epoch or in RFC 3339."""
        self.world.clock.set(instant)

    def switch(self, name: str, value: Any) -> None:
        """Set one of the `switches`."""
        if not hasattr(self.switches, name):
            raise ValueError(f"no switch {name!r}")
        with self.world.writing():
            setattr(self.switches, name, value)
