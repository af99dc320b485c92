"""The merged settings as they may be shown: every key with its origin, secrets masked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from devlog_core.config import schema_view
from devlog_core.config.faults import KeyPath, dotted
from devlog_core.config.secrets import mask, mask_url
from devlog_core.config.settings import integration_defaults
from devlog_core.config.sources import Merged

SchemaOf = Callable[[str], Mapping[str, Any] | None]
"""The schema of an integration's `config`; None where its plugin cannot be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One setting as it is in force."""

    key: str
    value: Any
    origin: str
    """`default`, `FILE:LINE`, an environment variable or `the command line`."""


def show(merged: Merged, schema_of: SchemaOf) -> list[Shown]:
    """Every key in force, in the order of the sections."""
    return [
        Shown(key=dotted(path), value=value, origin=_origin(merged, path))
        for path, value in _settings(shown_tree(merged, schema_of))
    ]


def shown_tree(merged: Merged, schema_of: SchemaOf) -> dict[str, Any]:
    """The settings as nested tables, with what integrations leave out and with secrets masked."""
    tree = dict(merged.data)
    tree["integrations"] = {
        name: {**integration_defaults(name), **table} if isinstance(table, Mapping) else table
        for name, table in tree.get("integrations", {}).items()
    }
    masked: dict[str, Any] = _masked(tree, (), schema_of)
    return masked


def _origin(merged: Merged, path: KeyPath) -> str:
    return merged.owners[path].place(path) if path in merged.owners else "default"


def _settings(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    if isinstance(value, Mapping) and (value or not path):
        for key, inner in value.items():
            yield from _settings(inner, (*path, key))
    elif path[1:] or value != {}:
        yield path, value


def _masked(value: Any, path: KeyPath, schema_of: SchemaOf) -> Any:
    if isinstance(value, Mapping):
        return {key: _masked(inner, (*path, key), schema_of) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(inner, (*path, index), schema_of) for index, inner in enumerate(value)]
    if _secret(path, schema_of):
        return mask(str(value))
    if isinstance(value, str):
        return mask_url(value)
    return value if isinstance(value, bool | int | float) else str(value)


def _secret(path: KeyPath, schema_of: SchemaOf) -> bool:
    if len(path) > 3 and path[0] == "integrations" and path[2] == "config":
        schema = schema_of(str(path[1]))
        # Without its plugin nobody knows which of the keys are secret.
        return schema is None or schema_view.is_secret(schema, path[3:])
    return schema_view.is_secret({}, path)
