"""A workspace with a good integration in the process, and wicked ones in processes of their own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from devlog_core.testing.distribution import lay_out

ROOT = Path(__file__).parents[2]
SHELVES = (Path(__file__).parent / "shelf", ROOT / "tests" / "cli" / "shelf")
SECRET = "open-sesame-4711"
_ENTRY_POINTS = """\
[devlog.plugins]
sample = devlog_sample:plugin
wicked = devlog_wicked:plugin
faint = devlog_faint:plugin
"""
RUDE = "[devlog.plugins]\nrude = devlog_rude\nfalse = devlog_false\n"


class Den:
    """A workspace whose commands run as processes."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self.folder = folder
        self.environ = dict(environ)

    def command(self, *args: str) -> list[str]:
        """What runs one command."""
        return [sys.executable, "-m", "devlog_core", *args]

    def run(self, *args: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """One command to its end."""
        return subprocess.run(
            self.command(*args),
            cwd=self.folder,
            env=self.environ | environ,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=100,
            check=False,
        )

    def json(self, *args: str) -> Any:
        """The one document that a command prints."""
        done = self.run(*args, "--json")
        try:
            return json.loads(done.stdout)
        except ValueError:
            raise AssertionError(done.stderr) from None

    def write(self, text: str) -> None:
        """Add to the settings."""
        with (self.folder / ".devlog" / "config.toml").open("a", encoding="utf-8") as file:
            file.write(text)


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the plugins are installed."""
    folder = tmp_path_factory.mktemp("installed")
    for shelf in SHELVES:
        for module in shelf.glob("*.py"):
            shutil.copy(module, folder)
    lay_out(folder, "devlog-wicked", _ENTRY_POINTS)
    return folder


@pytest.fixture(scope="session")
def make_den(tmp_path_factory: pytest.TempPathFactory, installed: Path) -> Callable[[], Den]:
    """Makes a workspace with a good integration, `good`."""

    def make() -> Den:
        home, work = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("work")
        environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "PYTHONPATH": os.pathsep.join((str(installed), str(ROOT))),
            "PYTHONUTF8": "1",
            "DEVLOG_USER": "Ada",
            "DEVLOG_BUBBLEWRAP": "off",
            "WICKED_TOKEN": SECRET,
        }
        den = Den(work, environ)
        items = {"1": {"values": {"title": "Good as gold"}, "notes": [], "revision": 1}}
        remote = {"scope": "shop", "revision": 1, "items": items}
        (work / "good.json").write_text(json.dumps(remote), encoding="utf-8")
        assert den.run("init").returncode == 0
        den.write('[integrations.good]\nplugin = "sample"\n')
        den.write(f'[integrations.good.config]\npath = "{work}/good.json"\n')
        return den

    return make


def wicked(name: str, harm: str, more: str = "", limits: str = "") -> str:
    """The settings of an isolated integration that does one harm."""
    return (
        f'[integrations.{name}]\nplugin = "wicked"\nisolation = "process"\n'
        f'[integrations.{name}.limits]\nmemory = "512 MiB"\n{limits}\n'
        f'[integrations.{name}.config]\nharm = "{harm}"\ntoken = "${{WICKED_TOKEN}}"\n{more}\n'
    )
