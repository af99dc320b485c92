"""What a sync of the walk meets: a workspace between the plugin's place and the reference tracker."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import tomlkit

from devlog_core.app import open_store
from devlog_core.config.workspace import Workspace
from devlog_core.model.entry import LOCAL, Entry
from devlog_core.model.ids import new_uid
from devlog_core.model.note import Note
from devlog_core.model.remote import RemoteItem
from devlog_core.model.run import Run
from devlog_core.plugin.playing import PlayableSandbox
from devlog_core.sync.conflicts import resolve
from devlog_core.sync.workbench import SyncOptions
from devlog_core.testing.grounds import Timed
from devlog_core.testing.reader import Reader, plain
from devlog_core.testing.target import Shelf, Target
from devlog_core.testing.workplace import Workplace

TRIED, BOARD = "tried", "board"
PEOPLE = ("alice", "bob")


@dataclass
class Place:
    """One of the two places."""

    name: str
    target: Target
    sandbox: PlayableSandbox
    config: Mapping[str, Any]

    @cached_property
    def reader(self) -> Reader:
        """Who looks at it beside devlog."""
        return Reader(self.target.plugin, self.name, self.config)

    def items(self) -> list[dict[str, Any]]:
        """All items, without what depends on the order of events."""
        return sorted((_item(item) for item in self.reader.items().values()), key=repr)

    def key(self, title: str) -> str:
        """The key of the one item of that title."""
        found = [key for key, item in self.reader.items().items() if item.values.get("title") == title]
        assert len(found) == 1, f"{self.name}: {len(found)} items are called {title!r}, and not one"
        return found[0]

    def seed(self, title: str, *comments: str) -> None:
        """Somebody adds an item."""
        said = [{"author": "bob", "content": text, "at": datetime.now(UTC)} for text in comments]
        values = {"title": title, "description": f"about {title}", "author": "alice", "comments": said}
        self.sandbox.seed([self.sandbox.phrase(values)])

    def edit(self, called: str, /, **values: Any) -> None:
        """Somebody changes an item."""
        self.sandbox.edit(self.key(called), self.sandbox.phrase(values), by="alice")

    def close(self) -> None:
        """Nobody looks any more."""
        if "reader" in self.__dict__:
            self.reader.close()


class Scene:
    """The workspace and both places, for one sync."""

    def __init__(
        self, folder: Path, environ: Mapping[str, str], shelf: Shelf, tried: Place, board: Place
    ) -> None:
        self.folder, self.environ, self._shelf = folder, environ, shelf
        self.tried, self.board = tried, board
        self._elapsed = 0.0

    @property
    def places(self) -> tuple[Place, Place]:
        """The one that is tried first."""
        return self.tried, self.board

    @contextmanager
    def working(self) -> Iterator[Workplace]:
        """The workspace, open in this process."""
        place = Workplace(self.folder, self.environ, self._shelf.points, self._now, self._sleep)
        with closing(place):
            yield place

    def prepare(self, isolation: str) -> None:
        """Bring an empty workspace and empty places to where the sync begins."""
        self._connect(isolation)
        for place in self.places:
            place.seed(f"base at {place.name}", "said first")
            place.seed(f"other at {place.name}")
        with self.working() as work:
            _new(work, "ours", "first")
            for _ in range(2):
                self.sync(work)
                self._pass(60)
            self._here(work)
        self.tried.edit("base at tried", title="theirs")
        self.tried.edit("ours", description="edited there")
        self.board.edit("other at tried", title="called otherwise at the board")
        self.tried.sandbox.comment(self.tried.key("other at board"), "said there", by="bob")
        self.tried.seed("new there", "said at once")
        self._pass(60)

    def sync(self, work: Workplace, *, pull: bool = True) -> tuple[Run, ...]:
        """One sync of both."""
        runs = work.sync(SyncOptions(allow_create=True, pull=pull))
        told = [f"{run.integration}: {error.kind}: {error.message}" for run in runs for error in run.errors]
        assert not told, "; ".join(told)
        return runs

    def outcome(self) -> dict[str, Any]:
        """All sides once they have come to rest, which the next sync leaves as they are."""
        with self.working() as work:
            decided = self._settle(work)
            return {"decided": decided, **self._picture(work)}

    def _settle(self, work: Workplace) -> list[Any]:
        """Sync until there is nothing to do, and decide what people contest on the way."""
        # First without reading all: what may have been made already has to be looked for.
        self.sync(work, pull=False)
        self.sync(work)
        decided = _decide(work)
        for _ in range(2):
            self._pass(3)
            self.sync(work)
        before = [len(place.sandbox.requests()) for place in self.places]
        for run in self.sync(work):
            assert run.writes == 0, f"{run.integration} writes although there is nothing to do"
        for place, count in zip(self.places, before, strict=True):
            sent = [one for one in place.sandbox.requests()[count:] if _writes(one)]
            assert not sent, f"{place.name} is not quiet: {sent}"
        return decided

    def _picture(self, work: Workplace) -> dict[str, Any]:
        """All sides and all that ties them, without what depends on the order of events."""
        with work.store.read() as unit:
            entries = list(unit.entries.all())
            shown = [
                {
                    "values": {k: v for k, v in entry.content.items() if not k.endswith("_at")},
                    "notes": sorted((note.content, note.deleted) for note in unit.notes.of(entry.uid)),
                    "links": sorted((link.integration, link.state) for link in unit.links.of(entry.uid)),
                }
                for entry in entries
            ]
            conflicts = [one.field for one in unit.conflicts.all()]
            outbox = [(row.integration, row.state) for row in unit.outbox.all()]
        return {
            "entries": sorted(shown, key=repr),
            "conflicts": conflicts,
            "outbox": sorted(outbox),
            **{place.name: place.items() for place in self.places},
        }

    def close(self) -> None:
        """Leave nothing behind."""
        for place in self.places:
            place.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _here(self, work: Workplace) -> None:
        """What is done here before the sync: edits, notes, a conflict, and entries that are new."""
        other = _entry(work, "other at tried")
        _change(work, other, status="done", labels=["ours"], description="edited here")
        _note(work, other, "a note")
        _note(work, _entry(work, "base at board"), "another note")
        _change(work, _entry(work, "base at tried"), title="mine")
        _new(work, "made for tried", "of what is made", TRIED, status="in-progress")
        _new(work, "made for both", "", priority="high", status="done")

    def _connect(self, isolation: str) -> None:
        inner = self.folder / ".devlog"
        inner.mkdir(parents=True)
        tables: dict[str, Any] = {
            place.name: {
                "plugin": place.target.info.name,
                "mirror": [other.name for other in self.places if other is not place],
                "config": dict(place.config),
            }
            for place in self.places
        }
        if isolation != "none":
            tables[TRIED]["isolation"] = isolation
        settings = {"storage": {"url": "sqlite:///devlog.db"}, "integrations": tables}
        (inner / "config.toml").write_text(tomlkit.dumps(settings), encoding="utf-8")
        open_store("sqlite:///devlog.db", Workspace(self.folder), create=True).close()

    def _now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._elapsed)

    def _pass(self, seconds: float) -> None:
        """Let time pass where it can be moved."""
        for place in self.places:
            if isinstance(place.sandbox, Timed):
                place.sandbox.advance(seconds)

    def _sleep(self, seconds: float) -> None:
        # A place whose time cannot be moved has to be waited for.
        if isinstance(self.tried.sandbox, Timed):
            self._elapsed += seconds
            self._pass(seconds)
        else:
            time.sleep(seconds)


def _item(item: RemoteItem) -> dict[str, Any]:
    return {
        "values": {k: v for k, v in plain(item.values).items() if k not in ("parent", "dependencies")},
        "notes": sorted((note.content, note.mark is not None) for note in item.notes),
        "worklogs": sorted((log.minutes, log.text) for log in item.worklogs),
        "marked": item.mark is not None,
    }


def _decide(work: Workplace) -> list[Any]:
    """Decide every conflict for what stands here; returns what is contested here and at the place."""
    decided = []
    with work.store.write() as unit:
        for one in unit.conflicts.all():
            held = {each.place: each.value for each in one.candidates}
            decided.append((one.field, held.get(LOCAL), held.get(TRIED)))
            resolve(work.recorder(unit, "resolve"), one, take=LOCAL)
    return decided


def _writes(request: Mapping[str, Any]) -> bool:
    return request["method"] not in ("GET", "HEAD", "OPTIONS") and not request.get("asks")


def _entry(work: Workplace, title: str) -> Entry:
    with work.store.read() as unit:
        found = [entry for entry in unit.entries.all() if entry.value("title") == title]
    assert len(found) == 1, f"{len(found)} entries are called {title!r}, and not one"
    return found[0]


def _new(work: Workplace, title: str, note: str, *targets: str, **values: Any) -> None:
    with work.store.write() as unit:
        work.recorder(unit, "new").create({"title": title, **values}, targets=targets)
    if note:
        _note(work, _entry(work, title), note)


def _change(work: Workplace, entry: Entry, **values: Any) -> None:
    with work.store.write() as unit:
        found = unit.entries.get(entry.uid)
        assert found is not None
        work.recorder(unit).change(found, values)


def _note(work: Workplace, entry: Entry, text: str) -> None:
    with work.store.write() as unit:
        recorder = work.recorder(unit, "note")
        at = recorder.cause.at
        recorder.note(entry, Note(uid=new_uid(), entry=entry.uid, at=at, author=None, content=text))
