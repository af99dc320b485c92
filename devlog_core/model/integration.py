"""One configured use of a plugin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Direction = Literal["pull", "push", "both"]  # As seen from here.
Creates = Literal["local", "remote", "both", "none"]  # Where new things may come to be.
Policy = Literal["manual", "newest", "local", "remote"]  # Who decides a conflict.


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration:
    """The settings of `[integrations.NAME]`; `config` is checked by the plugin's own schema."""

    name: str  # That of its table.
    plugin: str  # The plugin's name.
    workspace: str = ""  # Where the workspace lies; empty for an isolated plugin that declares no file.
    enabled: bool = True  # Whether a sync takes it along.
    direction: Direction = "both"  # What flows.
    create: Creates = "both"  # What may become new, and where.
    mirror: tuple[str, ...] = ()  # Integrations whose entries become items here too.
    conflict: Policy = "manual"  # Who decides where both sides changed a field.
    isolation: Literal["none", "process"] = "none"  # Whether the plugin runs in a process of its own.
    python: str | None = None
    """Where an isolated plugin is installed in an environment of its own: the interpreter of that."""
    limits: Mapping[str, Any] = field(default_factory=dict)
    """What an isolated plugin may take: `memory`, `cpu`, `time`."""
    connection: str | None = None  # Where credentials are shared: their name.
    fields: Mapping[str, Policy] = field(default_factory=dict)  # Who decides, by field.
    filter: Mapping[str, Any] = field(default_factory=dict)  # Which items become entries.
    auto: Mapping[str, Any] = field(default_factory=dict)  # When a sync happens by itself.
    on_delete: Literal["keep", "cancel"] = "keep"
    """What the entry does when its remote item is deleted."""
    on_archive: Literal["keep", "close"] = "keep"
    """What the remote item does when its entry is archived."""
    workflows: tuple[Mapping[str, Any], ...] = ()  # Rules, as they are written.
    config: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """As written; a service is given its own model of it."""

    @property
    def pulls(self) -> bool:
        """Whether its items are read."""
        return self.direction in ("pull", "both")

    @property
    def pushes(self) -> bool:
        """Whether its items are written."""
        return self.direction in ("push", "both")

    def policy(self, name: str) -> Policy:
        """Who decides when both sides changed this field."""
        return self.fields.get(name, self.conflict)
