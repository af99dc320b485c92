"""Walking a `config` table: which texts are secrets, and what its references stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from devlog_core.config import schema_view
from devlog_core.config.faults import KeyPath
from devlog_core.config.secrets import Secrets, is_reference


def resolve(
    secrets: Secrets,
    config: Mapping[str, Any],
    schema: Mapping[str, Any],
    where: Callable[[KeyPath], str],
) -> dict[str, Any]:
    """The table with every reference replaced; `where` names a key for messages.

    A secret may be any kind of reference, another text only hold `${NAME}`. Raises ConfigError.
    """

    def text(value: str, path: KeyPath) -> str:
        if schema_view.is_secret(schema, path):
            return secrets.resolve(value, where(path))
        return secrets.expand(value, where(path)) if "${" in value else value

    return {key: _walk(value, (key,), text) for key, value in config.items()}


def literal_secrets(config: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[KeyPath]:
    """The keys whose secret stands there in plain text."""
    for path, value in leaves(config):
        if (
            isinstance(value, str)
            and value
            and schema_view.is_secret(schema, path)
            and not is_reference(value)
        ):
            yield path


def leaves(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Every value that is neither a table nor a list, with its path."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))
    else:
        yield path, value


def _walk(value: Any, path: KeyPath, text: Callable[[str, KeyPath], str]) -> Any:
    if isinstance(value, str):
        return text(value, path)
    if isinstance(value, Mapping):
        return {key: _walk(inner, (*path, key), text) for key, inner in value.items()}
    if isinstance(value, list):
        return [_walk(inner, (*path, index), text) for index, inner in enumerate(value)]
    return value
