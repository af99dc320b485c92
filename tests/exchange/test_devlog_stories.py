"""Random stories: stores that edit, exchange exports in any order and decide, and agree in the end."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import pytest

from devlog_core.model.entry import Entry
from devlog_core.model.ids import new_uid
from devlog_core.model.note import Note, Worklog
from devlog_core.model.times import now
from devlog_core.storage.sqlite import SqliteStore
from devlog_core.storage.unit import Unit
from devlog_core.sync.conflicts import resolve
from devlog_core.sync.exchange.desk import Desk
from devlog_core.sync.exchange.devlog.importing import import_devlog
from devlog_core.sync.recorder import Recorder
from tests.exchange.conftest import desk_of
from tests.exchange.stores import contents, write

STORIES = int(os.environ.get("DEVLOG_STORIES", "25"))
SEED = os.environ.get("DEVLOG_SEED")
_WORDS = ("one", "two", "three", "four", "five", "six")


class Story:
    """Some stores and what happens to them, all from one seed."""

    def __init__(self, seed: int, folder: Path, stores: int) -> None:
        self.random = random.Random(seed)
        self.folder = folder
        self.desks = [
            desk_of(SqliteStore(folder / f"{number}.db").open(create=True)) for number in range(stores)
        ]
        self.exports: list[Path] = []

    def run(self, steps: int) -> None:
        acts = (
            self.edit,
            self.edit,
            self.edit,
            self.note,
            self.create,
            self.export,
            self.take_in,
            self.decide,
        )
        for _ in range(steps):
            self.random.choice(acts)(self.random.choice(self.desks))

    def create(self, desk: Desk) -> None:
        with desk.store.write() as unit:
            lines = "\n".join(_WORDS)
            Recorder.create(desk.recorder(unit, None), {"title": self.word(), "description": lines})

    def edit(self, desk: Desk) -> None:
        with desk.store.write() as unit:
            entry = self.entry(unit)
            if entry is not None:
                desk.recorder(unit, None).change(entry, self.values(entry))

    def values(self, entry: Entry) -> dict[str, Any]:
        labels = set(entry.value("labels")) ^ {self.random.choice("abc")}
        lines = str(entry.value("description")).split("\n")
        lines[self.random.randrange(len(lines))] = self.word()
        context = {**entry.value("context"), self.random.choice(("business", "technical")): self.word()}
        possible = {
            "title": self.word(),
            "status": self.random.choice(("new", "done", "blocked")),
            "priority": self.random.choice(("low", "high")),
            "labels": sorted(labels),
            "description": "\n".join(lines),
            "milestone": self.random.choice((None, "1.0", "2.0")),
            "estimate": self.random.choice((None, 10, 20)),
            "context": context,
            "custom.x": self.random.choice((None, 1, [2])),
        }
        return {name: possible[name] for name in self.random.sample(sorted(possible), 2)}

    def note(self, desk: Desk) -> None:
        with desk.store.write() as unit:
            entry = self.entry(unit)
            if entry is None:
                return
            recorder = desk.recorder(unit, None)
            known = unit.notes.of(entry.uid)
            if not known or self.random.random() < 0.4:
                recorder.note(
                    entry, Note(uid=new_uid(), entry=entry.uid, at=now(), content="\n".join(_WORDS))
                )
                recorder.worklog(entry, Worklog(uid=new_uid(), entry=entry.uid, at=now(), minutes=5))
                return
            note = self.random.choice(known)
            lines = note.content.split("\n")
            lines[self.random.randrange(len(lines))] = self.word()
            edited = Note(
                uid=note.uid, entry=note.entry, at=note.at, edited_at=now(),
                content="\n".join(lines), deleted=self.random.random() < 0.2,
            )  # fmt: skip
            recorder.note(entry, edited, note)

    def export(self, desk: Desk) -> None:
        self.exports.append(write(desk, self.folder / f"export-{len(self.exports)}.json"))

    def take_in(self, desk: Desk) -> None:
        if self.exports:
            report = import_devlog(desk, self.random.choice(self.exports[-6:]))
            assert report.rejected == 0, report.oddities

    def decide(self, desk: Desk) -> None:
        with desk.store.write() as unit:
            waiting = unit.conflicts.all()
            if waiting:
                conflict = self.random.choice(waiting)
                place = self.random.choice(conflict.candidates).place
                resolve(desk.recorder(unit, None), conflict, take=place)

    def settle(self) -> None:
        """Everybody takes in everybody else's newest export until nothing changes any more."""
        for _ in range(6):
            before = [self.latest(desk) for desk in self.desks]
            for source in self.desks:
                path = write(source, self.folder / "settle.json")
                for target in self.desks:
                    if target is not source:
                        assert import_devlog(target, path).rejected == 0
            if [self.latest(desk) for desk in self.desks] == before:
                return
        raise AssertionError("the stores do not come to rest")

    def latest(self, desk: Desk) -> int:
        with desk.store.read() as unit:
            return unit.changes.latest()

    def entry(self, unit: Unit) -> Entry | None:
        entries = sorted(unit.entries.all(), key=lambda entry: entry.uid)
        return self.random.choice(entries) if entries else None

    def word(self) -> str:
        return f"{self.random.choice(_WORDS)}{self.random.randrange(1000)}"

    def close(self) -> None:
        for desk in self.desks:
            desk.store.close()


def seeds() -> list[int]:
    """The seeds to try; DEVLOG_SEED names one, DEVLOG_STORIES their number."""
    if SEED is not None:
        return [int(SEED)]
    return [random.randrange(2**32) for _ in range(STORIES)]


def agree(story: Story) -> None:
    """Every store holds the same, but for the fields that wait for a decision."""
    first, *others = (contents(desk.store) for desk in story.desks)
    for other in others:
        assert first.keys() == other.keys()
        for uid, ours in first.items():
            theirs = other[uid]
            assert ours["conflicts"] == theirs["conflicts"]
            waiting = set(ours["conflicts"])
            closed = {"closed_at"} if "status" in waiting else set()
            for name in ours.keys() - waiting - closed - {"custom"}:
                assert ours[name] == theirs[name], name
            custom = {f"custom.{name}" for name in {*ours["custom"], *theirs["custom"]}} - waiting
            for name in custom:
                key = name.removeprefix("custom.")
                assert ours["custom"].get(key) == theirs["custom"].get(key)


@pytest.mark.parametrize("stores", [2, 3])
def test_stores_converge(tmp_path: Path, stores: int) -> None:
    """After edits stop, exports in any order make all stores equal up to open conflicts."""
    for number, seed in enumerate(seeds()):
        place = tmp_path / str(number)
        place.mkdir()
        story = Story(seed, place, stores)
        try:
            story.run(60)
            story.settle()
            agree(story)
        except BaseException:
            print(f"DEVLOG_SEED={seed} with {stores} stores")  # noqa: T201 - how to see it again
            raise
        finally:
            story.close()
