"""One plugin under test: its sandbox, its services, and the weather between them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, MutableMapping
from contextlib import ExitStack, suppress
from datetime import timedelta
from functools import cached_property
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any, ClassVar, Literal, Protocol

import pytest

from devlog_core.model.codec import from_json, to_json
from devlog_core.model.errors import ConfigError, RateLimitedError, TransientError
from devlog_core.model.integration import Integration
from devlog_core.model.remote import Cursor, Mode, RemoteItem, RemoteRef, SyncPage
from devlog_core.plugin.config import secret_keys
from devlog_core.plugin.info import PluginInfo
from devlog_core.plugin.playing import PlayableSandbox
from devlog_core.plugin.registry import Plugins
from devlog_core.plugin.service import SourceService, TrackerService
from devlog_core.testing.contract.given import point_of
from devlog_core.testing.contract.laws import Breach, breach, expect
from devlog_core.testing.contract.people import People
from devlog_core.testing.contract.weather import Weather, WeatheredContext
from devlog_core.testing.desk import Desk

Isolation = Literal["none", "process"]
_PAGES = 1000
_TRIES = 20


class Terms(Protocol):
    """What the author of a contract class says."""

    plugin: ClassVar[Any]
    page_switches: ClassVar[Mapping[str, Any]]
    page_config: ClassVar[Mapping[str, Any]]

    def make_sandbox(self) -> PlayableSandbox | None: ...
    def make_config(self, sandbox: Any) -> dict[str, Any]: ...


class Bench:
    """Opens services of the plugin as the core does, and closes all in the end."""

    def __init__(self, terms: Terms, isolation: Isolation, folder: Path) -> None:
        self._terms = terms
        self.plugin = terms.plugin
        self.isolation = isolation
        self.folder = folder
        self.weather = Weather()
        self.held = ExitStack()
        """What is let go of in the end, such as the store of a workspace."""
        self._opened: list[Work] = []
        self._started: PlayableSandbox | None = None

    @cached_property
    def name(self) -> str:
        """What the plugin calls itself."""
        return _name(self.plugin)

    @cached_property
    def point(self) -> EntryPoint:
        """The entry point that leads to it."""
        return point_of(self.plugin, self.name)

    @cached_property
    def plugins(self) -> Plugins:
        """The core's own way to call plugins, with this one alone."""
        return Plugins([self.point])

    @cached_property
    def info(self) -> PluginInfo:
        """What the plugin says of itself; a plugin that does not load breaks the contract."""
        try:
            return self.plugins.info(self.name)
        except ConfigError as error:
            breach(str(error), "`devlog plugins` shows the same once it is installed; mend what is named")

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of its settings."""
        return dict(self.plugins.schema(self.info.name))

    @cached_property
    def place(self) -> PlayableSandbox | None:
        """The simulator, serving small pages where it can; None where the plugin has none."""
        made = self._terms.make_sandbox()
        if made is None:
            return None
        made.start()
        self._started = made
        for name, value in self._terms.page_switches.items():
            switch = getattr(made, "switch", None)
            if switch is not None:
                with suppress(ValueError):
                    switch(name, value)
        return made

    @property
    def sandbox(self) -> PlayableSandbox:
        """The simulator; the test is skipped where there is none."""
        if self.place is None:
            pytest.skip("needs a sandbox, and make_sandbox gives none")
        return self.place

    @property
    def people(self) -> People:
        """Those who work at the place."""
        return People(self.sandbox)

    @cached_property
    def config(self) -> dict[str, Any]:
        """The `config` table that reaches the place."""
        return {**self._terms.make_config(self.place), **self._terms.page_config}

    @property
    def secrets(self) -> dict[str, str]:
        """The secret settings in use, by their keys."""
        keys = secret_keys(self.schema)
        return {key: str(value) for key, value in self.config.items() if key in keys and value}

    def open(self, state: MutableMapping[str, Any] | None = None, **changes: Any) -> Work:
        """A service with a context of its own; `state` is an earlier one's.

        `changes` replace settings, None takes one out.
        """
        config = {key: value for key, value in {**self.config, **changes}.items() if value is not None}
        context = WeatheredContext(config, self.weather)
        if state is not None:
            context.kept = state
        integration = Integration(
            name=self.info.name, plugin=self.info.name, config=config, isolation=self.isolation
        )
        service = self.plugins.initialize(integration, context)
        self._opened.append(Work(self, service, context))
        return self._opened[-1]

    def open_source(self, state: MutableMapping[str, Any] | None = None, **changes: Any) -> Work:
        """A service that reads; the test fails where it is none."""
        work = self.open(state, **changes)
        expect(
            isinstance(work.service, SourceService),
            f"`{self.name}` makes a {type(work.service).__name__}, which is no SourceService",
            "subclass SourceService, or test the plugin with PluginContract",
        )
        return work

    def open_tracker(self, **changes: Any) -> Work:
        """A service that reads and writes; the test fails where it is none."""
        work = self.open(**changes)
        expect(
            isinstance(work.service, TrackerService),
            f"`{self.name}` makes a {type(work.service).__name__}, which is no TrackerService",
            "subclass TrackerService, or test the plugin with SourceContract",
        )
        return work

    def again(self, work: Work) -> Work:
        """The service of a new process, with what the old one kept."""
        self.plugins.shutdown(self.name, work.service)
        return self.open(work.context.kept)

    def close(self) -> None:
        """End everything, in fine weather."""
        self.weather.clear()
        with self.held:
            for work in reversed(self._opened):
                self.plugins.shutdown(self.name, work.service)
            if self._started is not None:
                self._started.stop()


class Work(Desk[Any]):
    """A service at work, asked as the engine asks."""

    context: WeatheredContext

    def __init__(self, bench: Bench, service: Any, context: WeatheredContext) -> None:
        super().__init__(service, context)
        self.bench = bench

    def pass_time(self, time: timedelta) -> None:
        """Let time pass for the service, and at the place where it can."""
        self.context.time = self.context.clock() + time
        advance = getattr(self.bench.sandbox, "advance", None)
        if advance is not None:
            advance(time.total_seconds())

    def page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        """One page, asked for again where an answer was lost, as a later sync would."""
        for _ in range(_TRIES):
            before = len(self.bench.weather.sent)
            try:
                return self.bench.plugins.sync(self.bench.name, self.service, cursor, mode)
            except RateLimitedError:
                raise
            except TransientError as error:
                if len(self.bench.weather.sent) == before or not self.bench.weather.lost:
                    raise
                self.context.journal.debug("asked_again", error=str(error))
        raise Breach("no page came although few answers were lost", "ask anew at each call")

    def read(self, cursor: Cursor | None = None, mode: Mode = "snapshot") -> list[SyncPage]:
        """Every page of a reading."""
        return self.read_while(lambda _page: None, cursor, mode)

    def read_while(
        self, act: Callable[[int], None], cursor: Cursor | None = None, mode: Mode = "snapshot"
    ) -> list[SyncPage]:
        """Every page of a reading; `act` is called with the number of each page but the last."""
        pages: list[SyncPage] = []
        while True:
            page = self.page(cursor, mode)
            pages.append(page)
            if not page.more:
                return pages
            expect(
                page.next is not None,
                f"page {len(pages)} of a {mode} says `more` and has no `next`",
                "give each page that is not the last the cursor from which the next one is read",
            )
            expect(
                len(pages) < _PAGES and (page.next != cursor),
                f"a {mode} does not end: page {len(pages)} leads to where it began",
                "move the cursor on with each page, and say `more` only where another page follows",
            )
            act(len(pages))
            cursor = stored(page.next)


def stored(cursor: Cursor | None) -> Cursor | None:
    """A cursor as it comes back from the store."""
    if cursor is None:
        return None
    cure = "keep texts, numbers, lists and tables in Cursor.data"
    try:
        again = from_json(Cursor, json.loads(json.dumps(to_json(cursor))))
    except (TypeError, ValueError) as error:
        breach(f"a cursor is no plain JSON: {error}", cure)
    expect(again == cursor, f"a cursor comes back from the store as {again}, and was {cursor}", cure)
    return again


def refs_of(pages: list[SyncPage]) -> list[RemoteRef]:
    """What a reading brought: items, things and, of a census, what is present."""
    found: list[RemoteRef] = []
    for page in pages:
        found += [item.ref for item in page.items if item.version is not None]
        found += [thing.ref for thing in page.refs]
        found += page.present
    return found


def names_of(pages: list[SyncPage]) -> set[str]:
    """The same by what people call them and by their ids."""
    return {name for ref in refs_of(pages) for name in (ref.key, ref.id) if name}


def items_of(pages: list[SyncPage]) -> dict[str, RemoteItem]:
    """The latest of each item that a reading brought, by its key."""
    return {item.ref.key: item for page in pages for item in page.items if item.version is not None}


def _name(plugin: Any) -> str:
    try:
        return str(plugin.devlog_plugin_info().name)
    except Exception as error:  # noqa: BLE001 - a plugin may fail in any way
        breach(
            f"devlog_plugin_info did not answer with a PluginInfo ({type(error).__name__}: {error})",
            "answer it with the plugin's name, version and purpose; `Plugin(...)` does so",
        )
