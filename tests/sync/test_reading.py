"""What a reading keeps when it is cut off, and what it believes."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import requests

from tests.sync.bench import Team
from tests.sync.remote import Remote


@pytest.fixture
def remote() -> Remote:
    return Remote()


@pytest.fixture
def team(tmp_path: Path, remote: Remote) -> Team:
    return Team(tmp_path, {"a": remote})


@contextmanager
def disk_full(folder: Path, when: str) -> Iterator[None]:
    """The store refuses such statements for a while."""
    with closing(sqlite3.connect(folder / "devlog.db", isolation_level=None)) as store:
        store.execute(f"CREATE TRIGGER disk_full BEFORE {when} BEGIN SELECT RAISE(ABORT, 'disk full'); END")
        yield
        store.execute("DROP TRIGGER disk_full")


def test_a_page_that_could_not_be_stored_is_read_again(team: Team, remote: Remote, tmp_path: Path) -> None:
    """Otherwise a full disk in the middle of a first pull leaves out what was on that page, for good."""
    for number in range(8):
        remote.add(title=f"item {number}")
    with disk_full(tmp_path, "INSERT ON entries WHEN (SELECT COUNT(*) FROM entries) >= 4"):
        assert team.sync().runs[0].status == "failed"
    assert len(team.entries()) == 3
    assert team.sync().runs[0].status == "ok"
    assert len(team.entries()) == 8


def test_a_change_that_could_not_be_stored_is_read_again(team: Team, remote: Remote, tmp_path: Path) -> None:
    """Otherwise the edit of a person is passed over: the cursor is beyond it."""
    remote.add(title="old")
    team.sync()
    remote.edit(1, title="new")
    with disk_full(tmp_path, "UPDATE ON entries"):
        assert team.sync().runs[0].status == "failed"
    team.sync()
    assert team.entries()[0].title == "new"


def test_a_first_pull_that_broke_off_goes_on_where_it_was(team: Team, remote: Remote) -> None:
    """Otherwise a large place over a bad line is never read to its end."""
    for number in range(9):
        remote.add(title=f"item {number}")
    pages = 0

    def third_page(when: str, call: str) -> None:
        nonlocal pages
        pages += when == "before" and call == "page snapshot"
        if pages == 3:
            raise PermissionError("the line is down")

    remote.fail = third_page
    assert team.sync().runs[0].status == "failed"
    assert len(team.entries()) == 6
    remote.fail = None
    remote.log.clear()
    (run,) = team.sync().runs
    assert run.pulled["created"] == 3
    assert run.pulled["read"] == 3
    assert remote.log.count("page snapshot") == 1


@pytest.mark.parametrize("mode", ["full", "census"])
def test_an_item_that_could_not_be_asked_for_is_not_gone(tmp_path: Path, mode: str) -> None:
    """Otherwise a short break of the line cancels what was only left out of a list."""
    remote = Remote()
    team = Team(tmp_path, {"a": remote}, a={"auto": {"reconcile": "0s"}, "on_delete": "cancel"})
    for number in range(4):
        remote.add(title=f"item {number}")
    team.sync()
    remote.hidden.add(2)

    def line_down(when: str, call: str) -> None:
        if call.startswith("fetch"):
            raise requests.ConnectionError("the line is down")

    remote.fail = line_down
    team.sync("a", full=mode == "full")
    with team.store.read() as unit:
        assert unit.links.count("a") == 4
    remote.fail = None
    assert team.sync().runs[0].status == "ok"
    assert [entry.status for entry in team.entries()] == ["new"] * 4


def test_a_reading_that_was_given_up_changes_nothing_later(team: Team, remote: Remote) -> None:
    """Otherwise a run that was told as stopped goes on in secret, beside the next one."""
    team.sync()
    remote.add(title="late")
    stopped = threading.Event()
    readers: list[threading.Thread] = []

    def hanging(when: str, call: str) -> None:
        if when == "after":
            readers.append(threading.current_thread())
            stopped.wait(60)

    remote.fail = hanging
    team.bench.deadline = 0.1
    (run,) = team.sync().runs
    assert [error.kind for error in run.errors] == ["timeout"]
    remote.fail = None
    stopped.set()
    for reader in readers:
        reader.join()
    assert team.entries() == []
    team.bench.deadline = 60
    team.sync()
    assert [entry.title for entry in team.entries()] == ["late"]


def test_a_label_that_a_person_removed_does_not_come_back(team: Team, remote: Remote) -> None:
    """Otherwise nobody can take away what devlog has once seen."""
    remote.add(title="t", labels=["keep", "drop"])
    team.sync()
    team.edit(team.entries()[0].uid, labels=["drop", "keep", "ours"])
    remote.edit(1, labels=["keep", "theirs"])
    team.sync()
    assert team.entries()[0].value("labels") == ["keep", "ours", "theirs"]
    assert remote.items[1].values["labels"] == ["keep", "ours", "theirs"]


def test_an_item_with_half_a_character_is_set_aside_by_itself(team: Team, remote: Remote) -> None:
    """Otherwise one title that some client cut in the midst of a character stops the place for ever."""
    remote.add(title="cut \ud83d")
    remote.add(title="whole")
    [run] = team.sync().runs
    assert [error.kind for error in run.errors] == ["rejected"]
    assert run.errors[0].message.startswith("a 1: its text holds half of a character")
    assert [entry.title for entry in team.entries()] == ["whole"]
    remote.edit(1, title="cut \U0001f600")
    assert team.sync().runs[0].status == "ok"
    assert sorted(entry.title for entry in team.entries()) == ["cut \U0001f600", "whole"]


def test_a_known_item_with_half_a_character_is_not_taken_for_deleted(team: Team, remote: Remote) -> None:
    """Otherwise a complete reading, which sets it aside, would cancel its entry."""
    remote.add(title="whole")
    team.sync()
    remote.edit(1, title="cut \udc00")
    for full in (False, True):
        [run] = team.sync(full=full).runs
        assert {error.kind for error in run.errors} == {"rejected"}
    [entry] = team.entries()
    assert (entry.title, entry.status) == ("whole", "new")
