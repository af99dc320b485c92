"""Notes and comments: whose they are, and what happens where both sides touch one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from devlog_core.model.errors import TransientError
from devlog_core.model.ids import new_uid
from devlog_core.model.note import Note
from devlog_core.model.times import now
from devlog_core.sync.recorder import Cause, Recorder
from tests.sync.bench import Team
from tests.sync.remote import Remote


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


def say(team: Team, content: str) -> None:
    """A note under the only entry."""
    with team.store.write() as unit:
        (entry,) = unit.entries.all()
        note = Note(uid=new_uid(), entry=entry.uid, at=now(), content=content)
        Recorder(unit, team.routes, Cause(at=now())).note(entry, note)


def reword(team: Team, content: str) -> None:
    """Another text for the only note."""
    with team.store.write() as unit:
        (entry,) = unit.entries.all()
        (note,) = unit.notes.of(entry.uid)
        changed = replace(note, content=content, edited_at=now())
        Recorder(unit, team.routes, Cause(at=now())).note(entry, changed, note)


def reword_there(remote: Remote, content: str) -> None:
    """A person edits the only comment."""
    item = remote.items[1]
    (comment,) = item.comments
    item.comments = [replace(comment, content=content, edited_at=remote.tick())]
    remote.touch(1)


def notes(team: Team) -> list[str]:
    """What the only entry's notes say."""
    (entry,) = team.entries()
    with team.store.read() as unit:
        return [note.content for note in unit.notes.of(entry.uid)]


def test_a_comment_of_ours_that_a_person_deleted_stays_deleted(team: Team, remote: Remote) -> None:
    """Otherwise it is posted again by the next push, as often as it is deleted."""
    say(team, "ours")
    team.sync()
    remote.items[1].comments.clear()
    remote.touch(1)
    team.sync()
    team.edit(team.entries()[0].uid, title="another push")
    say(team, "another note")
    team.sync()
    assert [comment.content for comment in remote.items[1].comments] == ["another note"]
    assert notes(team) == ["another note"]


def test_a_note_edited_on_both_sides_has_both_edits(team: Team, remote: Remote) -> None:
    """Otherwise one of two people finds their words gone."""
    say(team, "one\ntwo\nthree\nfour")
    team.sync()
    reword(team, "ONE\ntwo\nthree\nfour")
    reword_there(remote, "one\ntwo\nthree\nFOUR")
    team.sync()
    assert notes(team) == ["ONE\ntwo\nthree\nFOUR"]
    assert [comment.content for comment in remote.items[1].comments] == ["ONE\ntwo\nthree\nFOUR"]


def test_a_note_edited_in_the_same_line_on_both_sides_keeps_ours_in_the_journal(
    team: Team, remote: Remote
) -> None:
    """Otherwise what was overwritten cannot be found again."""
    say(team, "said")
    team.sync()
    reword(team, "said here")
    reword_there(remote, "said there")
    team.sync()
    assert notes(team) == ["said there"]
    (entry,) = team.entries()
    with team.store.read() as unit:
        changes = unit.changes.of(entry.uid)
    assert "said here" in [(change.old or {}).get("content") for change in changes if "note:" in change.field]


def test_what_a_person_wrote_is_never_deleted_there(team: Team, remote: Remote) -> None:
    """Otherwise tidying up here takes away what somebody said there."""
    remote.comment(1, "said by a person")
    team.sync()
    with team.store.write() as unit:
        (entry,) = unit.entries.all()
        (note,) = unit.notes.of(entry.uid)
        Recorder(unit, team.routes, Cause(at=now())).note(entry, replace(note, deleted=True), note)
    team.sync()
    assert [comment.content for comment in remote.items[1].comments] == ["said by a person"]
    assert remote.writes == 0


def test_what_a_person_wrote_is_never_reworded_there(team: Team, remote: Remote) -> None:
    """Otherwise devlog puts words into somebody's mouth."""
    remote.comment(1, "said by a person")
    team.sync()
    reword(team, "reworded here")
    team.sync()
    assert [comment.content for comment in remote.items[1].comments] == ["said by a person"]
    assert remote.writes == 0


def test_notes_taken_before_an_item_was_found_go_to_it(tmp_path: Path) -> None:
    """Otherwise a note waits for the next edit wherever an item with our mark turns up by itself."""
    remote = Remote()
    team = Team(tmp_path, {"a": remote}, a={"create": "local"})
    entry = team.new(title="A")
    say(team, "soon")
    remote.add(mark=entry.uid, title="A")
    team.sync()
    assert [[note.content for note in item.comments] for item in remote.items.values()] == [["soon"]]


@pytest.mark.parametrize("marked", [False, True])
def test_comments_that_move_with_their_item_are_read_under_its_new_entry(
    tmp_path: Path, marked: bool
) -> None:
    """Otherwise what people have said is missing from the entry that the moved item becomes."""
    old, new = Remote(), Remote(scope="s2")
    team = Team(tmp_path, {"a": old, "b": new})
    first = old.add(title="A")
    if not marked:
        old.comment(first, "said")
    team.sync()
    if marked:
        say(team, "said")
        team.sync()
    moved = new.items[new.add(title="A")]
    moved.comments = list(old.items[first].comments)
    old.delete(first)
    team.sync(allow_shrink=True, full=True)
    with team.store.read() as unit:
        entries = list(unit.entries.all())
        assert [[note.content for note in unit.notes.of(entry.uid)] for entry in entries] == [["said"]] * 2
    assert [note.content for note in moved.comments] == ["said"]


def test_a_note_taken_away_before_its_comment_was_known_takes_the_comment_along(
    team: Team, remote: Remote
) -> None:
    """Otherwise a comment whose answer was lost stays at the place for ever."""
    say(team, "a note")

    def fail(when: str, call: str) -> None:
        if (when, call) == ("after", "put_note"):
            raise TransientError("lost", now() + timedelta(hours=1))

    remote.fail = fail
    team.sync()
    remote.fail = None
    with team.store.write() as unit:
        (entry,) = unit.entries.all()
        (note,) = unit.notes.of(entry.uid)
        Recorder(unit, team.routes, Cause(at=now())).note(entry, replace(note, deleted=True), note)
        # As a push does that finds nothing to send: no comment is known.
        unit.outbox.drop_for(entry.uid, "a")
    assert len(remote.items[1].comments) == 1
    team.sync()
    assert remote.items[1].comments == []
    assert notes(team) == []
