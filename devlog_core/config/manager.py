"""The one place that loads, checks, shows and changes a workspace's settings."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from devlog_core.config.faults import Fault, KeyPath, dotted, refused
from devlog_core.config.fingerprint import Checked, keep, recall
from devlog_core.config.reading import Reader
from devlog_core.config.resolve import resolve
from devlog_core.config.secrets import Secrets, url_password
from devlog_core.config.settings import Settings, build, confined
from devlog_core.config.sources import Layer, Merged
from devlog_core.config.workspace import Workspace
from devlog_core.model.errors import ConfigError, NotFoundError, UsageError
from devlog_core.model.integration import Integration
from devlog_core.plugin.manifest import Manifests
from devlog_core.plugin.nearest import hint

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint
    from pathlib import Path

    from devlog_core.config.editor import Editor
    from devlog_core.config.shown import Shown
    from devlog_core.config.whole import Whole
    from devlog_core.plugin.registry import Plugins

FileName = Literal["workspace", "user"]


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
        environ = os.environ if environ is None else environ
        self.workspace = workspace
        self.settings = Settings()
        self.faults: tuple[Fault, ...] = ()
        """What is wrong with the files' own text; only `config`, `doctor` and `plugins` go on."""
        self.problems: dict[str, ConfigError] = {}
        """What keeps one integration from being used."""
        self.warnings: tuple[str, ...] = ()
        self._found = found
        self._environ = environ
        self._reader = Reader(workspace, flags or {}, environ, found)
        self._secrets = Secrets(environ, workspace.root)
        self._manifests = Manifests(self._manifest_file)
        self._plugins: Plugins | None = None
        self._merged: Merged
        self._checked: Checked
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
        """The plugins, each imported when it is first needed."""
        if self._plugins is None:
            from devlog_core.plugin.registry import Plugins

            self._plugins = Plugins(self._found, self._manifest_file, self._environ)
            self._plugins.confine(confined(self.settings.integrations))
        return self._plugins

    def reload(self) -> None:
        """Read everything anew; check it where something changed since the last good check."""
        files = self._reader.files()
        merged = self._reader.merged(files, self._known_schema)
        state = self._reader.state(files)
        checked = recall(self._memory_file)
        if merged.faults or checked is None or not checked.holds(state):
            self._check(files, state)
        else:
            self.faults = ()
            self._take(merged, checked)

    def validate(self) -> list[str]:
        """Check everything again, whatever was remembered; one line for each thing that is wrong."""
        self._plugins = None
        files = self._reader.files()
        self._check(files, self._reader.state(files))
        lines = [str(fault) for fault in self.faults]
        return lines + [line for problem in self.problems.values() for line in str(problem).splitlines()]

    def integration(self, name: str) -> Integration:
        """The settings of one integration, its secrets still references; raises NotFoundError."""
        known = self.settings.integrations
        if name not in known:
            listed = hint(name, known) or f"; configured: {', '.join(known) or 'none'}"
            raise NotFoundError(f"there is no integration `{name}`{listed}")
        return known[name]

    def resolved(self, name: str) -> Integration:
        """One integration ready for its plugin, references replaced by what they stand for.

        Raises ConfigError where it cannot be used: its plugin, its `config` or a secret is at fault.
        """
        integration = self.integration(name)
        if name in self.problems:
            raise ConfigError(str(self.problems[name]))
        schema = self._schema_of(name) or {}
        config = resolve(
            self._secrets, integration.config, schema, lambda path: self._where(_config(name, path))
        )
        return replace(integration, config=config)

    def secret(self, name: str, key: str) -> str | None:
        """One secret of an integration, read anew at every call; None where the key is not set."""
        value = self.integration(name).config.get(key)
        return (
            None if value is None else self._secrets.resolve(str(value), self._where(_config(name, (key,))))
        )

    def secret_values(self) -> frozenset[str]:
        """Every secret resolved so far, for keeping them out of logs."""
        return frozenset(self._secrets.values)

    def storage_url(self) -> str:
        """The storage's URL with references replaced; raises ConfigError."""
        url = self._secrets.expand(self.settings.storage.url, self._where(("storage", "url")), needed=True)
        if password := url_password(url):
            self._secrets.values.add(password)
        return url

    def is_tracker(self, name: str) -> bool:
        """Whether entries are sent to this integration; true as long as its plugin cannot be asked."""
        return name in self._checked.trackers

    def show(self) -> list[Shown]:
        """Every setting in force with its origin, secrets masked."""
        from devlog_core.config.shown import show

        return show(self._merged, self._schema_of)

    def get(self, key: str) -> Any:
        """One setting in force, or a table of them, secrets masked; raises NotFoundError."""
        from devlog_core.config.edit import key_path
        from devlog_core.config.shown import shown_tree

        node: Any = shown_tree(self._merged, self._schema_of)
        for part in key_path(key):
            if not isinstance(node, Mapping) or part not in node:
                known = node if isinstance(node, Mapping) else {}
                raise NotFoundError(f"{key} is not set{hint(part, known)}")
            node = node[part]
        return node

    def set(self, key: str, value: Any, file: FileName = "workspace") -> None:
        """Write one key into a file, comments kept; raises ConfigError where the result would be refused.

        A text is read as a TOML value where it is one and the key can hold it.
        """
        self._editor().set(file, key, value)
        self.reload()

    def unset(self, key: str, file: FileName = "workspace") -> None:
        """Take one key out of a file; raises NotFoundError where it is not in it."""
        self._editor().unset(file, key)
        self.reload()

    def add_integration(self, name: str, plugin: str, values: Mapping[str, Any]) -> None:
        """Write a new integration; `values` are keys of its `config`. Raises UsageError or ConfigError."""
        if name in self.settings.integrations:
            raise UsageError(f"there is an integration `{name}` already; `devlog config set` changes it")
        self._editor().add("workspace", name, plugin, values)
        self.reload()
        # What every installed plugin answers is looked up now, so that the first sync need not wait for it.
        self.plugins.manifests()

    def remove_integration(self, name: str) -> None:
        """Take an integration out of the workspace's file; what was synced stays in the store."""
        self.integration(name)
        self.unset(f"integrations.{name}")

    def set_enabled(self, name: str, enabled: bool) -> None:
        """Let an integration take part, or rest."""
        self.integration(name)
        self.set(f"integrations.{name}.enabled", enabled)

    @property
    def _memory_file(self) -> Path:
        return self.workspace.cache / "config.json"

    @property
    def _manifest_file(self) -> Path:
        return self.workspace.cache / "plugins.json"

    def _check(self, files: Sequence[Layer], state: str) -> None:
        whole = self._whole(files)
        self.faults = whole.faults
        checked = whole.checked(state)
        if not whole.faults:
            keep(self._memory_file, checked)
        self._manifests = Manifests(self._manifest_file)
        self._take(whole.sound, checked)

    def _whole(self, files: Sequence[Layer]) -> Whole:
        from devlog_core.config.whole import Whole

        merged = self._reader.merged(files, self._asked_schema)
        return Whole(merged, self.plugins, str(self.workspace.root))

    def _take(self, merged: Merged, checked: Checked) -> None:
        self._merged = merged
        self._checked = checked
        self.settings = build(merged.data, str(self.workspace.root))
        self.problems = {name: ConfigError(text) for name, text in checked.problems.items()}
        self.warnings = checked.warnings

    def _editor(self) -> Editor:
        from devlog_core.config.editor import Editor

        return Editor(self._reader, self._whole, self._asked_schema, self._merged)

    def _where(self, path: KeyPath) -> str:
        return f"{self._merged.place(path)}: {dotted(path)}"

    def _schema_of(self, name: str) -> Mapping[str, Any] | None:
        """The schema of an integration's `config`; None where nobody knows it."""
        known = self.settings.integrations.get(name)
        if known is None:
            return None
        return self._known_schema(known.plugin) or self._asked_schema(known.plugin) or None

    def _known_schema(self, plugin: str) -> Mapping[str, Any]:
        manifest = self._manifests.named(plugin)
        return manifest.schema if manifest else {}

    def _asked_schema(self, plugin: str) -> Mapping[str, Any]:
        try:
            return self.plugins.manifest(plugin).schema
        except ConfigError:
            return {}


def _config(name: str, path: KeyPath) -> KeyPath:
    return ("integrations", name, "config", *path)
