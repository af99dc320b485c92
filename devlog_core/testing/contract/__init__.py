"""The contract kit: subclass one class, name the plugin, and inherit the tests of every law."""

from devlog_core.testing.contract.classes import PluginContract, SourceContract, TrackerContract
from devlog_core.testing.contract.people import People
from devlog_core.testing.contract.weather import Weather

__all__ = ["People", "PluginContract", "SourceContract", "TrackerContract", "Weather"]
