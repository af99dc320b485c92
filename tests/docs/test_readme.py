"""The plugin in the README works as it stands there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from devlog_core.testing.distribution import lay_out
from tests.docs.conftest import ROOT, blocks


def test_the_plugin_in_the_readme_makes_entries(tmp_path: Path) -> None:
    """Otherwise an author's first plugin does not even load."""
    [code] = [block.text for block in blocks(ROOT / "README.md") if block.info == "python"]
    [points] = [block.text for block in blocks(ROOT / "README.md") if block.info == "toml"]
    named = re.search(r'\[project\.entry-points\."(?P<group>.+)"\]\n(?P<name>\w+) = "(?P<value>.+)"', points)
    assert named is not None
    installed = tmp_path / "installed"
    lay_out(installed, "devlog-folder", f"[{named['group']}]\n{named['name']} = {named['value']}\n")
    (installed / "devlog_folder.py").write_text(code, encoding="utf-8")
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "one.txt").write_text("The first line\nand more\n", encoding="utf-8")
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "PYTHONPATH": os.pathsep.join((str(installed), str(ROOT))),
    }

    def devlog(*args: str) -> str:
        return subprocess.run(
            [sys.executable, "-W", "error", "-m", "devlog_core", *args], cwd=tmp_path, env=environ,
            capture_output=True, check=True, text=True, stdin=subprocess.DEVNULL, timeout=60,
        ).stdout  # fmt: skip

    devlog("init")
    devlog("integrations", "add", "folder", "--set", f"path={texts}")
    devlog("sync")
    (texts / "one.txt").write_text("Another line\n", encoding="utf-8")
    devlog("sync")
    [entry] = json.loads(devlog("list", "--json"))
    assert entry["title"] == "Another line"
