"""Copies of the tree with a fault planted in them, and tests that are run there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
PLANTS = Path(__file__).with_name("plants")
NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "dist", "build", "node_modules", "*.egg-info")
INSIDE = """
import pathlib, sys, pytest
import devlog_core, devlog_azure_devops, devlog_git, devlog_github, devlog_jira
root = pathlib.Path(sys.argv[1])
for package in (devlog_core, devlog_azure_devops, devlog_git, devlog_github, devlog_jira):
    if root not in pathlib.Path(package.__file__).parents:
        sys.exit(f"the tests would run against {package.__file__}")
sys.exit(pytest.main(sys.argv[2:]))
"""
ASSERTED = ("assert ", "AssertionError", "Failed: DID NOT RAISE")
"""How the message of a test begins that failed because something is not as it says."""


@dataclass(frozen=True)
class Plant:
    """One fault: a patch, below what is wrong in it and the tests that must fail of it."""

    path: Path

    @property
    def name(self) -> str:
        """The patch's name, which begins with its number."""
        return self.path.stem

    @property
    def head(self) -> list[str]:
        """The lines before the patch itself."""
        told, *_ = re.split(r"^(?:diff --git|---) ", self.path.read_text(), maxsplit=1, flags=re.MULTILINE)
        return told.splitlines()

    @property
    def wrong(self) -> str:
        """What is wrong in it."""
        return " ".join(line for line in self.head if line and not line.startswith("Test: "))

    @property
    def tests(self) -> list[str]:
        """The tests that must fail, as pytest names them; of one without its case, any case."""
        return [line.removeprefix("Test: ") for line in self.head if line.startswith("Test: ")]

    @property
    def touched(self) -> list[str]:
        """The files that the patch changes."""
        return re.findall(r"^\+\+\+ b/(\S+)", self.path.read_text(), flags=re.MULTILINE)


def plants() -> list[Plant]:
    """All of them by their number."""
    return [Plant(path) for path in sorted(PLANTS.glob("*.patch"))]


def tracked() -> list[str]:
    """The files that git keeps in this tree or would keep; nothing where it is no checkout."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False)
    names = listed.stdout.split("\0") if listed.returncode == 0 else []
    return [name for name in names if name and (ROOT / name).is_file()]


class Copy:
    """The tree once more, in a folder of its own, with the shared data where the tests look for it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "tree"
        self.folder = folder
        names = tracked()
        if not names:
            shutil.copytree(ROOT, self.root, ignore=NOT_COPIED)
        for name in names:
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.root / name)
        shared = ROOT.parent / "shared"
        if shared.is_dir():
            (folder / "shared").symlink_to(shared.resolve())

    def apply(self, plant: Plant, *, check: bool = False) -> str:
        """Change the copy, or only look whether it can be changed; returns what git says against it."""
        command = ["git", "apply", *(["--check"] if check else []), str(plant.path)]
        # Outside of any repository git takes the paths as they are below this folder.
        environ = {**_environ(), "GIT_CEILING_DIRECTORIES": str(self.folder)}
        done = subprocess.run(
            command, cwd=self.root, env=environ, capture_output=True, text=True, check=False
        )
        return "" if done.returncode == 0 else done.stderr.strip() or f"git ended with {done.returncode}"

    def run(self, tests: Iterable[str]) -> Outcome:
        """Run tests of the copy against the copy's packages."""
        report = self.folder / "report.xml"
        report.unlink(missing_ok=True)
        arguments = ["-p", "no:cacheprovider", "-q", f"--junitxml={report}", "-o", "junit_family=xunit1"]
        arguments += [f"--basetemp={self.folder / 'temporary'}", f"--rootdir={self.root}"]
        packages = [self.root, *sorted((self.root / "plugins").glob("*/src"))]
        done = subprocess.run(
            [sys.executable, "-c", INSIDE, str(self.root), *arguments, *tests],
            cwd=self.root,
            env={**_environ(), "PYTHONPATH": os.pathsep.join(map(str, packages))},
            capture_output=True,
            text=True,
            check=False,
        )
        return Outcome(done.returncode, done.stdout + done.stderr, report)


class Outcome:
    """How a run ended."""

    def __init__(self, code: int, said: str, report: Path) -> None:
        self.code, self.said = code, said
        self.failures: dict[str, str] = {}
        """By test, why it failed; `passed` is empty."""
        cases = ElementTree.parse(report).iter("testcase") if report.is_file() else ()
        for case in cases:
            found = next((child for child in case if child.tag in ("failure", "error", "skipped")), None)
            why = "" if found is None else f"{found.tag}: {found.get('message', '')}"
            self.failures[f"{case.get('file')}::{case.get('name')}"] = why

    def of(self, test: str) -> dict[str, str]:
        """What became of a test, or of all its cases."""
        return {
            name: why for name, why in self.failures.items() if name == test or name.startswith(f"{test}[")
        }


def asserted(why: str) -> bool:
    """Whether a test failed since something is not as it says, and not for lack of something."""
    return why.startswith("failure: ") and why.removeprefix("failure: ").startswith(ASSERTED)


def _environ() -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "PYTHON", "GIT_"))
    }
