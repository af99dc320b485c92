"""One integration during one run: its service, its rules and its counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from devlog_core.model.errors import DeadlineError
from devlog_core.model.fields import Field, field_of
from devlog_core.model.integration import Integration
from devlog_core.model.link import Pair
from devlog_core.model.person import Person
from devlog_core.model.remote import Cursor, Mode, Scope, SyncPage
from devlog_core.plugin.capability import Capabilities
from devlog_core.plugin.service import IntegrationService, TrackerService
from devlog_core.storage.sqlite import SqliteStore
from devlog_core.storage.unit import Unit
from devlog_core.sync.directory import Directory
from devlog_core.sync.recorder import Cause, Recorder
from devlog_core.sync.relations import RELATIONS, Relations
from devlog_core.sync.routing import Routes
from devlog_core.sync.tally import Tally


class Progress(Protocol):
    """Told how far each integration has come."""

    def update(
        self, integration: str, phase: str, done: int, total: int | None, message: str = ""
    ) -> None: ...


@dataclass
class Place:
    """What the steps of one run share."""

    integration: Integration
    service: IntegrationService[Any]
    fetch_page: Callable[[Cursor | None, Mode], SyncPage]
    store: SqliteStore
    routes: Routes
    people: Sequence[Person]
    tally: Tally
    progress: Progress
    clock: Callable[[], datetime]
    scope: Scope | None = None
    dry_run: bool = False

    @property
    def name(self) -> str:
        return self.integration.name

    @property
    def owner(self) -> str:
        """Under which this integration's memory lies in the store."""
        return f"integration:{self.integration.name}"

    @property
    def capabilities(self) -> Capabilities:
        return self.service.capabilities

    @property
    def tracker(self) -> TrackerService[Any]:
        """The service of a place whose items are written."""
        assert isinstance(self.service, TrackerService)
        return self.service

    @property
    def is_tracker(self) -> bool:
        return isinstance(self.service, TrackerService)

    @property
    def host(self) -> str:
        """The provider's host, part of the identity of what is born there."""
        return self.scope.host if self.scope else ""

    @contextmanager
    def write(self) -> Iterator[Unit]:
        """One transaction; a run that was stopped changes nothing any more."""
        with self.store.write() as unit:
            yield unit
            if self.tally.meter.cancelled.is_set():
                raise DeadlineError("the run was stopped before this was stored; the next sync continues")

    def check_alive(self) -> None:
        """Raises DeadlineError where the run was stopped."""
        if self.tally.meter.cancelled.is_set():
            raise DeadlineError("the run was stopped; the next sync continues")

    def recorder(
        self, unit: Unit, why: str, at: datetime | None = None, actor: str | None = None
    ) -> Recorder:
        """Changes entries on behalf of this place."""
        cause = Cause(at=at or self.clock(), actor=actor, origin=self.name, why=why, run=self.tally.id)
        return Recorder(unit, self.routes, cause)

    def replaced(
        self, unit: Unit, entry: str, field: str, old: Pair, new: Pair, at: datetime | None = None
    ) -> None:
        """Keep what this run wrote here, and what stood here before; `at` by the place's clock."""
        unit.replacements.add(self.tally.id, entry, self.name, field, old, new, at or self.clock())

    def directory(self, unit: Unit) -> Directory:
        """Who is who here, and which item is which entry."""
        return Directory(unit.people, self.routes.integrations, unit.links)

    def relations(self, directory: Directory) -> Relations:
        """What can be said here of parents and dependencies."""
        return Relations(directory.links, self.name)

    @property
    def relates(self) -> bool:
        """Whether items name each other here."""
        return any(name in self.capabilities.fields for name in RELATIONS)

    def to_local(self, directory: Directory, field: Field, value: Any) -> Any:
        """A value of the place in the entry's terms."""
        if field.kind == "people":
            return sorted({directory.person(account, self.name) for account in value or ()})
        if field.name in RELATIONS:
            return self.relations(directory).to_local(field.name, value)
        return value

    def to_place(self, directory: Directory, name: str, value: Any) -> Any:
        """A value of the entry in the place's terms; people and entries that it cannot name are left out."""
        field = field_of(name)
        if field.kind == "people":
            accounts = (directory.account(person, self.name) for person in value or ())
            return sorted({account for account in accounts if account is not None})
        if name in RELATIONS:
            return self.relations(directory).to_place(name, value)
        return value

    def express(self, directory: Directory, name: str, value: Any) -> Any:
        """What the place would answer after being sent this value of the entry."""
        return self.tracker.express(name, self.to_place(directory, name, value))
