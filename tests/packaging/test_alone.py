"""Each distribution's tests pass beside what a release installs, away from this tree."""

from __future__ import annotations

import os
import shutil
import tomllib
from pathlib import Path

import pytest

from tests.packaging.conftest import DISTRIBUTIONS, ROOT, build
from tests.packaging.room import Room

PLUGINS = [name for name in DISTRIBUTIONS if name != "devlog-core"]
MINUTES = 15


@pytest.mark.long
@pytest.mark.timeout(60 * MINUTES)
@pytest.mark.parametrize("name", PLUGINS)
def test_a_distribution_passes_its_own_tests_from_its_wheel(name: str, tmp_path: Path) -> None:
    """Otherwise what is published was never tested: a file may be missing, or come from the tree."""
    room = Room(tmp_path / "room")
    for each in ("devlog-core", name):
        room.install(build(each, DISTRIBUTIONS[each], tmp_path / each).wheel)
    away = tmp_path / "away" / "plugins" / name
    shutil.copytree(
        DISTRIBUTIONS[name] / "tests", away / "tests", ignore=shutil.ignore_patterns("__pycache__")
    )
    configure(away)
    room.environ["DEVLOG_SHARED"] = os.environ.get("DEVLOG_SHARED", str(ROOT.parent / "shared"))
    told = room.tested(away, "-m", "not long", "-n", "2", "--dist", "worksteal")
    assert " passed" in told
    where = room.python_says(
        f"import {DISTRIBUTIONS[name].name.replace('-', '_')} as own; print(own.__file__)"
    )
    assert Path(where).is_relative_to(tmp_path / "room"), "it was imported from elsewhere"


def configure(folder: Path) -> None:
    """Give pytest the settings of the workspace."""
    kept = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]
    lines = ["[pytest]"]
    for key, value in kept.items():
        between = " " if key == "addopts" else "\n    "
        told = between.join(value) if isinstance(value, list) else str(value)
        lines += [f"{key} = {told}"] if key != "testpaths" else []
    (folder / "pytest.ini").write_text("\n".join(lines) + "\n", encoding="utf-8")
