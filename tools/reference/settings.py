"""The page of the settings, from the models that check them and the plugins' schemas."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from devlog_core.config.schema_view import expected, is_secret
from devlog_core.config.shape import ConfigurationFile
from devlog_core.plugin.registry import Plugins
from tools.reference.source import GENERATED, document, table

Row = tuple[str, str, str, str]

_INTRO = """\
# Settings

Settings come in layers; a later one wins:

1. defaults
2. the user's own file: `devlog/config.toml` in the platform's configuration directory (`~/.config` on Linux)
3. the workspace's file: `.devlog/config.toml`
4. environment variables `DEVLOG_SECTION__KEY`, such as `DEVLOG_SYNC__CREATE_GUARD=50`;
   in a name `-` is written `_`
5. flags

`devlog config` shows every setting in force and where it came from. `devlog config set KEY VALUE` writes one
and keeps comments. What is unknown, missing or of a wrong type is refused with file, line, key and the
nearest known key.

A secret is a reference: `${NAME}` or `env:NAME` for an environment variable, `file:PATH`, or
`keyring:SERVICE/USER`. A literal works too, and is warned about. Secrets are never shown, logged or exported.

Names of integrations and people are lower-case letters, digits and `-`, beginning with a letter."""

_HEADINGS = {
    "storage": ("storage", "Where the entries live."),
    "sync": ("sync", "The guards and limits of a sync."),
    "integrations.NAME": ("integrations.NAME", "One configured use of a plugin; several may use one plugin."),
    "people.NAME": (
        "people.NAME",
        "Somebody. Further keys are account names, by integration or by plugin: `github = \"ada-l\"`.",
    ),
}  # fmt: skip
_WAITING = {
    "integrations.NAME.connection": "Not in effect yet.",
    "integrations.NAME.workflows": "Not in effect yet.",
    "integrations.NAME.auto.on_change": "Not in effect yet.",
    "integrations.NAME.auto.max_age": "Not in effect yet.",
    "storage.url": "Only `sqlite:///` is there yet.",
    "workflows": "Not in effect yet.",
    "connections": "Not in effect yet.",
}
_EXPLAINED = {
    "sync.shrink_guard": "shrink-guard",
    "integrations.NAME.auto.reconcile": "shrink-guard",
    "integrations.NAME.create": "adopt-items",
    "integrations.NAME.filter.labels": "adopt-items",
    "integrations.NAME.on_delete": "deletions",
    "integrations.NAME.on_archive": "deletions",
    "repository": "moves-and-renames",
}
"""The how-to page that says more of a setting."""


def page() -> str:
    """docs/reference/configuration.md"""
    parts = [GENERATED, _INTRO]
    schema = ConfigurationFile.model_json_schema()
    rows = list(settings(schema))
    for prefix, (heading, about) in _HEADINGS.items():
        mine = [row for row in rows if _belongs(row[0], prefix)]
        parts += [f"## {heading}", about, _table(mine)]
    parts += ["## Others", _table([row for row in rows if "." not in row[0]])]
    plugins = Plugins()
    for manifest in plugins.manifests():
        parts += [
            f"## integrations.NAME.config for plugin {manifest.name}",
            manifest.description,
            _table(list(settings(plugins.schema(manifest.name)))),
        ]
    return document(*parts)


def settings(schema: Mapping[str, Any]) -> Iterator[Row]:
    """Every key below a schema: its path, what may stand there, the default and what it is for."""
    yield from _below(schema, schema, ())


def _below(root: Mapping[str, Any], node: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[Row]:
    for key, found in node.get("properties", {}).items():
        yield from _setting(root, found, (*path, key), key in node.get("required", ()))


def _setting(
    root: Mapping[str, Any], node: Mapping[str, Any], path: tuple[str, ...], required: bool
) -> Iterator[Row]:
    inner = _resolved(root, node)
    named = inner.get("patternProperties") or {}
    if named:
        [table_of] = named.values()
        named_table = _resolved(root, table_of)
        if named_table.get("properties"):
            yield from _below(root, named_table, (*path, "NAME"))
            return
    if inner.get("properties"):
        yield from _below(root, inner, path)
        return
    name = ".".join(path)
    default = "required" if required else _default(node)
    # Any name will do where names are free.
    place = tuple("name" if part == "NAME" else part for part in path)
    kind = "a secret" if is_secret(root, place) else _words(expected(root, place))
    page = _EXPLAINED.get(name)
    more = f"See [how-to](../how-to/{page}.md)." if page else ""
    about = " ".join(filter(None, (node.get("description", ""), _WAITING.get(name, ""), more)))
    yield name, kind, default, about


def _words(kind: str) -> str:
    return re.sub(r" of the form \S+", "", kind).replace("`False`", "`false`")


def _resolved(root: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = node.get("$ref", "")
    if not reference:
        return node
    found: Any = root
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return {**found, **{key: value for key, value in node.items() if key != "$ref"}}


def _default(node: Mapping[str, Any]) -> str:
    value = node.get("default")
    return "" if value is None else f"`{json.dumps(value, ensure_ascii=False)}`"


def _belongs(name: str, prefix: str) -> bool:
    return name.startswith(f"{prefix}.")


def _table(rows: Sequence[Row]) -> str:
    return table(("key", "takes", "default", "about"), [(f"`{key}`", *rest) for key, *rest in rows])
