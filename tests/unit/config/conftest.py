"""A workspace with a user's home, environment and plugins of the test's own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from devlog_core.config.manager import ConfigurationManager
from devlog_core.config.workspace import Workspace
from devlog_core.model.errors import ConfigError
from tests.unit.plugin.shelf import Shelf

TRACKER = """
from typing import Literal
from pydantic import Field

class Config(PluginConfig):
    repository: str = Field(min_length=1)
    token: Secret | None = None
    apiVersion: int = Field(3, ge=1)
    deployment: Literal["auto", "cloud"] = "auto"
    mapping: dict[str, dict[str, str]] = {}
    labels: list[str] = []

class Service(TrackerService[Config]):
    def check(self): return AccountInfo(account="me")
    def scope(self): return None
    def fetch_page(self, cursor, mode): return SyncPage(mode=mode)
    def fetch(self, ref): return None
    def find(self, mark, tried_at): return []
    def create(self, draft): raise NotImplementedError
    def update(self, ref, patch, expected): raise NotImplementedError

plugin = Plugin(Service, Config, name="tracker", description="", distribution="devlog-tracker")
"""


class Site:
    """Everything that a configuration is read from."""

    def __init__(self, root: Path, shelf: Shelf) -> None:
        self.workspace = Workspace(root / "shop")
        self.workspace.directory.mkdir(parents=True)
        self.shelf = shelf
        self.environ = {"XDG_CONFIG_HOME": str(root / "home")}
        self.user_file = root / "home" / "devlog" / "config.toml"
        self.file = self.workspace.config_file

    def write(self, text: str, user: str | None = None) -> None:
        """Write the workspace's file, and the user's where given."""
        self.file.write_text(dedent(text))
        if user is not None:
            self.user_file.parent.mkdir(parents=True, exist_ok=True)
            self.user_file.write_text(dedent(user))

    def load(self, flags: Any = None, tolerant: Any = False, **variables: str) -> ConfigurationManager:
        """The settings with these environment variables beside the home's."""
        environ = {**self.environ, **variables}
        return ConfigurationManager.load(
            self.workspace, flags, environ=environ, found=self.shelf.points(), tolerant=tolerant
        )

    def refusal(self, text: str, **variables: str) -> list[str]:
        """The lines of the error that a text of the workspace's file gives, its path cut off."""
        self.write(text)
        with pytest.raises(ConfigError) as raised:
            self.load(**variables)
        assert raised.value.exit_code == 3
        return self.lines(raised.value)

    def problem(self, text: str, name: str, **variables: str) -> list[str]:
        """The lines of what keeps one integration from being used."""
        self.write(text)
        return self.lines(self.load(**variables).problems[name])

    def lines(self, error: Exception) -> list[str]:
        return str(error).replace(str(self.file), "FILE").replace(str(self.user_file), "USER").splitlines()


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    folder = tmp_path / "installed"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    shelf = Shelf(folder)
    shelf.install("tracker", TRACKER)
    yield Site(tmp_path, shelf)
    for module in [name for name in sys.modules if name.startswith("shelf_")]:
        del sys.modules[module]
