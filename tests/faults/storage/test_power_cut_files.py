"""The power goes while devlog writes a file of its own: the old one is there, or the new one, whole."""

from __future__ import annotations

import random
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from devlog_core.files import PART
from tests.faults.storage.disk import Cut, cuts
from tests.faults.storage.files_story import COMMANDS
from tests.faults.storage.journal import Step, read
from tests.integration.desk import environment

ROOT = Path(__file__).parents[3]
SEED = random.randrange(10**9)


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> list[Step]:
    """Everything that the commands did to files that they write themselves."""
    place = tmp_path_factory.mktemp("story")
    folder = place / "watched"
    folder.mkdir()
    command = [sys.executable, "-m", "tests.faults.storage.files_story", str(place / "log"), str(folder)]
    environ = environment(place) | {"XDG_CONFIG_HOME": str(folder / "config")}
    ended = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return read(place / "log")


def versions(steps: list[Step]) -> dict[str, list[tuple[int, bytes | None]]]:
    """Every file that devlog keeps, with what it held and from which step on; None before it was made."""
    contents: dict[str, bytes] = {}
    found: dict[str, list[tuple[int, bytes | None]]] = {}
    for at, step in enumerate(steps):
        if step.kind == "create":
            contents[step.path] = b""
        elif step.kind == "write":
            old = contents[step.path]
            contents[step.path] = old[: step.number] + step.data + old[step.number + len(step.data) :]
        elif step.kind == "rename":
            contents[step.text] = contents.pop(step.path)
            found.setdefault(step.text, [(-1, None)]).append((at, contents[step.text]))
    return found


def whole(cut: Cut, steps: list[Step], known: dict[str, list[tuple[int, bytes | None]]]) -> None:
    """Each file is as it was when the last command ended, or as the present one makes it."""
    ended = max((at for at, step in enumerate(steps[: cut.at]) if step.kind == "done"), default=-1)
    for name, held in known.items():
        before = [content for at, content in held if at <= ended][-1:]
        since = [content for at, content in held if ended < at < cut.at]
        assert cut.files.get(name) in [*before, *since], name
        if name.endswith(".toml"):
            tomllib.loads(cut.files.get(name, b"").decode())
    others = set(cut.files) - set(known)
    assert all(name.endswith((PART, ".lock")) for name in others), others


def test_every_file_is_old_or_new(steps: list[Step]) -> None:
    """Otherwise settings, an export or what is ignored by version control is half a file one day."""
    known = versions(steps)
    count = 0
    for cut in cuts(steps, SEED):
        try:
            whole(cut, steps, known)
        except Exception as error:
            error.add_note(f"cut before step {cut.at}, {cut.kind}, seed {SEED}")
            raise
        count += 1
    assert count == 4 * (len(steps) + 1)
    names = {Path(name).name for name in known}
    assert {"config.toml", ".gitignore", "export.json", "config.json", "plugins.json"} <= names
    assert [step.text for step in steps if step.kind == "done" and step.text != "by hand"] == list(COMMANDS)


@pytest.mark.parametrize("left_out", ["sync", "keep"])
def test_a_file_that_is_not_synchronised_is_found_out(steps: list[Step], left_out: str) -> None:
    """Otherwise these tests would also pass on files that are merely renamed."""
    careless = [step for step in steps if step.kind != left_out]
    known = versions(careless)
    with pytest.raises(AssertionError):
        for cut in cuts(careless, SEED):
            whole(cut, careless, known)
