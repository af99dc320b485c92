"""Parents and dependencies under random edits, links and kills at two places that know different items."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from devlog_core.model.entry import Entry
from devlog_core.model.errors import UsageError
from devlog_core.model.fields import sorted_set
from devlog_core.sync.edits import Reader
from devlog_core.sync.relations import RELATIONS, Relations
from tests.sync.bench import Team
from tests.sync.remote import Remote
from tests.sync.test_relations import EXTRA, part, quiet, stopped_at, tie

KINDS = ("blocks", "blocked-by", "related-to")
FEW = range(8)
MANY = range(8, 300)


class Walk:
    """Two places, of which one takes only some items over and makes none by itself."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.rng = random.Random(seed)
        mirrored = self.rng.random() < 0.5
        self.remotes = {
            "a": Remote(scope="s1", extra=EXTRA, mirrored=mirrored),
            "b": Remote(scope="s2", extra=EXTRA, mirrored=mirrored),
        }
        far: dict[str, Any] = {"config": {"url": "https://b.example"}, "create": "local"}
        if self.rng.random() < 0.5:
            far["filter"] = {"labels": ["ours"]}
        self.team = Team(folder, self.remotes, a={"mirror": ["b"]}, b=far)
        self.told: list[str] = []

    def go(self, steps: int) -> None:
        for _ in range(steps):
            often = (self.edit, self.change, self.sync)
            seldom = (self.new, self.add, self.take, self.tie, self.part, self.delete)
            step = self.rng.choice((*often, *often, *seldom))
            self.told.append(step.__name__)
            step()

    def new(self) -> None:
        self.team.new(title=f"entry {self.rng.random()}", **self._relations(self._uid))

    def edit(self) -> None:
        entry = self._entry()
        if entry is not None:
            values = self._relations(self._uid)
            with self.team.store.read() as unit:
                try:
                    above = values["parent"]
                    values["parent"] = Reader(unit).parent(entry, above) if above else None
                except UsageError:
                    del values["parent"]
            values["dependencies"] = [e for e in values["dependencies"] if e["entry"] != entry.uid]
            self.team.edit(entry.uid, **values)

    def add(self) -> None:
        remote = self._remote()
        labels = self.rng.choice([[], ["ours"]])
        values = self._relations(lambda: self._id(remote))
        remote.add(title=f"item {self.rng.random()}", labels=labels, **values)

    def change(self) -> None:
        remote = self._remote()
        if remote.items:
            number = self.rng.choice(list(remote.items))
            own = f"{remote.scope}:{number}"
            values = self._relations(lambda: self._id(remote))
            values["parent"] = None if values["parent"] == own else values["parent"]
            values["dependencies"] = [e for e in values["dependencies"] if e["entry"] != own]
            remote.edit(number, **values)

    def take(self) -> None:
        """An item that the filter left out is to be an entry now."""
        remote = self.remotes["b"]
        if remote.items:
            remote.edit(self.rng.choice(list(remote.items)), labels=["ours"])

    def tie(self) -> None:
        entry, remote = self._entry(), self.remotes["b"]
        if entry is not None and remote.items:
            try:
                tie(self.team, entry, "b", self.rng.choice(list(remote.items)))
            except UsageError:
                return

    def part(self) -> None:
        entry = self._entry()
        if entry is not None:
            part(self.team, entry, self.rng.choice(["a", "b"]))

    def delete(self) -> None:
        remote = self._remote()
        if remote.items and self.rng.random() < 0.3:
            remote.delete(self.rng.choice(list(remote.items)))

    def sync(self) -> None:
        for remote in self.remotes.values():
            remote.fail = stopped_at(self.rng.randrange(12)) if self.rng.random() < 0.4 else None
        full = self.rng.random() < 0.2
        for name in self.rng.sample(list(self.remotes), 2):
            # One after the other, so that a seed tells the same story again.
            self.team.sync(name, allow_shrink=True, full=full)
        for remote in self.remotes.values():
            remote.fail = None

    def settle(self) -> None:
        self.team.sync(allow_shrink=True, full=True)
        for _ in range(4):
            self.team.sync(allow_shrink=True)

    def wrong(self) -> list[str]:
        """Where an entry and its item do not say the same, as far as both can be said."""
        entries = {entry.uid: entry for entry in self.team.entries()}
        found = []
        with self.team.store.read() as unit:
            for uid, entry in entries.items():
                contested = unit.conflicts.of(uid)
                for link in unit.links.of(uid):
                    if link.state != "linked":
                        continue
                    shown = self.remotes[link.integration].items[int(link.ref.id.rpartition(":")[2])].values
                    relations = Relations(unit.links, link.integration)
                    for name in set(RELATIONS) - set(contested):
                        ours, theirs = entry.value(name), shown[name]
                        if name == "parent" and relations.missing(name, ours):
                            continue
                        if name == "parent" and relations.unknown(name, theirs):
                            continue
                        said = relations.to_place(name, ours)
                        if name == "dependencies":
                            unknown = relations.unknown(name, theirs)
                            theirs = sorted_set(e for e in theirs if e["entry"] not in unknown)
                        if said != theirs:
                            found.append(f"{link.integration} {link.ref.key} {name}: {said} but {theirs}")
        return found

    def _relations(self, name: Any) -> dict[str, Any]:
        parent = name() if self.rng.random() < 0.7 else None
        targets = dict.fromkeys(name() for _ in range(self.rng.randrange(3)))
        dependencies = [{"kind": self.rng.choice(KINDS), "entry": target} for target in targets if target]
        return {"parent": parent, "dependencies": dependencies}

    def _entry(self) -> Entry | None:
        entries = self.team.entries()
        return self.rng.choice(entries) if entries else None

    def _uid(self) -> str | None:
        entry = self._entry()
        return entry.uid if entry else None

    def _remote(self) -> Remote:
        return self.rng.choice(list(self.remotes.values()))

    def _id(self, remote: Remote) -> str | None:
        return f"{remote.scope}:{self.rng.choice(list(remote.items))}" if remote.items else None


def _walk(folder: Path, seed: int) -> None:
    walk = Walk(folder, seed)
    walk.go(25)
    walk.settle()
    assert walk.wrong() == [], f"seed {seed}: {walk.told}"
    quiet(walk.team, *walk.remotes.values())


@pytest.mark.parametrize("seed", FEW)
def test_both_sides_say_the_same_as_far_as_they_can(tmp_path: Path, seed: int) -> None:
    """Otherwise there is an order of edits and syncs after which a parent or a dependency hangs."""
    _walk(tmp_path, seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", MANY)
def test_both_sides_say_the_same_after_many_walks(tmp_path: Path, seed: int) -> None:
    """Otherwise there is a rare order of edits and syncs after which one of them hangs."""
    _walk(tmp_path, seed)
