"""Finding installed plugins and loading each in its own guard."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import EntryPoint
from threading import RLock

import pluggy

from devlog_core.model.errors import ConfigError
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
from devlog_core.plugin.loaded import Loaded, LoadFailure
from devlog_core.plugin.manifest import Manifest
from devlog_core.plugin.nearest import nearest

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

    @property
    def candidates(self) -> list[Candidate]:
        """What is installed; of two with one name, the distribution `devlog-NAME` comes first."""
        if self._candidates is None:
            points, damaged = installed() if self._given is None else (self._given, {})
            self._candidates = sorted((Candidate.of(point) for point in points), key=Candidate.rank)
            for name, error in damaged.items():
                self._fail(name, name, "", f"its list of entry points is damaged: {one_line(error)}")
        return self._candidates

    @property
    def loaded(self) -> list[Loaded]:
        """The plugins loaded so far."""
        return list(self._loaded.values())

    def names(self) -> list[str]:
        """The names of all installed plugins, whether they load or not."""
        return sorted({candidate.name for candidate in self.candidates})

    def load_all(self) -> list[Loaded]:
        """Every plugin that loads."""
        return [loaded for name in self.names() if (loaded := self.load(name))]

    def load(self, name: str) -> Loaded | None:
        """The plugin of this name, imported at the first call; None where there is none that loads."""
        with self.lock:
            if name not in self._tried:
                self._tried.add(name)
                for candidate in (c for c in self.candidates if c.name == name):
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
        except (Exception, SystemExit) as error:  # noqa: BLE001 - importing may raise anything
            self._fail(candidate.name, candidate.distribution, candidate.version, one_line(error))
        else:
            self.manifests[candidate.name] = manifest
            self._loaded[candidate.name] = loaded

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
