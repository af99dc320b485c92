"""The contract kit: subclass one class, name the plugin, and inherit the tests of every law."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from devlog_core.testing.contract.classes import PluginContract, SourceContract, TrackerContract
    from devlog_core.testing.contract.people import People
    from devlog_core.testing.contract.weather import Weather

__all__ = ["People", "PluginContract", "SourceContract", "TrackerContract", "Weather"]

_HOMES = {
    "People": "people",
    "PluginContract": "classes",
    "SourceContract": "classes",
    "TrackerContract": "classes",
    "Weather": "weather",
}


def __getattr__(name: str) -> Any:
    """What is asked for is imported then: pytest loads `report` in every run, and so this package."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
