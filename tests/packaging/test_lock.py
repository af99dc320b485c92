"""The lock is the same for everyone: exact, hashed, and silent about where its packages came from."""

from __future__ import annotations

import re
import subprocess
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement

# In pieces, so that this file does not find itself.
REGISTRIES = ["python" + "hosted", "//py" + "pi.", "npm" + "js.", "/sim" + 'ple"', "//deb." + "debian"]
ADDRESS = re.compile(r"https?://|file:|^\s*(-f|-i|--find-links|--(extra-)?index-url)\b", re.MULTILINE)
PIN = re.compile(r"[a-z0-9-]+==[\w.]+( ; [^-]+)?( --hash=sha256:[0-9a-f]{64})+")


@pytest.fixture(scope="module")
def lock(root: Path) -> str:
    return (root / "requirements/dev.txt").read_text()


@pytest.fixture(scope="module")
def lines(lock: str) -> list[str]:
    """The packages of the lock, one a line."""
    joined = re.sub(r" *\\\n *", " ", lock)
    return [line for line in joined.splitlines() if line and not line.lstrip().startswith("#")]


def test_lock_records_no_address(lock: str) -> None:
    assert not ADDRESS.findall(lock)


def test_every_package_is_exact_and_hashed(lines: list[str]) -> None:
    assert lines
    assert not [line for line in lines if not PIN.fullmatch(line)]


def test_lock_meets_what_the_distributions_ask_for(root: Path, lines: list[str]) -> None:
    """Otherwise an edited pyproject.toml is installed without what it needs; `make lock` is the cure."""
    versions = dict(line.split()[0].split("==") for line in lines)
    unmet = [need for need in asked_for(root) if not need.specifier.contains(versions.get(normal(need), "0"))]
    assert not unmet


def test_no_committed_file_names_a_registry(root: Path) -> None:
    if not (root / ".git").exists():
        pytest.skip("not a checkout")
    hosts = chain.from_iterable(("-e", host) for host in REGISTRIES)
    command = ["git", "grep", "-nIF", *hosts]
    found = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert found.returncode == 1, found.stdout + found.stderr


def asked_for(root: Path) -> list[Requirement]:
    tools = (root / "requirements/dev.in").read_text().splitlines()
    asked = [line for line in tools if line and not line.startswith("#")]
    for path in (root / "pyproject.toml", *root.glob("plugins/*/pyproject.toml")):
        project = tomllib.loads(path.read_text())["project"]
        asked += project["dependencies"]
        asked += chain.from_iterable(project.get("optional-dependencies", {}).values())
    return [need for need in map(Requirement, asked) if need.name != "devlog-core"]


def normal(need: Requirement) -> str:
    return re.sub(r"[-_.]+", "-", need.name).lower()
