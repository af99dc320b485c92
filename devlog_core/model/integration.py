"""One configured use of a plugin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Direction = Literal["pull", "push", "both"]
Creates = Literal["local", "remote", "both", "none"]
Policy = Literal["manual", "newest", "local", "remote"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration:
    """The settings of `[integrations.NAME]`; `config` is checked by the plugin's own schema."""

    name: str
    plugin: str
    workspace: str = ""
    enabled: bool = True
    direction: Direction = "both"
    create: Creates = "both"
    mirror: tuple[str, ...] = ()
    conflict: Policy = "manual"
    isolation: Literal["none", "process"] = "none"
    connection: str | None = None
    fields: Mapping[str, Policy] = field(default_factory=dict)
    filter: Mapping[str, Any] = field(default_factory=dict)
    auto: Mapping[str, Any] = field(default_factory=dict)
    on_delete: Literal["keep", "cancel"] = "keep"
    """What the entry does when its remote item is deleted."""
    on_archive: Literal["keep", "close"] = "keep"
    """What the remote item does when its entry is archived."""
    workflows: tuple[Mapping[str, Any], ...] = ()
    config: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def pulls(self) -> bool:
        return self.direction in ("pull", "both")

    @property
    def pushes(self) -> bool:
        return self.direction in ("push", "both")

    def policy(self, name: str) -> Policy:
        """Who decides when both sides changed this field."""
        return self.fields.get(name, self.conflict)
