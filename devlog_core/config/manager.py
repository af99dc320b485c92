"""The one place that loads, checks, shows and changes a workspace's settings."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from devlog_core.config import fingerprint as memory
from devlog_core.config.faults import Fault, dotted, refused
from devlog_core.config.fingerprint import Checked
from devlog_core.config.resolve import resolve
from devlog_core.config.secrets import Secrets, url_password
from devlog_core.config.settings import Settings, build, defaults
from devlog_core.config.sources import Layer, Merged, environment_layers, merge, nested, read_file, user_file
from devlog_core.config.workspace import Workspace
from devlog_core.model.errors import ConfigError, NotFoundError
from devlog_core.model.integration import Integration
from devlog_core.plugin.manifest import Manifests
from devlog_core.plugin.nearest import hint

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint
    from pathlib import Path

    from devlog_core.plugin.registry import Plugins


class ConfigurationManager:
    """The settings of one workspace, from all layers, with what is wrong with them.

    What was checked once and has not changed is read with the standard library alone.
    """

    def __init__(
        self,
        workspace: Workspace,
        flags: Mapping[str, Any] | None = None,
        *,
        environ: Mapping[str, str] | None = None,
        found: Sequence[EntryPoint] | None = None,
    ) -> None:
        self.workspace = workspace
        self.faults: tuple[Fault, ...] = ()
        """What is wrong with the files' own text; only `config`, `doctor` and `plugins` go on."""
        self.problems: dict[str, ConfigError] = {}
        """What keeps one integration from being used."""
        self.warnings: tuple[str, ...] = ()
        self.settings = Settings()
        self._environ = os.environ if environ is None else environ
        self._flags = dict(flags or {})
        self._found = found
        self._secrets = Secrets(self._environ, workspace.root)
        self._manifests = Manifests(self._manifest_file)
        self._plugins: Plugins | None = None
        self._checked: Checked | None = None
        self.reload()

    @classmethod
    def load(
        cls,
        workspace: Workspace,
        flags: Mapping[str, Any] | None = None,
        *,
        environ: Mapping[str, str] | None = None,
        found: Sequence[EntryPoint] | None = None,
        tolerant: bool = False,
    ) -> ConfigurationManager:
        """The settings; raises ConfigError listing every fault, unless `tolerant`.

        `flags` are dotted keys that win over every layer; `found` replaces the installed plugins.
        """
        manager = cls(workspace, flags, environ=environ, found=found)
        if manager.faults and not tolerant:
            raise refused(manager.faults)
        return manager

    @property
    def plugins(self) -> Plugins:
        """The plugins, imported from here on only as they are needed."""
        if self._plugins is None:
            from devlog_core.plugin.registry import Plugins

            self._plugins = Plugins(self._found, self._manifest_file)
        return self._plugins

    def reload(self) -> None:
        """Read everything anew; check it where something changed since the last good check."""
        files = self._files()
        merged = self._merge(files, self._known_schema)
        state = memory.fingerprint(files, self._environ, self._flags, self._found)
        checked = memory.recall(self._memory_file)
        if merged.faults or checked is None or not checked.holds(state):
            self._check(files, state)
        else:
            self._take(merged, checked)

    def validate(self) -> list[str]:
        """Check everything again, whatever was remembered; one line for each thing that is wrong."""
        files = self._files()
        self._plugins = None
        self._check(files, memory.fingerprint(files, self._environ, self._flags, self._found))
        lines = [str(fault) for fault in self.faults]
        return lines + [line for problem in self.problems.values() for line in str(problem).splitlines()]

    def integration(self, name: str) -> Integration:
        """The settings of one integration, secrets unresolved; raises NotFoundError."""
        known = self.settings.integrations
        if name not in known:
            listed = hint(name, known) or f"; configured are {', '.join(known) or 'none'}"
            raise NotFoundError(f"there is no integration `{name}`{listed}")
        return known[name]

    def resolved(self, name: str) -> Integration:
        """One integration ready for its plugin, references replaced by what they stand for.

        Raises ConfigError where it cannot be used: its plugin, its `config` or a secret is at fault.
        """
        integration = self.integration(name)
        if name in self.problems:
            raise ConfigError(str(self.problems[name]))
        config = resolve(self._secrets, integration.config, self.schema(name), self._place(name))
        return replace(integration, config=config)

    def secret(self, name: str, key: str) -> str | None:
        """One secret of an integration, read anew at every call; None where the key is not set."""
        value = self.integration(name).config.get(key)
        where = self._place(name)((key,))
        return None if value is None else self._secrets.resolve(str(value), where)

    def secret_values(self) -> frozenset[str]:
        """Every secret resolved so far, for keeping them out of logs."""
        return frozenset(self._secrets.values)

    def storage_url(self) -> str:
        """The storage's URL with references replaced; raises ConfigError."""
        path = ("storage", "url")
        where = f"{self._merged.place(path)}: {dotted(path)}"
        url = self._secrets.expand(self.settings.storage.url, where, needed=True)
        if password := url_password(url):
            self._secrets.values.add(password)
        return url

    def is_tracker(self, name: str) -> bool:
        """Whether entries are sent to this integration; true as long as its plugin cannot be asked."""
        return self._checked is not None and name in self._checked.trackers

    def schema(self, name: str) -> Mapping[str, Any]:
        """The JSON Schema of one integration's `config`; empty where its plugin cannot be asked."""
        return self._known_schema(self.integration(name).plugin)

    @property
    def _memory_file(self) -> Path:
        return self.workspace.cache / "config.json"

    @property
    def _manifest_file(self) -> Path:
        return self.workspace.cache / "plugins.json"

    def _files(self, changed: Layer | None = None) -> list[Layer]:
        files = [
            read_file("user", user_file(self._environ)),
            read_file("workspace", self.workspace.config_file),
        ]
        return [changed if changed and changed.name == file.name else file for file in files]

    def _merge(self, files: Sequence[Layer], schema: Any) -> Merged:
        below = [Layer(name="default", data=defaults()), *files]
        variables = environment_layers(merge(below).data, self._environ, schema)
        flags = [
            Layer(name="flag", data=nested(tuple(key.split(".")), value))
            for key, value in self._flags.items()
        ]
        return merge([*below, *variables, *flags])

    def _check(self, files: Sequence[Layer], state: str) -> None:
        from devlog_core.config.whole import Whole

        whole = Whole(self._merge(files, self._asked_schema), self.plugins)
        self.faults = whole.faults
        checked = whole.checked(state)
        if not whole.faults:
            memory.keep(self._memory_file, checked)
        self._manifests = Manifests(self._manifest_file)
        self._take(whole.sound, checked)

    def _take(self, merged: Merged, checked: Checked) -> None:
        self._merged = merged
        self._checked = checked
        self.settings = build(merged.data, str(self.workspace.root))
        self.problems = {name: ConfigError(text) for name, text in checked.problems.items()}
        self.warnings = checked.warnings

    def _place(self, name: str) -> Any:
        def where(path: tuple[str | int, ...]) -> str:
            full = ("integrations", name, "config", *path)
            return f"{self._merged.place(full)}: {dotted(full)}"

        return where

    def _known_schema(self, plugin: str) -> Mapping[str, Any]:
        manifest = self._manifests.named(plugin)
        return manifest.schema if manifest else {}

    def _asked_schema(self, plugin: str) -> Mapping[str, Any]:
        try:
            return self.plugins.manifest(plugin).schema
        except ConfigError:
            return {}
