"""Joining two entries that turn out to be one unit of work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from devlog_core.model.entry import Entry
from devlog_core.model.errors import UsageError
from devlog_core.model.fields import field_of, is_set, sorted_set
from devlog_core.storage.moves import items_under_way, move_records
from devlog_core.sync.arrivals import queue_wanting
from devlog_core.sync.linking import add_targets
from devlog_core.sync.recorder import Recorder


def join(recorder: Recorder, entry: Entry, other: Entry) -> Entry:
    """Take `other` into `entry`: its records, links, journal and names; `other` is no entry any more.

    Sets are united and empty fields filled; where both have a value, that of `entry` stays
    and the other one is kept in the journal. Raises UsageError where they cannot be one.
    """
    unit = recorder.unit
    _refuse(recorder, entry, other)
    values = _united(entry, other)
    _move_links(recorder, entry, other)
    move_records(unit.session, other.uid, entry.uid)
    unit.changes.move(other.uid, entry.uid)
    unit.replacements.move(other.uid, entry.uid)
    conflicts = unit.conflicts.of(other.uid)
    for field in conflicts:
        unit.conflicts.close(other.uid, field)
    unit.entries.delete(other.uid)
    names = (*entry.aliases, str(other.id), other.ref, other.uid, other.key, *other.aliases)
    entry = replace(
        entry,
        aliases=tuple(name for name in dict.fromkeys(names) if name != entry.key),
        imported=entry.imported or other.imported,
        vector=_later(entry.vector, other.vector),
    )
    entry = recorder.remark(entry, "entry", _told(other), {"joined": entry.ref})
    entry, _ = recorder.change(entry, values)
    entry = _repoint(recorder, entry, other.uid)
    if other.targets:
        entry = add_targets(recorder, entry, other.targets)
    if conflicts or unit.conflicts.of(entry.uid):
        from devlog_core.sync.conflicts import reassess

        for conflict in (*conflicts.values(), *unit.conflicts.of(entry.uid).values()):
            entry = reassess(recorder, entry, replace(conflict, entry=entry.uid))
    recorder.queue_all(entry, unit.changes.latest())
    for link in unit.links.of(entry.uid):
        if link.kind == "item" and link.ref.id:
            queue_wanting(recorder, entry, link)
    return entry


def _refuse(recorder: Recorder, entry: Entry, other: Entry) -> None:
    if entry.uid == other.uid:
        raise UsageError(f"{entry.ref} and {other.ref} are the same entry already")
    links = recorder.unit.links
    items = {link.integration: link for link in links.of(entry.uid) if link.kind == "item"}
    for link in links.of(other.uid):
        if link.kind == "item" and link.integration in items:
            ours, name = items[link.integration].ref.key, link.integration
            raise UsageError(
                f"both are linked to items of {name} ({entry.ref} to {ours}, {other.ref} to {link.ref.key}); "
                f"part one first by `devlog unlink {other.ref} {name}`"
            )
    begun = items_under_way(recorder.unit.session, other.uid)
    if begun:
        raise UsageError(
            f"the item of {other.ref} at {begun[0]} is being created; run `devlog sync {begun[0]}` first"
        )


def _united(entry: Entry, other: Entry) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, theirs in other.content.items():
        ours, field = entry.value(name), field_of(name)
        if is_set(field):
            values[name] = sorted_set([*ours, *theirs])
        elif field.kind == "map":
            values[name] = {**theirs, **{key: value for key, value in ours.items() if value}}
        elif field.kind != "choice" and ours in (None, "", [], {}):
            values[name] = theirs
    if "dependencies" in values:
        values["dependencies"] = _pointed(values["dependencies"], other.uid, entry.uid, entry.uid)
    if values.get("parent") in (entry.uid, other.uid):
        del values["parent"]
    return values


def _move_links(recorder: Recorder, entry: Entry, other: Entry) -> None:
    links = recorder.unit.links
    for link in links.of(other.uid):
        double = link.kind != "item" and links.thing(link.integration, link.kind, link.ref.id, entry.uid)
        if double:
            links.delete(link)
        else:
            links.put(replace(link, entry=entry.uid))
        if link.kind == "item":
            links.forget_unlinked(link.integration, entry.uid, link.ref.id)


def _repoint(recorder: Recorder, entry: Entry, gone: str) -> Entry:
    """Let every entry that named the other one name this one; circles through it are cut."""
    for child in recorder.unit.entries.naming(gone):
        values: dict[str, Any] = {}
        if child.value("parent") == gone:
            values["parent"] = None if child.uid == entry.uid else entry.uid
        values["dependencies"] = _pointed(child.value("dependencies"), gone, entry.uid, child.uid)
        changed, _ = recorder.change(child, values)
        if child.uid == entry.uid:
            entry = changed
    return _out_of_circle(recorder, entry)


def _out_of_circle(recorder: Recorder, entry: Entry) -> Entry:
    seen: set[str] = set()
    above = entry.value("parent")
    while above and above not in seen:
        if above == entry.uid:
            return recorder.change(entry, {"parent": None})[0]
        seen.add(above)
        parent = recorder.unit.entries.get(above)
        above = parent.value("parent") if parent else None
    return entry


def _pointed(dependencies: list[Any], gone: str, entry: str, owner: str) -> list[Any]:
    """The dependencies of `owner` with the entry that is gone replaced, and none on itself."""
    pointed = [{**item, "entry": entry} if _target(item) == gone else item for item in dependencies]
    return [item for item in pointed if _target(item) != owner]


def _target(item: Any) -> Any:
    return item.get("entry") if isinstance(item, dict) else None


def _told(other: Entry) -> dict[str, Any]:
    return {"uid": other.uid, "ref": other.ref, "content": dict(other.content)}


def _later(one: Mapping[str, int], two: Mapping[str, int]) -> dict[str, int]:
    return {replica: max(one.get(replica, 0), two.get(replica, 0)) for replica in {**one, **two}}
