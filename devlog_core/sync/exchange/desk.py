"""What an import works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from devlog_core.model.entry import LOCAL
from devlog_core.model.times import now
from devlog_core.storage.sqlite import SqliteStore
from devlog_core.storage.unit import Unit
from devlog_core.sync.exchange.report import Progress
from devlog_core.sync.people import Persons
from devlog_core.sync.recorder import Cause, Recorder
from devlog_core.sync.routing import Routes

BATCH = 500
"""Records in one transaction: a big import holds up nobody for long, a small one is one piece."""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The store, the rules about what goes where, and who asked."""

    store: SqliteStore
    routes: Routes
    persons: Callable[[Recorder], Persons]
    actor: str | None = None
    clock: Callable[[], datetime] = now
    progress: Progress | None = None

    def recorder(self, unit: Unit, at: datetime | None, origin: str = LOCAL) -> Recorder:
        """Changes entries as they were changed at `at` in the source."""
        cause = Cause(at=at or self.clock(), actor=self.actor, origin=origin, why="import")
        return Recorder(unit, self.routes, cause)

    def told(self, done: int, total: int | None) -> None:
        """So many records are done."""
        if self.progress is not None:
            self.progress(done, total)
