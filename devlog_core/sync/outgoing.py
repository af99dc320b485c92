"""What a place must be told about an entry; computed when it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from devlog_core.model.entry import Entry
from devlog_core.model.fields import CLOSED_STATUSES, canonical, field_of, is_set, sorted_set
from devlog_core.model.link import Link, Pair
from devlog_core.model.remote import Draft, FieldChange, Mark, Patch, SetChange
from devlog_core.sync.directory import Directory
from devlog_core.sync.merge import map_elements
from devlog_core.sync.place import Place
from devlog_core.sync.relations import RELATIONS


@dataclass(kw_only=True)
class Outgoing:
    """The difference between an entry and its item, in the place's terms."""

    fields: dict[str, FieldChange] = field(default_factory=dict)
    sets: dict[str, SetChange] = field(default_factory=dict)
    sent: dict[str, Any] = field(default_factory=dict)
    """The entry's values that the patch stands for."""
    moved: dict[str, Any] = field(default_factory=dict)
    """The entry's values that the place already says as well as it can: only the base moves."""
    missing: frozenset[str] = frozenset()
    """Entries that a parent or a dependency names and that have no item at the place."""

    @property
    def patch(self) -> Patch:
        return Patch(fields=self.fields, sets=self.sets)

    @property
    def empty(self) -> bool:
        return not self.fields and not self.sets

    def without(self, names: frozenset[str]) -> Outgoing:
        """The same without these fields."""
        return Outgoing(
            fields={k: v for k, v in self.fields.items() if k not in names},
            sets={k: v for k, v in self.sets.items() if k not in names},
            sent={k: v for k, v in self.sent.items() if k not in names},
            moved=self.moved,
            missing=self.missing,
        )


def outgoing(
    place: Place,
    directory: Directory,
    entry: Entry,
    link: Link,
    skip: frozenset[str],
    aside: Mapping[str, Any],
) -> Outgoing:
    """What must be sent: fields whose value left the base and that the place would answer differently.

    `skip` are fields in conflict, `aside` fields with a value that the place rejected before.
    """
    out = Outgoing()
    for name in place.capabilities.fields:
        pair = (link.base or {}).get(name)
        if pair is None or name in skip or not place.capabilities.writes(name):
            continue
        local = entry.value(name)
        if name in aside and aside[name] == local:
            continue
        if name in RELATIONS:
            missing = _miss(place, directory, out, name, local)
            if missing and name == "parent":
                continue
            local = place.relations(directory).settled(name, local)
        wanted = _archived_status(place, entry) if name == "status" else local
        # Closed because it was put away, it is opened when taken out again: no base shows that.
        taken_out = name == "status" and put_away(link) and not entry.archived
        if wanted == pair.local and not taken_out:
            continue
        if is_set(field_of(name)):
            _add_set(place, directory, out, name, local, pair)
        elif place.express(directory, name, wanted) == pair.remote:
            out.moved[name] = local
        else:
            out.fields[name] = FieldChange(old=pair.remote, new=place.to_place(directory, name, wanted))
            out.sent[name] = local
    return out


def draft_of(place: Place, directory: Directory, entry: Entry) -> tuple[Draft, dict[str, Any]]:
    """A new item for the entry, and the entry's values that it stands for."""
    names = [name for name in place.capabilities.fields if place.capabilities.writes(name)]
    relations = place.relations(directory)
    sent = {
        name: relations.settled(name, entry.value(name)) if name in RELATIONS else entry.value(name)
        for name in names
    }
    values = {name: place.to_place(directory, name, value) for name, value in sent.items()}
    for name, value in sent.items():
        if field_of(name).kind == "people" and len(values[name]) < len(value):
            place.tally.skipped[f"not expressible: {name}"] += 1
    return Draft(mark=Mark(uid=entry.uid, ref=entry.ref), values=values), sent


def _miss(place: Place, directory: Directory, out: Outgoing, name: str, local: Any) -> bool:
    """Whether the value names entries that have no item at the place; they are noted and counted."""
    missing = place.relations(directory).missing(name, local)
    if missing:
        out.missing |= frozenset(missing)
        place.tally.skipped[f"not expressible: {name}"] += 1
    return bool(missing)


def shown_of(change: SetChange, held: list[Any], shown: list[Any]) -> list[Any]:
    """What a place shows of a set after a change, without what others put in or took out meanwhile.

    All of it where the place shows what was added in other words: whose the rest is cannot be told then.
    """
    known = {canonical(item) for item in shown}
    if any(canonical(item) not in known for item in change.add):
        return shown
    removed = {canonical(item) for item in change.remove} - known
    return sorted_set([*(item for item in held if canonical(item) not in removed), *change.add])


def put_away(link: Link) -> bool:
    """Whether the item was closed because its entry was archived."""
    return bool(link.data.get("put_away"))


def with_status_sent(link: Link, entry: Entry) -> Link:
    """The link, knowing for which reason the item has its status."""
    rest = {name: value for name, value in link.data.items() if name != "put_away"}
    return replace(link, data={**rest, "put_away": True} if entry.archived else rest)


def _archived_status(place: Place, entry: Entry) -> Any:
    closes = entry.archived and place.integration.on_archive == "close"
    return "cancelled" if closes and entry.status not in CLOSED_STATUSES else entry.status


def _add_set(
    place: Place, directory: Directory, out: Outgoing, name: str, local: list[Any], pair: Pair
) -> None:
    held = list(pair.remote or [])
    before = {canonical(item) for item in pair.local or []}
    after = {canonical(item) for item in local}
    added = place.to_place(directory, name, [item for item in local if canonical(item) not in before])
    removed = place.to_place(
        directory, name, [item for item in pair.local or [] if canonical(item) not in after]
    )
    express = place.tracker.express
    # A place may show an element in other words, and two of ours in the same.
    stay = place.to_place(directory, name, [item for item in local if canonical(item) in before])
    gone = {canonical(item) for item in map_elements([*removed, *express(name, removed)], held)}
    gone -= {canonical(item) for item in map_elements(express(name, stay), held)}
    target = [item for item in held if canonical(item) not in gone]
    target = sorted_set([*target, *map_elements(added, target)])
    if removed:
        # Where there was no room for what stays, as of one assignee, there may be some now.
        shown = {canonical(i) for i in express(name, place.to_place(directory, name, pair.local or []))}
        for item in stay:
            if canonical(item) not in shown and item in express(name, [*target, item]):
                target = sorted_set([*target, item])
    answer = express(name, target)
    known, wanted = {canonical(i) for i in held}, {canonical(i) for i in answer}
    change = SetChange(
        add=tuple(item for item in answer if canonical(item) not in known),
        remove=tuple(item for item in held if canonical(item) not in wanted),
    )
    if not change.add and not change.remove:
        if len(added) < len(after - before) or not all(express(name, [item]) for item in added):
            place.tally.skipped[f"not expressible: {name}"] += 1
        out.moved[name] = local
        return
    out.sets[name] = change
    out.sent[name] = local
