"""A quiet period: what waits is decided, and syncs go on until there is nothing to do."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from devlog_core.model.run import Run
from devlog_core.testing.stories import bookings, laws
from devlog_core.testing.stories.world import World

ROUNDS = 12


def settle(world: World) -> list[str]:
    """What breaks a law once all is at rest."""
    rng = random.Random(world.seed)
    names = list(world.places)
    # Longer than any wait, reckoned by a clock that may have gone back since.
    world.advance(14_400)
    wrong = _full(world, names, rng) or _without_one(world, rng) or _rest(world, names, rng)
    if wrong:
        return wrong
    wrong = [
        *laws.agreement(world, names),
        *laws.nothing_lost(world),
        *laws.nothing_twice(world),
        *laws.only_what_is_gone(world),
        *laws.foreign_stays(world),
        *bookings.nothing_booked_twice(world),
        *bookings.foreign_time_stays(world),
        *(line for name in world.places for line in bookings.bookings_agree(world, name)),
    ]
    world.witness.restored.clear()
    return wrong or _no_echo(world, rng)


def _rest(world: World, names: Sequence[str], rng: random.Random) -> list[str]:
    """Sync these places in any order until there is nothing to do."""
    told: list[str] = []
    for _ in range(ROUNDS):
        order = rng.sample(names, len(names))
        world.advance(3)
        while world.decide(rng.randrange(9), rng.randrange(9)):
            pass
        world.retry()
        for name in order:
            world.sync(name)
        for place in world.places.values():
            place.asked()
        runs = [world.sync(name)[0] for name in order]
        with world.desk.store.read() as unit:
            waiting = [f"a conflict: {conflict}" for conflict in unit.conflicts.all()]
        told = laws.quiet(world, runs) + waiting
        if not told:
            return []
    return [f"never quiet: {line}" for line in told]


def _without_one(world: World, rng: random.Random) -> list[str]:
    """Law 6: while one place is cut off, the others come to rest and agree."""
    missing = rng.choice((None, None, *world.places))
    if missing is None:
        return []
    others = [name for name in world.places if name != missing]
    world.places[missing].cut_off(True)
    world.sync(missing)
    wrong = _rest(world, others, rng) or laws.agreement(world, others)
    world.places[missing].cut_off(False)
    return [f"while {missing} is cut off: {line}" for line in wrong]


def _full(world: World, names: list[str], rng: random.Random) -> list[str]:
    """Read everything anew; where people have removed more than the guard lets pass, it must say so."""
    rng.shuffle(names)
    for name in names:
        run: Run = world.sync(name, full=True)[0]
        if "guard" in {error.kind for error in run.errors}:
            there = {item.id for item in world.items(name)}
            held = laws.linked(world, name)
            gone = [link for link in held if link.ref.id not in there]
            if len(gone) <= len(held) / 2:
                return [f"{name}: the guard holds back {len(gone)} of {len(held)}"]
            world.sync(name, full=True, allow_shrink=True)
    return []


def _no_echo(world: World, rng: random.Random) -> list[str]:
    """Law 3: a person's edit is read everywhere and written nowhere that it came from."""
    name = rng.choice(list(world.places))
    held = laws.linked(world, name)
    if not held:
        return []
    key = rng.choice(sorted(link.ref.key for link in held))
    item = world.places[name].read(key)
    word = world.word()
    closed = set(item.values.get("status", ())) & {"done", "cancelled"}
    acts: dict[str, dict[str, Any]] = {
        "title": {"title": word},
        "description": {"description": f"{word}\n- x"},
        "status": {"status": "new" if closed else "done"},
        "labels": {"add_labels": [f"f{word}"]},
    }
    values = rng.choice([act for field, act in acts.items() if field in item.values])
    world.advance(3)
    world.edit_item(name, key, values, [word] if word in str(values) else [])
    world.comment(name, key, world.word("c"))
    world.places[name].asked()
    for _ in range(2):
        for other in world.places:
            world.sync(other)
    echo = [line for line in world.places[name].asked() if line[0] not in laws.READS]
    if echo:
        return [f"{name} {key}: an edit of {values} comes back as {echo}"]
    return laws.agreement(world, [name])
