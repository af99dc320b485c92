"""Finding installed plugins and loading each in its own guard."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import EntryPoint
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

import pluggy

from devlog_core.model.errors import ConfigError, DevlogError
from devlog_core.model.integration import Integration
from devlog_core.plugin import hookspecs
from devlog_core.plugin.candidate import Candidate, installed
from devlog_core.plugin.checks import (
    Hooks,
    Refused,
    info_of,
    one_line,
    schema_of,
    split,
    text_of,
    triggers_of,
)
from devlog_core.plugin.describe import describe
from devlog_core.plugin.isolation.confined import confined, elsewhere
from devlog_core.plugin.loaded import Loaded, LoadFailure
from devlog_core.plugin.manifest import Manifest
from devlog_core.plugin.nearest import nearest

if TYPE_CHECKING:
    from devlog_core.plugin.isolation.confinement import Confinement

_NAME = re.compile(r"[a-z][a-z0-9-]*")
_VALUE = re.compile(r"[\w.]+(\s*:\s*[\w.]+)?\s*(\[.*\])?\s*")
_RESERVED = frozenset({"core", "local"})
"""Words that mean devlog itself where a plugin may be named."""


class PluginLoader:
    """Loads plugins one by one or all; one that fails never keeps another from loading."""

    def __init__(
        self, found: Sequence[EntryPoint] | None = None, kept: Callable[[str], Manifest | None] | None = None
    ) -> None:
        """`kept` knows the manifest of a plugin that was checked before, by the candidate's key."""
        self.manager = _manager()
        self._kept = kept
        self.failures: list[LoadFailure] = []
        self._given = found
        self._candidates: list[Candidate] | None = None
        self.manifests: dict[str, Manifest] = {}
        self._loaded: dict[str, Loaded] = {}
        self._tried: set[str] = set()
        self.lock = RLock()
        self.confined: dict[str, Integration] = {}
        """Plugins that are never imported here, with an integration that says how its process is made."""
        self.confinement: Callable[[], Confinement]

    @property
    def candidates(self) -> list[Candidate]:
        """What is installed; of two with one name, the distribution `devlog-NAME` comes first."""
        if self._candidates is None:
            points, damaged = installed() if self._given is None else (self._given, {})
            self._candidates = sorted((Candidate.of(point) for point in points), key=Candidate.rank)
            for name, error in damaged.items():
                self._fail(name, name, "", f"its list of entry points is damaged: {one_line(error)}")
        return self._candidates

    def candidates_of(self, name: str) -> list[Candidate]:
        """What there is of one plugin, where it would be loaded from."""
        use = self.confined.get(name)
        if use is not None and use.python is not None:
            return [elsewhere(use)]
        return [candidate for candidate in self.candidates if candidate.name == name]

    @property
    def loaded(self) -> list[Loaded]:
        """The plugins loaded so far."""
        return list(self._loaded.values())

    def names(self) -> list[str]:
        """The names of all installed plugins, whether they load or not."""
        return sorted({candidate.name for candidate in self.candidates} | self.confined.keys())

    def confine(self, uses: Mapping[str, Integration]) -> None:
        """Never import these plugins: a process of the integration that uses each tells of it."""
        with self.lock:
            for name in {n for n in {*uses, *self.confined} if uses.get(n) != self.confined.get(n)}:
                if name in self.confined:
                    self._loaded.pop(name, None)
                    self._tried.discard(name)
                    self.failures = [failure for failure in self.failures if failure.name != name]
            self.confined = dict(uses)

    def locate(self, name: str) -> tuple[str | None, list[Path]]:
        """The value of the entry point that a plugin is imported by, and where its code lies."""
        found = next((candidate for candidate in self.candidates if candidate.name == name), None)
        return (found.value, found.sources()) if found else (None, [])

    def load_all(self) -> list[Loaded]:
        """Every plugin that loads."""
        return [loaded for name in self.names() if (loaded := self.load(name))]

    def load(self, name: str) -> Loaded | None:
        """The plugin of this name, imported at the first call; None where there is none that loads."""
        with self.lock:
            if name not in self._tried:
                self._tried.add(name)
                found = self.candidates_of(name)
                if name in self.confined:
                    self._try_confined(self.confined[name], found[0] if found else None)
                    return self._loaded.get(name)
                for candidate in found:
                    self._try(candidate)
            return self._loaded.get(name)

    def require(self, name: str) -> Loaded:
        """The plugin of this name; raises ConfigError saying why there is none."""
        loaded = self.load(name)
        if loaded is None:
            raise self.problem(name)
        return loaded

    def refuse(self, candidate: Candidate, reason: str, cure: str) -> None:
        """Keep a plugin from being imported into this process, as one that failed."""
        with self.lock:
            self._tried.add(candidate.name)
            self._fail(candidate.name, candidate.distribution, candidate.version, reason, cure)

    def problem(self, name: str) -> ConfigError:
        """The error for a plugin that is not installed or does not load."""
        for failure in self.failures:
            if failure.name == name:
                return ConfigError(str(failure))
        known = self.names()
        close = nearest(name, known)
        listed = f"did you mean `{close}`?" if close else f"installed: {', '.join(known) or 'none'}."
        return ConfigError(
            f"no plugin `{name}` is installed; {listed} If it exists, `pip install devlog-{name}`"
        )

    def _try(self, candidate: Candidate) -> None:
        try:
            # What a module prints when imported would spoil the JSON on standard output.
            with contextlib.redirect_stdout(sys.stderr):
                loaded = self._check(candidate)
                manifest = self._known(candidate) or describe(loaded)
            self._register(candidate.name, loaded)
        except Refused as refusal:
            self._fail(candidate.name, candidate.distribution, candidate.version, str(refusal), refusal.cure)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - importing may raise anything
            self._fail(candidate.name, candidate.distribution, candidate.version, one_line(error))
        else:
            self.manifests[candidate.name] = manifest
            self._loaded[candidate.name] = loaded

    def _try_confined(self, use: Integration, candidate: Candidate | None) -> None:
        package, version = (candidate.distribution, candidate.version) if candidate else ("", "")
        try:
            loaded, manifest = confined(use, candidate, self._kept or (lambda _: None), self.confinement())
        except Refused as refusal:
            self._fail(use.plugin, package, version, str(refusal), refusal.cure)
        except DevlogError as error:
            # Its message names the plugin and the cure, as every one does that was made for a user.
            text = str(error)
            for known in (f"plugin `{use.plugin}`: ", f"plugin `{use.plugin}` does not load: "):
                text = text.removeprefix(known)
            reason, _, cure = text.rpartition("; ")
            self._fail(use.plugin, package, version, reason or cure, cure if reason else "")
        else:
            self.manifests[use.plugin] = manifest
            self._loaded[use.plugin] = loaded

    def _check(self, candidate: Candidate) -> Loaded:
        name, package = candidate.name, candidate.distribution
        if first := self._loaded.get(name):
            owner = first.candidate.distribution or first.candidate.value
            raise Refused(
                f"the name `{name}` is taken by {owner}",
                f"`pip uninstall` {owner} or {package or candidate.value}",
            )
        if not _NAME.fullmatch(name) or name in _RESERVED:
            raise Refused(f"the name `{name}` is reserved or not of the form [a-z][a-z0-9-]*")
        if not _VALUE.fullmatch(candidate.value):
            raise Refused(f"its entry point `{candidate.value}` is not of the form MODULE:OBJECT")
        plugin = candidate.point.load()
        if plugin is None or isinstance(plugin, type):
            raise Refused(f"`{candidate.value}` is neither a plugin object nor a module")
        # A manager of its own is asked first, so that a refusal leaves the real one untouched.
        alone = _manager()
        calls, wrappers = split(plugin, alone.parse_hookimpl_opts)
        alone.register(calls)
        _manager().register(wrappers)
        hook, passed = alone.hook, self._passed(candidate)
        return Loaded(
            candidate=candidate,
            plugin=plugin,
            info=info_of(hook.devlog_plugin_info(), name, package or f"devlog-{name}"),
            schema=schema_of(hook.devlog_config_schema(), "devlog_config_schema", passed),
            triggers=triggers_of(hook.devlog_supported_triggers(), passed),
            calls=calls,
            wrappers=wrappers,
        )

    def _known(self, candidate: Candidate) -> Manifest | None:
        """What was said of this very version when it was loaded before."""
        kept = self._kept(candidate.key) if self._kept else None
        return None if kept is None or kept.error else kept

    def _passed(self, candidate: Candidate) -> frozenset[str]:
        """The schemas that were found valid when this very version was loaded before."""
        kept = self._known(candidate)
        if kept is None:
            return frozenset()
        return frozenset(
            map(text_of, (kept.schema, *(trigger.get("schema", {}) for trigger in kept.triggers)))
        )

    def _register(self, name: str, loaded: Loaded) -> None:
        self.manager.register(loaded.calls, name)
        try:
            self.manager.register(loaded.wrappers, f"{name} (wrappers)")
        except BaseException:
            self.manager.unregister(loaded.calls)
            raise

    def _fail(self, name: str, distribution: str, version: str, reason: str, cure: str = "") -> None:
        package = distribution or f"devlog-{name}"
        cure = cure or f"try `pip install -U {package}`, or tell its author"
        self.failures.append(
            LoadFailure(name=name, distribution=distribution, version=version, reason=reason, cure=cure)
        )


def taken_apart(plugin: object) -> tuple[Hooks, Hooks]:
    """A plugin's own answers and its wrappers, without loading it; raises Refused."""
    return split(plugin, _manager().parse_hookimpl_opts)


def _manager() -> pluggy.PluginManager:
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    return manager
