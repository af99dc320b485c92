"""Settings from environment variables: which key a name means, and which value its text."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from typing import Any

from devlog_core.config import schema_view

PREFIX = "DEVLOG_"


class Variables:
    """Reads variables against the keys that exist below them."""

    def __init__(self, below: Mapping[str, Any], schema: Callable[[str], Mapping[str, Any]]) -> None:
        self._below = below
        self._schema = schema
        """The schema of a plugin's `config` table; `{}` where it is not known."""
        self._plugins: dict[str, str] = {}

    def read(self, name: str, text: str) -> tuple[tuple[str, ...], Any]:
        """The key and the value that a variable sets; raises ValueError."""
        parts = name.removeprefix(PREFIX).split("__")
        if not all(parts):
            raise ValueError(f"a part of the name is empty; write {PREFIX}SECTION__KEY")
        path: tuple[str, ...] = ()
        for part in parts:
            path = (*path, self._key(path, part.lower()))
        value = parse(text, self._wants_text(path))
        if len(path) == 3 and path[0] == "integrations" and path[2] == "plugin":
            self._plugins[path[1]] = str(value)
        return path, value

    def _key(self, path: tuple[str, ...], word: str) -> str:
        known = dict.fromkeys([*self._existing(path), *self._described(path)])
        found = [key for key in known if key.lower().replace("-", "_") == word]
        if len(found) > 1:
            raise ValueError(f"it may mean {' or '.join(f'`{key}`' for key in found)}; set it in a file")
        if found:
            return found[0]
        # Only here are names free to choose, and they are never written with an underscore.
        return word.replace("_", "-") if path in (("integrations",), ("people",), ("connections",)) else word

    def _existing(self, path: tuple[str, ...]) -> list[str]:
        node: Any = self._below
        for part in path:
            node = node.get(part) if isinstance(node, Mapping) else None
        return list(node) if isinstance(node, Mapping) else []

    def _described(self, path: tuple[str, ...]) -> list[str]:
        return schema_view.keys(self._of(path[1]), path[3:]) if _in_config(path) else []

    def _wants_text(self, path: tuple[str, ...]) -> bool:
        if path[0] == "people":
            return path[-1] != "emails"
        return _in_config(path) and schema_view.wants_text(self._of(path[1]), path[3:])

    def _of(self, integration: str) -> Mapping[str, Any]:
        table = self._below.get("integrations", {})
        inner = table.get(integration, {}) if isinstance(table, Mapping) else {}
        named = inner.get("plugin") if isinstance(inner, Mapping) else None
        return self._schema(self._plugins.get(integration) or str(named or integration))


def parse(text: str, wants_text: bool = False) -> Any:
    """The text read as a TOML value, else as itself; where only text can stand, a number stays text."""
    try:
        read = tomllib.loads(f"value = {text}")
    except (tomllib.TOMLDecodeError, RecursionError):
        return text
    if set(read) != {"value"} or (wants_text and not isinstance(read["value"], str)):
        return text
    return read["value"]


def _in_config(path: tuple[str, ...]) -> bool:
    return len(path) >= 3 and path[0] == "integrations" and path[2] == "config"
