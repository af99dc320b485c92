"""Worklogs and time bookings: whose they are, and what happens where both sides touch one."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from devlog_core.model.errors import TransientError
from devlog_core.model.ids import new_uid
from devlog_core.model.note import Worklog
from devlog_core.model.times import now
from devlog_core.sync.documents import Documents
from devlog_core.sync.joining import join
from devlog_core.sync.linking import link, parse_remote, unlink
from devlog_core.sync.recorder import Cause, Recorder
from devlog_core.sync.undo import carry_out, plan_undo
from devlog_core.sync.why import explain
from tests.sync.bench import Team
from tests.sync.remote import Remote, lost_answer

SPENT = datetime(2026, 2, 1, 9, 30, 0, 250000, UTC)


@pytest.fixture
def remote() -> Remote:
    made = Remote()
    made.add(title="t")
    return made


@pytest.fixture
def team(tmp_path: Path, remote: Remote) -> Team:
    made = Team(tmp_path, {"a": remote})
    made.sync()
    return made


def log(team: Team, minutes: int, text: str = "", title: str = "t") -> Worklog:
    """Book time here."""
    entry = team.entry(title)
    booked = Worklog(uid=new_uid(), entry=entry.uid, at=SPENT, minutes=minutes, text=text)
    with team.store.write() as unit:
        Recorder(unit, team.routes, Cause(at=now(), why="log")).worklog(entry, booked)
    return booked


def relog(team: Team, **values: Any) -> None:
    """Correct the only worklog of the only entry, which may be deleted by it."""
    (entry,) = team.entries()
    with team.store.write() as unit:
        (old,) = unit.worklogs.of(entry.uid)
        changed = replace(old, **{"edited_at": now(), **values})
        Recorder(unit, team.routes, Cause(at=now())).worklog(entry, changed, old)


def worklogs(team: Team, title: str = "t") -> list[tuple[int, str]]:
    """Minutes and text of an entry's worklogs."""
    return [(found.minutes, found.text) for found in held(team, title)]


def held(team: Team, title: str = "t") -> list[Worklog]:
    """The worklogs of an entry."""
    entry = team.entry(title)
    with team.store.read() as unit:
        return unit.worklogs.of(entry.uid)


def journal(team: Team, title: str = "t") -> list[Any]:
    """What stood in worklogs before they were changed."""
    entry = team.entry(title)
    with team.store.read() as unit:
        changes = unit.changes.of(entry.uid)
    return [change.old for change in changes if change.field.startswith("worklog:") and change.old]


def quiet(team: Team, *remotes: Remote) -> None:
    """Further syncs write nothing and read no item by itself."""
    team.sync()
    for remote in remotes:
        remote.log.clear()
    assert {run.status for run in team.sync().runs} == {"ok"}
    assert [remote.log for remote in remotes] == [["page delta"]] * len(remotes)


def test_bookings_become_worklogs_and_are_followed(team: Team, remote: Remote) -> None:
    """Otherwise an entry shows other hours than its ticket."""
    first, second = remote.book(1, 90, "tests"), remote.book(1, 30)
    team.sync()
    entry = team.entry("t")
    with team.store.read() as unit:
        document = Documents(unit).entry(entry)
    assert document["spent"] == 120
    booked = remote.items[1].bookings[0]
    shown = document["worklogs"][0]
    assert (shown["minutes"], shown["text"], shown["author"]["name"]) == (90, "tests", "octo")
    assert datetime.fromisoformat(shown["at"]) == booked.at
    remote.rebook(1, first, minutes=60, at=booked.at - timedelta(days=1))
    remote.unbook(1, second)
    team.sync()
    assert worklogs(team) == [(60, "tests")]
    (found,) = held(team)
    assert found.at == booked.at - timedelta(days=1)
    assert remote.writes == 0
    quiet(team, remote)


def test_what_a_list_leaves_out_is_not_deleted(team: Team, remote: Remote) -> None:
    """Otherwise all but the latest hours of a long ticket vanish here."""
    for minutes in (10, 20, 30):
        remote.book(1, minutes)
    team.sync()
    remote.latest = 1
    remote.book(1, 40)
    team.sync()
    assert worklogs(team) == [(10, ""), (20, ""), (30, ""), (40, "")]


def test_ours_is_booked_once_with_its_time_and_never_comes_back_as_an_edit(
    team: Team, remote: Remote
) -> None:
    """Otherwise each sync corrects what the place keeps less exactly, or shows it twice."""
    ours = log(team, 90, "tests")
    team.sync()
    (booking,) = remote.items[1].bookings
    assert (booking.minutes, booking.text, booking.mark) == (90, "tests", ours.uid)
    assert booking.at == SPENT.replace(microsecond=0)
    quiet(team, remote)
    team.sync(full=True)
    (found,) = held(team)
    assert found.at == SPENT
    assert remote.booked(1) == [(90, "tests")]


def test_ours_is_corrected_and_taken_away_there(team: Team, remote: Remote) -> None:
    """Otherwise a slip of the pen stays in the ticket's sum."""
    log(team, 90)
    team.sync()
    relog(team, minutes=60, text="an hour")
    team.sync()
    assert remote.booked(1) == [(60, "an hour")]
    relog(team, deleted=True)
    team.sync()
    assert remote.booked(1) == []
    quiet(team, remote)


def test_what_a_person_booked_is_neither_corrected_nor_taken_away_there(team: Team, remote: Remote) -> None:
    """Otherwise devlog changes the hours of somebody else."""
    remote.book(1, 45, "theirs")
    team.sync()
    relog(team, minutes=30)
    team.sync()
    assert remote.booked(1) == [(45, "theirs")]
    relog(team, deleted=True)
    team.sync()
    assert remote.booked(1) == [(45, "theirs")]
    assert remote.writes == 0


@pytest.mark.parametrize("edited", [False, True])
def test_a_lost_answer_books_no_hour_twice(team: Team, remote: Remote, edited: bool) -> None:
    """Otherwise an hour on a bad line is billed twice; a correction made meanwhile counts on both sides."""
    log(team, 60, "work")
    remote.fail = lost_answer(1, "put_worklog")
    team.sync(pull=False)
    remote.fail = None
    if edited:
        relog(team, text="work here")
        remote.rebook(1, remote.items[1].bookings[0].ref.id, minutes=50)
    team.sync()
    assert remote.booked(1) == ([(50, "work here")] if edited else [(60, "work")])
    assert worklogs(team) == remote.booked(1)
    quiet(team, remote)


def test_a_push_alone_finds_what_an_earlier_one_booked(team: Team, remote: Remote) -> None:
    """Otherwise the second try books the hour again, or takes a correction back unseen."""
    log(team, 60, "work")

    def fail(when: str, call: str) -> None:
        if (when, call) == ("after", "put_worklog"):
            raise TransientError("lost", now() + timedelta(hours=1))

    remote.fail = fail
    team.sync()
    remote.fail = None
    remote.rebook(1, remote.items[1].bookings[0].ref.id, minutes=50)
    relog(team, text="work here")
    retry(team)
    team.sync(pull=False)
    assert remote.booked(1) == [(50, "work here")]
    assert worklogs(team) == [(50, "work here")]
    assert remote.log.count("put_worklog") == 2
    quiet(team, remote)


def retry(team: Team) -> None:
    """Let what waits for its time be sent now."""
    with team.store.write() as unit:
        for row in unit.outbox.all():
            unit.outbox.put(replace(row, state="pending", next_at=None))


def test_a_kill_between_write_and_store_books_once(team: Team, remote: Remote, tmp_path: Path) -> None:
    """Otherwise the next process books the hour again."""
    log(team, 60)
    (tmp_path / "killed").mkdir()

    def keep(when: str, call: str) -> None:
        if (when, call) == ("after", "put_worklog"):
            team.store.copy_to(tmp_path / "killed" / "devlog.db").close()

    remote.fail = keep
    team.sync()
    remote.fail = None
    # The store as it was in that moment: all that a killed process leaves.
    again = Team(tmp_path / "killed", {"a": remote})
    assert worklogs(again) == [(60, "")]
    again.sync()
    assert remote.booked(1) == [(60, "")]
    assert remote.log.count("put_worklog") == 1
    quiet(again, remote)


def test_minutes_here_and_words_there_go_together(team: Team, remote: Remote) -> None:
    """Otherwise one of two corrections of one booking is lost."""
    log(team, 60, "wrok")
    team.sync()
    relog(team, minutes=90)
    remote.rebook(1, remote.items[1].bookings[0].ref.id, text="work")
    team.sync()
    assert worklogs(team) == remote.booked(1) == [(90, "work")]
    quiet(team, remote)


def test_of_two_corrections_of_the_minutes_the_place_wins_and_ours_is_kept(
    team: Team, remote: Remote
) -> None:
    """Otherwise the sides differ for ever, or nobody finds what was overwritten."""
    log(team, 60)
    team.sync()
    relog(team, minutes=90)
    remote.rebook(1, remote.items[1].bookings[0].ref.id, minutes=45)
    team.sync()
    assert worklogs(team) == remote.booked(1) == [(45, "")]
    assert [old["minutes"] for old in journal(team)] == [60, 90]
    quiet(team, remote)


def test_a_correction_between_reading_and_writing_is_merged(team: Team, remote: Remote) -> None:
    """Otherwise what was corrected there in that moment is overwritten unseen."""
    log(team, 60, "wrok")
    team.sync()
    relog(team, minutes=90)
    booking = remote.items[1].bookings[0].ref.id
    corrected: list[str] = []

    def between(when: str, call: str) -> None:
        if (when, call) == ("before", "put_worklog") and not corrected:
            corrected.append(call)
            remote.rebook(1, booking, text="work")

    remote.fail = between
    team.sync()
    assert worklogs(team) == remote.booked(1) == [(90, "work")]


def test_a_booking_of_ours_that_a_person_took_away_stays_away(team: Team, remote: Remote) -> None:
    """Otherwise it is booked again by every push."""
    log(team, 60)
    team.sync()
    remote.unbook(1, remote.items[1].bookings[0].ref.id)
    team.sync()
    assert worklogs(team) == []
    team.edit(team.entry("t").uid, priority="high")
    team.sync()
    assert remote.booked(1) == []


def test_a_list_that_lags_behind_our_booking_takes_nothing_away(team: Team, remote: Remote) -> None:
    """Otherwise an index that is a minute late deletes, or takes back, what was just booked."""
    log(team, 60)
    team.sync()
    remote.lagging[1] = copy.deepcopy(remote.items[1])
    relog(team, minutes=90)
    log(team, 30)
    team.sync()
    team.sync(full=True)
    assert sorted(worklogs(team)) == sorted(remote.booked(1)) == [(30, ""), (90, "")]
    remote.lagging.clear()
    team.sync()
    assert sorted(worklogs(team)) == sorted(remote.booked(1)) == [(30, ""), (90, "")]


def test_hours_go_to_a_second_place_once_and_not_back(tmp_path: Path) -> None:
    """Otherwise two trackers book each other's hours to and fro."""
    a, b = Remote(), Remote(scope="s2")
    team = Team(tmp_path, {"a": a, "b": b}, b={"mirror": ["a"], "create": "both"})
    a.add(title="t")
    a.book(1, 45, "theirs")
    team.sync()
    log(team, 15, "ours")
    team.sync()
    assert a.booked(1) == [(45, "theirs"), (15, "ours")]
    assert sorted(b.booked(1)) == [(15, "ours"), (45, "theirs")]
    a.rebook(1, a.items[1].bookings[0].ref.id, minutes=50)
    team.sync()
    assert sorted(b.booked(1)) == [(15, "ours"), (50, "theirs")]
    quiet(team, a, b)


def test_what_a_place_refuses_is_told_and_holds_up_nothing(team: Team, remote: Remote) -> None:
    """Otherwise one bad booking keeps the others, and the entry's other changes, from the place."""
    remote.rejects = {"minutes": 1}
    log(team, 1)
    log(team, 60)
    team.edit(team.entry("t").uid, priority="high")
    report = team.sync()
    assert remote.booked(1) == [(60, "")]
    assert remote.items[1].values["priority"] == "high"
    assert [error.kind for error in report.runs[0].errors] == ["rejected"]


def test_a_dry_run_tells_of_bookings_and_writes_none(team: Team, remote: Remote) -> None:
    """Otherwise nobody can see beforehand what would be booked where."""
    log(team, 60)
    plan = team.sync(dry_run=True).plan
    assert plan is not None
    assert [(row.operation, row.fields) for row in plan] == [("create worklog", ("worklogs",))]
    assert remote.writes == 0
    assert worklogs(team) == [(60, "")]


def test_one_entry_alone_is_synced_with_its_bookings(team: Team, remote: Remote) -> None:
    """Otherwise `sync --entry` leaves hours out that a full sync brings."""
    remote.book(1, 45, "theirs")
    log(team, 15, "ours")
    team.sync(entry=team.entry("t").uid)
    assert worklogs(team) == [(15, "ours"), (45, "theirs")]
    assert remote.booked(1) == [(45, "theirs"), (15, "ours")]


def test_entries_that_are_joined_keep_their_bookings(tmp_path: Path) -> None:
    """Otherwise joined hours are booked again, or cut off from what they are at the places."""
    a, b = Remote(), Remote(scope="s2")
    team = Team(tmp_path, {"a": a, "b": b})
    a.add(title="one")
    b.add(title="two")
    b.book(1, 45)
    team.sync()
    log(team, 15, title="two")
    team.sync()
    one, two = team.entry("one"), team.entry("two")
    with team.store.write() as unit:
        join(Recorder(unit, team.routes, Cause(at=now())), one, two)
    team.sync()
    assert worklogs(team, "one") == [(15, ""), (45, "")]
    assert sorted(b.booked(1)) == sorted(a.booked(1)) == [(15, ""), (45, "")]
    quiet(team, a, b)


def test_an_entry_that_was_parted_and_linked_again_books_nothing_twice(team: Team, remote: Remote) -> None:
    """Otherwise parting, which forgets what is where, doubles every hour."""
    log(team, 60, "wrok")
    remote.book(1, 45, "theirs")
    team.sync()
    with team.store.write() as unit:
        (entry,) = unit.entries.all()
        unlink(Recorder(unit, team.routes, Cause(at=now())), entry, "a")
    with team.store.write() as unit:
        (entry,) = unit.entries.all()
        (ours,) = (found for found in unit.worklogs.of(entry.uid) if found.origin == "local")
        recorder = Recorder(unit, team.routes, Cause(at=now()))
        entry = recorder.worklog(entry, replace(ours, text="work", edited_at=now()), ours)
        link(recorder, entry, "a", parse_remote("1"))
    team.sync()
    assert sorted(remote.booked(1)) == sorted(worklogs(team)) == [(45, "theirs"), (60, "work")]
    quiet(team, remote)


def test_what_waits_is_told(team: Team, remote: Remote) -> None:
    """Otherwise nobody can see whether time that was booked has reached the place, or ever will."""

    def waiting(taken: bool) -> list[str]:
        entry = team.entry("t")
        with team.store.read() as unit:
            able = {"reference": {"notes": True, "worklogs": taken}}
            return [
                one.reason for one in explain(unit, team.routes, entry, able) if one.decision == "waiting"
            ]

    log(team, 60)
    assert waiting(taken=True) == ["its worklogs wait to be sent by the next sync"]
    assert waiting(taken=False) == ["it waits to be sent by the next sync"]
    team.sync()
    assert waiting(taken=True) == []


def undo(team: Team, run: str) -> list[str]:
    """Put a run back; returns why some of it stays."""
    with team.store.write() as unit:
        plan = plan_undo(unit, run)
        carry_out(Recorder(unit, team.routes, Cause(at=now(), why="undo")), plan)
    return [refused.reason for refused in plan.refused]


@pytest.mark.parametrize(
    ("change", "stands"),
    [
        (lambda remote, id: remote.rebook(1, id, minutes=45), [(60, "work")]),
        (lambda remote, id: remote.unbook(1, id), [(60, "work")]),
        (lambda remote, _: remote.book(1, 5), [(60, "work")]),
    ],
    ids=["edited", "deleted", "created"],
)
def test_a_run_that_changed_worklogs_is_put_back(
    team: Team, remote: Remote, change: Callable[[Remote, str], object], stands: list[tuple[int, str]]
) -> None:
    """Otherwise what a sync did to booked time can only be retyped."""
    log(team, 60, "work")
    team.sync()
    change(remote, remote.items[1].bookings[0].ref.id)
    run = team.sync().runs[0].id
    assert worklogs(team) != stands
    assert undo(team, run) == []
    assert worklogs(team) == stands
    team.sync()
    assert (60, "work") in remote.booked(1)


def test_a_correction_that_was_written_there_is_put_back_and_a_later_one_stays(
    team: Team, remote: Remote
) -> None:
    """Otherwise undo overwrites what was decided since, or leaves what it said it would put back."""
    log(team, 60, "work")
    team.sync()
    relog(team, minutes=90)
    run = team.sync().runs[0].id
    relog(team, text="more work")
    assert undo(team, run) == []
    team.sync()
    assert worklogs(team) == remote.booked(1) == [(60, "more work")]
    relog(team, minutes=75)
    assert ["changed since" in reason for reason in undo(team, run)] == [True]
    assert worklogs(team) == [(75, "more work")]
