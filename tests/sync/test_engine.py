"""The engine against a reference tracker: the laws one by one."""

from __future__ import annotations

import copy
import threading
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from devlog_core.model.errors import UsageError
from devlog_core.model.ids import new_uid
from devlog_core.model.note import Note
from devlog_core.model.person import Person
from devlog_core.model.times import now
from devlog_core.sync.conflicts import find, resolve
from devlog_core.sync.recorder import Cause, Recorder
from tests.sync.bench import Team
from tests.sync.remote import Remote, lost_answer


@pytest.fixture
def remote() -> Remote:
    return Remote()


@pytest.fixture
def team(tmp_path: Path, remote: Remote) -> Team:
    return Team(tmp_path, {"a": remote})


def quiet(team: Team, remote: Remote, *names: str) -> None:
    """A further sync writes nothing and reads no item by itself."""
    remote.log.clear()
    report = team.sync(*names)
    assert [run.status for run in report.runs] == ["ok"] * len(report.runs), report
    assert remote.log == ["page delta"]


def test_first_pull_makes_entries_and_the_second_is_quiet(team: Team, remote: Remote) -> None:
    for n in range(7):
        remote.add(title=f"item {n}", labels=["x"], assignees=["octo"])
    remote.comment(2, "hello")
    report = team.sync()
    assert report.runs[0].pulled["created"] == 7
    assert len(team.entries()) == 7
    assert team.entry("item 3").value("assignees") == ["octo"]
    uid = team.entry("item 1").uid
    with team.store.read() as unit:
        assert [n.content for n in unit.notes.of(uid)] == ["hello"]
    assert remote.writes == 0
    quiet(team, remote)


def test_new_entry_is_created_once_with_its_note_and_then_quiet(team: Team, remote: Remote) -> None:
    team.sync()
    entry = team.new(title="Fix login", status="in-review", labels=["auth"])
    with team.store.write() as unit:
        Recorder(unit, team.routes, Cause(at=now())).note(
            entry, Note(uid=new_uid(), entry=entry.uid, at=now(), content="look at this")
        )
    report = team.sync()
    assert report.runs[0].status == "ok", report
    assert report.runs[0].pushed == {"created": 1, "updated": 0}
    assert [i.values["title"] for i in remote.items.values()] == ["Fix login"]
    assert [c.content for c in remote.items[1].comments] == ["look at this"]
    assert remote.items[1].mark == entry.uid
    team.sync()
    quiet(team, remote)
    assert len(team.entries()) == 1


def test_different_fields_on_both_sides_are_merged(team: Team, remote: Remote) -> None:
    remote.add(title="old", description="a\nb\nc")
    team.sync()
    uid = team.entries()[0].uid
    team.edit(uid, description="a\nb\nC")
    remote.edit(1, title="new", status="done", labels=["foreign"])
    team.sync()
    entry = team.entries()[0]
    assert (entry.title, entry.status, entry.value("labels")) == ("new", "done", ["foreign"])
    assert entry.value("description") == "a\nb\nC"
    assert remote.items[1].values["description"] == "a\nb\nC"
    assert remote.items[1].values["labels"] == ["foreign"]
    team.sync()
    quiet(team, remote)


def test_different_lines_of_one_text_are_merged(team: Team, remote: Remote) -> None:
    remote.add(title="t", description="one\ntwo\nthree\nfour")
    team.sync()
    team.edit(team.entries()[0].uid, description="ONE\ntwo\nthree\nfour")
    remote.edit(1, description="one\ntwo\nthree\nFOUR")
    team.sync()
    assert remote.items[1].values["description"] == "ONE\ntwo\nthree\nFOUR"
    assert team.entries()[0].value("description") == "ONE\ntwo\nthree\nFOUR"


@pytest.mark.parametrize("take", ["local", "a"])
def test_same_field_on_both_sides_waits_for_a_decision(team: Team, remote: Remote, take: str) -> None:
    remote.add(title="old")
    team.sync()
    uid = team.entries()[0].uid
    team.edit(uid, title="mine", priority="high")
    remote.edit(1, title="theirs")
    report = team.sync()
    assert report.conflicts == 1
    assert report.runs[0].conflicts == 1
    assert remote.items[1].values["title"] == "theirs"
    assert remote.items[1].values["priority"] == "high"
    with team.store.write() as unit:
        conflict = unit.conflicts.all()[0]
        assert {c.place: c.value for c in conflict.candidates} == {"local": "mine", "a": "theirs"}
        resolve(
            Recorder(unit, team.routes, Cause(at=now(), why="resolve")), find(unit, conflict.id), take=take
        )
    report = team.sync()
    want = "mine" if take == "local" else "theirs"
    assert report.conflicts == 0
    assert remote.items[1].values["title"] == want
    assert team.entries()[0].title == want
    quiet(team, remote)


def test_a_conflict_closes_when_the_sides_agree_and_an_old_id_is_refused(team: Team, remote: Remote) -> None:
    remote.add(title="old")
    team.sync()
    uid = team.entries()[0].uid
    team.edit(uid, title="mine")
    remote.edit(1, title="theirs")
    team.sync()
    with team.store.read() as unit:
        first = unit.conflicts.all()[0]
    remote.edit(1, title="theirs too")
    team.sync()
    with team.store.read() as unit:
        second = unit.conflicts.all()[0]
        assert second.id != first.id
        with pytest.raises(Exception, match=second.id):
            find(unit, first.id)
    team.edit(uid, title="theirs too")
    assert team.sync().conflicts == 0
    quiet(team, remote)


@pytest.mark.parametrize("call", ["create", "put_note", "update"])
def test_a_lost_answer_never_makes_two(team: Team, remote: Remote, call: str) -> None:
    team.sync()
    entry = team.new(title="once")
    with team.store.write() as unit:
        Recorder(unit, team.routes, Cause(at=now())).note(
            entry, Note(uid=new_uid(), entry=entry.uid, at=now(), content="one comment")
        )
    if call == "update":
        team.sync()
        team.edit(entry.uid, title="changed")
    remote.fail = lost_answer(1, call)
    first = team.sync()
    if call == "create":
        assert first.runs[0].pushed["created"] == 1
    team.sync()
    assert len(remote.items) == 1
    assert len(remote.items[1].comments) == 1
    assert len(team.entries()) == 1
    assert remote.items[1].values["title"] == team.entries()[0].title
    quiet(team, remote)


def test_a_lossy_place_never_changes_the_entry(tmp_path: Path) -> None:
    remote = Remote(only_open_and_done=True)
    team = Team(tmp_path, {"a": remote})
    team.sync()
    team.new(title="t", status="in-review", assignees=["nobody-there"])
    for n in range(10):
        report = team.sync()
        assert report.runs[0].status == "ok"
        if n == 4:
            remote.edit(1, title="t5")
    entry = team.entries()[0]
    assert (entry.status, entry.value("assignees")) == ("in-review", ["nobody-there"])
    team.edit(entry.uid, status="testing")
    before = remote.writes
    team.sync()
    assert remote.writes == before
    remote.edit(1, status="done")
    team.sync()
    assert team.entries()[0].status == "done"


def test_an_edit_while_a_push_is_in_flight_is_sent_by_the_next_sync(team: Team, remote: Remote) -> None:
    remote.add(title="t")
    team.sync()
    uid = team.entries()[0].uid
    team.edit(uid, title="first")

    def in_flight(when: str, call: str) -> None:
        if when == "after" and call.startswith("update"):
            remote.fail = None
            team.edit(uid, title="second", priority="high")
            remote.edit(1, labels=["by a person"])

    remote.fail = in_flight
    team.sync()
    team.sync()
    assert remote.items[1].values["title"] == "second"
    assert remote.items[1].values["priority"] == "high"
    assert team.entries()[0].value("labels") == ["by a person"]
    quiet(team, remote)


def test_two_integrations_do_not_cross_without_mirror(tmp_path: Path) -> None:
    a, b = Remote(), Remote(scope="s2")
    team = Team(tmp_path, {"a": a, "b": b})
    a.add(title="from a")
    b.add(title="from b")
    team.sync()
    team.sync()
    assert len(a.items) == len(b.items) == 1
    team.new(title="here")
    team.sync()
    assert len(a.items) == len(b.items) == 2


def test_with_mirror_everything_crosses_once(tmp_path: Path) -> None:
    a, b = Remote(), Remote(scope="s2")
    team = Team(tmp_path, {"a": a, "b": b}, b={"mirror": ("a",)}, a={"mirror": ("b",)})
    a.add(title="from a", labels=["x"])
    a.comment(1, "said at a")
    b.add(title="from b")
    for _ in range(3):
        assert all(run.status == "ok" for run in team.sync().runs)
    assert sorted(i.values["title"] for i in a.items.values()) == ["from a", "from b"]
    assert sorted(i.values["title"] for i in b.items.values()) == ["from a", "from b"]
    mirrored = next(i for i in b.items.values() if i.values["title"] == "from a")
    assert [c.content for c in mirrored.comments] == ["said at a"]
    b.edit(mirrored.id, title="renamed at b")
    team.sync()
    assert a.items[1].values["title"] == "renamed at b"
    a.log.clear()
    b.log.clear()
    team.sync()
    assert a.writes == b.writes == 0


def test_deletion_is_noticed_and_a_sharp_shrinking_stops(team: Team, remote: Remote) -> None:
    for n in range(6):
        remote.add(title=f"item {n}")
    team.sync()
    remote.delete(1)
    team.sync("a", full=True)
    with team.store.read() as unit:
        states = sorted(link.state for e in unit.entries.all() for link in unit.links.of(e.uid))
    assert states == ["gone"] + ["linked"] * 5
    kept = dict(remote.items)
    remote.items.clear()
    report = team.sync("a", full=True)
    assert report.runs[0].status == "failed"
    assert report.runs[0].errors[0].kind == "guard"
    remote.items = kept
    team.sync("a", full=True)
    with team.store.read() as unit:
        assert unit.links.count("a") == 5


def test_create_guard_holds_back_creates_only(team: Team, remote: Remote) -> None:
    remote.add(title="there")
    team.sync()
    team.edit(team.entries()[0].uid, title="renamed")
    for n in range(21):
        team.new(title=f"new {n}")
    report = team.sync()
    assert len(remote.items) == 1
    assert remote.items[1].values["title"] == "renamed"
    assert report.runs[0].errors[0].kind == "guard"
    assert report.runs[0].status == "partial"
    assert team.sync(allow_create=True).runs[0].pushed["created"] == 21


def test_dry_run_plans_and_changes_nothing(team: Team, remote: Remote) -> None:
    remote.add(title="there")
    team.sync()
    remote.edit(1, labels=["x"])
    team.edit(team.entries()[0].uid, title="renamed")
    team.new(title="fresh")
    before = team.entries()
    report = team.sync(dry_run=True)
    assert report.plan is not None
    rows = {(row.direction, row.operation, row.fields) for row in report.plan}
    assert ("pull", "update", ("labels",)) in rows
    assert ("push", "update", ("title",)) in rows
    assert any(row[:2] == ("push", "create") for row in rows)
    assert remote.writes == 0
    assert team.entries() == before


def test_a_rejected_field_is_set_aside_and_the_others_are_sent(team: Team, remote: Remote) -> None:
    remote.add(title="t")
    team.sync()
    uid = team.entries()[0].uid
    remote.rejects = {"priority": "critical"}
    team.edit(uid, title="t2", priority="critical")
    report = team.sync()
    assert remote.items[1].values["title"] == "t2"
    assert report.runs[0].set_aside == 1
    assert report.runs[0].errors[0].kind == "rejected"
    quiet(team, remote)
    team.edit(uid, title="t3")
    team.sync()
    assert remote.items[1].values["title"] == "t3"
    team.edit(uid, priority="high")
    team.sync()
    assert remote.items[1].values["priority"] == "high"
    with team.store.read() as unit:
        assert unit.outbox.all() == []


def test_one_failing_integration_does_not_touch_the_others(tmp_path: Path) -> None:
    a, b = Remote(), Remote(scope="s2")
    team = Team(tmp_path, {"a": a, "b": b})
    a.add(title="from a")

    def broken(when: str, call: str) -> None:
        raise RuntimeError("a bug in the plugin")

    b.fail = broken
    report = team.sync()
    by_name = {run.integration: run for run in report.runs}
    assert by_name["a"].status == "ok"
    assert by_name["b"].status == "failed"
    assert by_name["b"].errors[0].kind == "plugin"
    assert [entry.title for entry in team.entries()] == ["from a"]


def test_unlinked_stays_parted(team: Team, remote: Remote) -> None:
    remote.add(title="there")
    team.sync()
    entry = team.entries()[0]
    with team.store.write() as unit:
        link = unit.links.item(entry.uid, "a")
        assert link is not None
        unit.links.delete(link)
        unit.links.remember_unlinked("a", entry.uid, link.ref.id)
    remote.edit(1, title="changed there")
    team.edit(entry.uid, title="changed here")
    team.sync()
    team.sync("a", full=True)
    assert remote.items[1].values["title"] == "changed there"
    assert [e.title for e in team.entries()] == ["changed here"]
    with team.store.read() as unit:
        assert unit.links.of(entry.uid) == []
        assert unit.conflicts.all() == []


def test_links_made_by_hand_are_read_and_merged(team: Team, remote: Remote) -> None:
    team.sync()
    remote.add(title="same", description="from there")
    with team.store.write() as unit:
        entry = Recorder(unit, team.routes, Cause(at=now())).create({"title": "same"}, targets=("none",))
        from devlog_core.model.link import Link
        from devlog_core.model.remote import RemoteRef

        unit.links.put(
            Link(
                uid=new_uid(),
                entry=entry.uid,
                integration="a",
                ref=RemoteRef(id="", key="1"),
                state="pending",
            )
        )
    report = team.sync()
    assert report.runs[0].status == "ok", report
    assert len(team.entries()) == 1
    assert team.entries()[0].value("description") == "from there"
    assert remote.items[1].mark is None


def test_scope_of_another_container_is_refused(team: Team, remote: Remote) -> None:
    remote.add(title="there")
    team.sync()
    remote.scope = "other"
    with team.store.write() as unit:
        unit.state.put("integration:a", "settings", "changed")
    report = team.sync()
    assert [error.kind for error in report.runs[0].errors] == ["config"]
    assert "rescope" in report.runs[0].errors[0].message


def test_the_status_label_that_is_new_wins(team: Team, remote: Remote) -> None:
    remote.add(title="t", status="in-progress")
    team.sync()
    remote.edit(1, status=["blocked", "in-progress"])
    team.sync()
    assert team.entries()[0].status == "blocked"
    quiet(team, remote)
    remote.edit(1, title="t2")
    team.sync()
    assert team.entries()[0].status == "blocked"


def test_deleted_comments_go_and_our_own_note_is_followed(team: Team, remote: Remote) -> None:
    remote.add(title="t")
    first = remote.comment(1, "one")
    remote.comment(1, "two")
    team.sync()
    uid = team.entries()[0].uid
    item = remote.items[1]
    item.comments = [c for c in item.comments if c.ref.id != first]
    remote.touch(1)
    team.sync()
    with team.store.read() as unit:
        assert [n.content for n in unit.notes.of(uid)] == ["two"]
    item.comments = [replace(c, content="two edited", edited_at=remote.tick()) for c in item.comments]
    remote.touch(1)
    team.sync()
    with team.store.read() as unit:
        assert [n.content for n in unit.notes.of(uid)] == ["two edited"]
    assert remote.writes == 0
    quiet(team, remote)


def test_an_edit_in_flight_is_sent_although_nothing_else_happens(team: Team, remote: Remote) -> None:
    remote.add(title="t")
    team.sync()
    uid = team.entries()[0].uid
    team.edit(uid, title="first")

    def in_flight(when: str, call: str) -> None:
        if when == "after" and call.startswith("update"):
            remote.fail = None
            team.edit(uid, priority="high")

    remote.fail = in_flight
    team.sync()
    team.sync(pull=False)
    assert remote.items[1].values["priority"] == "high"


def test_a_list_that_lags_does_not_bring_back_the_old_value(team: Team, remote: Remote) -> None:
    remote.add(title="old")
    team.sync()
    before = copy.deepcopy(remote.items[1])
    team.edit(team.entries()[0].uid, title="new")
    team.sync()
    remote.lagging[1] = before
    team.sync(full=True)
    assert team.entries()[0].title == "new"
    assert remote.items[1].values["title"] == "new"


def test_an_item_that_a_list_leaves_out_is_not_taken_for_gone(team: Team, remote: Remote) -> None:
    for n in range(4):
        remote.add(title=f"item {n}")
    team.sync()
    remote.hidden.add(2)
    assert team.sync(full=True).runs[0].status == "ok"
    with team.store.read() as unit:
        assert unit.links.count("a") == 4


def test_an_edit_of_an_item_whose_creation_got_no_answer_reaches_the_entry(
    team: Team, remote: Remote
) -> None:
    team.sync()
    team.new(title="ours", labels=["x"])
    remote.fail = lost_answer(9, "create", "find")

    def lose_then_edit(when: str, call: str) -> None:
        if when == "after" and call == "create":
            remote.edit(1, title="a person was quicker", labels=["x", "theirs"])
            remote.fail = None
            raise requests.ConnectionError("closed")

    remote.fail = lose_then_edit
    team.sync()
    team.sync()
    entry = team.entries()[0]
    assert (entry.title, entry.value("labels")) == ("a person was quicker", ["theirs", "x"])
    assert remote.items[1].values["title"] == "a person was quicker"
    assert len(remote.items) == 1


def test_people_known_by_another_name_stay_assigned(tmp_path: Path) -> None:
    remote = Remote()
    ada = Person(id="ada", name="Ada", identities={"a": "octo"})
    eve = Person(id="eve", name="Eve", identities={"a": "cat"})
    team = Team(tmp_path, {"a": remote}, people=(ada, eve))
    remote.add(title="t", assignees=["octo"])
    team.sync()
    entry = team.entries()[0]
    assert entry.value("assignees") == ["ada"]
    team.edit(entry.uid, assignees=["ada", "eve", "somebody-else"])
    team.sync()
    assert remote.items[1].values["assignees"] == ["cat", "octo"]
    assert team.entries()[0].value("assignees") == ["ada", "eve", "somebody-else"]
    remote.edit(1, assignees=["cat"])
    team.sync()
    assert team.entries()[0].value("assignees") == ["eve", "somebody-else"]


def test_what_a_policy_overrides_is_kept_in_the_journal(tmp_path: Path) -> None:
    remote = Remote()
    team = Team(tmp_path, {"a": remote}, a={"conflict": "local", "fields": {"title": "remote"}})
    remote.add(title="old", priority="low")
    team.sync()
    uid = team.entries()[0].uid
    team.edit(uid, title="mine", priority="high")
    remote.edit(1, title="theirs", priority="critical")
    assert team.sync().conflicts == 0
    assert (team.entries()[0].title, remote.items[1].values["priority"]) == ("theirs", "high")
    with team.store.read() as unit:
        journal = [(c.field, c.old, c.new) for c in unit.changes.of(uid)]
    assert ("title", "mine", "theirs") in journal
    assert ("priority", "critical", "high") in journal


def test_a_census_finds_gaps_and_deletions(tmp_path: Path) -> None:
    remote = Remote()
    team = Team(tmp_path, {"a": remote}, a={"auto": {"reconcile": "0s"}})
    for n in range(5):
        remote.add(title=f"item {n}")
    remote.hidden.add(3)
    team.sync()
    assert len(team.entries()) == 4
    remote.hidden.clear()
    remote.delete(1)
    team.sync()
    assert len(team.entries()) == 5
    with team.store.read() as unit:
        assert unit.links.count("a") == 4


def test_a_deadline_stops_one_integration_and_not_the_other(tmp_path: Path) -> None:
    a, b = Remote(), Remote(scope="s2")
    team = Team(tmp_path, {"a": a, "b": b})
    a.add(title="from a")
    b.add(title="from b")
    hang = threading.Event()

    def hanging(when: str, call: str) -> None:
        hang.wait(20)

    b.fail = hanging
    team.bench.deadline = 0.5
    report = team.sync()
    b.fail = None
    hang.set()
    by_name = {run.integration: run for run in report.runs}
    assert by_name["a"].status == "ok"
    assert [error.kind for error in by_name["b"].errors] == ["timeout"]
    team.bench.deadline = 60
    team.sync()
    assert sorted(e.title for e in team.entries()) == ["from a", "from b"]


def test_observers_hear_every_change_and_run(team: Team, remote: Remote) -> None:
    remote.add(title="t")
    team.sync()
    team.edit(team.entries()[0].uid, title="t2")
    team.sync()
    assert [(c.field, c.cause) for c in team.caller.changes] == [("entry", "pull"), ("title", "edit")]
    assert [run.integration for run in team.caller.runs] == ["a", "a"]


def test_who_writes_a_comment_is_the_person_that_the_settings_name(tmp_path: Path) -> None:
    remote = Remote()
    team = Team(tmp_path, {"a": remote}, people=(Person(id="ada", name="Ada", identities={"a": "octo"}),))
    remote.add(title="t")
    remote.comment(1, "said by octo")
    team.sync()
    uid = team.entries()[0].uid
    with team.store.read() as unit:
        assert [note.author for note in unit.notes.of(uid)] == ["ada"]


def test_a_disabled_integration_is_left_alone(tmp_path: Path) -> None:
    remote = Remote()
    team = Team(tmp_path, {"a": remote}, a={"enabled": False})
    remote.add(title="t")
    assert team.sync().runs == ()
    with pytest.raises(UsageError, match="integrations enable a"):
        team.sync("a")
    assert remote.log == []


def test_notes_of_an_imported_entry_are_written_without_asking_where_its_item_is_new(
    team: Team, remote: Remote
) -> None:
    team.sync()
    with team.store.write() as unit:
        recorder = Recorder(unit, team.routes, Cause(at=now()))
        entry = recorder.create({"title": "from elsewhere"}, imported=True)
        for text in ("one", "two"):
            recorder.note(entry, Note(uid=new_uid(), entry=entry.uid, at=now(), content=text))
    team.sync()
    assert [c.content for c in remote.items[1].comments] == ["one", "two"]
    assert "find_note" not in remote.log
