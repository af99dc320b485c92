"""What an integration's `config` table can be wrong in although its plugin's schema takes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from devlog_core.config import schema_view
from devlog_core.config.faults import Fault, KeyPath
from devlog_core.config.secrets import is_reference
from devlog_core.config.sources import Merged
from devlog_core.plugin.nearest import hint


def deep_faults(
    merged: Merged, name: str, schema: Mapping[str, Any], refusals: Iterable[tuple[KeyPath, str]]
) -> list[Fault]:
    """Names of integrations that are not there, and what the plugin's own validators refuse.

    What is a reference is known only when it is used, and is judged then.
    """
    root: KeyPath = ("integrations", name, "config")
    config = merged.data["integrations"][name].get("config", {})
    found = list(_unknown_integrations(merged, name, schema, config))
    for location, what in refusals:
        path = _real(location, config)
        value = _value(config, path)
        if _refers(value):
            continue
        if schema_view.is_secret(schema, path):
            what = "is refused by the plugin"
        found.append((path, what))
    return [Fault(merged.place(root + path), root + path, what) for path, what in found]


def _unknown_integrations(
    merged: Merged, name: str, schema: Mapping[str, Any], config: Mapping[str, Any]
) -> Iterator[tuple[KeyPath, str]]:
    others = [other for other in merged.data["integrations"] if other != name]
    listed = [
        (path, value)
        for key, given in config.items()
        for path, value in (_numbered(key, given) if isinstance(given, list) else [((key,), given)])
    ]
    for path, value in listed:
        if not isinstance(value, str) or value in others or is_reference(value):
            continue
        if schema_view.names_integration(schema, path):
            known = hint(value, others) or f"; there are: {', '.join(others) or 'none yet'}"
            yield path, f"there is no other integration `{value}`{known}"


def _numbered(key: str, values: Sequence[Any]) -> list[tuple[KeyPath, Any]]:
    return [((key, number), value) for number, value in enumerate(values)]


def _refers(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_refers, value.values()))
    if isinstance(value, list):
        return any(map(_refers, value))
    return isinstance(value, str) and is_reference(value)


def _real(location: KeyPath, data: Any) -> KeyPath:
    """The part of a location that names keys, without names of the branches of a union."""
    path: KeyPath = ()
    for part in location:
        if isinstance(data, Mapping) and part in data:
            data, path = data[part], (*path, part)
    return path


def _value(data: Any, path: KeyPath) -> Any:
    for part in path:
        data = data[part]
    return data
