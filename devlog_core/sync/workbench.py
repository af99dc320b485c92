"""What a sync is asked for, what it works with and what it reports."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from devlog_core.model.integration import Integration
from devlog_core.model.person import Person
from devlog_core.model.run import Run
from devlog_core.model.times import now as present
from devlog_core.plugin.budget import Budgets
from devlog_core.plugin.context import Log, PluginContext
from devlog_core.plugin.http import Meter
from devlog_core.plugin.service import IntegrationService
from devlog_core.storage.sqlite import SqliteStore
from devlog_core.sync.context import ReadSecret, ServiceContext
from devlog_core.sync.place import Progress
from devlog_core.sync.routing import Routes
from devlog_core.sync.tally import PlanRow


class Caller(Protocol):
    """The part of the plugin façade that a sync needs."""

    def initialize(self, integration: Integration, context: PluginContext) -> IntegrationService[Any]: ...
    def sync(self, name: str, service: IntegrationService[Any], cursor: Any, mode: Any) -> Any: ...
    def shutdown(self, name: str, service: IntegrationService[Any]) -> None: ...
    def abandon(self, integration: str) -> None: ...
    def mishap(self, integration: str) -> str | None: ...
    def observed(self) -> bool: ...
    def entry_changed(self, change: Any) -> None: ...
    def run_finished(self, run: Run) -> None: ...
    def observes(self, name: str) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncOptions:
    """What a sync is asked for; no names mean all enabled integrations."""

    names: tuple[str, ...] = ()
    entry: str | None = None
    """The uid of the only entry to sync."""
    pull: bool = True
    push: bool = True
    dry_run: bool = False
    full: bool = False
    allow_shrink: bool = False
    allow_create: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """What a sync did."""

    runs: tuple[Run, ...]
    conflicts: int
    """How many are open now."""
    plan: tuple[PlanRow, ...] | None = None
    interrupted: bool = False


@dataclass(kw_only=True)
class Workbench:
    """What an engine works with; put together in one place, by `app`."""

    store: SqliteStore
    routes: Routes
    plugins: Caller
    people: Iterable[Person]
    resolve: Callable[[str], Integration]
    """The integration with its secrets resolved; raises ConfigError for what is wrong with it alone."""
    read_secret: Callable[[str], ReadSecret]
    """For an integration's name, what reads its secrets anew."""
    log: Callable[[str], Log]
    progress: Progress
    redact: Callable[[str], str] = str
    """Takes secrets out of a text."""
    locks: Path
    """A folder for the locks that keep two processes from one integration."""
    budgets: Budgets = field(default_factory=Budgets)
    """The accounts' budgets of requests; without a folder they are this process's own."""
    shrink_guard: float = 0.5
    create_guard: int = 20
    deadline: float = 600.0
    clock: Callable[[], datetime] = present
    rng: random.Random = field(default_factory=random.Random)
    meter: Callable[[], Meter] = Meter
    """Makes what counts the requests of a run, and what its waits wait on."""

    def context(self, name: str, meter: Meter, store: SqliteStore) -> ServiceContext:
        """What the service of one integration is lent."""
        return ServiceContext(
            store=store,
            integration=name,
            meter=meter,
            read_secret=self.read_secret(name),
            log=self.log(name),
            clock=self.clock,
            budgets=self.budgets,
        )
