"""Parents and dependencies that wait for an entry to get its item at a place.

Two things wait. An item may name another that is no entry yet: when it becomes one, the entry takes
what its item has said all the while. And an entry may name another that has no item there: when that
gets one, the first is sent again. Both are remembered under what they wait for, so that an arrival
costs one look-up and never a search.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from devlog_core.model.entry import Entry
from devlog_core.model.link import Link, Pair
from devlog_core.storage.unit import Unit
from devlog_core.sync.recorder import Recorder
from devlog_core.sync.relations import RELATIONS, named_items, without_entry


def await_items(
    unit: Unit, integration: str, entry: str, name: str, items: Iterable[str], before: Pair | None
) -> None:
    """Remember that these items are named by the entry's item; `before` is what was in step until now."""
    for remote_id in items:
        owner = _awaited(integration, remote_id)
        held = unit.state.get(owner, entry) or {}
        unit.state.put(owner, entry, {**held, name: None if before is None else list(before)})


def await_entries(unit: Unit, integration: str, entry: str, others: Iterable[str]) -> None:
    """Remember that the entry names these others, and is to be sent when they have an item there.

    Where one has got it meanwhile, the entry is asked for at once.
    """
    for uid in others:
        unit.state.put(_wanted(integration, uid), entry, True)
        if unit.links.remote_of(integration, uid) is not None:
            unit.outbox.add(entry, integration, unit.changes.next_seq())


def queue_wanting(recorder: Recorder, entry: Entry, integration: str) -> None:
    """The entry has an item there now: send every entry that names it."""
    unit, owner = recorder.unit, _wanted(integration, entry.uid)
    for uid in unit.state.all(owner):
        link = unit.links.item(_living(unit, uid), integration)
        if link is not None and recorder.routes.followed([link]):
            # A number of its own, so that a row that is being sent just now is not dropped with it.
            unit.outbox.add(link.entry, integration, unit.changes.next_seq())
    unit.state.clear(owner)


def taken_up(unit: Unit, integration: str, remote_id: str) -> list[tuple[Link, dict[str, Any]]]:
    """The links whose items name this one, which has just become an entry's, with what to merge of each.

    Each link has the base as it stood before the item was named, so that a merge sees it as news.
    """
    owner, found = _awaited(integration, remote_id), []
    for uid, fields in unit.state.all(owner).items():
        link = unit.links.item(_living(unit, uid), integration)
        if link is not None and link.state == "linked" and link.base is not None:
            found.append(_unnamed(link, fields, remote_id))
    unit.state.clear(owner)
    return [(link, values) for link, values in found if values]


def part(unit: Unit, entry: Entry, link: Link) -> None:
    """The entry gives up its item: no other entry's item can name it as theirs any more."""
    if not set(RELATIONS) & set(link.base or ()):
        return
    for other in unit.entries.naming(entry.uid):
        held = unit.links.item(other.uid, link.integration)
        if held is not None and held.base is not None:
            base = {
                name: Pair(without_entry(name, pair.local, entry.uid), pair.remote)
                if name in RELATIONS
                else pair
                for name, pair in held.base.items()
            }
            unit.links.put(replace(held, base=base))
            unit.state.put(_wanted(link.integration, entry.uid), other.uid, True)


def forget_waiting(unit: Unit, integration: str) -> None:
    """The integration begins anew with another container."""
    unit.state.clear_below(_awaited(integration, ""))
    unit.state.clear_below(_wanted(integration, ""))


def _unnamed(link: Link, fields: dict[str, Any], remote_id: str) -> tuple[Link, dict[str, Any]]:
    base, values = dict(link.base or {}), {}
    for name, before in fields.items():
        pair = base.get(name)
        if pair is None or remote_id not in named_items(name, pair.remote):
            continue
        values[name] = pair.remote
        if name != "parent":
            base[name] = Pair(pair.local, [e for e in pair.remote if e["entry"] != remote_id])
        elif before is None:
            del base[name]
        else:
            base[name] = Pair(*before)
    return replace(link, base=base), values


def _living(unit: Unit, uid: str) -> str:
    """The entry of that uid; one that was joined into another lives on under its old uid."""
    if unit.entries.get(uid) is not None:
        return uid
    return next((entry.uid for entry in unit.entries.by_name(uid)), uid)


def _awaited(integration: str, remote_id: str) -> str:
    return f"awaited:{integration}:{remote_id}"


def _wanted(integration: str, uid: str) -> str:
    return f"wanted:{integration}:{uid}"
