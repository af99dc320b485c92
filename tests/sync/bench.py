"""A workspace with reference trackers, for the engine's tests; the store and the engine are the real ones."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from devlog_core.model.entry import Entry
from devlog_core.model.integration import Integration
from devlog_core.model.person import Person
from devlog_core.model.run import Run
from devlog_core.model.times import now
from devlog_core.plugin.service import IntegrationService
from devlog_core.storage.sqlite import SqliteStore
from devlog_core.sync.engine import Engine
from devlog_core.sync.recorder import Cause, Recorder
from devlog_core.sync.routing import Routes
from devlog_core.sync.workbench import SyncOptions, SyncReport, Workbench
from tests.sync.remote import Remote
from tests.sync.tracker import ReferenceService


class QuietLog:
    """A log that keeps what it is told."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, dict[str, Any]]] = []

    def debug(self, event: str, **values: Any) -> None:
        self.lines.append((event, values))

    info = warning = error = debug


class Silent:
    """A progress that says nothing."""

    def update(self, integration: str, phase: str, done: int, total: int | None, message: str = "") -> None:
        return None


class DirectCaller:
    """Calls services without a plugin manager."""

    def __init__(self, remotes: dict[str, Remote]) -> None:
        self.remotes = remotes
        self.changes: list[Any] = []
        self.runs: list[Run] = []

    def initialize(self, integration: Integration, context: Any) -> IntegrationService[Any]:
        return ReferenceService(integration, self.remotes[integration.name], context)

    def sync(self, name: str, service: Any, cursor: Any, mode: Any) -> Any:
        return service.fetch_page(cursor, mode)

    def shutdown(self, name: str, service: Any) -> None:
        service.close()

    def abandon(self, integration: str) -> None:
        return

    def mishap(self, integration: str) -> str | None:
        return None

    def observed(self) -> bool:
        return True

    def observes(self, name: str) -> bool:
        return False

    def entry_changed(self, change: Any) -> None:
        self.changes.append(change)

    def run_finished(self, run: Run) -> None:
        self.runs.append(run)


class Team:
    """One workspace and its remotes."""

    def __init__(
        self,
        folder: Path,
        remotes: dict[str, Remote],
        people: tuple[Person, ...] = (),
        **settings: dict[str, Any],
    ) -> None:
        self.remotes = remotes
        self.store = SqliteStore(folder / "devlog.db").open(create=True)
        integrations = {
            name: Integration(**{"name": name, "plugin": "reference"} | settings.get(name, {}))
            for name in remotes
        }
        self.routes = Routes(integrations, lambda name: integrations[name].plugin == "reference")
        self.caller = DirectCaller(remotes)
        self.log = QuietLog()
        self.bench = Workbench(
            store=self.store,
            routes=self.routes,
            plugins=self.caller,
            people=people,
            resolve=lambda name: integrations[name],
            read_secret=lambda _name: lambda _key: None,
            log=lambda _name: self.log,
            progress=Silent(),
            locks=folder,
            rng=random.Random(7),
        )

    def sync(self, *names: str, **options: Any) -> SyncReport:
        return Engine(self.bench).sync(SyncOptions(names=names, **options))

    def new(self, **values: Any) -> Entry:
        with self.store.write() as unit:
            return Recorder(unit, self.routes, Cause(at=now(), actor="me", why="new")).create(values)

    def edit(self, entry: str, **values: Any) -> None:
        with self.store.write() as unit:
            found = unit.entries.get(entry)
            assert found is not None
            Recorder(unit, self.routes, Cause(at=now(), actor="me")).change(found, values)

    def entries(self) -> list[Entry]:
        with self.store.read() as unit:
            return list(unit.entries.all())

    def entry(self, title: str) -> Entry:
        return next(entry for entry in self.entries() if entry.title == title)
