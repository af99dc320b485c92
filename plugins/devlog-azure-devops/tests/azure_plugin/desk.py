"""A service with the context that the core would lend it, and words for what tests do again and again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from datetime import UTC, datetime
from typing import Any

from requests import Session
from requests.adapters import HTTPAdapter

from devlog_azure_devops import plugin
from devlog_azure_devops.service import AzureDevOpsService
from devlog_core.model.ids import new_uid
from devlog_core.model.integration import Integration
from devlog_core.model.remote import (
    Cursor,
    Draft,
    FieldChange,
    Mark,
    Mode,
    Patch,
    RemoteItem,
    SetChange,
    SyncPage,
)
from devlog_core.plugin.context import MemoryState
from devlog_core.plugin.http import Meter, MeteredAdapter, metered_session
from devlog_core.plugin.limits import LimitReader

SECRETS = ("token", "webhook_password")
WHOLE = {
    "title": "Fix login", "description": "Steps:\n\n1. go", "status": "new", "priority": "high",
    "type": "bugfix", "labels": ["ui", "web"], "assignees": [], "milestone": None, "parent": None,
    "dependencies": [], "due": "2026-03-31", "estimate": 90,
    "acceptance_criteria": ["it works", "it is quick"],
}  # fmt: skip


class Secrets:
    """Secrets as the core would resolve them."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = dict(values)

    def get(self, name: str = "token") -> str | None:
        return self.values.get(name)


class Journal:
    """A log whose records can be looked at."""

    def __init__(self) -> None:
        self.records: list[tuple[str, dict[str, Any]]] = []

    def debug(self, event: str, **values: Any) -> None:
        self.records.append((event, values))

    info = warning = error = debug


class Context:
    """What the core lends to a service, counted by a meter."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self.secrets = Secrets({name: config.get(name) for name in SECRETS})
        self.meter = Meter()
        self.kept: MutableMapping[str, Any] = MemoryState()
        self.time: datetime | None = None
        self.journal = Journal()

    @property
    def credentials(self) -> Secrets:
        return self.secrets

    @property
    def log(self) -> Journal:
        return self.journal

    @property
    def state(self) -> MutableMapping[str, Any]:
        return self.kept

    def clock(self) -> datetime:
        return self.time or datetime.now(UTC)

    def adapter(self, limits: LimitReader | None = None) -> HTTPAdapter:
        # Each with a budget of its own: what one test meets must not hold up the next.
        return MeteredAdapter(self.meter, 30, limits=limits, clock=self.clock)

    def session(self, limits: LimitReader | None = None) -> Session:
        return metered_session(self.adapter(limits))


class Desk:
    """One service with its context."""

    def __init__(self, service: AzureDevOpsService, context: Context) -> None:
        self.service = service
        self.context = context

    def read(self, cursor: Cursor | None = None, mode: Mode = "snapshot") -> list[SyncPage]:
        """Every page of a reading."""
        pages = [self.service.fetch_page(cursor, mode)]
        while pages[-1].more:
            pages.append(self.service.fetch_page(pages[-1].next, mode))
        return pages

    def requests(self, work: Callable[[], Any]) -> int:
        """How many requests the work costs."""
        before = self.context.meter.requests
        work()
        return self.context.meter.requests - before

    def fetch(self, item: RemoteItem) -> RemoteItem:
        """The item as it is now."""
        found = self.service.fetch(item.ref)
        assert found is not None
        return found


Opener = Callable[..., Desk]


def items(pages: list[SyncPage]) -> dict[str, RemoteItem]:
    """The whole items of a reading by their numbers."""
    return {item.ref.id: item for page in pages for item in page.items if item.version is not None}


def opened(config: Mapping[str, Any], query: str = "", **changes: Any) -> Desk:
    """A service for a `config` table."""
    table = {**config, **changes}
    context = Context(table)
    chosen = {"query": query} if query else {}
    integration = Integration(name="boards", plugin="azure-devops", config=table, filter=chosen)
    service = plugin.devlog_initialize(integration, context)
    assert isinstance(service, AzureDevOpsService)
    return Desk(service, context)


def draft(**values: Any) -> Draft:
    """A new work item with a mark of its own."""
    return Draft(mark=Mark(uid=new_uid(), ref="dl-12345678"), values=WHOLE | values)


def fields(item: RemoteItem, **values: Any) -> Patch:
    """Single values to set on an item as it was read."""
    changes = {name.replace("__", "."): value for name, value in values.items()}
    held: Mapping[str, Any] = item.values
    return Patch(fields={name: FieldChange(old=held.get(name), new=new) for name, new in changes.items()})


def sets(**changes: tuple[list[Any], list[Any]]) -> Patch:
    """Elements to add to sets and to remove."""
    return Patch(
        sets={name: SetChange(add=tuple(add), remove=tuple(gone)) for name, (add, gone) in changes.items()}
    )
