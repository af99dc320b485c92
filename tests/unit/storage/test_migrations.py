"""A store of an earlier devlog, opened by this one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from devlog_core.model.entry import Entry
from devlog_core.model.ids import new_uid, ref_of
from devlog_core.model.note import Worklog
from devlog_core.model.remote import RemoteRef
from devlog_core.model.times import from_micros, now
from devlog_core.storage import sqlite
from devlog_core.storage.records import Counterpart
from devlog_core.storage.sqlite import SqliteStore
from devlog_core.storage.unreadable import damaged


def older(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, last: int) -> SqliteStore:
    """A store as a devlog made it that knew the migrations up to that number."""
    folder.mkdir()
    for migration in sqlite._migration_files()[:last]:
        shutil.copy(migration, folder)
    with monkeypatch.context() as patched:
        patched.setattr(sqlite, "_MIGRATIONS", folder)
        return SqliteStore(path).open(create=True)


def test_worklogs_of_an_older_store_are_kept_and_can_be_booked_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise an upgrade loses booked time, or cannot open the store at all."""
    uid, moment = new_uid(), now()
    old = older(tmp_path / "devlog.db", tmp_path / "migrations", monkeypatch, 3)
    with old.write() as unit:
        unit.entries.insert(
            Entry(
                uid=uid, id=0, ref=ref_of(uid), key="t", content={"title": "t"}, created_at=moment,
                updated_at=moment, vector={"r": 1},
            )
        )  # fmt: skip
        unit.session.change(
            "INSERT INTO worklogs (workspace, uid, entry, at, author, minutes, text, origin, deleted)"
            " VALUES (:ws, 'w', :entry, 1000000, 'ada', 90, 'tests', 'local', 0)",
            entry=uid,
        )
        unit.session.change(
            "INSERT INTO notes VALUES (:ws, 'n', :entry, 2000000, NULL, NULL, 'idea', 'said', '[]', 'a', 0)",
            entry=uid,
        )
        unit.session.change(
            "INSERT INTO note_places VALUES (:ws, 'n', :entry, 'a', 'c1', '', '', 0, 'said', 'said')",
            entry=uid,
        )
    old.close()

    new = SqliteStore(tmp_path / "devlog.db").open()
    assert (new.workspace, new.replica) == (old.workspace, old.replica)
    kept = Worklog(uid="w", entry=uid, at=from_micros(1000000), author="ada", minutes=90, text="tests")
    with new.write() as unit:
        assert unit.worklogs.of(uid) == [kept]
        assert [note.content for note in unit.notes.of(uid)] == ["said"]
        assert [place.record for place in unit.notes.places(uid, "a").values()] == ["n"]
        ref = RemoteRef(id="w1", key="w1")
        value = {"at": "2026-03-01T00:00:00Z", "minutes": 90, "text": "tests"}
        booked = Counterpart(
            record="w", entry=uid, integration="a", ref=ref, ours=True, local=value, remote=value
        )
        unit.worklogs.put_place(booked)
        assert unit.worklogs.place_of("a", "w1") == booked
        assert list(damaged(unit.session, ["a"])) == []
