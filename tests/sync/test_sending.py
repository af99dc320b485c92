"""What a push does when something is in its way, and what it leaves behind."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from devlog_core.model.errors import RateLimitedError, TransientError
from devlog_core.model.ids import new_uid
from devlog_core.model.note import Note
from devlog_core.model.times import now
from devlog_core.sync.conflicts import resolve
from devlog_core.sync.recorder import Cause, Recorder
from tests.sync.bench import Team
from tests.sync.remote import Remote, lost_answer


@pytest.fixture
def remote() -> Remote:
    return Remote()


@pytest.fixture
def team(tmp_path: Path, remote: Remote) -> Team:
    return Team(tmp_path, {"a": remote})


def linked(team: Team, remote: Remote, count: int = 1) -> list[str]:
    """Items of a person, read into entries; the entries' uids in their order."""
    for number in range(1, count + 1):
        remote.add(title=f"item {number}")
    team.sync()
    return [team.entry(f"item {number}").uid for number in range(1, count + 1)]


def test_a_later_edit_of_what_we_sent_is_no_conflict(team: Team, remote: Remote) -> None:
    """Otherwise our own write is taken for an edit that is still to be sent."""
    (uid,) = linked(team, remote)
    team.edit(uid, title="ours")
    team.sync()
    remote.edit(1, title="theirs, later")
    assert team.sync().conflicts == 0
    assert team.entries()[0].title == "theirs, later"
    assert remote.items[1].values["title"] == "theirs, later"


def test_an_edit_between_reading_and_writing_is_merged(team: Team, remote: Remote) -> None:
    """Otherwise the last writer wins, and the other never learns of it."""
    (uid,) = linked(team, remote)
    team.edit(uid, title="ours", description="ours alone")

    def meanwhile(when: str, call: str) -> None:
        if when == "before" and call.startswith("update"):
            remote.fail = None
            remote.edit(1, title="theirs")

    remote.fail = meanwhile
    assert team.sync().conflicts == 1
    assert remote.items[1].values["title"] == "theirs"
    assert remote.items[1].values["description"] == "ours alone"


def test_what_came_from_a_place_is_not_sent_back(team: Team, remote: Remote) -> None:
    """Otherwise two devlogs answer each other for ever."""
    linked(team, remote)
    remote.edit(1, title="renamed", status="done", labels=["x"], assignees=["octo"])
    remote.comment(1, "said by a person")
    for _ in range(3):
        assert team.sync().runs[0].status == "ok"
    assert team.entries()[0].title == "renamed"
    assert remote.writes == 0


def test_what_had_no_room_is_shown_when_there_is_some(team: Team, remote: Remote) -> None:
    """Otherwise a place with one assignee shows nobody when the first of two is taken off here."""
    remote.one_label = True
    (uid,) = linked(team, remote)
    team.edit(uid, labels=["a", "b"])
    team.sync()
    assert remote.items[1].values["labels"] == ["a"]
    team.edit(uid, labels=["b"])
    team.sync()
    assert remote.items[1].values["labels"] == ["b"]
    writes = remote.writes
    team.sync()
    assert (remote.writes, team.entries()[0].value("labels")) == (writes, ["b"])


def test_a_time_that_the_place_names_is_waited_for(team: Team, remote: Remote) -> None:
    """Otherwise a place that asks for rest is asked again at once, until it locks us out."""
    (uid,) = linked(team, remote)
    team.edit(uid, title="ours")
    until = now().replace(microsecond=0) + timedelta(hours=1)
    left = [until]

    def limited(when: str, call: str) -> None:
        if left and call.startswith("update"):
            raise RateLimitedError(left.pop())

    remote.fail = limited
    team.sync()
    with team.store.read() as unit:
        times = [row.next_at for row in unit.outbox.all() if row.next_at is not None]
    # A few seconds later, so that not all that wait begin in one instant.
    assert [until <= time <= until + timedelta(seconds=5) for time in times] == [True]
    team.sync()
    assert remote.items[1].values["title"] == "item 1"
    team.bench.clock = lambda: until + timedelta(seconds=10)
    team.sync()
    assert remote.items[1].values["title"] == "ours"


@pytest.mark.parametrize("fault", ["", "create", "update"])
def test_what_a_new_item_cannot_be_given_is_sent_once_it_is_linked(
    team: Team, remote: Remote, fault: str
) -> None:
    """Otherwise the place's first status comes back as an edit, or the entry's own is never told."""
    remote.only_new = True
    team.new(title="ours", status="done", labels=["a"])
    if fault:
        remote.fail = lost_answer(1, fault)
        team.sync()
        team.sync()
    assert team.sync().conflicts == 0
    assert [item.values["status"] for item in remote.items.values()] == ["done"]
    assert team.entry("ours").status == "done"
    writes = remote.writes
    team.sync()
    assert remote.writes == writes


def test_what_a_place_refuses_a_new_item_is_set_aside(team: Team, remote: Remote) -> None:
    """The item is there and linked; only the one field waits, with its reason."""
    remote.only_new, remote.rejects = True, {"status": "done"}
    team.new(title="ours", status="done")
    team.sync()
    team.sync()
    assert [item.values["status"] for item in remote.items.values()] == ["new"]
    assert team.entry("ours").status == "done"
    with team.store.read() as unit:
        assert [row.state for row in unit.outbox.all()] == ["set-aside"]


def test_the_create_guard_counts_new_items_only(team: Team, remote: Remote) -> None:
    """Otherwise a busy day offline ends at the guard, although hardly anything is new."""
    ours = [team.new(title=f"ours {number}") for number in range(20)]
    team.sync()
    theirs = linked(team, remote, 10)
    for uid in (*(entry.uid for entry in ours), *theirs):
        team.edit(uid, status="done")
    team.new(title="new")
    (run,) = team.sync().runs
    assert (run.status, run.errors) == ("ok", ())
    assert run.pushed == {"created": 1, "updated": 30}


def test_nothing_waits_for_an_item_that_is_gone(team: Team, remote: Remote) -> None:
    """Otherwise the row is tried for ever, and every status shows it."""
    (uid, _, _) = linked(team, remote, 3)
    remote.delete(1)
    team.edit(uid, title="edited here")
    team.sync("a", full=True)
    with team.store.read() as unit:
        assert unit.outbox.all() == []
    remote.log.clear()
    team.sync()
    assert remote.log == ["page delta"]


def test_a_failure_in_passing_after_a_create_is_no_proof_that_nothing_was_made(
    team: Team, remote: Remote
) -> None:
    """Otherwise an answer of 502 to a create that succeeded makes a second item."""
    team.sync()
    team.new(title="once")
    left = ["create"]

    def bad_gateway(when: str, call: str) -> None:
        if when == "after" and call in left:
            left.remove(call)
            raise TransientError("502 Bad Gateway")

    remote.fail = bad_gateway
    team.sync()
    team.sync()
    assert [item.values["title"] for item in remote.items.values()] == ["once"]


def test_an_entry_of_another_store_is_looked_for_before_it_is_created(tmp_path: Path) -> None:
    """Otherwise two stores that only push make every item twice."""
    remote = Remote()
    team = Team(tmp_path, {"a": remote}, a={"direction": "push"})
    with team.store.write() as unit:
        recorder = Recorder(unit, team.routes, Cause(at=now()))
        entry = recorder.create({"title": "from elsewhere"}, imported=True)
    remote.add(title="from elsewhere", mark=entry.uid)
    team.sync()
    assert len(remote.items) == 1
    team.edit(entry.uid, title="renamed")
    team.sync()
    assert [item.values["title"] for item in remote.items.values()] == ["renamed"]


def test_what_a_place_refused_is_sent_again_only_when_it_has_changed(team: Team, remote: Remote) -> None:
    """Otherwise every sync ends with the same refusal, and costs its requests."""
    team.sync()
    remote.rejects = {"priority": "critical"}
    entry = team.new(title="new", priority="critical")
    team.sync()
    remote.log.clear()
    for _ in range(2):
        team.sync()
    assert remote.log == ["page delta", "page delta"]
    team.edit(entry.uid, priority="high")
    team.sync()
    assert [item.values["priority"] for item in remote.items.values()] == ["high"]


@pytest.mark.parametrize("take", ["local", "a"])
def test_what_loses_a_decision_is_kept_in_the_journal(team: Team, remote: Remote, take: str) -> None:
    """Otherwise a slip in deciding cannot be put right."""
    (uid,) = linked(team, remote)
    team.edit(uid, title="ours")
    remote.edit(1, title="theirs")
    team.sync()
    with team.store.write() as unit:
        (conflict,) = unit.conflicts.all()
        resolve(Recorder(unit, team.routes, Cause(at=now(), why="resolve")), conflict, take=take)
        decided = [(change.old, change.new) for change in unit.changes.of(uid) if change.cause == "resolve"]
    assert decided == [("theirs", "ours") if take == "local" else ("ours", "theirs")]


@pytest.mark.parametrize("later", ["here", "there"])
def test_newest_keeps_the_value_that_loses(tmp_path: Path, later: str) -> None:
    """Otherwise what a person wrote is gone, and nothing tells that it was ever there."""
    remote = Remote(timed=True)
    team = Team(tmp_path, {"a": remote}, a={"conflict": "newest"})
    (uid,) = linked(team, remote)
    team.edit(uid, title="here")
    if later == "there":
        remote.clock = now() + timedelta(days=1)
    remote.edit(1, title="there")
    assert team.sync().conflicts == 0
    assert (team.entries()[0].title, remote.items[1].values["title"]) == (later, later)
    with team.store.read() as unit:
        kept = {value for change in unit.changes.of(uid) if change.field == "title" for value in
                (change.old, change.new)}  # fmt: skip
    assert {"here", "there"} <= kept


def test_a_dry_run_writes_nothing_anywhere(team: Team, remote: Remote) -> None:
    """Neither items nor comments, nor memory of the run: the next sync does all that the plan said."""
    (uid,) = linked(team, remote)
    team.edit(uid, title="renamed")
    fresh = team.new(title="fresh")
    with team.store.write() as unit:
        for entry in (unit.entries.get(uid), unit.entries.get(fresh.uid)):
            assert entry is not None
            note = Note(uid=new_uid(), entry=entry.uid, at=now(), content="a note")
            Recorder(unit, team.routes, Cause(at=now())).note(entry, note)
    remote.edit(1, labels=["x"])
    plan = team.sync(dry_run=True).plan
    assert remote.writes == 0
    assert plan is not None
    assert {(row.operation, row.entry) for row in plan if row.direction == "push"} == {
        ("update", team.entry("renamed").ref),
        ("create note", team.entry("renamed").ref),
        ("create", fresh.ref),
    }
    with team.store.read() as unit:
        assert len(unit.outbox.all()) == 2
    (run,) = team.sync().runs
    assert run.pushed == {"created": 1, "updated": 1}
    assert [len(item.comments) for item in remote.items.values()] == [1, 1]


def test_a_place_that_another_process_syncs_is_waited_for(team: Team, remote: Remote) -> None:
    """Otherwise both send the same rows."""
    team.new(title="once")
    other = FileLock(team.bench.locks / "a.lock", thread_local=False)
    told: list[list[str]] = []

    class Watch:
        def update(
            self, integration: str, phase: str, done: int, total: int | None, message: str = ""
        ) -> None:
            if phase == "wait":
                told.append(list(remote.log))
                other.release()

    team.bench.progress = Watch()
    with other:
        team.sync()
    assert told[:1] == [[]]
    assert len(remote.items) == 1


def test_a_failure_that_was_made_good_is_not_told(team: Team, remote: Remote) -> None:
    """Otherwise a run that sent everything says that it did not, because of an edit that came meanwhile."""
    (uid,) = linked(team, remote)
    team.edit(uid, title="first")
    tries: list[str] = []

    def fail(when: str, call: str) -> None:
        if call.startswith("update"):
            tries.append(when)
            if len(tries) == 1:
                raise TransientError("503")
            if when == "after":
                team.edit(uid, title="second")

    remote.fail = fail
    (run,) = team.sync().runs
    assert tries == ["before", "before", "after"]
    assert (run.status, run.errors) == ("ok", ())
    remote.fail = None
    with team.store.read() as unit:
        assert [(row.state, row.attempts, row.error) for row in unit.outbox.all()] == [("pending", 0, None)]
    team.sync()
    assert remote.items[1].values["title"] == "second"


def test_a_label_that_a_place_shows_in_other_words_goes_on_both_sides(team: Team, remote: Remote) -> None:
    """Otherwise one that was taken off on one side stays on the other for ever."""
    remote.dashed = True
    (uid,) = linked(team, remote)

    def both(labels: list[str]) -> None:
        team.sync()
        assert remote.items[1].values["labels"] == sorted({label.replace(" ", "-") for label in labels})
        assert team.entries()[0].value("labels") == labels
        before = remote.writes
        team.sync()
        assert remote.writes == before

    team.edit(uid, labels=["a b", "c d", "e"])
    both(["a b", "c d", "e"])
    team.edit(uid, labels=["c d", "e"])
    both(["c d", "e"])
    remote.edit(1, labels=["e"])
    both(["e"])
    # Two of ours that look the same there: it stays until both are gone.
    team.edit(uid, labels=["a b", "a-b", "e"])
    both(["a b", "a-b", "e"])
    team.edit(uid, labels=["a-b", "e"])
    both(["a-b", "e"])
    team.edit(uid, labels=["e"])
    both(["e"])


def test_no_error_tells_a_secret(team: Team, remote: Remote) -> None:
    """Otherwise a report that somebody pastes carries the token."""
    (uid,) = linked(team, remote)
    team.edit(uid, title="ours")
    team.bench.redact = lambda text: text.replace("s3cret", "***")

    def reading(when: str, call: str) -> None:
        raise RuntimeError("refused for token=s3cret")

    def writing(when: str, call: str) -> None:
        if call.startswith("update"):
            raise TransientError("refused for token=s3cret", now() + timedelta(hours=1))

    for fault in (reading, writing):
        remote.fail = fault
        (run,) = team.sync().runs
        assert [error.message.partition("refused")[2] for error in run.errors] == [" for token=***"]
    with team.store.read() as unit:
        assert [row.error for row in unit.outbox.all()] == ["refused for token=***"]


def test_what_is_waited_for_is_told_without_secrets(team: Team, remote: Remote) -> None:
    """A place may say in a failure what it was told to sign in, and the wait repeats the failure."""
    told: list[str] = []

    class Watch:
        def update(
            self, integration: str, phase: str, done: int, total: int | None, message: str = ""
        ) -> None:
            told.append(message)

    def fail(when: str, call: str) -> None:
        if not told or not any(told):
            raise TransientError("503 for hunter22")

    team.bench.progress = Watch()
    team.bench.redact = lambda text: text.replace("hunter22", "***")
    remote.fail = fail
    team.sync()
    assert any("503 for ***" in message for message in told)
    assert not any("hunter22" in message for message in told)
