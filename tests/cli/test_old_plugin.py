"""A plugin that was written long ago works as it stands."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from devlog_core.testing.distribution import lay_out
from devlog_core.testing.walk.forks import warmed
from tests.cli.conftest import Devlog

OLD = Path(__file__).parent / "old" / "devlog_old.py"


@pytest.fixture
def old(devlog: Devlog, tmp_path: Path) -> Iterator[Devlog]:
    """`devlog` in a fresh workspace, with the old plugin beside the others."""
    lay_out(tmp_path, "devlog-old", "[devlog.plugins]\nold = devlog_old\n", version="0.1")
    shutil.copy(OLD, tmp_path)
    environ = {**devlog.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{devlog.environ['PYTHONPATH']}"}
    with warmed(environ=environ) as warm:
        yield Devlog(devlog.cwd, environ, warm)


def test_an_old_plugin_syncs_both_ways(old: Devlog) -> None:
    """Otherwise an upgrade of devlog breaks what somebody else wrote, and nobody is there to mend it."""
    there = old.cwd / "there.json"
    there.write_text(json.dumps({"1": {"title": "from there", "mark": None, "revision": 1}}))
    old.ok("integrations", "add", "old", "--set", f"path={there}")
    old.ok("new", "from here")
    [run] = old.json("sync")["runs"]
    assert (run["status"], run["pulled"]["created"], run["pushed"]["created"]) == ("ok", 1, 1)

    rows = json.loads(there.read_text())
    assert rows["2"]["title"] == "from here"
    assert rows["2"]["mark"] == old.json("show", "1")["uid"]
    there.write_text(json.dumps({**rows, "1": {**rows["1"], "title": "changed there", "revision": 2}}))
    old.ok("edit", "1", "--title", "changed here")
    old.ok("sync", "--full")
    assert [entry["title"] for entry in old.json("list")] == ["changed there", "changed here"]
    rows = json.loads(there.read_text())
    assert [row["title"] for row in rows.values()] == ["changed there", "changed here"]

    [run] = old.json("sync")["runs"]
    assert (run["status"], run["pulled"]["updated"], sum(run["pushed"].values())) == ("ok", 0, 0)
    assert json.loads(there.read_text()) == rows
    assert (old.cwd / "heard").read_text().count("title") == 2
