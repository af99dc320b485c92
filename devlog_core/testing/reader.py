"""Everything that a plugin reads from a place, read by a service of its own beside the one at work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from devlog_core.model.fields import field_of, is_set
from devlog_core.model.integration import Integration
from devlog_core.model.remote import RemoteItem
from devlog_core.plugin.plugin import Plugin
from devlog_core.plugin.service import TrackerService
from devlog_core.testing.context import Context
from devlog_core.testing.desk import Desk


class Reader:
    """A second service of the plugin, which only looks."""

    def __init__(self, plugin: Plugin, name: str, config: Mapping[str, Any]) -> None:
        context = Context(config)
        integration = Integration(name=name, plugin=plugin.devlog_plugin_info().name, config=config)
        service = plugin.devlog_initialize(integration, context)
        assert isinstance(service, TrackerService), f"{integration.plugin} is no tracker"
        self._desk: Desk[TrackerService[Any]] = Desk(service, context)

    @property
    def service(self) -> TrackerService[Any]:
        """The service that looks."""
        return self._desk.service

    def items(self) -> dict[str, RemoteItem]:
        """All items as the place holds them by the keys that people see, each with all its records."""
        found: dict[str, RemoteItem] = {}
        partial: list[RemoteItem] = []
        for page in self._desk.read():
            for item in page.items:
                if item.version is None:
                    partial.append(item)
                else:
                    found[item.ref.id] = item
        shown = {item.ref.key or item.ref.id: item for item in found.values()}
        for more in partial:
            key = found[more.ref.id].ref.key if more.ref.id in found else more.ref.key
            if key in shown:
                shown[key] = _joined(shown[key], more)
        return shown

    def close(self) -> None:
        """Let go of its connections."""
        self._desk.service.close()


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without what their order means nothing to."""
    return {name: _plain(name, value) for name, value in values.items()}


def _joined(item: RemoteItem, more: RemoteItem) -> RemoteItem:
    notes = {note.ref.id: note for note in (*item.notes, *more.notes)}
    times = {log.ref.id: log for log in (*item.worklogs, *more.worklogs)}
    return replace(item, notes=tuple(notes.values()), worklogs=tuple(times.values()))


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, list | tuple | set | frozenset) and is_set(field_of(name)):
        return sorted(value, key=repr)
    return list(value) if isinstance(value, tuple) else value
