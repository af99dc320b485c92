"""The settings as frozen values; standard library only, so that every command can afford them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from devlog_core.model.integration import Integration
from devlog_core.model.person import Person

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """Where the entries live."""

    url: str = "sqlite:///devlog.db"
    """As written; `ConfigurationManager.storage_url` resolves what it refers to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sync:
    """The guards and limits of a sync."""

    shrink_guard: float = 0.5
    """Stop when more than this share of linked items vanished."""
    create_guard: int = 20
    """Stop before a run creates more remote items than this."""
    deadline: int = 600
    """Seconds that one integration may take in one run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything configured, merged from all layers; secrets are still references."""

    storage: Storage = field(default_factory=Storage)
    sync: Sync = field(default_factory=Sync)
    integrations: Mapping[str, Integration] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    workflows: Mapping[str, Any] = field(default_factory=dict)
    connections: Mapping[str, Any] = field(default_factory=dict)


def build(data: Mapping[str, Any], workspace: str) -> Settings:
    """The settings that a merged and valid configuration means."""
    integrations = {
        name: _integration(name, table, workspace) for name, table in data.get("integrations", {}).items()
    }
    return Settings(
        storage=Storage(**data.get("storage", {})),
        sync=Sync(**data.get("sync", {})),
        integrations=integrations,
        people={name: _person(name, table, integrations) for name, table in data.get("people", {}).items()},
        workflows=data.get("workflows", {}),
        connections=data.get("connections", {}),
    )


def defaults() -> dict[str, Any]:
    """The lowest layer, in the shape of the file."""
    return {"storage": asdict(Storage()), "sync": asdict(Sync())}


def integration_defaults(name: str) -> dict[str, Any]:
    """What an integration's table means where it says nothing; tables left out."""
    plain = Integration(name=name, plugin=name)
    values = {f.name: getattr(plain, f.name) for f in fields(plain) if f.name not in ("name", "workspace")}
    return {key: value for key, value in values.items() if isinstance(value, str | bool)}


def confined(integrations: Mapping[str, Integration]) -> dict[str, Integration]:
    """The plugins that are at work in processes of their own only, each with an integration that says how."""
    using: dict[str, list[Integration]] = {}
    for integration in integrations.values():
        using.setdefault(integration.plugin, []).append(integration)
    found = {}
    for plugin, uses in using.items():
        counted = [use for use in uses if use.enabled] or uses
        if all(use.isolation == "process" for use in counted):
            found[plugin] = counted[0]
    return found


def field_policies(table: Mapping[str, Any]) -> dict[str, Any]:
    """The table `fields` by field name; `custom.NAME` may be written as a table of its own."""
    custom = table.get("custom")
    if not isinstance(custom, Mapping):
        return dict(table)
    plain = {key: value for key, value in table.items() if key != "custom"}
    return plain | {f"custom.{key}": value for key, value in custom.items()}


def seconds(duration: str) -> int:
    """The length of a time written like `15m`: s, m, h, d or w; raises ValueError."""
    match = re.fullmatch(r"(\d+)\s*([smhdw])", duration.strip())
    if match is None:
        raise ValueError(f"{duration!r} is no duration: write a number and s, m, h, d or w, like 15m")
    return int(match[1]) * _SECONDS[match[2]]


def _integration(name: str, table: Mapping[str, Any], workspace: str) -> Integration:
    values = {"plugin": name, **table}
    values["fields"] = field_policies(values.get("fields", {}))
    for key in ("mirror", "workflows"):
        values[key] = tuple(values.get(key, ()))
    return Integration(name=name, workspace=workspace, **values)


def _person(name: str, table: Mapping[str, Any], integrations: Mapping[str, Integration]) -> Person:
    accounts = {k: str(v) for k, v in table.items() if k not in ("name", "email", "emails")}
    # An account written under a plugin's name holds for each of its integrations that has none of its own.
    by_plugin = {
        integration.name: accounts[integration.plugin]
        for integration in integrations.values()
        if integration.plugin in accounts
    }
    emails = [table["email"]] if "email" in table else []
    return Person(
        id=name,
        name=table.get("name", name),
        emails=tuple(dict.fromkeys([*emails, *table.get("emails", ())])),
        identities={**by_plugin, **accounts},
    )
