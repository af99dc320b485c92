"""The state machine: everything that may happen around one workspace and three places, in any order."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import initialize

from devlog_core.model.entry import Entry
from devlog_core.model.run import Run
from devlog_core.testing.reference.trouble import BLINDING
from devlog_core.testing.stories import bookings, draws, laws
from devlog_core.testing.stories.bookings import Bookings
from devlog_core.testing.stories.place import BinPlace, LinkPlace, Place, TalkPlace
from devlog_core.testing.stories.relating import Relating
from devlog_core.testing.stories.scenery import Scenery
from devlog_core.testing.stories.settling import settle
from devlog_core.testing.stories.step import step
from devlog_core.testing.stories.world import World


class Machine(Bookings, Relating):
    """One story; the laws are asked after every sync, and all of them when it has become quiet."""

    stage: ClassVar[Scenery]
    repeatable: ClassVar[bool] = True
    """Whether a story goes the same way each time, so that it can be made shorter."""
    counts: ClassVar[dict[str, int]] = {"stories": 0, "steps": 0, "syncs": 0, "quiet": 0}
    world: World

    @property
    def names(self) -> tuple[str, ...]:
        """The places of the story."""
        return self.stage.names

    @initialize(profile=draws.profile, variant=draws.variant, seed=st.integers(0, 999))
    def begin(self, profile: str, variant: str, seed: int) -> None:
        self.world = World(self.stage.set(profile, variant), seed)

    # Here.

    @step(title=draws.title, values=draws.values, to=draws.targets)
    def new(self, title: str, values: dict[str, Any], to: Sequence[str]) -> None:
        made = self._ours({**values, "title": title})
        made["labels"] = made.pop("add_labels", [])
        made.pop("remove_labels", None)
        self.world.new(made, [name for name in to if self.world.desk.routes.integrations[name].pushes])

    @step(entry=draws.number, values=draws.values)
    def edit(self, entry: int, values: dict[str, Any]) -> None:
        if found := self._entry(entry):
            self.world.change(found, self._ours(values))

    @step(entry=draws.number)
    def note(self, entry: int) -> None:
        if found := self._entry(entry):
            self.world.note(found, self.world.word("n"))

    @step(entry=draws.number, note=draws.number, drop=st.booleans())
    def change_note(self, entry: int, note: int, drop: bool) -> None:
        found = self._entry(entry)
        notes = [note for note in self.world.notes(found.uid) if note.origin == "local"] if found else []
        if found and notes:
            self.world.change_note(found, notes[note % len(notes)], None if drop else self.world.word("n"))

    @step(entry=draws.number, back=st.booleans())
    def archive(self, entry: int, back: bool) -> None:
        if found := self._entry(entry):
            self.world.change(found, {"archived": not back})

    @step(entry=draws.number, other=draws.number)
    def merge(self, entry: int, other: int) -> None:
        one, two = self._entry(entry), self._entry(other)
        if one and two:
            self.world.join(one, two)

    @step(entry=draws.number, place=draws.place, item=draws.number)
    def link(self, entry: int, place: str, item: int) -> None:
        found, key = self._entry(entry), self._key(place, item)
        if found and key:
            self.world.link(found, place, key)

    @step(entry=draws.number, place=draws.place)
    def unlink(self, entry: int, place: str) -> None:
        if found := self._entry(entry):
            self.world.unlink(found, place)

    @step(entry=draws.number, place=draws.place)
    def aim(self, entry: int, place: str) -> None:
        if found := self._entry(entry):
            self.world.aim(found, place)

    @step(which=draws.number, candidate=draws.number)
    def decide(self, which: int, candidate: int) -> None:
        self.world.decide(which, candidate)

    # There.

    @step(place=draws.place, title=draws.title, values=draws.values)
    def person_adds(self, place: str, title: str, values: dict[str, Any]) -> None:
        made, words = draws.filled({**values, "title": title}, self.world.word)
        made.pop("remove_labels", None)
        made["labels"] = made.pop("add_labels", [])
        flags = {"add_labels": made.pop("labels")}
        key = self.world.seed_item(place, made, words)
        self.world.edit_item(place, key, flags, words)

    @step(place=draws.place, item=draws.number, values=draws.values)
    def person_edits(self, place: str, item: int, values: dict[str, Any]) -> None:
        if key := self._key(place, item):
            made, words = draws.filled(values, self.world.word)
            self.world.edit_item(place, key, made, words)

    @step(place=draws.place, item=draws.number)
    def person_comments(self, place: str, item: int) -> None:
        if key := self._key(place, item):
            self.world.comment(place, key, self.world.word("c"))

    @step(place=draws.place, item=draws.number, comment=draws.number, gone=st.booleans())
    def person_changes_comment(self, place: str, item: int, comment: int, gone: bool) -> None:
        key = self._key(place, item)
        talk = isinstance(self.world.places[place], TalkPlace)
        comments = self.world.own_comments(place, key) if key and talk else []
        if key and comments:
            chosen = comments[comment % len(comments)].id
            if gone:
                self.world.silence(place, key, chosen)
            else:
                self.world.reword(place, key, chosen, self.world.word("c"))

    @step(place=draws.place, item=draws.number)
    def person_deletes(self, place: str, item: int) -> None:
        if key := self._key(place, item):
            self.world.delete(place, key)

    @step(place=draws.place, item=draws.number)
    def person_restores(self, place: str, item: int) -> None:
        there = self.world.places[place]
        if isinstance(there, BinPlace) and (keys := there.binned()):
            self.world.restore(place, keys[item % len(keys)])

    @step(place=draws.place, item=draws.number, goal=draws.place)
    def person_transfers(self, place: str, item: int, goal: str) -> None:
        if key := self._key(place, item):
            self.world.transfer(place, key, goal)

    # Time.

    @step(seconds=draws.pause)
    def wait(self, seconds: int) -> None:
        self.world.advance(seconds)

    @step(seconds=draws.skew)
    def our_clock_jumps(self, seconds: int) -> None:
        self.world.skew = seconds

    @step()
    def restart(self) -> None:
        self.world.restart()

    # devlog.

    @step()
    def sync_all(self) -> None:
        self._sync(self.names, {})

    @step(troubles=draws.troubles)
    def sync_all_in_trouble(self, troubles: list[tuple[str, str, int, str]]) -> None:
        self._in_trouble(self.names, {}, troubles)

    @step(names=draws.names, way=draws.ways, entry=draws.number)
    def sync(self, names: Sequence[str], way: Mapping[str, Any], entry: int) -> None:
        self._sync(names, self._way(way, entry))

    @step(names=draws.names, way=draws.ways, entry=draws.number, troubles=draws.troubles)
    def sync_in_trouble(
        self,
        names: Sequence[str],
        way: Mapping[str, Any],
        entry: int,
        troubles: list[tuple[str, str, int, str]],
    ) -> None:
        self._in_trouble(names, self._way(way, entry), troubles)

    @step(acts=st.lists(st.sampled_from(("text", "link")), min_size=1, max_size=3), other=draws.number)
    def sync_while_a_person_edits(self, acts: list[str], other: int) -> None:
        """Law 1: what somebody writes between our read and our write stands."""
        guarded = [there for there in self.world.places.values() if isinstance(there, BinPlace)]
        for there in guarded:
            there.before_write(self._meanwhile(there, list(acts), other))
        self._sync(self.names, {})
        for there in guarded:
            there.before_write(None)

    @step(place=draws.place)
    def sync_while_one_is_down(self, place: str) -> None:
        """Law 6: the others go on as if nothing was."""
        self.world.places[place].cut_off(True)
        runs = self._sync(self.names, {})
        self.world.places[place].cut_off(False)
        for run in runs:
            if run.integration == place:
                # A budget that is used up may have kept every request back.
                assert run.status != "ok" or not run.requests, f"{place} is cut off and its run is ok"
            else:
                told = "; ".join(error.message for error in run.errors)
                kinds = {error.kind for error in run.errors} - {"guard", "rate_limited"}
                # The old address of an item that was moved leads to the place that is cut off.
                kinds -= {"transient"} if self.world.witness.mixed else set()
                assert run.status != "failed" or not kinds, f"{run.integration}: {told}"

    @step(patience=st.integers(0, 4))
    def become_quiet(self, patience: int) -> None:
        if patience == 4:
            self._settle()

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        try:
            # A story that was drawn too long is given up before its end, and counts for nothing.
            if sys.exc_info()[0] is None:
                self._settle()
                self.counts["stories"] += 1
        finally:
            self.world.desk.close()

    def _meanwhile(self, there: Place, acts: list[str], other: int) -> Callable[[str], None]:
        def edit(key: str) -> None:
            act, another = acts.pop() if acts else "", self._key(there.name, other)
            if act == "text":
                said = [self.world.word(), self.world.word()]
                values = dict(zip(("title", "description"), said, strict=True))
                self.world.edit_item(there.name, key, values, said)
            elif act and another not in (key, None) and isinstance(there, LinkPlace):
                # No revision tells of a link to another item.
                there.relate(key, "related-to", another)

        return edit

    def _in_trouble(
        self, names: Sequence[str], way: Mapping[str, Any], troubles: list[tuple[str, str, int, str]]
    ) -> None:
        for place, kind, times, match in troubles:
            self.world.places[place].trouble(kind, times, match)
            self.world.witness.blind |= kind in BLINDING
        try:
            self._sync(names, way)
        finally:
            for name in self.names:
                self.world.places[name].heal()

    def _sync(self, names: Sequence[str], way: Mapping[str, Any]) -> list[Run]:
        """Each place by itself, one after the other, so that a story can be told again."""
        phases = [{"push": False}, {"pull": False}] if len(names) > 1 and not way else [{}]
        made: dict[str, Run] = {}
        for phase in phases:
            for name in names or self.names:
                if name in made and made[name].status == "failed":
                    continue
                made[name] = self.world.sync(name, **{**phase, **way})[0]
        self.counts["syncs"] += 1
        for run in made.values():
            wrong = [error for error in run.errors if error.kind == "plugin"]
            assert not wrong, f"{run.integration}: {wrong}"
        self._never()
        return list(made.values())

    def _never(self) -> None:
        """What may not even be for a moment."""
        wrong = laws.only_what_is_gone(self.world, settled=False) + laws.nothing_twice(self.world)
        wrong += bookings.nothing_booked_twice(self.world)
        assert wrong == [], "\n".join(wrong)

    def _settle(self) -> None:
        wrong = settle(self.world)
        assert wrong == [], "\n".join(wrong)
        self.counts["quiet"] += 1

    def _way(self, way: Mapping[str, Any], entry: int) -> dict[str, Any]:
        found = self._entry(entry) if way.get("entry") else None
        return {**way, "entry": found.uid} if found else {k: v for k, v in way.items() if k != "entry"}

    def _entry(self, number: int) -> Entry | None:
        entries = self.world.entries()
        return entries[number % len(entries)] if entries else None

    def _key(self, place: str, number: int) -> str | None:
        keys = self.world.places[place].keys()
        return keys[number % len(keys)] if keys else None

    def _ours(self, values: Mapping[str, Any]) -> dict[str, Any]:
        made, words = draws.filled(values, self.world.word)
        self.world.witness.ours |= set(words)
        return made
