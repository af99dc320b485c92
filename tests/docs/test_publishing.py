"""What the page on publishing shows is what tools take."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.docs.conftest import ROOT, blocks
from tests.docs.pages import write_files

PLUGINS = ROOT / "docs" / "plugins"


def test_the_metadata_can_be_read_and_names_the_plugin() -> None:
    """Otherwise an author's first release has no entry point, and nobody's devlog finds it."""
    [text] = [block.text for block in blocks(PLUGINS / "publishing.md") if block.info == "toml"]
    project = tomllib.loads(text)["project"]
    [shown] = [
        tomllib.loads(block.text) for block in blocks(PLUGINS / "tutorial.md") if block.info == "toml not-run"
    ]
    assert project["entry-points"] == shown["project"]["entry-points"]
    assert {"license", "readme", "requires-python", "urls"} <= project.keys()
    # Who caps it has to release anew for each devlog that still serves the plugin as it is.
    assert any(line.startswith("devlog-core>=") and "<" not in line for line in project["dependencies"])


@pytest.mark.long
def test_the_metadata_builds_the_plugin_of_the_tutorial(tmp_path: Path) -> None:
    """Otherwise what was tested is not what ships."""
    write_files(PLUGINS / "tutorial.md", tmp_path)
    write_files(PLUGINS / "publishing.md", tmp_path)
    (tmp_path / "LICENSE").write_text("As you like it.\n", encoding="utf-8")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    [wheel] = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as files:
        names = files.namelist()
        points = files.read(next(name for name in names if name.endswith("entry_points.txt"))).decode()
    assert "kanboard = devlog_kanboard:plugin" in points
    assert "devlog_kanboard/sandbox/world.py" in names
