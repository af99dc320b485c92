"""A simulator on its socket: starting, stopping, and its verbs by JSON POST."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, ClassVar

from devlog_core.testing.sandbox.clock import Clock
from devlog_core.testing.sandbox.control import Control
from devlog_core.testing.sandbox.server import Server
from devlog_core.testing.sandbox.steering import BaseSteering


class ServedSandbox(BaseSteering):
    """Serves its exchange on loopback, and the verbs named in `VERBS` beside it."""

    VERBS: ClassVar[tuple[str, ...]]  # What another process may call.

    _server: Server | None = None

    @property
    def clock(self) -> Clock:
        """The sandbox's own time."""
        return self.world.clock

    @property
    def url(self) -> str:
        """The base URL, once it has started."""
        return self.world.base

    def start(self, port: int = 0) -> str:
        """Begin to serve on loopback and return the base URL."""
        if self._server is None:
            control = Control({name: getattr(self, name) for name in self.VERBS})
            self._server = Server(port, self.exchange, control)
            with self.world.writing():
                self.world.base = f"http://127.0.0.1:{self._server.server_port}"
            self._server.begin()
        return self.world.base

    def connections(self) -> int:
        """How many connections have been opened since the start."""
        return self._server.accepted if self._server else 0

    def stop(self) -> None:
        """End serving; the state stays, and `start` serves it again."""
        if self._server is not None:
            self._server.end()
            self._server = None

    def memory(self) -> tuple[Any, Any]:
        """Everything as it is now, for `recall`."""
        with self.world.lock:
            return deepcopy((self.world, self.access))

    def recall(self, memory: tuple[Any, Any]) -> None:
        """Be as it was then, at the same address; faults, hooks and the list of requests are gone."""
        base = self.world.base
        self.begin(*deepcopy(memory))
        self.world.base = base
        if self._server is not None:
            self._server.exchange = self.exchange
