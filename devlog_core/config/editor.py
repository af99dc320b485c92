"""Changing a settings file, refused whole where the result would hold a new fault."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from devlog_core.config import schema_view
from devlog_core.config.check import config_schema
from devlog_core.config.edit import assign, key_path, remove
from devlog_core.config.environment import parse
from devlog_core.config.faults import refused
from devlog_core.config.reading import Reader, SchemaOf
from devlog_core.config.rewrite import rewrite
from devlog_core.config.sources import Layer, Merged
from devlog_core.config.whole import Whole
from devlog_core.model.errors import UsageError

Path = tuple[str, ...]


class Editor:
    """Edits the files that a reader reads."""

    def __init__(
        self, reader: Reader, check: Callable[[Sequence[Layer]], Whole], schema_of: SchemaOf, merged: Merged
    ) -> None:
        self._reader = reader
        self._check = check
        self._schema_of = schema_of
        self._merged = merged

    def set(self, file: str, key: str, value: Any) -> None:
        """Write one key."""
        path = key_path(key)
        self._edit(file, lambda text: assign(text, path, self._meant(path, value)))

    def unset(self, file: str, key: str) -> None:
        """Take one key out."""
        path = key_path(key)
        owner = self._merged.owners.get(path)
        if owner is not None and owner.name not in (file, "default"):
            raise UsageError(f"{key} comes from {owner.place(path)}, not from {self._reader.path(file)}")
        self._edit(file, lambda text: remove(text, path))

    def add(self, file: str, name: str, plugin: str, values: Mapping[str, Any]) -> None:
        """Write a new integration with these keys of its `config`."""

        def change(text: str) -> str:
            text = assign(text, ("integrations", name, "plugin"), plugin)
            for key, value in values.items():
                path = ("integrations", name, "config", *key_path(key))
                text = assign(text, path, self._meant(path, value, plugin))
            return text

        self._edit(file, change)

    def _edit(self, file: str, change: Callable[[str], str]) -> None:
        def vetted(text: str) -> str:
            if broken := [layer.fault for layer in self._reader.files({file: text}) if layer.fault]:
                raise refused(broken)
            changed = change(text)
            before = self._check(self._reader.files({file: text})).all()
            after = self._check(self._reader.files({file: changed})).all()
            if new := [fault for key, fault in after.items() if key not in before]:
                raise refused(new)
            return changed

        rewrite(self._reader.path(file), vetted)

    def _meant(self, path: Path, value: Any, plugin: str = "") -> Any:
        """The value that a text means where the key stands."""
        if not isinstance(value, str):
            return value
        if len(path) > 3 and path[0] == "integrations" and path[2] == "config":
            table = self._merged.data.get("integrations", {}).get(path[1], {})
            schema = self._schema_of(plugin or table.get("plugin", path[1]))
            return parse(value, schema_view.wants_text(schema, path[3:]))
        return parse(value, schema_view.wants_text(config_schema(), path))
