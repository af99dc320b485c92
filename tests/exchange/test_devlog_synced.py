"""Two workspaces that exchange exports and sync with the same remote."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from devlog_core.model.ids import new_uid
from devlog_core.model.note import Note, Worklog
from devlog_core.model.times import now
from devlog_core.sync.exchange.desk import Desk
from devlog_core.sync.people import Persons
from devlog_core.sync.recorder import Cause, Recorder
from tests.exchange.stores import send
from tests.sync.bench import Team
from tests.sync.remote import Remote


class Teams:
    """Two teams with one remote in common."""

    def __init__(self, folder: Path) -> None:
        self.remote = Remote()
        self.folder = folder
        for name in ("one", "other"):
            (folder / name).mkdir()
        self.one = Team(folder / "one", {"tracker": self.remote})
        self.other = Team(folder / "other", {"tracker": self.remote})

    def pass_on(self) -> None:
        report = send(desk(self.one), desk(self.other), self.folder)
        assert (report.rejected, report.oddities) == (0, [])

    def note(self, team: Team, title: str, content: str) -> None:
        with team.store.write() as unit:
            recorder = Recorder(unit, team.routes, Cause(at=now()))
            entry = next(entry for entry in unit.entries.all() if entry.title == title)
            recorder.note(entry, Note(uid=new_uid(), entry=entry.uid, at=now(), content=content))

    def counts(self) -> tuple[int, int]:
        """Items and comments at the remote."""
        return len(self.remote.items), sum(len(item.comments) for item in self.remote.items.values())


@pytest.fixture
def teams(tmp_path: Path) -> Teams:
    return Teams(tmp_path)


def desk(team: Team) -> Desk:
    return Desk(
        store=team.store,
        routes=team.routes,
        persons=lambda recorder: Persons(recorder.unit, team.routes.integrations, ()),
    )


def test_what_one_team_sent_the_other_does_not_send_again(teams: Teams) -> None:
    """One entry is one item and one note one comment, whichever store syncs."""
    teams.one.new(title="Shared")
    teams.note(teams.one, "Shared", "first")
    assert teams.one.sync().runs[0].status == "ok"
    assert teams.counts() == (1, 1)
    teams.pass_on()
    for _ in range(3):
        assert teams.other.sync().runs[0].status == "ok"
        teams.one.sync()
    assert teams.counts() == (1, 1)
    assert len(teams.other.entries()) == 1
    entry = teams.other.entries()[0]
    with teams.other.store.read() as unit:
        link = unit.links.item(entry.uid, "tracker")
        assert link is not None
        assert (link.state, len(unit.notes.of(entry.uid))) == ("linked", 1)
        assert unit.conflicts.count() == 0


def test_time_that_one_team_booked_the_other_does_not_book_again(teams: Teams) -> None:
    """Otherwise every store that holds an hour bills it, or writes it anew for a fraction of a second."""
    entry = teams.one.new(title="Shared")
    with teams.one.store.write() as unit:
        log = Worklog(uid=new_uid(), entry=entry.uid, at=now(), minutes=60, text="work")
        Recorder(unit, teams.one.routes, Cause(at=now())).worklog(entry, log)
    teams.one.sync()
    teams.pass_on()
    teams.remote.log.clear()
    for team in (teams.other, teams.one, teams.other):
        assert team.sync().runs[0].status == "ok"
    assert (teams.remote.booked(1), teams.remote.writes) == ([(60, "work")], 0)
    (theirs,) = teams.other.entries()
    with teams.other.store.write() as unit:
        (held,) = unit.worklogs.of(entry.uid)
        assert held == log
        changed = replace(held, minutes=45, edited_at=now())
        Recorder(unit, teams.other.routes, Cause(at=now())).worklog(theirs, changed, held)
    teams.other.sync()
    teams.one.sync()
    assert teams.remote.booked(1) == [(45, "work")]
    with teams.one.store.read() as unit:
        assert [found.minutes for found in unit.worklogs.of(entry.uid)] == [45]


def test_a_comment_that_both_know_is_one_note(teams: Teams) -> None:
    """It comes once with the export and once from the remote."""
    number = teams.remote.add(title="Theirs")
    teams.remote.comment(number, "hello")
    teams.one.sync()
    teams.pass_on()
    teams.other.sync()
    teams.note(teams.other, "Theirs", "answer")
    teams.other.sync()
    teams.one.sync()
    assert teams.counts() == (1, 2)
    for team in (teams.one, teams.other):
        entry = team.entry("Theirs")
        with team.store.read() as unit:
            notes = unit.notes.of(entry.uid)
            assert sorted(note.content for note in notes) == ["answer", "hello"]


def test_an_entry_exported_before_its_first_sync_is_created_once(teams: Teams) -> None:
    """Either store may be the first to send it; the other finds it by its mark."""
    teams.one.new(title="Unsent")
    teams.pass_on()
    teams.other.sync()
    teams.one.sync()
    teams.other.sync()
    assert teams.counts() == (1, 0)
    assert len(teams.one.entries()) == len(teams.other.entries()) == 1


def test_edits_of_both_teams_meet_at_the_remote(teams: Teams) -> None:
    """An export that arrives after the sync brings nothing that is not known."""
    teams.one.new(title="Shared", description="text", labels=["a"])
    teams.one.sync()
    teams.pass_on()
    teams.other.sync()
    teams.one.edit(teams.one.entry("Shared").uid, labels=["a", "b"])
    teams.other.edit(teams.other.entry("Shared").uid, priority="high")
    for _ in range(2):
        teams.one.sync()
        teams.other.sync()
    teams.pass_on()
    for team in (teams.one, teams.other):
        entry = team.entry("Shared")
        assert (entry.value("labels"), entry.value("priority")) == (["a", "b"], "high")
        with team.store.read() as unit:
            assert unit.conflicts.count() == 0
    before = len(teams.remote.log)
    teams.one.sync()
    teams.other.sync()
    assert not [call for call in teams.remote.log[before:] if call.startswith(("create", "update"))]
