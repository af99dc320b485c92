"""Running one action: its integration found, its input checked, its output given back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from devlog_core.cli.shell import aside
from devlog_core.model.errors import NotFoundError, UsageError
from devlog_core.plugin.actions import actions_of, filled, given
from devlog_core.plugin.nearest import hint

if TYPE_CHECKING:
    from devlog_core.app import App
    from devlog_core.plugin.actions import ActionSpec


def act(
    app: App, name: str, integration: str | None, entry: str | None, inputs: Iterable[str]
) -> dict[str, Any]:
    """The output of `PLUGIN.ACTION`.

    Raises UsageError for an unknown action or an input that its form refuses, each field named.
    """
    plugin, _, action = name.partition(".")
    place = _integration(app, plugin, integration)
    actions = app.plugins.actions(plugin)
    if action not in actions:
        known = [f"{plugin}.{each}" for each in actions]
        raise NotFoundError(f"no action `{name}`{hint(name, known) or '; there are ' + ', '.join(known)}")
    spec = actions[action]
    form = filled(spec, name, _values(app, spec, place, entry, inputs))
    with aside(), app.service(place) as service:
        # A service in a process of its own offers the action by another method, and in forms of its own.
        offered = actions_of(type(service)).get(action, spec)
        return given(offered, name, getattr(service, offered.method)(form))


def _integration(app: App, plugin: str, name: str | None) -> str:
    integrations = app.configuration.settings.integrations
    using = [found.name for found in integrations.values() if found.plugin == plugin and found.enabled]
    if name is not None:
        if app.configuration.integration(name).plugin != plugin:
            raise UsageError(f"integration `{name}` does not use the plugin `{plugin}`{_listed(using)}")
        return name
    if len(using) == 1:
        return using[0]
    if using:
        raise UsageError(f"several integrations use `{plugin}`; say which by --integration{_listed(using)}")
    # An unknown plugin is refused by its own error first.
    app.plugins.info(plugin)
    raise UsageError(
        f"no integration uses `{plugin}`; `devlog integrations add NAME --plugin {plugin}` makes one"
    )


def _listed(names: list[str]) -> str:
    return f": {', '.join(names)}" if names else ""


def _values(
    app: App, spec: ActionSpec, place: str, entry: str | None, inputs: Iterable[str]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    properties = spec.input.model_json_schema().get("properties", {})
    for text in inputs:
        key, found, value = text.partition("=")
        if not found or not key.strip():
            raise UsageError(f"--input {text}: expected KEY=VALUE, such as --input title=text")
        values[key.strip()] = _meant(properties.get(key.strip(), {}), value)
    if entry is not None:
        from devlog_core.sync.lookup import find_entry

        with app.store.read() as unit:
            known = find_entry(unit, entry)
            links = unit.links.of(known.uid)
        link = next((one for one in links if one.kind == "item" and one.integration == place), None)
        # What the form asks about the entry is taken from it, unless it was said otherwise.
        about = {"entry": known.ref, "title": known.title}
        branches = {one.ref.key for one in links if one.kind == "branch"}
        if len(branches) == 1 and "entry" in properties:
            about["branch"] = branches.pop()
        if link is not None and link.state == "linked":
            about["item"] = link.ref.id
        elif "item" in properties and "item" not in values:
            raise UsageError(
                f"{known.ref} has no item in `{place}` yet: `devlog sync {place}`, or `devlog link` it first"
            )
        values = {key: value for key, value in about.items() if key in properties} | values
    return values


def _meant(schema: Mapping[str, Any], text: str) -> Any:
    kinds = {schema.get("type"), *(option.get("type") for option in schema.get("anyOf", ()))}
    if "string" in kinds:
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
