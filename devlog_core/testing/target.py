"""A plugin by its `module:object`, found as if it were installed, by this process and by new ones."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import EntryPoint
from pathlib import Path

from devlog_core.plugin.candidate import GROUP, installed
from devlog_core.plugin.info import PluginInfo
from devlog_core.plugin.plugin import Plugin

REFERENCE = "devlog_core.testing.reference:plugin"
"""The right plugin of the reference tracker, which stands beside the one that is looked at."""


@dataclass(frozen=True)
class Target:
    """The plugin that is looked at."""

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

    @property
    def points(self) -> dict[str, str]:
        """The plugin and the reference by name; where both have one name, it is the plugin's."""
        reference = EntryPoint("", REFERENCE, GROUP).load().devlog_plugin_info().name
        return {reference: REFERENCE, self.info.name: self.value}

    def found(self) -> tuple[EntryPoint, ...]:
        """These two, as if nothing else were installed."""
        return tuple(EntryPoint(name, value, GROUP) for name, value in self.points.items())

    def environ(self, folder: Path) -> Mapping[str, str]:
        """What a new process is told so that it finds them; their metadata is put into the folder."""
        held = {(point.name, point.value) for point in installed()[0]}
        for name, value in self.points.items():
            if (name, value) not in held:
                _describe(folder, name, value)
        return {"PYTHONPATH": ":".join([str(folder), *filter(None, sys.path)])}


def _describe(folder: Path, name: str, value: str) -> None:
    # Called as the plugin's own distribution is, so that it stands before one that is installed.
    point = next((point for point in installed()[0] if point.name == name), None)
    distribution = (point.dist.name if point and point.dist else "") or f"devlog-{name}"
    normal = distribution.replace("-", "_")
    info = folder / f"{normal}-1.dist-info"
    info.mkdir(parents=True, exist_ok=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1\n")
    (info / "entry_points.txt").write_text(f"[{GROUP}]\n{name} = {value}\n")
    url = '{"url": "file:///", "dir_info": {"editable": true}}'
    (info / "direct_url.json").write_text(url)
