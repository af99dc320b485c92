"""A sandbox, and services that reach it over real sockets."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from requests import Session
from requests.adapters import HTTPAdapter

from devlog_core.model.integration import Integration
from devlog_core.model.remote import Cursor, Mode, RemoteItem, RemoteThing, SyncPage
from devlog_core.plugin.context import MemoryState
from devlog_core.plugin.http import Meter, MeteredAdapter, metered_session
from devlog_github import plugin
from devlog_github.sandbox import GitHubSandbox
from devlog_github.service import GitHubService


class Secrets:
    """Secrets as the core would resolve them; each asking is counted."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = dict(values)
        self.asked = 0

    def get(self, name: str = "token") -> str | None:
        self.asked += 1
        return self.values.get(name)


class Silence:
    """A log that nobody reads."""

    def debug(self, event: str, **values: Any) -> None: ...
    def info(self, event: str, **values: Any) -> None: ...
    def warning(self, event: str, **values: Any) -> None: ...
    def error(self, event: str, **values: Any) -> None: ...


class Context:
    """What the core lends to a service, counted by a meter."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self.secrets = Secrets({name: config.get(name) for name in ("token", "webhook_secret")})
        self.meter = Meter()
        self.kept: MutableMapping[str, Any] = MemoryState()
        self.time: datetime | None = None

    @property
    def credentials(self) -> Secrets:
        return self.secrets

    @property
    def log(self) -> Silence:
        return Silence()

    @property
    def state(self) -> MutableMapping[str, Any]:
        return self.kept

    def clock(self) -> datetime:
        return self.time or datetime.now(UTC)

    def adapter(self) -> HTTPAdapter:
        return MeteredAdapter(self.meter, timeout=5)

    def session(self) -> Session:
        return metered_session(self.adapter())


class Desk:
    """One service with its context, and a few words for what tests do again and again."""

    def __init__(self, service: GitHubService, context: Context) -> None:
        self.service = service
        self.context = context

    def read(self, cursor: Cursor | None = None, mode: Mode = "snapshot") -> list[SyncPage]:
        """Every page of a reading, each cursor passed on as its JSON would be."""
        pages = [self.service.fetch_page(cursor, mode)]
        while pages[-1].more:
            pages.append(self.service.fetch_page(pages[-1].next, mode))
        return pages

    def requests(self, work: Callable[[], Any]) -> int:
        """How many requests the work costs."""
        before = self.context.meter.requests
        work()
        return self.context.meter.requests - before


Opener = Callable[..., Desk]


def items(pages: list[SyncPage]) -> list[RemoteItem]:
    """The whole items of a reading."""
    return [item for page in pages for item in page.items if item.version is not None]


def things(pages: list[SyncPage]) -> list[RemoteThing]:
    """The pull requests of a reading."""
    return [thing for page in pages for thing in page.refs]


def opened(config: Mapping[str, Any], **changes: Any) -> Desk:
    """A service for a `config` table."""
    table = {**config, **changes}
    context = Context(table)
    integration = Integration(name="github", plugin="github", config=table)
    service = plugin.devlog_initialize(integration, context)
    assert isinstance(service, GitHubService)
    return Desk(service, context)


@pytest.fixture
def sandbox() -> Iterator[GitHubSandbox]:
    """GitHub with one repository, acme/shop, in which alice and bob may be assigned."""
    simulator = GitHubSandbox(collaborators=("alice", "bob"))
    simulator.start()
    yield simulator
    simulator.stop()


@pytest.fixture
def open_desk(sandbox: GitHubSandbox) -> Iterator[Opener]:
    """Opens further services; settings are given by name."""
    desks: list[Desk] = []

    def opener(**changes: Any) -> Desk:
        desks.append(opened(sandbox.config(), **changes))
        return desks[-1]

    yield opener
    for desk in desks:
        desk.service.close()


@pytest.fixture
def desk(open_desk: Opener) -> Desk:
    """A service for acme/shop."""
    return open_desk()


@pytest.fixture
def shared() -> Path:
    """The folder with recorded exchanges and official descriptions."""
    default = Path(__file__).parents[3].parent / "shared"
    found = Path(os.environ.get("DEVLOG_SHARED", default))
    if not found.is_dir():
        pytest.skip(f"{found} is absent; set DEVLOG_SHARED to the folder with data/")
    return found
