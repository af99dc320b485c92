"""Time: booked here and there, changed and taken away; and the laws of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from devlog_core.model.entry import Entry
from devlog_core.model.ids import new_uid
from devlog_core.model.note import Worklog
from devlog_core.testing.stories import draws
from devlog_core.testing.stories.place import Booking, TimePlace
from devlog_core.testing.stories.step import step
from devlog_core.testing.stories.world import World

minutes = st.sampled_from((1, 30, 90))


class Bookings(RuleBasedStateMachine):
    """What people do about time."""

    world: World
    _entry: Callable[[int], Entry | None]
    _key: Callable[[str, int], str | None]

    @step(entry=draws.number, spent=minutes)
    def log(self, entry: int, spent: int) -> None:
        found, world = self._entry(entry), self.world
        if not found:
            return
        with world.desk.store.write() as unit:
            recorder, text = world.desk.recorder(unit, "log"), world.word("t")
            world.witness.ours.add(text)
            at = recorder.cause.at
            recorder.worklog(found, Worklog(uid=new_uid(), entry=found.uid, at=at, minutes=spent, text=text))

    @step(entry=draws.number, log=draws.number, spent=minutes, drop=st.booleans())
    def change_log(self, entry: int, log: int, spent: int, drop: bool) -> None:
        found, world = self._entry(entry), self.world
        if not found:
            return
        with world.desk.store.write() as unit:
            logs = [one for one in unit.worklogs.of(found.uid) if one.origin == "local"]
            if not logs:
                return
            old = logs[log % len(logs)]
            changed = replace(old, minutes=spent, deleted=drop, edited_at=world.now())
            world.desk.recorder(unit, "log").worklog(found, changed, old)

    @step(place=draws.place, item=draws.number, spent=minutes)
    def person_books(self, place: str, item: int, spent: int) -> None:
        there, key, world = self.world.places[place], self._key(place, item), self.world
        if key and isinstance(there, TimePlace):
            text = world.word("u")
            world.witness.bookings[place, there.book(key, spent, text)] = (spent, text)
            world.witness.words[text] = (place, key)

    @step(place=draws.place, item=draws.number, booking=draws.number, spent=minutes, gone=st.booleans())
    def person_changes_booking(self, place: str, item: int, booking: int, spent: int, gone: bool) -> None:
        there, key, world = self.world.places[place], self._key(place, item), self.world
        held = there.read(key).bookings if key else ()
        if not held or not isinstance(there, TimePlace):
            return
        chosen = held[booking % len(held)]
        theirs = (place, chosen.id) in world.witness.bookings
        if gone:
            there.unbook(chosen.id)
            world.witness.bookings.pop((place, chosen.id), None)
            world.witness.words.pop(chosen.text, None)
        else:
            there.rebook(chosen.id, spent, chosen.text)
            if theirs:
                world.witness.bookings[place, chosen.id] = (spent, chosen.text)


def nothing_booked_twice(world: World) -> list[str]:
    """Law 2: one booking for each worklog at each place."""
    wrong: list[str] = []
    for name in world.places:
        for item in world.items(name):
            told = Counter(booking.mark for booking in item.bookings if booking.mark)
            wrong += [f"{name} {item.key}: {n} bookings for {mark}" for mark, n in told.items() if n > 1]
    return wrong


def bookings_agree(world: World, name: str) -> list[str]:
    """Law 5: a place that takes time shows what the entry holds of it."""
    if not isinstance(world.places[name], TimePlace):
        return []
    wrong: list[str] = []
    linked = {link.ref.id: link.entry for link in world.links() if link.integration == name}
    for item in world.items(name):
        entry = linked.get(item.id)
        if entry is None:
            continue
        with world.desk.store.read() as unit:
            known = unit.worklogs.places(entry, name)
            logs = [log for log in unit.worklogs.of(entry) if log.origin != name or log.uid in known]
        ours = sorted((log.minutes, log.text) for log in logs)
        there = sorted((booking.minutes, booking.text) for booking in item.bookings)
        if ours != there:
            wrong.append(f"{name} {item.key}: time is {ours} here and {there} there")
    return wrong


def foreign_time_stays(world: World) -> list[str]:
    """Law 8: what people booked stays as they booked it."""
    wrong: list[str] = []
    for name in world.places:
        there: dict[str, Booking] = {one.id: one for item in world.items(name) for one in item.bookings}
        for (place, number), said in world.witness.bookings.items():
            if place != name:
                continue
            held = there.get(number)
            if held is None or (held.minutes, held.text) != said:
                wrong.append(f"{name}: a person booked {said}, and it is {held}")
    return wrong
