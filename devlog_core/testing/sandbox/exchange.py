"""The way of a request that every simulator shares: log, faults of the wire, hooks and witnesses."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

from devlog_core.testing.sandbox.faults import Fault, Faults, endure
from devlog_core.testing.sandbox.wire import Reply, Request
from devlog_core.testing.sandbox.world import BaseWorld


@dataclass(frozen=True, slots=True)
class Moment:
    """Just before or after a request is applied; requests are numbered from 1."""

    phase: str  # `before` or `after`.
    number: int  # Of the request, from 1.
    method: str  # Of HTTP.
    path: str  # With its query.


Hook = Callable[[Moment], None]  # May raise DisconnectError.
Witness = Callable[[Request, Reply], None]  # Sees what was answered.


class BaseExchange(ABC):
    """Serves requests against one world; what they mean is the provider's."""

    def __init__(self, shared: BaseWorld, faults: Collection[str]) -> None:
        self._shared = shared
        self.faults = Faults(faults)
        self.hooks: list[Hook] = []
        self.witnesses: list[Witness] = []
        self.log: list[dict[str, Any]] = []
        self._count = 0

    @abstractmethod
    def reply(self, request: Request, moment: Moment, fault: Fault | None) -> Reply:
        """The provider's answer; calls `tell` just before the request is applied and `told` just after."""

    def asks(self, request: Request) -> bool:
        """Whether a request of a writing method only asks, as a search by POST does."""
        return False

    def serve(self, request: Request) -> Reply:
        """One request, logged whether it was answered or not; status 0 says that it was not."""
        entry: dict[str, Any] = {"method": request.method, "path": request.path, "status": 0}
        if self.asks(request):
            entry["asks"] = True
        with self._shared.lock:
            self.log.append(entry)
            self._count += 1
            self._shared.looked_at = True
            moment = Moment("before", self._count, request.method, request.path)
            fault = self.faults.take(f"{request.method} {request.path}")
        reply = endure(fault, lambda: self.reply(request, moment, fault))
        entry["status"] = reply.status
        for witness in list(self.witnesses):
            witness(request, reply)
        return reply

    def tell(self, moment: Moment) -> None:
        """Call the hooks; one of them may raise DisconnectError."""
        for hook in list(self.hooks):
            hook(moment)

    def told(self, moment: Moment) -> None:
        """Call the hooks with the same request, now applied."""
        self.tell(replace(moment, phase="after"))
