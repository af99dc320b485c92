"""The composition root: the one place where a workspace's parts are put together."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from devlog_core.config.manager import ConfigurationManager
from devlog_core.config.sources import state_folder
from devlog_core.config.workspace import VARIABLE, Workspace, find_workspace
from devlog_core.model.errors import ConfigError, DevlogError, PluginError, UsageError
from devlog_core.model.saying import hide, in_one_line, said

if TYPE_CHECKING:
    from devlog_core.app.log import Records
    from devlog_core.plugin.budget import Budgets
    from devlog_core.plugin.http import Meter
    from devlog_core.plugin.registry import Plugins
    from devlog_core.plugin.service import IntegrationService
    from devlog_core.storage.sqlite import SqliteStore
    from devlog_core.sync.engine import Engine
    from devlog_core.sync.people import Persons
    from devlog_core.sync.place import Progress
    from devlog_core.sync.recorder import Recorder
    from devlog_core.sync.routing import Routes
    from devlog_core.sync.workbench import Workbench

USER = "DEVLOG_USER"
PATIENCE = "DEVLOG_BUSY_SECONDS"
"""How long to wait for a store that another process holds."""
_SQLITE = "sqlite:///"
_LATER = ("json", "postgresql", "mysql")


class App:
    """One workspace with its settings, its store and, where asked for, its plugins and the engine."""

    def __init__(
        self,
        directory: Path | None = None,
        *,
        environ: Mapping[str, str] | None = None,
        verbose: bool = False,
    ) -> None:
        self.environ = os.environ if environ is None else environ
        self._directory = directory
        self._verbose = verbose
        self.tolerant = False
        """Whether faults in the configuration files are borne, as by commands that look for them."""

    @cached_property
    def workspace(self) -> Workspace:
        """The directory that the command is about; raises UsageError where there is none."""
        return find_workspace(Path.cwd(), self.environ, self._directory)

    @cached_property
    def configuration(self) -> ConfigurationManager:
        """The settings from all layers; raises ConfigError."""
        return ConfigurationManager.load(self.workspace, environ=self.environ, tolerant=self.tolerant)

    @cached_property
    def store(self) -> SqliteStore:
        """The store, open; raises ConfigError or StoreError."""
        wait = self.environ.get(PATIENCE, "")
        seconds = float(wait) if wait.replace(".", "", 1).isdigit() else None
        return open_store(self.configuration.storage_url(), self.workspace, patience=seconds)

    @cached_property
    def routes(self) -> Routes:
        """What goes where."""
        from devlog_core.sync.routing import Routes

        return Routes(self.configuration.settings.integrations, self.configuration.is_tracker)

    @cached_property
    def actor(self) -> str:
        """Who changes things here: DEVLOG_USER, else the name of the account."""
        named = self.environ.get(USER, "").strip()
        if named:
            return named
        from getpass import getuser

        try:
            return getuser()
        except (OSError, KeyError):
            return "somebody"

    @property
    def plugins(self) -> Plugins:
        """The installed plugins; each is imported when it is first needed."""
        return self.configuration.plugins

    @cached_property
    def installed(self) -> Plugins:
        """The installed plugins, for commands that need no workspace."""
        try:
            return self.plugins
        except UsageError:
            if self._directory is not None or self.environ.get(VARIABLE):
                raise
        from devlog_core.plugin.registry import Plugins

        return Plugins()

    def mishaps(self) -> dict[str, list[str]]:
        """What befell the processes of isolated plugins last, by plugin; nothing outside of a workspace."""
        try:
            configured = self.configuration.settings.integrations.values()
        except UsageError:
            return {}
        isolated = [each for each in configured if each.isolation == "process"]
        if not isolated:
            return {}
        from devlog_core.sync.mishaps import mishaps

        try:
            with self.store.read() as unit:
                told = mishaps(unit, [integration.name for integration in isolated])
        except DevlogError:
            # What is wrong with the store is told by those commands that need it.
            return {}
        found: dict[str, list[str]] = {}
        for integration in isolated:
            if integration.name in told:
                found.setdefault(integration.plugin, []).append(told[integration.name])
        return found

    @contextmanager
    def change(self, why: str) -> Iterator[Recorder]:
        """One transaction that changes entries on behalf of the user; an error leaves nothing changed."""
        from devlog_core.model.times import now
        from devlog_core.sync.recorder import Cause, Recorder

        with self.store.write() as unit:
            yield Recorder(unit, self.routes, Cause(at=now(), actor=self.actor, why=why))

    def persons(self, recorder: Recorder) -> Persons:
        """Everybody known to the workspace."""
        from devlog_core.sync.people import Persons

        settings = self.configuration.settings
        return Persons(recorder.unit, settings.integrations, settings.people.values())

    @cached_property
    def records(self) -> Records:
        """The log of this process."""
        from devlog_core.app.log import Records

        records = Records(self.configuration.secret_values, verbose=self._verbose)
        records.take_over()
        return records

    def redact(self, text: str) -> str:
        """The text without the secrets that were read so far."""
        return hide(text, self.configuration.secret_values()) if "configuration" in self.__dict__ else text

    @cached_property
    def budgets(self) -> Budgets:
        """What is left of each account's requests, shared by all of the user's workspaces on this machine."""
        from devlog_core.plugin.budget import Budgets

        return Budgets(state_folder(self.environ) / "budgets")

    def engine(self, progress: Progress) -> Engine:
        """What syncs the workspace with its places."""
        from devlog_core.sync.engine import Engine

        return Engine(self.bench(progress))

    def bench(self, progress: Progress) -> Workbench:
        """What an engine of this workspace works with."""
        from devlog_core.sync.workbench import Workbench

        configuration, settings = self.configuration, self.configuration.settings
        locks = self.workspace.directory / "locks"
        locks.mkdir(exist_ok=True)
        return Workbench(
            store=self.store,
            routes=self.routes,
            plugins=self.plugins,
            people=settings.people.values(),
            resolve=configuration.resolved,
            read_secret=lambda name: partial(configuration.secret, name),
            log=self.records.of,
            redact=self.redact,
            progress=progress,
            locks=locks,
            budgets=self.budgets,
            shrink_guard=settings.sync.shrink_guard,
            create_guard=settings.sync.create_guard,
            deadline=settings.sync.deadline,
        )

    @contextmanager
    def service(self, name: str, meter: Meter | None = None) -> Iterator[IntegrationService[Any]]:
        """One integration's service, outside of a sync; raises ConfigError where it cannot be used."""
        from devlog_core.model.times import now
        from devlog_core.plugin.http import Meter
        from devlog_core.sync.context import ServiceContext

        integration = self.configuration.resolved(name)
        context = ServiceContext(
            store=self.store,
            integration=name,
            meter=meter or Meter(),
            read_secret=partial(self.configuration.secret, name),
            log=self.records.of(name),
            clock=now,
            budgets=self.budgets,
        )
        try:
            service = self.plugins.initialize(integration, context)
            try:
                yield service
            finally:
                self.plugins.shutdown(integration.plugin, service)
        except DevlogError:
            raise
        except SystemExit as error:
            ended = f"plugin `{integration.plugin}` tried to end the program; tell its author"
            raise PluginError(ended) from error
        except Exception as error:
            told = in_one_line(said(error))
            raise PluginError(f"plugin `{integration.plugin}` failed ({told}); tell its author") from error
        finally:
            self._note_mishap(name)

    def _note_mishap(self, name: str) -> None:
        told = self.plugins.mishap(name)
        if told is not None:
            from devlog_core.sync.mishaps import remember_mishap

            with self.store.write() as unit:
                remember_mishap(unit, name, self.redact(told), well=False)

    def require_integration(self, name: str) -> None:
        """Raise NotFoundError, naming the nearest, where no such integration is configured."""
        self.configuration.integration(name)

    @property
    def unreadable(self) -> list[str]:
        """The records of the store that were met and cannot be read."""
        return list(self.store.noted) if "store" in self.__dict__ else []

    def close(self) -> None:
        """Release what was opened."""
        if "store" in self.__dict__:
            self.store.close()


def open_store(
    url: str, workspace: Workspace, *, create: bool = False, patience: float | None = None
) -> SqliteStore:
    """The store that the settings name; raises ConfigError for a kind that is not there."""
    if not url.startswith(_SQLITE) or len(url) == len(_SQLITE):
        scheme = url.partition(":")[0]
        if scheme in _LATER:
            raise ConfigError(
                f"storage.url: stores of kind `{scheme}` are not there in this version; "
                "write sqlite:///FILE, relative to .devlog/"
            )
        raise ConfigError(
            f"storage.url: `{scheme}` is no kind of store; write sqlite:///FILE, relative to .devlog/"
        )
    from devlog_core.storage.sqlite import BUSY_SECONDS, SqliteStore

    path = workspace.directory / url.removeprefix(_SQLITE)
    return SqliteStore(path, BUSY_SECONDS if patience is None else patience).open(create=create)
