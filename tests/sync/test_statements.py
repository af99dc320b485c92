"""How much a sync asks of the store: what grows with the store is found here and not by a clock."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from devlog_core.model.remote import RemoteRef, RemoteThing, Target
from devlog_core.model.times import now
from devlog_core.storage.sqlite import SqliteStore
from tests.sync.bench import Team
from tests.sync.remote import Remote

PAGE = 100
_CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "PRAGMA")
Counted = Callable[[], int]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """How many statements were executed since the last time it was asked; transactions left out."""
    seen: list[str] = []
    connect = sqlite3.connect

    def traced(*arguments: Any, **options: Any) -> sqlite3.Connection:
        made: sqlite3.Connection = connect(*arguments, **options)
        made.set_trace_callback(seen.append)
        return made

    def count() -> int:
        found = sum(not statement.startswith(_CONTROL) for statement in seen)
        seen.clear()
        return found

    monkeypatch.setattr(sqlite3, "connect", traced)
    return count


def team_of(folder: Path, items: int, **settings: Any) -> Team:
    folder.mkdir()
    remote = Remote(page_size=PAGE)
    for number in range(items):
        remote.add(title=f"item {number}", labels=["bug"])
    return Team(folder, {"a": remote}, a=settings)


def grown(counted: Counted, folder: Path, sync: Callable[[Team], object], **settings: Any) -> tuple[int, int]:
    """The statements of a sync with one page of items, and with three."""
    found = []
    for pages in (1, 3):
        team = team_of(folder / str(pages), pages * PAGE, **settings)
        counted()
        sync(team)
        found.append(counted())
    return found[0], found[1]


def test_a_first_pull_takes_few_statements_for_each_item(counted: Counted, tmp_path: Path) -> None:
    """Six rows to write and one question about comments; what is known of items is asked page by page."""
    one, three = grown(counted, tmp_path, lambda team: team.sync())
    assert (three - one) / (2 * PAGE) <= 7.5


def test_a_census_takes_few_statements_for_each_page(counted: Counted, tmp_path: Path) -> None:
    """Otherwise a hundred thousand items are a hundred thousand questions, once a day."""

    def census(team: Team) -> None:
        team.sync()
        counted()
        report = team.sync()
        assert "page census" in team.remotes["a"].log
        assert report.runs[0].status == "ok"

    one, three = grown(counted, tmp_path, census, auto={"reconcile": "0s"})
    assert three - one <= 2 * 12


def test_a_quiet_sync_takes_no_more_statements_with_more_items(counted: Counted, tmp_path: Path) -> None:
    """Nothing of it may grow with the store."""

    def quiet(team: Team) -> None:
        team.sync()
        team.sync()
        counted()
        team.sync()

    one, three = grown(counted, tmp_path, quiet)
    assert one == three


def test_what_waits_for_an_item_finds_it_in_a_first_pull(tmp_path: Path) -> None:
    """A page is asked about as a whole: a commit that came first must be seen then too."""
    team = team_of(tmp_path / "team", 3)
    store: SqliteStore = team.store
    commit = RemoteThing(
        ref=RemoteRef(id="c1", key="c1"),
        kind="commit",
        title="fixes it",
        targets=(Target(integration="a", key="2"),),
    )
    with store.write() as unit:
        unit.waiting.keep("git", commit, "a:2", False, now())
    team.sync()
    with store.read() as unit:
        kinds = {
            entry.title: {link.kind for link in unit.links.of(entry.uid)} for entry in unit.entries.all()
        }
    assert kinds == {"item 0": {"item"}, "item 1": {"item", "commit"}, "item 2": {"item"}}


def test_an_item_whose_link_cannot_be_read_is_no_stranger(tmp_path: Path) -> None:
    """Its row is in the way of a second link: the item waits, and the others come in."""
    team = team_of(tmp_path / "team", 2)
    team.sync()
    with sqlite3.connect(tmp_path / "team" / "devlog.db") as connection:
        connection.execute("UPDATE links SET base = '{', remote_key = 'lost' WHERE remote_key = '1'")
        connection.execute("DELETE FROM entries WHERE title = 'item 0'")
    connection.close()
    team.remotes["a"].add(title="item 2")
    team.sync(full=True)
    assert {entry.title for entry in team.entries()} >= {"item 1", "item 2"}
