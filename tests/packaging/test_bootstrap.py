"""`make` on a fresh machine: .venv is made whole, or one line names the cure."""

from __future__ import annotations

import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

# Stands in for Python: answers as a 3.11 does, copies itself into the environment it is asked to make,
# and writes down every call together with what it sees of the caller's environment.
FAKE = """#!/bin/sh
echo "$* [${PYTHONPATH:-}${VIRTUAL_ENV:-}${PIP_TARGET:-}] index=${PIP_INDEX_URL:-}" >>"$CALLS"
case "$*" in
  *"-m venv"*) mkdir -p .venv/bin && sleep 0.1 && cp "$0" .venv/bin/python ;;
  *"-m pip"*requirements*) exit "${LOCK_FAILS:-0}" ;;
  *print*) echo "fake 3.11" ;;
esac
"""


@pytest.fixture
def tree(tmp_path: Path, root: Path) -> Path:
    """A workspace small enough to set up in no time."""
    for name in ("tools/bootstrap.sh", "Makefile", "pyproject.toml", "requirements/dev.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(root / name, tmp_path / name)
    plugin = tmp_path / "plugins/devlog-git/pyproject.toml"
    plugin.parent.mkdir(parents=True)
    plugin.write_text("")
    fake = tmp_path / "fakes/python3"
    fake.parent.mkdir()
    fake.write_text(FAKE)
    fake.chmod(0o755)
    return tmp_path


def test_without_a_suitable_python_one_line_names_the_cure(tree: Path) -> None:
    (tree / "fakes/python3").write_text("#!/bin/sh\nexit 1\n")
    done = make(tree)
    assert done.returncode != 0
    assert done.stderr.startswith("devlog: Python 3.11 or later")
    assert "apt install python3-venv" in done.stderr.splitlines()[0]
    assert [line for line in done.stderr.splitlines() if not line.startswith("make")] == [
        done.stderr.splitlines()[0]
    ]


def test_python_named_by_the_caller_is_tried_first(tree: Path) -> None:
    shutil.copy(tree / "fakes/python3", tree / "fakes/mine")
    done = bootstrap(tree, "find", PYTHON="mine")
    assert done.stdout == "mine\n"


def test_unsuitable_python_is_passed_over(tree: Path) -> None:
    done = bootstrap(tree, "find", PYTHON="/does/not/exist")
    assert done.stdout == "python3\n"


def test_set_up_installs_the_lock_then_the_workspace_then_stamps(tree: Path) -> None:
    assert make(tree).returncode == 0
    venv, lock, workspace = [line for line in calls(tree) if "-m " in line]
    assert "-m venv .venv" in venv
    assert "--require-hashes --only-binary=:all: -r requirements/dev.txt" in lock
    assert "--no-deps --no-build-isolation -e . -e plugins/devlog-git" in workspace
    assert (tree / ".venv/.stamp").exists()


def test_second_time_does_nothing(tree: Path) -> None:
    make(tree)
    before = [line for line in calls(tree) if "-m " in line]
    done = make(tree)
    assert done.stderr == ""
    assert [line for line in calls(tree) if "-m " in line] == before


def test_changed_plugin_brings_it_up_to_date_without_starting_over(tree: Path) -> None:
    make(tree)
    (tree / "plugins/devlog-git/pyproject.toml").write_text("# changed\n")
    done = make(tree)
    assert "bringing .venv up to date" in done.stderr
    assert len([line for line in calls(tree) if "-m venv" in line]) == 1


def test_half_made_environment_is_thrown_away(tree: Path) -> None:
    assert make(tree, LOCK_FAILS="1").returncode != 0
    assert not (tree / ".venv/.stamp").exists()
    (tree / ".venv/rest").touch()
    assert make(tree).returncode == 0
    assert not (tree / ".venv/rest").exists()


def test_moved_tree_is_set_up_anew(tree: Path, tmp_path: Path) -> None:
    """Its scripts and editable installs would point to where it stood."""
    make(tree)
    (tree / ".venv/rest").touch()
    (tree / ".venv/.stamp").write_text("/somewhere/else\n")
    make(tree)
    assert not (tree / ".venv/rest").exists()


@pytest.mark.skipif(shutil.which("flock") is None, reason="this system has no flock")
def test_two_at_once_set_up_once(tree: Path) -> None:
    """Otherwise the second throws away what the first is filling."""
    with ThreadPoolExecutor() as pool:
        both = list(pool.map(lambda _: make(tree), range(2)))
    assert [done.returncode for done in both] == [0, 0]
    assert len([line for line in calls(tree) if "-m venv" in line]) == 1


def test_callers_environment_does_not_leak_in(tree: Path) -> None:
    make(tree, PYTHONPATH="leak", VIRTUAL_ENV="leak", PIP_TARGET="leak", PIP_INDEX_URL="kept")
    assert not [line for line in calls(tree) if "leak" in line]
    assert all(line.endswith("index=kept") for line in calls(tree))


def make(tree: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return run(tree, ["make", "--no-print-directory", ".venv/.stamp"], env)


def bootstrap(tree: Path, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    return run(tree, ["tools/bootstrap.sh", *args], env)


def run(tree: Path, command: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    path = f"{tree / 'fakes'}{os.pathsep}/usr/bin{os.pathsep}/bin"
    base = {"PATH": path, "PYTHON_CANDIDATES": "python3", "CALLS": str(tree / "calls")}
    return subprocess.run(command, cwd=tree, env=base | env, capture_output=True, text=True, check=False)


def calls(tree: Path) -> list[str]:
    return (tree / "calls").read_text().splitlines()
