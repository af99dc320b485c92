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


def queue_wanting(recorder: Recorder, entry: Entry, item: Link) -> list[str]:
    """The entry has this item from now on: send every entry that names it to the same place.

    Returns the ids of the items of those entries.
    """
    unit, owner, wanting = recorder.unit, _wanted(item.integration, entry.uid), []
    for uid in unit.state.all(owner):
        link = unit.links.item(_living(unit, uid), item.integration)
        if link is not None and recorder.routes.followed([link]):
            unit.links.put(_to_name(link, entry.uid, item.ref.id))
            # A number of its own, so that a row that is being sent just now is not dropped with it.
            unit.outbox.add(link.entry, item.integration, unit.changes.next_seq())
            wanting.append(link.ref.id)
    unit.state.clear(owner)
    return wanting


def taken_up(unit: Unit, item: Link) -> list[tuple[Link, dict[str, Any]]]:
    """The links whose items name this one, which has just become an entry's, with what to merge of each.

    Each link has the base as it stood before the item was named, so that a merge sees it as news.
    """
    owner, found = _awaited(item.integration, item.ref.id), []
    for uid, fields in unit.state.all(owner).items():
        link = unit.links.item(_living(unit, uid), item.integration)
        if link is not None and link.state == "linked" and link.base is not None:
            found.append(_unnamed(link, fields, item.ref.id))
    unit.state.clear(owner)
    return [(link, values) for link, values in found if values]


def part(unit: Unit, entry: Entry, item: Link) -> None:
    """The entry gives up its item: those that name either of the two wait for what becomes of them."""
    if not set(RELATIONS) & set(item.base or ()):
        return
    for other in unit.entries.naming(entry.uid):
        link = unit.links.item(other.uid, item.integration)
        if link is None:
            continue
        unit.state.put(_wanted(item.integration, entry.uid), other.uid, True)
        for name in RELATIONS:
            pair = (link.base or {}).get(name)
            if pair is not None and item.ref.id in named_items(name, pair.remote):
                await_items(unit, item.integration, other.uid, name, [item.ref.id], None)


def forget_waiting(unit: Unit, integration: str) -> None:
    """The integration begins anew with another container."""
    unit.state.clear_below(_awaited(integration, ""))
    unit.state.clear_below(_wanted(integration, ""))


def _to_name(link: Link, uid: str, remote_id: str) -> Link:
    """The link, with nothing in step that names the entry by an item that it has left for this one."""
    base = dict(link.base or {})
    for name in set(RELATIONS) & set(base):
        pair = base[name]
        if remote_id not in named_items(name, pair.remote):
            base[name] = Pair(without_entry(name, pair.local, uid), pair.remote)
    return replace(link, base=base) if link.base is not None else link


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
