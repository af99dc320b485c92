"""What a plugin says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

API_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginInfo:
    """Name, version and purpose of a plugin, for the catalogue."""

    name: str
    version: str
    description: str
    api_version: int = API_VERSION
    features: tuple[str, ...] = ()
    icon: str = ""
    status: Literal["available", "planned"] = "available"
    display_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerSpec:
    """An event that workflows can react to."""

    name: str
    description: str
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "object"})
