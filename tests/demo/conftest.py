"""The demo as a process, with everything of the user's that could get in its way."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Result = subprocess.CompletedProcess[str]
COMMAND = [sys.executable, "-m", "devlog_core", "demo"]


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment that would lead git, devlog and requests astray; its TMPDIR begins empty."""
    home = tmp_path_factory.mktemp("home")
    config = home / "config" / "devlog" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("this is not TOML", encoding="utf-8")
    temporary = home / "tmp"
    temporary.mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return kept | {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(config.parents[1]),
        "TMPDIR": str(temporary),
        "DEVLOG_WORKSPACE": str(home / "absent"),
        "DEVLOG_STORAGE__URL": "nonsense",
        "GIT_DIR": str(home / "absent.git"),
        "http_proxy": "http://127.0.0.1:9",
        "HTTP_PROXY": "http://127.0.0.1:9",
    }


@pytest.fixture(scope="session")
def demo(hostile: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Result]:
    """Runs `devlog demo` from a directory without a workspace."""
    place = tmp_path_factory.mktemp("elsewhere")

    def run(*args: str) -> Result:
        return subprocess.run(
            [*COMMAND, *args], cwd=place, env=hostile, capture_output=True, text=True,
            encoding="utf-8", stdin=subprocess.DEVNULL, timeout=90, check=False,
        )  # fmt: skip

    return run


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this process makes its temporary directories."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place
