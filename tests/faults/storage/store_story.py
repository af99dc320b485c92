"""A story of one store, told in a process whose files are watched: python -m ... LOG FOLDER."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import traceback
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from devlog_core.model.conflict import Candidate, Conflict
from devlog_core.model.ids import new_uid
from devlog_core.model.integration import Integration
from devlog_core.model.link import Link, Pair
from devlog_core.model.note import Note
from devlog_core.model.remote import RemoteRef
from devlog_core.storage import sqlite
from devlog_core.storage.queue import Intent
from devlog_core.storage.sqlite import SqliteStore
from devlog_core.storage.unit import Unit
from devlog_core.sync.recorder import Cause, Recorder
from devlog_core.sync.routing import Routes
from tests.faults.storage.content import counters, digest
from tests.faults.storage.journal import Recorder as Log
from tests.faults.storage.sqlite_recorder import SqliteRecorder, library

UNSUPPORTED = 77
_WATCHING: list[SqliteRecorder] = []
_PLACE = "tracker"
_ROUTES = Routes({_PLACE: Integration(name=_PLACE, plugin="sample")}, lambda name: True)


class Story:
    """Tells each transaction when it is done, with what the store then holds."""

    def __init__(self, log: Log, path: Path) -> None:
        self._log = log
        self._path = path
        self.store = SqliteStore(path)
        self._at = datetime(2026, 3, 2, tzinfo=UTC)

    def said(self) -> None:
        """What was changed last is acknowledged."""
        with closing(sqlite3.connect(self._path)) as connection:
            self._log.done(f"{digest(connection)} {sum(counters(connection).values())}")

    @contextmanager
    def change(self) -> Iterator[Recorder]:
        """One transaction of a user."""
        self._at += timedelta(seconds=1)
        with self.store.write() as unit:
            yield Recorder(unit, _ROUTES, Cause(at=self._at, actor="ada"))
        self.said()

    @contextmanager
    def sync(self) -> Iterator[Unit]:
        """One transaction of a sync."""
        with self.store.write() as unit:
            yield unit
        self.said()

    def old_schema(self, folder: Path) -> None:
        """A store of the first devlog, with something in it."""
        known = sqlite._MIGRATIONS
        first, *_ = sqlite._migration_files()
        folder.mkdir()
        shutil.copy(first, folder)
        sqlite._MIGRATIONS = folder
        self.store.open(create=True)
        self.said()
        with self.change() as recorder:
            recorder.create({"title": "before the upgrade"})
        self.store.close()
        sqlite._MIGRATIONS = known

    def work(self) -> None:
        """Entries, edits, notes, links, a conflict, an intent, cursors, what waits."""
        for number in range(4):
            with self.change() as recorder:
                entry = recorder.create({"title": f"entry {number}", "description": "long " * 700 * number})
            with self.change() as recorder:
                entry, _ = recorder.change(entry, {"status": "in-progress", "labels": ["a", f"l{number}"]})
                recorder.note(entry, Note(uid=new_uid(), entry=entry.uid, at=self._at, content="said"))
            with self.sync() as unit:
                unit.intents.put(
                    Intent(entry=entry.uid, integration=_PLACE, subject="item", tried_at=None, draft={})
                )
            with self.sync() as unit:
                link = Link(uid=new_uid(), entry=entry.uid, integration=_PLACE, ref=RemoteRef(id=entry.uid))
                pairs: dict[str, Any] = {name: Pair(value, value) for name, value in entry.content.items()}
                unit.links.put(replace(link, base=pairs, generation=unit.links.next_generation()))
                unit.intents.done(entry.uid, _PLACE)
                waiting = unit.outbox.of(entry.uid, _PLACE)
                assert waiting is not None
                unit.outbox.sent(waiting)
                unit.state.put(f"integration:{_PLACE}", "cursor:delta", number)
            with self.change() as recorder:
                candidates = (Candidate(place="local", value="a"), Candidate(place=_PLACE, value="b"))
                recorder.unit.conflicts.put(
                    Conflict(
                        id=f"{entry.ref}.title.{number}",
                        entry=entry.uid,
                        field="title",
                        base=None,
                        candidates=candidates,
                        since=self._at,
                    )
                )

    def checkpoint(self, mode: str) -> None:
        """What has gathered beside the database is put into it."""
        with closing(sqlite3.connect(self._path)) as connection:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(f"PRAGMA wal_checkpoint({mode})")


def main(log: Path, folder: Path) -> int:
    sqlite_library = library()
    if sqlite_library is None:
        return UNSUPPORTED
    recorder = Log(log, folder)
    _WATCHING.append(SqliteRecorder(sqlite_library, recorder))
    story = Story(recorder, folder / "devlog.db")
    story.old_schema(folder.with_name("migrations"))
    story.store.open()
    story.said()
    story.work()
    story.checkpoint("RESTART")
    story.work()
    story.checkpoint("TRUNCATE")
    with story.change() as changed:
        changed.create({"title": "after the checkpoint"})
    story.store.close()
    story.store.open()
    with story.change() as changed:
        changed.create({"title": "after all had closed"})
    story.store.close()
    return 0


if __name__ == "__main__":
    code = 1
    try:
        code = main(*map(Path, sys.argv[1:]))
    except Exception:
        traceback.print_exc()
    # What SQLite would still call at the end of the process lies in objects that are gone by then.
    os._exit(code)
