"""What a plugin says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

API_VERSION = 1
"""The version of the plugin contract that this devlog speaks, as docs/plugins/compatibility.md explains."""
OLDEST_API_VERSION = 1
"""The oldest version that is still served."""
UNSTATED_API_VERSION = 1
"""What a plugin speaks that does not say: it was written before there was another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginInfo:
    """Name, version and purpose of a plugin, for the catalogue."""

    name: str  # What settings call it.
    version: str  # That of its distribution.
    description: str  # One sentence.
    api_version: int = UNSTATED_API_VERSION  # The contract it was written for.
    features: tuple[str, ...] = ()  # Words for the catalogue.
    icon: str = ""  # A single character, or nothing.
    status: Literal["available", "planned"] = "available"  # `planned` ones are listed and cannot be used.
    display_name: str = ""  # As people write it.


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerSpec:
    """An event that workflows can react to."""

    name: str  # Such as `chat.message.sent`: the plugin, what it is about, what happened.
    description: str  # When it happens, in one sentence.
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "object"})
    """JSON Schema of the event's data."""
