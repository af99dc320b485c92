"""A workspace with one integration, synced by the real engine on a real store, in any weather."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import requests
import tomlkit
from requests.adapters import HTTPAdapter

from devlog_core.app import open_store
from devlog_core.config.workspace import Workspace
from devlog_core.model.change import Change
from devlog_core.model.entry import Entry
from devlog_core.model.ids import new_uid
from devlog_core.model.integration import Integration
from devlog_core.model.note import Note
from devlog_core.model.run import Run
from devlog_core.model.times import now
from devlog_core.plugin.context import Credentials, Log, PluginContext
from devlog_core.plugin.http import metered_session
from devlog_core.plugin.limits import LimitReader
from devlog_core.plugin.registry import Plugins
from devlog_core.plugin.service import IntegrationService
from devlog_core.sync.place import Progress
from devlog_core.sync.recorder import Recorder
from devlog_core.sync.workbench import SyncOptions, Workbench
from devlog_core.testing.contract.bench import Bench
from devlog_core.testing.contract.laws import expect
from devlog_core.testing.contract.weather import OuterWire, Weather
from devlog_core.testing.workplace import Workplace, confining

_SYNCS = 8


class Office(Workplace):
    """Somebody's workspace beside the place."""

    def __init__(self, bench: Bench, **rules: Any) -> None:
        self.name = bench.name
        self._bench = bench
        self._ahead = timedelta()
        folder = bench.folder / f"office-{new_uid()[-8:]}"
        environ = {
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            "XDG_STATE_HOME": str(folder / "state"),
            **confining(),
        }
        _found(folder, bench, rules)
        super().__init__(folder, environ, [bench.point], self._now, self.advance)
        bench.held.callback(self.close)

    def bench(self, progress: Progress) -> Workbench:
        made = super().bench(progress)
        return replace(made, plugins=_Stormy(self._bench))

    def advance(self, seconds: float) -> None:
        """Let time pass, here and at the place."""
        self._ahead += timedelta(seconds=seconds)
        advance = getattr(self._bench.sandbox, "advance", None)
        if advance is not None:
            advance(seconds)

    def run(self, **options: Any) -> Run:
        """One sync."""
        [run] = self.sync(SyncOptions(allow_create=True, **options))
        return run

    def settle(self) -> Run:
        """Syncs until one finds nothing to do, as after the edits have stopped."""
        run = self.run()
        for _ in range(_SYNCS):
            if run.status == "ok" and not run.writes and not any(run.pulled.get(k) for k in _NEWS):
                return run
            self.advance(60)
            run = self.run()
        told = "; ".join(error.message for error in run.errors) or f"{run.pulled} {run.pushed}"
        expect(
            False,
            f"after {_SYNCS} syncs there is still something to do: {run.status}, {run.writes} writes, {told}",
            "let a field that was sent be read as express() says, and a cursor come to rest; "
            "a POST that only asks counts as a write until a LimitReader's reads() says otherwise",
        )
        return run

    def entries(self) -> list[Entry]:
        """All entries."""
        with self.store.read() as unit:
            return list(unit.entries.all())

    def entry(self, key: str) -> Entry:
        """The entry of an item."""
        with self.store.read() as unit:
            for entry in unit.entries.all():
                link = unit.links.item(entry.uid, self.name)
                if link is not None and link.ref.key == key:
                    return entry
        expect(False, f"after a sync no entry is linked to {key}", "bring every item in a snapshot")
        raise LookupError(key)

    def key(self, entry: Entry) -> str:
        """The item of an entry."""
        with self.store.read() as unit:
            link = unit.links.item(entry.uid, self.name)
        expect(link is not None and link.ref.key, "after a sync an entry has no item", "create it")
        return link.ref.key if link is not None else ""

    def notes(self, entry: Entry) -> list[Note]:
        """The notes of an entry."""
        with self.store.read() as unit:
            return unit.notes.of(entry.uid)

    def conflicts(self, entry: Entry) -> list[str]:
        """The fields of an entry that wait for a decision."""
        with self.store.read() as unit:
            return sorted(unit.conflicts.of(entry.uid))

    def changes(self) -> list[Change]:
        """The whole journal."""
        with self.store.read() as unit:
            return list(unit.changes.after(0))

    def write(self, act: Callable[[Recorder], Any]) -> Any:
        """A person here changes something."""
        with self.store.write() as unit:
            return act(self.recorder(unit))

    def new(self, **values: Any) -> Entry:
        """A person here adds an entry."""
        made: Entry = self.write(lambda recorder: recorder.create(values))
        return made

    def edit(self, entry: Entry, **values: Any) -> None:
        """A person here changes an entry."""

        def change(recorder: Recorder) -> None:
            fresh = recorder.unit.entries.get(entry.uid)
            recorder.change(fresh or entry, values)

        self.write(change)

    def _now(self) -> datetime:
        return now() + self._ahead


_NEWS = ("created", "updated")


class _Stormy(Plugins):
    """The plugins, whose services meet the weather."""

    def __init__(self, bench: Bench) -> None:
        super().__init__([bench.point])
        self._weather = bench.weather

    def initialize(self, integration: Integration, context: PluginContext) -> IntegrationService[Any]:
        return super().initialize(integration, _StormyContext(context, self._weather))


class _StormyContext:
    def __init__(self, context: PluginContext, weather: Weather) -> None:
        self._context, self._weather = context, weather

    @property
    def credentials(self) -> Credentials:
        return self._context.credentials

    @property
    def log(self) -> Log:
        return self._context.log

    @property
    def state(self) -> MutableMapping[str, Any]:
        return self._context.state

    def clock(self) -> datetime:
        return self._context.clock()

    def adapter(self, limits: LimitReader | None = None) -> HTTPAdapter:
        return OuterWire(self._weather, self._context.adapter(limits))

    def session(self, limits: LimitReader | None = None) -> requests.Session:
        return metered_session(self.adapter(limits))


def _found(folder: Path, bench: Bench, rules: dict[str, Any]) -> None:
    """Make the workspace."""
    inner = folder / ".devlog"
    inner.mkdir(parents=True)
    table = {"plugin": bench.name, "isolation": bench.isolation, **rules, "config": bench.config}
    settings = {"sync": {"create_guard": 1000}, "integrations": {bench.name: table}}
    (inner / "config.toml").write_text(tomlkit.dumps(settings), encoding="utf-8")
    open_store("sqlite:///devlog.db", Workspace(folder), create=True).close()
