"""The power goes at any moment of the store's life: what was acknowledged is there, and work goes on."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from devlog_core.storage.sqlite import SqliteStore
from tests.faults.storage.content import counters, digest
from tests.faults.storage.disk import KINDS, Cut, cuts
from tests.faults.storage.journal import Step, read
from tests.faults.storage.store_story import UNSUPPORTED

ROOT = Path(__file__).parents[3]
SAMPLE = 300
SEED = random.randrange(10**9)


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> list[Step]:
    """Everything that SQLite did to the disk while the story was told."""
    place = tmp_path_factory.mktemp("story")
    folder = place / "watched"
    folder.mkdir()
    command = [sys.executable, "-m", "tests.faults.storage.store_story", str(place / "log"), str(folder)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if ended.returncode == UNSUPPORTED:
        pytest.skip("the SQLite of this Python is built into it, so that nothing can be put under it")
    assert ended.returncode == 0, ended.stderr
    found = read(place / "log")
    shutil.rmtree(folder)
    return found


def survives(cut: Cut, folder: Path, told: list[str]) -> None:
    """The store that the cut leaves is opened, read and written as the next command would."""
    cut.lay_out(folder)
    path = folder / "devlog.db"
    acknowledged = cut.done[-1] if cut.done else ""
    if path.exists():
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            held, highest = digest(connection), sum(counters(connection).values())
        # All that was acknowledged and no half of what was not: the next whole transaction may be there.
        possible = told[len(cut.done) - 1 if cut.done else 0 : len(cut.done) + 1]
        assert held in [line.split()[0] for line in possible] or (not cut.done and held == "")
        assert highest >= int(acknowledged.split()[1] if acknowledged else 0)
    else:
        assert not acknowledged
        highest = 0
    store = SqliteStore(path).open(create=not acknowledged)
    with store.write() as unit:
        assert unit.session.next_number("entry") > 0
        unit.state.put("test", "written", True)
    with store.read() as unit:
        assert unit.state.get("test", "written") is True
    assert store.check() == []
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        assert sum(counters(connection).values()) == highest + 1


def walk(steps: list[Step], folder: Path, chosen: set[tuple[int, str]] | None) -> int:
    """Cuts the power at the chosen points, or at every one."""
    told = [step.text for step in steps if step.kind == "done"]
    count = 0
    for cut in cuts(steps, SEED, lambda at, kind: chosen is None or (at, kind) in chosen):
        place = folder / f"{cut.at}-{cut.kind}"
        try:
            survives(cut, place, told)
        except Exception as error:
            error.add_note(f"cut before step {cut.at}, {cut.kind}, seed {SEED}: {place}")
            raise
        shutil.rmtree(place, ignore_errors=True)
        count += 1
    return count


def points(steps: list[Step]) -> list[tuple[int, str]]:
    """Every cut by its number and kind."""
    return [(at, kind) for at in range(len(steps) + 1) for kind in KINDS]


def test_the_story_has_every_kind_of_step(steps: list[Step]) -> None:
    """Otherwise a change of SQLite's ways leaves something unwatched."""
    kinds = {(step.kind, step.path.rpartition("-")[2]) for step in steps}
    for kind in ("create", "write", "sync", "delete"):
        assert {(kind, "wal"), (kind, "journal")} <= kinds
    assert {("write", "devlog.db"), ("sync", "devlog.db"), ("keep", ""), ("done", "")} <= kinds


def test_the_power_may_go_at_any_moment(steps: list[Step], tmp_path: Path) -> None:
    """Otherwise an entry that a person was told is kept, is not; some of all cuts, drawn by a seed."""
    chosen = set(random.Random(SEED).sample(points(steps), SAMPLE))
    assert walk(steps, tmp_path, chosen) == SAMPLE


@pytest.mark.long
@pytest.mark.timeout(900)
def test_the_power_may_go_at_every_moment(steps: list[Step], tmp_path: Path) -> None:
    """The same, at every single step, with all that each may leave."""
    count = walk(steps, tmp_path, None)
    sys.stdout.write(f"{count} power cuts survived, seed {SEED}\n")
    assert count == len(points(steps))


def test_a_store_that_does_not_synchronise_is_found_out(steps: list[Step], tmp_path: Path) -> None:
    """Otherwise these tests would also pass on a store that trusts the system's memory."""
    trusting = [step for step in steps if step.kind != "sync"]
    chosen = {(at + 1, "nothing") for at, step in enumerate(trusting) if step.kind == "done"}
    with pytest.raises(AssertionError) as found:
        walk(trusting, tmp_path, chosen)
    assert found.value.__notes__
