"""Plugins installed into a folder of the test's own, as pip would lay them out."""

from __future__ import annotations

import itertools
import json
import shutil
from importlib.metadata import EntryPoint, distributions
from pathlib import Path
from textwrap import dedent

HEAD = """
from devlog_core.plugin.config import PluginConfig, Secret
from devlog_core.plugin.hookspecs import hookimpl
from devlog_core.plugin.info import PluginInfo, TriggerSpec
from devlog_core.plugin.plugin import Plugin
from devlog_core.plugin.service import IntegrationService, SourceService, TrackerService
from devlog_core.model.remote import AccountInfo, SyncPage
from devlog_core.model.change import Change
"""
GOOD = """
class Config(PluginConfig):
    place: str
    token: Secret | None = None

class Service(SourceService[Config]):
    def check(self): return AccountInfo(account="me")
    def scope(self): return None
    def fetch_page(self, cursor, mode): return SyncPage(mode=mode)

plugin = Plugin(Service, Config, name={name!r}, description="A good one.", distribution={distribution!r})
"""
_numbers = itertools.count()


class Shelf:
    """A folder that distributions are installed into."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def install(
        self, name: str, source: str, *, version: str = "1.0", distribution: str = "", editable: bool = False
    ) -> str:
        """Install a module as the plugin `name`; the answer is the module's name."""
        distribution = distribution or f"devlog-{name}"
        module = f"shelf_{next(_numbers)}_{name.replace('-', '_')}"
        self.write(module, source)
        self.describe(name, module, version=version, distribution=distribution, editable=editable)
        return module

    def good(self, name: str, *, version: str = "1.0", distribution: str = "") -> str:
        """Install a plugin that has nothing wrong with it."""
        source = GOOD.format(name=name, distribution=distribution or f"devlog-{name}")
        return self.install(name, source, version=version, distribution=distribution)

    def write(self, module: str, source: str) -> None:
        (self.folder / f"{module}.py").write_text(HEAD + dedent(source))

    def describe(
        self, name: str, module: str, *, version: str, distribution: str, editable: bool = False
    ) -> None:
        """Write the metadata of a distribution in place of any other version's."""
        normal = distribution.replace("-", "_")
        for old in self.folder.glob(f"{normal}-*.dist-info"):
            shutil.rmtree(old)
        info = self.folder / f"{normal}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n")
        target = f"{module}:plugin" if "plugin = " in (self.folder / f"{module}.py").read_text() else module
        (info / "entry_points.txt").write_text(f"[devlog.plugins]\n{name} = {target}\n")
        url = {"url": "file:///x", "dir_info": {"editable": editable}}
        (info / "direct_url.json").write_text(json.dumps(url))

    def points(self) -> list[EntryPoint]:
        """What `importlib.metadata` finds in the folder."""
        found = distributions(path=[str(self.folder)])
        return [point for dist in found for point in dist.entry_points if point.group == "devlog.plugins"]
