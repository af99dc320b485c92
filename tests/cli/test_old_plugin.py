"""A plugin that was written long ago works as it stands."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from tests.cli.conftest import Devlog

OLD = Path(__file__).parent / "old" / "devlog_old.py"


def installed(devlog: Devlog, folder: Path) -> None:
    """Install the old plugin beside the others."""
    info = folder / "devlog_old-0.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: devlog-old\nVersion: 0.1\n")
    (info / "entry_points.txt").write_text("[devlog.plugins]\nold = devlog_old\n")
    shutil.copy(OLD, folder)
    devlog.environ["PYTHONPATH"] = f"{folder}{os.pathsep}{devlog.environ['PYTHONPATH']}"


def test_an_old_plugin_syncs_both_ways(devlog: Devlog, tmp_path: Path) -> None:
    """Otherwise an upgrade of devlog breaks what somebody else wrote, and nobody is there to mend it."""
    installed(devlog, tmp_path)
    there = devlog.cwd / "there.json"
    there.write_text(json.dumps({"1": {"title": "from there", "mark": None, "revision": 1}}))
    devlog.ok("integrations", "add", "old", "--set", f"path={there}")
    devlog.ok("new", "from here")
    [run] = devlog.json("sync")["runs"]
    assert (run["status"], run["pulled"]["created"], run["pushed"]["created"]) == ("ok", 1, 1)

    rows = json.loads(there.read_text())
    assert rows["2"]["title"] == "from here"
    assert rows["2"]["mark"] == devlog.json("show", "1")["uid"]
    there.write_text(json.dumps({**rows, "1": {**rows["1"], "title": "changed there", "revision": 2}}))
    devlog.ok("edit", "1", "--title", "changed here")
    devlog.ok("sync", "--full")
    assert [entry["title"] for entry in devlog.json("list")] == ["changed there", "changed here"]
    rows = json.loads(there.read_text())
    assert [row["title"] for row in rows.values()] == ["changed there", "changed here"]

    [run] = devlog.json("sync")["runs"]
    assert (run["status"], run["pulled"]["updated"], sum(run["pushed"].values())) == ("ok", 0, 0)
    assert json.loads(there.read_text()) == rows
    assert (devlog.cwd / "heard").read_text().count("title") == 2
