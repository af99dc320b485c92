"""Calling plugins with types, and holding the services they make."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import TYPE_CHECKING, Any

from devlog_core.model.change import Change
from devlog_core.model.delivery import Delivery
from devlog_core.model.errors import DevlogError, NotFoundError, PluginError, UnsupportedError
from devlog_core.model.integration import Integration
from devlog_core.model.remote import Cursor, Mode, SyncPage
from devlog_core.model.run import Run
from devlog_core.model.webhook import WebhookResult
from devlog_core.plugin.actions import ActionSpec, actions_of
from devlog_core.plugin.capability import Capabilities
from devlog_core.plugin.context import PluginContext
from devlog_core.plugin.describe import describe_failure, refusals, service_class
from devlog_core.plugin.info import PluginInfo, TriggerSpec
from devlog_core.plugin.loaded import Loaded, LoadFailure
from devlog_core.plugin.loader import PluginLoader
from devlog_core.plugin.manifest import Manifest, Manifests
from devlog_core.plugin.nearest import hint
from devlog_core.plugin.sandbox import Sandbox
from devlog_core.plugin.service import IntegrationService

if TYPE_CHECKING:
    from devlog_core.plugin.inspection import Finding

Service = IntegrationService[Any]
_OBSERVERS = frozenset({"devlog_entry_changed", "devlog_run_finished"})
_log = logging.getLogger(__name__)


class Plugins:
    """Every hook as a typed method; a plugin is imported when it is first needed."""

    def __init__(self, found: Sequence[EntryPoint] | None = None, cache: Path | None = None) -> None:
        self._manifests = Manifests(cache)
        self._loader = PluginLoader(found, self._manifests.get)
        self._gathered: set[str] = set()

    @property
    def failures(self) -> tuple[LoadFailure, ...]:
        """What did not load, of the plugins tried so far."""
        return tuple(self._loader.failures)

    def names(self) -> list[str]:
        """The names of all installed plugins, whether they load or not; imports none."""
        return self._loader.names()

    def load_all(self) -> list[str]:
        """The names of the plugins that load, after trying each."""
        return [loaded.info.name for loaded in self._loader.load_all()]

    def info(self, name: str) -> PluginInfo:
        """What the plugin says of itself; like all that follow, raises ConfigError where it does not load."""
        return self._loader.require(name).info

    def schema(self, name: str) -> Mapping[str, Any]:
        """The JSON Schema of the integration's `config` table."""
        return self._loader.require(name).schema

    def refusals(self, name: str, config: Mapping[str, Any]) -> list[tuple[tuple[int | str, ...], str]]:
        """Where the plugin's own validators refuse a `config` table, and why; makes no service."""
        return refusals(self._loader.require(name), config)

    def triggers(self, name: str) -> Sequence[TriggerSpec]:
        """The events that workflows can react to."""
        return self._loader.require(name).triggers

    def service_class(self, name: str) -> type[Service] | None:
        """The class of the plugin's services, None where it does not say."""
        return service_class(self._loader.require(name))

    def actions(self, name: str) -> Mapping[str, ActionSpec]:
        """The plugin's actions by name."""
        service = self.service_class(name)
        return actions_of(service) if service else {}

    def capabilities(self, name: str) -> Capabilities:
        """What the plugin's services read, write and promise."""
        service = self.service_class(name)
        return service.capabilities if service else Capabilities()

    def initialize(self, integration: Integration, context: PluginContext) -> Service:
        """The service of one integration."""
        hook = "devlog_initialize"
        made = self._answer(integration.plugin, hook, integration=integration, context=context)
        service: Service = _expect(made, IntegrationService, integration.plugin, hook)
        return service

    def sync(self, name: str, service: Service, cursor: Cursor | None, mode: Mode) -> SyncPage:
        """One page of remote changes."""
        answer = self._answer(name, "devlog_sync", service=service, cursor=cursor, mode=mode)
        page: SyncPage = _expect(answer, SyncPage, name, "devlog_sync")
        return page

    def webhook(self, name: str, service: Service, delivery: Delivery) -> WebhookResult:
        """What a verified delivery hints at."""
        answer = self._answer(name, "devlog_webhook", service=service, delivery=delivery)
        result: WebhookResult = _expect(answer, WebhookResult, name, "devlog_webhook")
        return result

    def shutdown(self, name: str, service: Service) -> None:
        """Release what the service holds."""
        self._call(self._loader.require(name), "devlog_shutdown", service=service)

    def sandbox(self, name: str) -> Sandbox | None:
        """A new simulator of the plugin's remote system, where it has one."""
        made = self._call(self._loader.require(name), "devlog_sandbox")
        sandbox: Sandbox | None = None if made is None else _expect(made, Sandbox, name, "devlog_sandbox")
        return sandbox

    def observed(self) -> bool:
        """Whether any plugin is to be told of journal records."""
        hook = "devlog_entry_changed"
        self._gather(hook)
        return any(hasattr(loaded.calls, hook) for loaded in self._loader.loaded)

    def observes(self, name: str) -> bool:
        """Whether the plugin's services are told what happens; false where it does not load."""
        try:
            return self.manifest(name).kind == "observer"
        except DevlogError:
            return False

    def entry_changed(self, change: Change) -> None:
        """Tell every observer of a journal record; what one raises is logged and dropped."""
        self._tell("devlog_entry_changed", change=change)

    def run_finished(self, run: Run) -> None:
        """Tell every observer of a run that ended; what one raises is logged and dropped."""
        self._tell("devlog_run_finished", run=run)

    def manifest(self, name: str) -> Manifest:
        """The plugin's manifest, without importing it where this very version is known."""
        kept = self._kept(name)
        if kept is not None and kept.error is None:
            return kept
        loaded = self._loader.load(name)
        if loaded is None:
            self._remember_failures(name)
            raise self._loader.problem(name)
        return self._remember(loaded)

    def manifests(self) -> list[Manifest]:
        """Every installed plugin by name; those that do not load carry their error."""
        found = [self._remember(loaded) for loaded in self._loader.load_all()]
        found += [describe_failure(failure) for failure in self.failures]
        return sorted(found, key=lambda manifest: manifest.name)

    def inspect(self, name: str) -> tuple[Finding, ...]:
        """What is wrong with an installed plugin; from then on this process reaches loopback only."""
        from devlog_core.plugin.inspection import Finding, inspect_installed

        candidate = next(found for found in self._loader.candidates if found.name == name)
        findings = inspect_installed(candidate)
        if final := next((finding for finding in findings if finding.final), None):
            self._loader.refuse(candidate, final.problem, final.cure)
        self._loader.load(name)
        return findings or tuple(
            Finding(check="import", problem=failure.reason, cure=failure.cure)
            for failure in self.failures
            if failure.name == name
        )

    def sources(self, name: str) -> list[Path]:
        """The files and folders of a plugin whose code may change without a new version."""
        found = (c for c in self._loader.candidates if c.name == name and c.editable)
        return [path for candidate in found for path in candidate.sources()]

    def _kept(self, name: str) -> Manifest | None:
        candidates = (c for c in self._loader.candidates if c.name == name)
        return next((kept for c in candidates if (kept := self._manifests.get(c.key))), None)

    def _remember(self, loaded: Loaded) -> Manifest:
        manifest = self._loader.manifests[loaded.info.name]
        self._manifests.put(loaded.candidate.key, manifest)
        return manifest

    def _remember_failures(self, name: str) -> None:
        for candidate in self._loader.candidates:
            for failure in self.failures:
                if candidate.name == failure.name == name and candidate.distribution == failure.distribution:
                    self._manifests.put(candidate.key, describe_failure(failure))

    def _answer(self, name: str, hook: str, **arguments: Any) -> Any:
        loaded = self._loader.require(name)
        if not hasattr(loaded.calls, hook):
            raise UnsupportedError(f"plugin `{name}` does not answer {hook}")
        return self._call(loaded, hook, **arguments)

    def _tell(self, hook: str, **arguments: Any) -> None:
        self._gather(hook)
        for loaded in self._loader.loaded:
            if hasattr(loaded.calls, hook):
                try:
                    self._call(loaded, hook, **arguments)
                except Exception:  # noqa: BLE001 - an observer may raise anything
                    _log.exception("plugin `%s` failed in %s", loaded.info.name, hook)

    def _call(self, loaded: Loaded, hook: str, **arguments: Any) -> Any:
        self._gather(hook)
        others = [other.calls for other in self._loader.loaded if other is not loaded]
        try:
            return self._loader.manager.subset_hook_caller(hook, others)(**arguments)
        except SystemExit as error:
            raise PluginError(f"plugin `{loaded.info.name}` tried to end the program in {hook}") from error

    def _gather(self, hook: str) -> None:
        """Load whatever is installed that wraps or observes this hook, as the manifests tell."""
        with self._loader.lock:
            if hook in self._gathered:
                return
            for name in self.names():
                try:
                    manifest = self._kept(name) or self.manifest(name)
                except DevlogError as error:
                    _log.debug("%s", error)
                    continue
                if hook in manifest.wraps or (hook in _OBSERVERS and hook in manifest.hooks):
                    self._loader.load(name)
            self._gathered.add(hook)


class IntegrationRegistry:
    """The services of this process by the name of their integration."""

    def __init__(self, plugins: Plugins) -> None:
        self._plugins = plugins
        self._services: dict[str, Service] = {}

    def register(self, service: Service) -> Service:
        """Hold a service under its integration's name; raises PluginError where the name is taken."""
        name = service.integration.name
        if self._services.get(name, service) is not service:
            raise PluginError(f"integration `{name}` has a service already")
        self._services[name] = service
        return service

    def get(self, name: str) -> Service:
        """The service of one integration; raises NotFoundError."""
        if name not in self._services:
            raise NotFoundError(f"no integration `{name}` is at work{hint(name, self._services)}")
        return self._services[name]

    def all(self) -> list[Service]:
        """Every service, in the order they came."""
        return list(self._services.values())

    def any(self) -> bool:
        """Whether there is a service at all."""
        return bool(self._services)

    def count(self) -> int:
        """How many services there are."""
        return len(self._services)

    def close_all(self) -> None:
        """Shut every service down, each in a guard; calling it again does nothing."""
        services, self._services = self._services, {}
        for name, service in reversed(services.items()):
            try:
                self._plugins.shutdown(service.integration.plugin, service)
            except Exception:  # noqa: BLE001 - one service may not keep another open
                _log.exception("integration `%s` did not shut down", name)

    def __len__(self) -> int:
        return len(self._services)

    def __iter__(self) -> Iterator[Service]:
        return iter(self.all())

    def __contains__(self, name: object) -> bool:
        return name in self._services


def _expect(value: Any, cls: type, name: str, hook: str) -> Any:
    if not isinstance(value, cls):
        what = "nothing" if value is None else f"a {type(value).__name__}"
        raise PluginError(f"plugin `{name}`: {hook} gave {what} instead of a {cls.__name__}; tell its author")
    return value
