"""A plugin by its `module:object`, found as if it were installed, by this process and by new ones."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import EntryPoint, distributions
from pathlib import Path

from devlog_core.plugin.candidate import GROUP, installed
from devlog_core.plugin.info import PluginInfo
from devlog_core.plugin.plugin import Plugin
from devlog_core.testing.distribution import lay_out

REFERENCE = "devlog_core.testing.reference:plugin"
"""The right plugin of the reference tracker, which stands beside the one that is looked at."""


@dataclass(frozen=True)
class Target:
    """A plugin."""

    value: str

    @cached_property
    def plugin(self) -> Plugin:
        """The plugin itself."""
        found: Plugin = EntryPoint("", self.value, GROUP).load()
        return found

    @cached_property
    def info(self) -> PluginInfo:
        """What it says of itself."""
        return self.plugin.devlog_plugin_info()


class Shelf:
    """A folder in which the plugin that is looked at lies beside the reference, as pip would lay them out."""

    def __init__(self, folder: Path, target: Target) -> None:
        self.folder, self.target = folder, target
        # Where both have one name, it is the plugin's.
        points = {Target(REFERENCE).info.name: REFERENCE, target.info.name: target.value}
        self.modules = tuple(value.partition(":")[0] for value in points.values())
        for name, value in points.items():
            self._put(name, value)
        self.points = tuple(
            point
            for each in distributions(path=[str(folder)])
            for point in each.entry_points
            if point.group == GROUP
        )

    @property
    def environ(self) -> Mapping[str, str]:
        """What a new process is told so that it finds them."""
        return {"PYTHONPATH": os.pathsep.join([str(self.folder), *filter(None, sys.path)])}

    def _put(self, name: str, value: str) -> None:
        # Called as the plugin's own distribution is, so that it stands before one that is installed.
        point = next((point for point in installed()[0] if point.name == name), None)
        distribution = (point.dist.name if point and point.dist else "") or f"devlog-{name}"
        lay_out(self.folder, distribution, f"[{GROUP}]\n{name} = {value}\n", version="1")
