"""Calling plugins with types."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import TYPE_CHECKING, Any

from devlog_core.model.change import Change
from devlog_core.model.delivery import Delivery
from devlog_core.model.errors import DevlogError, PluginError, UnsupportedError
from devlog_core.model.integration import Integration
from devlog_core.model.remote import Cursor, Mode, SyncPage
from devlog_core.model.run import Run
from devlog_core.model.webhook import WebhookResult
from devlog_core.plugin.actions import ActionSpec, actions_of
from devlog_core.plugin.capability import Capabilities
from devlog_core.plugin.context import PluginContext
from devlog_core.plugin.describe import describe_failure, refusals, service_class
from devlog_core.plugin.info import PluginInfo, TriggerSpec
from devlog_core.plugin.isolation.confined import Refusal
from devlog_core.plugin.isolation.hooks import Elsewhere, IsolatedHooks
from devlog_core.plugin.loaded import Loaded, LoadFailure
from devlog_core.plugin.loader import PluginLoader
from devlog_core.plugin.manifest import Manifest, Manifests
from devlog_core.plugin.sandbox import Sandbox
from devlog_core.plugin.service import IntegrationService

if TYPE_CHECKING:
    from devlog_core.plugin.inspection import Finding
    from devlog_core.plugin.isolation.confinement import Confinement

Service = IntegrationService[Any]
_OBSERVERS = frozenset({"devlog_entry_changed", "devlog_run_finished"})
_log = logging.getLogger(__name__)


class Plugins:
    """Every hook as a typed method; a plugin is imported when it is first needed."""

    def __init__(
        self,
        found: Sequence[EntryPoint] | None = None,
        cache: Path | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self._manifests = Manifests(cache)
        self._loader = PluginLoader(found, self._manifests.get)
        self._loader.confinement = lambda: self._confinement
        self._environ = environ
        self._isolated = IsolatedHooks(self._isolate)
        self._loader.manager.register(self._isolated, "isolated plugins")
        self._gathered: set[str] = set()

    @cached_property
    def _confinement(self) -> Confinement:
        from devlog_core.plugin.isolation.confinement import Confinement

        return Confinement(self._loader.locate, self._environ)

    def confine(self, uses: Mapping[str, Integration]) -> None:
        """Never import these plugins: the integration that uses each says how its process is made."""
        self._loader.confine(uses)

    def mishap(self, integration: str) -> str | None:
        """What befell the latest process of an isolated integration; None where all was well."""
        return self._confinement.mishap(integration) if "_confinement" in self.__dict__ else None

    def abandon(self, integration: str) -> None:
        """Leave a run that hangs: an isolated plugin ends at once, nothing can end another."""
        if "_confinement" in self.__dict__:
            self._confinement.abandon(integration)

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

    def refusals(self, name: str, config: Mapping[str, Any]) -> list[Refusal]:
        """Where the plugin's own validators refuse a `config` table, and why; makes no service."""
        return self.refusals_each(name, [config])[0]

    def refusals_each(self, name: str, configs: Sequence[Mapping[str, Any]]) -> list[list[Refusal]]:
        """The same for several tables at once: an isolated plugin is asked about all by one process."""
        return refusals(self._loader.require(name), configs)

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
        hook, isolated = "devlog_initialize", integration.isolation == "process"
        made = self._answer(integration.plugin, hook, isolated, integration=integration, context=context)
        service: Service = _expect(made, IntegrationService, integration.plugin, hook)
        return service

    def sync(self, name: str, service: Service, cursor: Cursor | None, mode: Mode) -> SyncPage:
        """One page of remote changes."""
        isolated = isinstance(service, Elsewhere)
        answer = self._answer(name, "devlog_sync", isolated, service=service, cursor=cursor, mode=mode)
        page: SyncPage = _expect(answer, SyncPage, name, "devlog_sync")
        return page

    def webhook(self, name: str, service: Service, delivery: Delivery) -> WebhookResult:
        """What a verified delivery hints at."""
        isolated = isinstance(service, Elsewhere)
        answer = self._answer(name, "devlog_webhook", isolated, service=service, delivery=delivery)
        result: WebhookResult = _expect(answer, WebhookResult, name, "devlog_webhook")
        return result

    def shutdown(self, name: str, service: Service) -> None:
        """Release what the service holds."""
        loaded = self._loader.require(name)
        calls = self._isolated if isinstance(service, Elsewhere) else loaded.calls
        self._call(name, calls, "devlog_shutdown", service=service)

    def sandbox(self, name: str) -> Sandbox | None:
        """A new simulator of the plugin's remote system, where it has one."""
        loaded = self._loader.require(name)
        if name in self._loader.confined:
            raise UnsupportedError(
                f"plugin `{name}` is isolated here, and its sandbox would run in this process; "
                "use it outside of this workspace"
            )
        made = self._call(name, loaded.calls, "devlog_sandbox")
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

    def inspect(self, name: str) -> tuple[Manifest, tuple[Finding, ...]]:
        """An installed plugin and what is wrong with it; from then on this process reaches loopback only."""
        from devlog_core.plugin.inspection import Finding, inspect_installed

        candidate = next(found for found in self._loader.candidates if found.name == name)
        findings = inspect_installed(candidate)
        if final := next((finding for finding in findings if finding.final), None):
            self._loader.refuse(candidate, final.problem, final.cure)
        loaded = self._loader.load(name)
        failures = [failure for failure in self.failures if failure.name == name]
        if not final:
            findings += tuple(
                Finding(check="import", problem=failure.reason, cure=failure.cure) for failure in failures
            )
        return self._loader.manifests[name] if loaded else describe_failure(failures[0]), findings

    def sources(self, name: str) -> list[Path]:
        """The files and folders of a plugin whose code may change without a new version."""
        found = self._loader.candidates_of(name)
        return [path for candidate in found if candidate.editable for path in candidate.sources()]

    def _kept(self, name: str) -> Manifest | None:
        candidates = self._loader.candidates_of(name)
        return next((kept for c in candidates if (kept := self._manifests.get(c.key))), None)

    def _remember(self, loaded: Loaded) -> Manifest:
        manifest = self._loader.manifests[loaded.info.name]
        self._manifests.put(loaded.candidate.key, manifest)
        return manifest

    def _remember_failures(self, name: str) -> None:
        for candidate in self._loader.candidates_of(name):
            for failure in self.failures:
                if failure.name == name and candidate.distribution == failure.distribution:
                    self._manifests.put(candidate.key, describe_failure(failure))

    def _isolate(self, integration: Integration, context: PluginContext) -> Service:
        return self._confinement.service(integration, self.schema(integration.plugin), context)

    def _answer(self, name: str, hook: str, isolated: bool, **arguments: Any) -> Any:
        loaded = self._loader.require(name)
        calls = self._isolated if isolated else loaded.calls
        if not hasattr(calls, hook):
            raise UnsupportedError(f"plugin `{name}` does not answer {hook}")
        return self._call(name, calls, hook, **arguments)

    def _tell(self, hook: str, **arguments: Any) -> None:
        self._gather(hook)
        for loaded in self._loader.loaded:
            if hasattr(loaded.calls, hook):
                try:
                    self._call(loaded.info.name, loaded.calls, hook, **arguments)
                except Exception:  # noqa: BLE001 - an observer may raise anything
                    _log.exception("plugin `%s` failed in %s", loaded.info.name, hook)

    def _call(self, name: str, calls: object, hook: str, **arguments: Any) -> Any:
        self._gather(hook)
        known = [*(other.calls for other in self._loader.loaded), self._isolated]
        others = [other for other in known if other is not calls]
        try:
            return self._loader.manager.subset_hook_caller(hook, others)(**arguments)
        except SystemExit as error:
            raise PluginError(f"plugin `{name}` tried to end the program in {hook}") from error

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


def _expect(value: Any, cls: type, name: str, hook: str) -> Any:
    if not isinstance(value, cls):
        what = "nothing" if value is None else f"a {type(value).__name__}"
        raise PluginError(f"plugin `{name}`: {hook} gave {what} instead of a {cls.__name__}; tell its author")
    return value
