"""What a place refuses of one entry: it alone waits, and the rest goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from devlog_core.model.ids import new_uid
from devlog_core.model.note import Note
from devlog_core.model.times import now
from devlog_core.sync.linking import link, parse_remote
from devlog_core.sync.recorder import Cause, Recorder
from tests.sync.bench import Team
from tests.sync.remote import Remote


@pytest.fixture
def remote() -> Remote:
    return Remote()


@pytest.fixture
def team(tmp_path: Path, remote: Remote) -> Team:
    return Team(tmp_path, {"a": remote})


def say(team: Team, *contents: str) -> None:
    """Notes under the only entry."""
    with team.store.write() as unit:
        for content in contents:
            (entry,) = unit.entries.all()
            note = Note(uid=new_uid(), entry=entry.uid, at=now(), content=content)
            Recorder(unit, team.routes, Cause(at=now())).note(entry, note)


def test_a_refused_note_holds_up_no_other(team: Team, remote: Remote) -> None:
    """The others are sent; a refusal is an answer, so that no try is looked for later."""
    remote.add(title="t")
    team.sync()
    remote.rejects = {"note": "bad"}
    say(team, "bad", "good")
    (run,) = team.sync().runs
    assert [comment.content for comment in remote.items[1].comments] == ["good"]
    assert [(error.kind, error.entry) for error in run.errors] == [("rejected", team.entries()[0].ref)]
    assert (run.status, run.set_aside) == ("partial", 1)
    remote.log.clear()
    assert team.sync().runs[0].status == "ok"
    assert "put_note" not in remote.log
    remote.rejects = {}
    say(team, "later")
    assert team.sync().runs[0].status == "ok"
    assert sorted(comment.content for comment in remote.items[1].comments) == ["bad", "good", "later"]
    assert "find_note" not in remote.log


def test_a_link_to_what_is_no_item_stops_nothing(team: Team, remote: Remote) -> None:
    """A slip of the hand is told once, with its entry; everything else is read and sent."""
    with team.store.write() as unit:
        recorder = Recorder(unit, team.routes, Cause(at=now()))
        entry = link(recorder, recorder.create({"title": "here"}), "a", parse_remote("banana"))
    remote.add(title="there")
    (run,) = team.sync().runs
    assert [(error.kind, error.entry) for error in run.errors] == [("rejected", entry.ref)]
    assert (run.status, run.pulled["created"]) == ("partial", 1)
    with team.store.read() as unit:
        assert [found.state for found in unit.links.of(entry.uid)] == ["gone"]
    assert team.sync().runs[0].status == "ok"
