"""What comes of loading one plugin: the checked plugin, or the reason against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from devlog_core.plugin.candidate import Candidate
from devlog_core.plugin.checks import Hooks
from devlog_core.plugin.info import PluginInfo, TriggerSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadFailure:
    """Why one installed plugin cannot be used, and the cure."""

    name: str
    distribution: str
    version: str
    reason: str
    cure: str

    def __str__(self) -> str:
        origin = f" ({self.distribution} {self.version})" if self.distribution else ""
        return f"plugin `{self.name}`{origin} does not load: {self.reason}; {self.cure}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A plugin that passed every check."""

    candidate: Candidate
    plugin: object
    info: PluginInfo
    schema: Mapping[str, Any]
    triggers: tuple[TriggerSpec, ...]
    calls: Hooks
    """Its own answers, by hook; registered apart from `wrappers`."""
    wrappers: Hooks
