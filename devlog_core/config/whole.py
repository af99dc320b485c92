"""One whole check of a merged configuration, with plugins asked for their schemas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from devlog_core.config.check import own_faults, plugin_faults
from devlog_core.config.deep import deep_faults
from devlog_core.config.faults import Fault, KeyPath, dotted, refused
from devlog_core.config.fingerprint import Checked
from devlog_core.config.resolve import literal_secrets
from devlog_core.config.secrets import mask, url_password
from devlog_core.config.settings import build, confined, defaults
from devlog_core.config.sources import Merged
from devlog_core.model.errors import ConfigError
from devlog_core.plugin.manifest import Manifest, newest
from devlog_core.plugin.registry import Plugins


class Whole:
    """What a check of everything finds."""

    def __init__(self, merged: Merged, plugins: Plugins, root: str) -> None:
        self._merged = merged
        self._plugins = plugins
        self._asked: dict[str, dict[str, Sequence[tuple[KeyPath, str]]]] = {}
        self.faults = (*merged.faults, *own_faults(merged, across=not merged.faults))
        plugins.confine(confined(build(self.sound.data, root).integrations))

    @cached_property
    def sound(self) -> Merged:
        """The configuration without what is at fault, for the commands that go on regardless."""
        merged = self._merged
        for _ in range(len(self.faults)):
            faults = own_faults(merged, across=not merged.faults)
            if not faults:
                return merged
            data: Any = merged.data
            for fault in faults:
                data = _without(data, fault.path)
            merged = replace(merged, data=data)
        return merged if not own_faults(merged, across=False) else replace(merged, data=defaults())

    @cached_property
    def problems(self) -> dict[str, list[Fault]]:
        """What keeps single integrations from being used."""
        used = [name for name, table in self._integrations.items() if table.get("enabled", True)]
        return {name: faults for name in used if (faults := self._problem(name))}

    def all(self) -> dict[tuple[KeyPath, str], Fault]:
        """Every fault and problem by what it says, wherever it is written."""
        found = [*self.faults, *(fault for faults in self.problems.values() for fault in faults)]
        return {(fault.path, fault.what): fault for fault in found}

    def checked(self, fingerprint: str) -> Checked:
        """What there is to remember of this check."""
        watched = [str(path) for plugin in self._used for path in self._plugins.sources(plugin)]
        return Checked(
            fingerprint=fingerprint,
            problems={name: str(refused(faults)) for name, faults in self.problems.items()},
            warnings=tuple(self._warnings()),
            trackers=tuple(name for name in self._integrations if self._may_be_tracker(name)),
            watched=tuple(watched),
            stamp=newest(map(Path, watched)),
        )

    @property
    def _integrations(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.sound.data.get("integrations", {})
        return found

    @property
    def _used(self) -> list[str]:
        return list(dict.fromkeys(self._plugin(name) for name in self._integrations))

    def _plugin(self, name: str) -> str:
        return str(self._integrations[name].get("plugin", name))

    def _manifest(self, name: str) -> Manifest | None:
        try:
            return self._plugins.manifest(self._plugin(name))
        except ConfigError:
            return None

    def _may_be_tracker(self, name: str) -> bool:
        # An entry made while its plugin is broken must not be forgotten later.
        manifest = self._manifest(name)
        return manifest is None or manifest.kind == "tracker"

    def _problem(self, name: str) -> list[Fault]:
        path: KeyPath = ("integrations", name, "plugin")
        try:
            schema = self._plugins.manifest(self._plugin(name)).schema
            faults = plugin_faults(self.sound, name, schema)
            return faults or deep_faults(self.sound, name, schema, self._refusals(name))
        except ConfigError as error:
            return [Fault(self.sound.place(path), path, str(error))]
        except Exception as error:  # noqa: BLE001 - a schema may hold what fails only when it is applied
            what = f"its schema cannot be applied ({type(error).__name__}); tell its author"
            return [Fault(self.sound.place(path), path, what)]

    def _refusals(self, name: str) -> Sequence[tuple[KeyPath, str]]:
        plugin = self._plugin(name)
        if plugin not in self._asked:
            using = [each for each in self._integrations if self._plugin(each) == plugin]
            configs = [self._integrations[each].get("config", {}) for each in using]
            found = self._plugins.refusals_each(plugin, configs)
            self._asked[plugin] = dict(zip(using, found, strict=True))
        return self._asked[plugin][name]

    def _warnings(self) -> list[str]:
        found: list[str] = []
        for name, table in self._integrations.items():
            manifest = self._manifest(name)
            literal = literal_secrets(table.get("config", {}), manifest.schema if manifest else {})
            found += [
                self._literal(("integrations", name, "config", *path), f"{name}_{path[-1]}")
                for path in literal
            ]
        password = url_password(self.sound.data.get("storage", {}).get("url", ""))
        if password and mask(password) != password:
            found.append(self._literal(("storage", "url"), "storage_password"))
        return [warning for warning in found if warning]

    def _literal(self, path: KeyPath, variable: str) -> str:
        owner = self.sound.owner(path)
        if owner.file is None:
            return ""
        name = variable.upper().replace("-", "_")
        cure = f"write ${{{name}}} and set that variable"
        return f"{owner.place(path)}: {dotted(path)} holds a secret in plain text; {cure}"


def _without(data: Any, path: KeyPath) -> Any:
    """The data without what stands at the path; a list that holds it is dropped whole."""
    if not isinstance(data, Mapping) or not path or path[0] not in data:
        return data
    head, rest = path[0], path[1:]
    if not rest or not isinstance(data[head], Mapping):
        return {key: value for key, value in data.items() if key != head}
    return {**data, head: _without(data[head], rest)}
