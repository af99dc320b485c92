"""A damaged worklog or time booking: it is named and mended, and no hour is lost or booked twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from devlog_core.model.ids import new_uid
from devlog_core.model.note import Worklog
from devlog_core.model.times import now
from devlog_core.storage.unreadable import damaged
from devlog_core.sync.mend import Mender
from devlog_core.sync.recorder import Cause, Recorder
from tests.sync.bench import Team
from tests.sync.remote import Remote

OURS = "uid IN (SELECT worklog FROM worklog_places WHERE ours = 1)"
DAMAGE = {
    "minutes": f"UPDATE worklogs SET minutes = 'many' WHERE {OURS}",
    "time": f"UPDATE worklogs SET at = 'noon' WHERE {OURS}",
    "time of an edit": f"UPDATE worklogs SET edited_at = 'noon' WHERE {OURS}",
    "text": f"UPDATE worklogs SET text = x'ff' WHERE {OURS}",
    "minutes of theirs": "UPDATE worklogs SET minutes = 'x' WHERE origin = 'a'",
    "booking": "UPDATE worklog_places SET local_value = '{'",
    "booking of another kind": "UPDATE worklog_places SET remote_value = '[1]'",
    "booking of no worklog": "DELETE FROM worklogs WHERE origin = 'a'",
    "worklog of no entry": f"UPDATE worklogs SET entry = 'nobody' WHERE {OURS}",
    "intent": "INSERT INTO intents SELECT workspace, entry, 'a', 'worklog:' || uid, NULL, '{' FROM worklogs",
}


@pytest.mark.parametrize("what", DAMAGE)
def test_damaged_time_is_mended(tmp_path: Path, what: str) -> None:
    """Otherwise one bad record costs somebody hours, at the place or here."""
    remote = Remote()
    team = Team(tmp_path, {"a": remote})
    remote.add(title="t")
    remote.add(title="other")
    remote.book(1, 45, "theirs")
    team.sync()
    entry = team.entry("t")
    with team.store.write() as unit:
        log = Worklog(uid=new_uid(), entry=entry.uid, at=now(), minutes=15, text="ours")
        Recorder(unit, team.routes, Cause(at=now())).worklog(entry, log)
    team.sync()
    with team.store.write() as unit:
        assert unit.session.change(DAMAGE[what]) > 0
    remote.edit(2, title="edited")
    remote.book(1, 5, "later")
    team.sync()
    assert team.entry("edited").value("status") == "new"
    with team.store.write() as unit:
        found = list(damaged(unit.session, ["a"]))
        assert found or what == "intent"
        mender = Mender(Recorder(unit, team.routes, Cause(at=now(), why="mended")))
        assert all(mender.mend(damage) for damage in found)
        assert list(damaged(unit.session, ["a"])) == []
    team.sync()
    team.sync()
    assert sorted(remote.booked(1)) == [(5, "later"), (15, "ours"), (45, "theirs")]
    with team.store.read() as unit:
        held = [(kept.minutes, kept.text) for kept in unit.worklogs.of(entry.uid)]
    assert sorted(held) == [(5, "later"), (15, "ours"), (45, "theirs")]
    remote.log.clear()
    assert [run.status for run in team.sync().runs] == ["ok"]
    assert remote.writes == 0
