"""The laws as questions to a world: each answers with what breaks it, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from devlog_core.model.codec import to_json
from devlog_core.model.entry import Entry
from devlog_core.model.fields import canonical, field_of
from devlog_core.model.link import Link
from devlog_core.model.run import Run
from devlog_core.storage.unit import Unit
from devlog_core.sync.directory import Directory
from devlog_core.sync.relations import RELATIONS
from devlog_core.testing.stories.place import Item
from devlog_core.testing.stories.relating import relations_agree
from devlog_core.testing.stories.world import World

READS = frozenset({"GET", "HEAD"})


def nothing_lost(world: World) -> list[str]:
    """Law 1: every word of a person is still to be seen, here, in the journal or there."""
    with world.desk.store.read() as unit:
        here = journal(unit)
    there = " ".join(item.words for name in world.places for item in world.items(name))
    lost = [
        f"{word}, written at {at}" for word, at in world.witness.words.items() if word not in here + there
    ]
    return [f"lost: {text}" for text in lost + [f"{w}, a note" for w in world.witness.ours if w not in here]]


def journal(unit: Unit) -> str:
    """Every value that any change replaced or brought, every candidate, and every value of now."""
    told: list[Any] = []
    last = 0
    while changes := unit.changes.after(last):
        last = changes[-1].seq
        told += [[change.old, change.new] for change in changes]
    told += [to_json(conflict.candidates) for conflict in unit.conflicts.all()]
    for entry in unit.entries.all():
        told += [dict(entry.content), [note.content for note in unit.notes.of(entry.uid, deleted=True)]]
        told += [log.text for log in unit.worklogs.of(entry.uid, deleted=True)]
    return canonical(told)


def nothing_twice(world: World) -> list[str]:
    """Law 2: one item for each entry, one comment for each note, at each place.

    Where a place has said that nothing carries a mark although something does, nobody can exclude a second.
    """
    wrong: list[str] = []
    for name in () if world.witness.blind else world.places:
        items = world.items(name)
        marks = Counter(item.mark for item in items if item.mark and item.mark not in world.witness.moved)
        wrong += [f"{name}: mark {mark} stands on {n} items" for mark, n in marks.items() if n > 1]
        for item in items:
            told = Counter(comment.mark for comment in item.comments if comment.mark)
            wrong += [f"{name} {item.key}: {n} comments for note {mark}" for mark, n in told.items() if n > 1]
    linked = Counter((link.integration, link.ref.id) for link in world.links() if link.ref.id)
    return wrong + [f"{at} is linked {n} times" for at, n in linked.items() if n > 1]


def quiet(world: World, runs: Iterable[Run]) -> list[str]:
    """Law 4: a sync with nothing to do writes nothing and reads no item by itself."""
    wrong = []
    asked = {name: place.asked() for name, place in world.places.items()}
    for run in runs:
        told = "; ".join(error.message for error in run.errors)
        if run.status != "ok":
            wrong.append(f"{run.integration} is {run.status}: {told or run.pushed}")
    for name, requests in asked.items():
        wrong += [f"{name}: {method} {path}" for method, path in requests if method not in READS]
        wrong += [f"{name} reads {path}" for path in world.places[name].reads_items(requests)]
    return wrong


def agreement(world: World, names: Iterable[str]) -> list[str]:
    """Law 5: every place says what the entry says, as far as it can."""
    wrong: list[str] = []
    with world.desk.store.read() as unit:
        directory = Directory(unit.people, world.desk.routes.integrations, unit.links)
        entries = {entry.uid: entry for entry in unit.entries.all()}
        waiting = {(conflict.entry, conflict.field) for conflict in unit.conflicts.all()}
    for name in names:
        named = {link.entry: link.ref.id for link in linked(world, name)}
        known = {link.ref.id: link for link in world.links() if link.integration == name}
        for item in world.items(name):
            link = known.get(item.id)
            if link is None:
                if (name, item.id) not in world.witness.parted and not _excused(world, name, item):
                    wrong.append(f"{name} {item.key} is linked to nothing")
                continue
            entry = entries[link.entry]
            contested = {field for uid, field in waiting if uid == entry.uid}
            wrong += _differences(world, name, entry, item, directory, contested)
            wrong += relations_agree(name, entry, item, named, contested)
            there = sorted(comment.text for comment in item.comments)
            told = world.told_at(entry.uid, name)
            ours = sorted(world.places[name].express("description", text) for text in told)
            if ours != there:
                wrong.append(f"{name} {item.key}: notes are {ours} here and {there} there")
    return wrong


def _excused(world: World, name: str, item: Item) -> bool:
    integration = world.desk.routes.integrations[name]
    second = world.witness.blind and item.mark is not None
    return integration.create == "remote" or item.mark in world.witness.moved or second


def _differences(
    world: World, name: str, entry: Entry, item: Item, directory: Directory, contested: set[str]
) -> list[str]:
    wrong = []
    for field, shown in item.values.items():
        if field in RELATIONS:
            continue
        ours: Any = entry.value(field)
        if field in contested or (field == "status" and entry.archived):
            continue
        if field_of(field).kind == "people":
            accounts = (directory.account(person, name) for person in ours)
            ours = sorted({account for account in accounts if account})
            if not shown and (name, item.id) in world.witness.unassigned:
                continue
        said = world.places[name].express(field, ours)
        if said != shown and not (isinstance(shown, list) and said in shown):
            wrong.append(f"{name} {item.key}: {field} is {said!r} here and {shown!r} there ({entry.ref})")
    return wrong


def only_what_is_gone(world: World, settled: bool = True) -> list[str]:
    """Law 7: no reading, however short, makes an item gone that is there.

    One that a person took out of a bin counts once all is `settled`: until then it may not have been read.
    """
    there = {(name, item.id) for name in world.places for item in world.items(name)}
    return [
        f"{link.integration} {link.ref.key} is marked gone and is there"
        for link in world.links()
        if link.state == "gone"
        and (link.integration, link.ref.id) in there - (set() if settled else world.witness.restored)
    ]


def foreign_stays(world: World) -> list[str]:
    """Law 8: labels and comments of people stay as they are, and their items carry no mark."""
    wrong: list[str] = []
    for name in world.places:
        for item in world.items(name):
            if (name, item.id) in world.witness.foreign and item.mark:
                wrong.append(f"{name} {item.key} is a person's and carries a mark")
            owed = world.witness.labels.get((name, item.id), set())
            missing = owed - set(item.values.get("labels", owed))
            wrong += [f"{name} {item.key} has lost {label}" for label in sorted(missing)]
            told = {comment.id: comment.text for comment in item.comments}
            wrong += [
                f"{name} {item.key}: a person's comment says {told[number]!r} and not {text!r}"
                for (place, number), text in world.witness.comments.items()
                if place == name and number in told and told[number] != text
            ]
        there = {comment.id for item in world.items(name) for comment in item.comments}
        wrong += [
            f"{name}: the comment {text!r} is gone"
            for (place, number), text in world.witness.comments.items()
            if place == name and number not in there
        ]
    return wrong


def linked(world: World, name: str) -> list[Link]:
    """The items of a place that are in step with an entry."""
    return [link for link in world.links() if link.integration == name and link.state == "linked"]
