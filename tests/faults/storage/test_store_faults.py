"""The store cannot be had as it should: one clear line, nothing half-applied, and all goes on afterwards."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from devlog_core.testing.ended import SECONDS, Ended
from tests.faults.storage.unprivileged import UNSUPPORTED
from tests.integration.agree import disagreements
from tests.integration.desk import Desk
from tests.integration.hub import Hub, doubles

ROOT = Path(__file__).parents[3]
SEED = random.randrange(10**9)
LIMITED = "import resource, sys; from devlog_core.cli.main import run; "
LIMITED += "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2); sys.exit(run(sys.argv[2:]))"
LEAST = 40_000
"""The bytes that a file may have at least: SQLite's shared memory takes 32 KiB before anything is stored."""


def ran(desk: Desk, command: list[str], *arguments: str) -> Ended:
    """A command of ours in its own process, with something before it."""
    done = subprocess.run(
        [sys.executable, *command, "-C", str(desk.folder), *arguments, "--json"],
        cwd=ROOT,
        env=desk.environ,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode == UNSUPPORTED:
        pytest.skip("root may write anywhere here")
    return Ended(arguments, done.returncode, done.stdout, done.stderr)


def refused(done: Ended, *words: str) -> None:
    """One line, with these words in it, and nothing else."""
    assert done.code == 1, str(done)
    assert done.out == ""
    (line,) = done.err.splitlines()
    assert line.startswith("error: ")
    for word in words:
        assert word in line, line


def converged(desk: Desk, hub: Hub) -> None:
    """Syncs end with all in step, nothing lost and nothing twice."""
    for _ in range(3):
        hub.advance(60)
        desk.here("sync")
    hub.advance(60)
    done = desk.here("sync")
    assert done.code == 0, str(done)
    assert disagreements(desk, hub) == []
    assert doubles(hub) == []


@contextmanager
def locked(desk: Desk) -> Iterator[None]:
    """Another process that does not let go of the store."""
    with closing(sqlite3.connect(desk.inner / "devlog.db", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        yield
        holder.execute("ROLLBACK")


def test_another_process_holds_the_store(make_desk: Callable[..., Desk], hub: Hub) -> None:
    """Otherwise a command hangs for ever, or half of it is done."""
    desk = make_desk(DEVLOG_BUSY_SECONDS="0.1")
    desk.connect("github", hub.settings())
    desk.new("one")
    hub.seed([{"title": "two"}])
    with locked(desk):
        refused(desk.try_("new", "three"), "locked by another process", "try again")
        assert [entry["title"] for entry in desk.entries()] == ["one"]
        failed = desk.try_("sync")
        assert failed.code == 1, str(failed)
        assert "locked by another process" in failed.out + failed.err
    assert desk.new("three")["id"] == 2
    converged(desk, hub)
    assert sorted(issue["title"] for issue in hub.all()) == ["one", "three", "two"]


def test_the_disk_is_full_for_a_command(desk: Desk, hub: Hub) -> None:
    """Otherwise an entry is half there, or the message says nothing of the disk."""
    desk.new("one")
    told = ran(desk, ["-c", LIMITED, str(LEAST)], "new", "two", "-d", "long " * 20_000)
    refused(told, "disk is full", "nothing was changed")
    assert [entry["title"] for entry in desk.entries()] == ["one"]
    assert desk.new("two")["id"] == 2
    converged(desk, hub)


@pytest.mark.parametrize("room", [0, 40_000, pytest.param(120_000, marks=pytest.mark.long)])
def test_the_disk_is_full_in_the_middle_of_a_sync(
    make_desk: Callable[..., Desk], hub: Hub, room: int
) -> None:
    """Otherwise a cursor moves past what was not stored, or an item is made twice."""
    desk = make_desk()
    places = {"shop": "acme/shop", "api": "acme/api"}
    for name, repository in places.items():
        desk.connect(name, hub.settings(repository))
        issue = {"repository": repository, "body": "text " * 300}
        hub.seed([{**issue, "title": f"{name} {n}"} for n in range(20)])
    desk.new("made here", "--to", "shop", "--to", "api")
    failed = ran(desk, ["-c", LIMITED, str(LEAST + room)], "sync")
    assert failed.code == 1, str(failed)
    assert "disk is full" in failed.out + failed.err
    assert "Traceback" not in failed.err
    for _ in range(3):
        hub.advance(60)
        desk.sync()
    assert disagreements(desk, hub, places) == []
    for repository in places.values():
        assert len(hub.all(repository)) == 21
        assert doubles(hub, repository) == []
    assert len(desk.entries()) == 41


@pytest.mark.parametrize("shut", ["file", "folder", "both"])
def test_the_store_is_read_only(desk: Desk, hub: Hub, shut: str) -> None:
    """Otherwise a wrong permission ends in a trace, or is taken for damage."""
    desk.new("one")
    store = desk.inner / "devlog.db"
    paths = {"file": [store], "folder": [desk.inner], "both": [store, desk.inner]}[shut]
    for path in paths:
        path.chmod(path.stat().st_mode & ~0o222)
    try:
        told = ran(desk, ["-m", "tests.faults.storage.unprivileged"], "new", "two")
        refused(told, "devlog.db", "writable")
        synced = ran(desk, ["-m", "tests.faults.storage.unprivileged"], "sync")
        assert synced.code == 1, str(synced)
        assert "Traceback" not in synced.err
        assert "a defect in devlog" not in synced.err
        doctor = ran(desk, ["-m", "tests.faults.storage.unprivileged"], "doctor")
        assert any("chmod u+w" in found["cure"] for found in doctor.json), str(doctor)
    finally:
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert [entry["title"] for entry in desk.entries()] == ["one"]
    assert desk.new("two")["id"] == 2
    converged(desk, hub)


def test_a_store_that_lost_its_content_is_not_taken_for_a_new_one(desk: Desk, hub: Hub) -> None:
    """Otherwise everything is made a second time by the next sync."""
    desk.new("one")
    desk.here("sync")
    store, copy = desk.inner / "devlog.db", desk.folder / "copy.db"
    shutil.copy(store, copy)
    for path in desk.inner.glob("devlog.db*"):
        path.write_bytes(b"")
    for command in ("list", "sync", "status"):
        refused(desk.try_(command), "holds nothing", "copy", "devlog init")
    told = desk.here("doctor")
    assert told.code == 1
    assert "holds nothing" in told.out
    shutil.copy(copy, store)
    converged(desk, hub)
    assert [issue["title"] for issue in hub.all()] == ["one"]


def test_a_store_without_its_latest_changes(desk: Desk, hub: Hub) -> None:
    """Otherwise the loss of the file beside the store costs a second copy of everything since."""
    desk.new("one")
    desk.here("sync")
    store, older = desk.inner / "devlog.db", desk.folder / "older.db"
    shutil.copy(store, older)
    hub.advance(60)
    desk.new("two")
    desk.here("sync")
    hub.advance(60)
    hub.edit("1", {"title": "one, edited there"}, by="alice")
    desk.here("sync")
    shutil.copy(older, store)
    for path in desk.inner.glob("devlog.db-*"):
        path.unlink()
    converged(desk, hub)
    assert sorted(entry["title"] for entry in desk.entries()) == ["one, edited there", "two"]
    assert len(hub.all()) == 2


def test_a_store_of_a_newer_devlog(desk: Desk) -> None:
    """Otherwise an older devlog writes what the newer one cannot read."""
    desk.new("one")
    with closing(sqlite3.connect(desk.inner / "devlog.db")) as store:
        version = store.execute("PRAGMA user_version").fetchone()[0]
        store.execute("PRAGMA user_version = 999")
    for command in ("list", "sync", "status"):
        refused(desk.try_(command), "newer devlog", "upgrade devlog")
    assert any("upgrade devlog" in found["message"] for found in desk.here("doctor").json)
    with closing(sqlite3.connect(desk.inner / "devlog.db")) as store:
        store.execute(f"PRAGMA user_version = {version}")
    assert [entry["title"] for entry in desk.entries()] == ["one"]


def damaged_pages(desk: Desk) -> Iterator[tuple[int, bytes]]:
    """The store with one page after the other overwritten, or cut off there."""
    whole = (desk.inner / "devlog.db").read_bytes()
    rng = random.Random(SEED)
    for page in range(len(whole) // 4096):
        start = page * 4096
        yield page, whole[:start] + rng.randbytes(4096) + whole[start + 4096 :]
        yield page, whole[:start]
        yield page, whole[: start + 700]


@pytest.mark.parametrize("share", [0.08, pytest.param(1.0, marks=pytest.mark.long)])
@pytest.mark.timeout(600)
def test_a_damaged_page(desk: Desk, hub: Hub, share: float) -> None:
    """Otherwise damage to the file ends in a trace, or goes unseen by the doctor."""
    hub.seed([{"title": f"issue {n}", "comments": ["c"]} for n in range(5)])
    desk.here("sync")
    store = desk.inner / "devlog.db"
    whole = store.read_bytes()
    rng = random.Random(SEED)
    tried = 0
    for page, content in damaged_pages(desk):
        if rng.random() > share:
            continue
        for path in desk.inner.glob("devlog.db*"):
            path.unlink()
        store.write_bytes(content)
        for command in (("list", "--all"), ("show", "1"), ("status",), ("note", "1", "more")):
            done = desk.here(*command)
            assert done.code in (0, 1, 2), f"page {page}, seed {SEED}: {done}"
            assert "a defect in devlog" not in done.err, f"page {page}, seed {SEED}: {done}"
        for path in desk.inner.glob("devlog.db*"):
            path.unlink()
        store.write_bytes(content)
        told = desk.here("doctor", "--fix")
        assert told.code in (0, 1), f"page {page}, seed {SEED}: {told}"
        assert "a defect in devlog" not in told.err, f"page {page}, seed {SEED}: {told}"
        tried += 1
    for path in desk.inner.glob("devlog.db*"):
        path.unlink()
    store.write_bytes(whole)
    assert tried
    converged(desk, hub)


def test_an_index_that_does_not_agree_with_its_table(desk: Desk, hub: Hub) -> None:
    """Otherwise what is there is not found, and only a copy would help."""
    for number in range(3):
        desk.new(f"entry {number}")
    with closing(sqlite3.connect(desk.inner / "devlog.db")) as store, store:
        (sql,) = store.execute("SELECT sql FROM sqlite_master WHERE name = 'entries_by_age'").fetchone()
        store.execute("PRAGMA writable_schema = ON")
        store.execute(
            "UPDATE sqlite_master SET sql = replace(sql, 'created_at', 'updated_at')"
            " WHERE name = 'entries_by_age'"
        )
        assert "created_at" in sql
    desk.edit("1", "--title", "later")
    with closing(sqlite3.connect(desk.inner / "devlog.db")) as store, store:
        store.execute("PRAGMA writable_schema = ON")
        store.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'entries_by_age'", (sql,))
    told = desk.here("doctor")
    assert told.code == 1, str(told)
    assert {found["cure"] for found in told.json if found["status"] == "error"} == {"devlog doctor --fix"}
    mended = desk.here("doctor", "--fix")
    assert mended.code == 0, str(mended)
    assert "made anew" in mended.out
    assert desk.here("doctor").code == 0
    converged(desk, hub)
