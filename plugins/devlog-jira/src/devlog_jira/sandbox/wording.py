"""Values as people say them, by names, read into the sandbox's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from devlog_jira.sandbox.fields import Reading
from devlog_jira.sandbox.handlers.versions import make_version
from devlog_jira.sandbox.model import Component, FieldDef, Project, Sprint
from devlog_jira.sandbox.world import World


def worded(world: World, project: Project, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by field id, where fields and what they hold are called by their names.

    People, versions, components and options are named, an issue by its key; people, versions and
    components that are new are made.
    """
    found: dict[str, Any] = {}
    for name, raw in values.items():
        definition = field_named(world, name)
        reading = Reading(world, project, definition, 3 if isinstance(raw, Mapping) else 2)
        if definition.many and definition.kind != "sprint" and raw is not None:
            found[definition.id] = tuple(dict.fromkeys(_one(reading, one) for one in raw))
        else:
            found[definition.id] = None if raw in (None, "") else _one(reading, raw)
    return found


def field_named(world: World, name: str) -> FieldDef:
    """A field by its id or its name; raises ValueError."""
    for definition in world.fields.values():
        if name == definition.id or name.casefold() == definition.name.casefold():
            return definition
    raise ValueError(f"no field {name!r}; there are {', '.join(sorted(world.fields))}")


def _one(reading: Reading, raw: Any) -> Any:
    # A mapping is what the interface itself takes, except where it is a text.
    if isinstance(raw, Mapping) and reading.definition.kind != "text":
        return reading.one(raw)
    meant = MEANT.get(reading.definition.kind)
    return meant(reading, raw) if meant else reading.one(raw)


def _version(reading: Reading, name: Any) -> Any:
    known = {version.name: version for version in reading.project.versions}
    return known.get(name) or make_version(reading.world, reading.project, str(name), {})


def _component(reading: Reading, name: Any) -> Any:
    project = reading.project
    known = {component.name: component for component in project.components}
    if name not in known:
        known[name] = Component(reading.world.new_id("component"), project, str(name))
        project.components = (*project.components, known[name])
    return known[name]


def _sprint(reading: Reading, name: Any) -> tuple[Sprint, ...]:
    for sprint in reading.world.sprints.values():
        if str(name) in (str(sprint.id), sprint.name):
            return (sprint,)
    raise reading.refused(f"no sprint {name!r}")


def _cascade(reading: Reading, names: Any) -> Any:
    first, *rest = [names] if isinstance(names, str) else names
    return reading.one({"value": first, **({"child": {"value": rest[0]}} if rest else {})})


MEANT: Mapping[str, Callable[[Reading, Any], Any]] = {
    "user": lambda reading, name: reading.world.user(str(name)),
    "version": _version,
    "component": _component,
    "sprint": _sprint,
    "cascade": _cascade,
    "priority": lambda reading, name: reading.one({"name": name}),
    "resolution": lambda reading, name: reading.one({"name": name}),
    "issuetype": lambda reading, name: reading.one({"name": name}),
    "option": lambda reading, name: reading.one({"value": name}),
    "issuelink": lambda reading, key: reading.one({"key": key}),
}
