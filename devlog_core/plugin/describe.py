"""The manifest of a loaded plugin, or of one that does not load."""

from __future__ import annotations

import typing
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from devlog_core.model.codec import to_json
from devlog_core.plugin.actions import actions_of
from devlog_core.plugin.capability import Capabilities
from devlog_core.plugin.checks import Hooks, Refused
from devlog_core.plugin.isolation.confined import ConfinedPlugin, Refusal
from devlog_core.plugin.loaded import Loaded, LoadFailure
from devlog_core.plugin.manifest import Kind, Manifest
from devlog_core.plugin.plugin import Plugin
from devlog_core.plugin.service import IntegrationService, ObserverService, SourceService, TrackerService


def service_class(loaded: Loaded) -> type[IntegrationService[Any]] | None:
    """The class of the plugin's services, known before one is made.

    A module says it by the return annotation of its `devlog_initialize`.
    """
    return service_class_of(loaded.plugin, loaded.calls)


def service_class_of(plugin: object, calls: Hooks) -> type[IntegrationService[Any]] | None:
    """The same for a plugin that was not loaded, by its own answers."""
    if isinstance(plugin, Plugin | ConfinedPlugin):
        return plugin.service
    initialize = getattr(calls, "devlog_initialize", None)
    try:
        returned = typing.get_type_hints(initialize).get("return") if initialize else None
    except (NameError, TypeError, AttributeError):
        return None
    cls = typing.get_origin(returned) or returned
    return cls if isinstance(cls, type) and issubclass(cls, IntegrationService) else None


def refusals(loaded: Loaded, configs: Sequence[Mapping[str, Any]]) -> list[list[Refusal]]:
    """Where each `config` table is refused by the plugin's model, and why; nothing where it has none."""
    if isinstance(loaded.plugin, ConfinedPlugin):
        return loaded.plugin.refusals(configs)
    return [refusals_of(loaded.plugin, config) for config in configs]


def refusals_of(plugin: object, config: Mapping[str, Any]) -> list[Refusal]:
    """The same for one table and a plugin that was not loaded."""
    if not isinstance(plugin, Plugin):
        return []
    try:
        plugin.config.model_validate(dict(config))
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        return [(fault["loc"], fault["msg"].removeprefix("Value error, ")) for fault in found]
    return []


def describe(loaded: Loaded) -> Manifest:
    """What the catalogue, the configuration and routing need to know of a plugin."""
    info, service = loaded.info, service_class(loaded)
    return Manifest(
        name=info.name,
        version=loaded.candidate.version or info.version,
        distribution=loaded.candidate.distribution,
        kind=_kind(service),
        status=info.status,
        display_name=info.display_name or info.name,
        description=info.description,
        icon=info.icon,
        features=tuple(info.features),
        schema=loaded.schema,
        capabilities=_capabilities(service) if service else {},
        triggers=tuple(to_json(trigger) for trigger in loaded.triggers),
        actions=tuple(
            {
                "name": action.name,
                "description": action.description,
                "input": action.input.model_json_schema(),
                "output": action.output.model_json_schema(),
            }
            for action in (actions_of(service).values() if service else ())
        ),
        hooks=tuple(sorted(vars(loaded.calls))),
        wraps=tuple(sorted(vars(loaded.wrappers))),
    )


def describe_failure(failure: LoadFailure) -> Manifest:
    """The manifest of a plugin that does not load: its name, its origin and the error."""
    return Manifest(
        name=failure.name,
        version=failure.version,
        distribution=failure.distribution,
        status="failed",
        error=f"{failure.reason}; {failure.cure}",
    )


def _capabilities(service: type[IntegrationService[Any]]) -> dict[str, Any]:
    if not isinstance(service.capabilities, Capabilities):
        raise Refused(f"the capabilities of {service.__name__} are no Capabilities")
    said: dict[str, Any] = to_json(service.capabilities)
    return said


def _kind(service: type[IntegrationService[Any]] | None) -> Kind:
    kinds: tuple[tuple[type, Kind], ...] = (
        (TrackerService, "tracker"),
        (SourceService, "source"),
        (ObserverService, "observer"),
    )
    return next((kind for cls, kind in kinds if service and issubclass(service, cls)), "other")
