"""Merging one item into its entry and its link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from devlog_core.model.conflict import Conflict
from devlog_core.model.entry import Entry
from devlog_core.model.fields import field_of
from devlog_core.model.link import Link, Pair
from devlog_core.model.remote import RemoteItem
from devlog_core.storage.unit import Unit
from devlog_core.sync.arrivals import await_items, queue_wanting, taken_up
from devlog_core.sync.conflicts import assess, reassess
from devlog_core.sync.directory import Directory
from devlog_core.sync.merge import Merged, Sides, merge_field, pick
from devlog_core.sync.moves import follow
from devlog_core.sync.place import Place
from devlog_core.sync.recorder import Recorder
from devlog_core.sync.relation_merge import merge_relation
from devlog_core.sync.relations import RELATIONS
from devlog_core.sync.tally import PlanRow


def as_read(place: Place, directory: Directory, name: str, remote: Any, before: Any = None) -> Pair:
    """The pair of a field that is taken as the place holds it."""
    kind = field_of(name)
    return Pair(place.to_local(directory, kind, pick(kind, remote, before)), remote)


@dataclass(kw_only=True)
class _Outcome:
    """What merging all fields of an item came to."""

    base: dict[str, Pair]
    values: dict[str, Any] = field(default_factory=dict)
    """What the entry takes."""
    kept: dict[str, Any] = field(default_factory=dict)
    """Values of the place that a policy overrides."""
    contested: dict[str, Any] = field(default_factory=dict)
    """Fields that now wait for a decision, with the value that both sides left."""
    followed: list[str] = field(default_factory=list)
    """Fields that wait already and whose candidates changed."""


@dataclass(kw_only=True)
class ItemMerge:
    """Merges what was read of an item, within one transaction."""

    place: Place
    unit: Unit
    directory: Directory
    recorder: Recorder
    seen: int = 0
    """The number of the snapshot or census that met the item."""

    def merge(self, entry: Entry, link: Link, item: RemoteItem) -> tuple[Entry, Link]:
        """Entry and link after it; conflicts are opened, and places that differ are queued."""
        waiting = self.unit.conflicts.of(entry.uid)
        out = self._fields(entry, link, item, waiting)
        link = self._keep(link, item, out.base, entry)
        for name, theirs in out.kept.items():
            entry = self.recorder.remark(entry, name, theirs, entry.value(name))
        entry, changes = self.recorder.change(entry, out.values)
        if changes:
            names = tuple(change.field for change in changes)
            self.place.tally.plan.append(
                PlanRow(self.place.name, "pull", "update", entry.ref, link.ref.key, names)
            )
        for name, old in out.contested.items():
            self._contest(entry, name, old)
        for name in out.followed:
            entry = reassess(self.recorder, entry, waiting[name])
        self.recorder.queue(entry)
        return entry, link

    def arrive(self, entry: Entry, link: Link) -> list[str]:
        """The item is the entry's from now on: what waited for that goes on.

        Returns the ids of other items, whose links this has changed.
        """
        if not self.place.relates:
            return []
        touched = queue_wanting(self.recorder, entry, link)
        for named, values in taken_up(self.unit, link):
            other = self.unit.entries.get(named.entry)
            assert other is not None
            item = RemoteItem(ref=named.ref, values=values)
            changed, _ = replace(self, seen=0).merge(other, named, item)
            if changed.vector != other.vector:
                self.place.tally.touched(other.id, "updated")
            touched.append(named.ref.id)
        return touched

    def _fields(
        self, entry: Entry, link: Link, item: RemoteItem, waiting: Mapping[str, Conflict]
    ) -> _Outcome:
        out = _Outcome(base=dict(link.base or {}))
        for name, remote in item.values.items():
            if not self.place.capabilities.reads(name):
                continue
            before = out.base.get(name)
            if name in waiting:
                if before is None or remote != before.remote:
                    self._await(entry, name, before, remote)
                    out.base[name] = self._plain_pair(name, remote, before)
                    out.followed.append(name)
                continue
            merged = self._field(entry, name, before, remote, item.field_times)
            if before is None or remote != before.remote:
                self._await(entry, name, before, remote)
            out.base[name] = merged.pair
            if merged.outcome == "conflict":
                out.contested[name] = before.local if before is not None else None
            elif merged.outcome == "kept":
                out.kept[name] = merged.theirs
            elif merged.value != entry.value(name):
                out.values[name] = merged.value
        return out

    def _field(
        self,
        entry: Entry,
        name: str,
        before: Pair | None,
        remote: Any,
        times: Mapping[str, datetime],
    ) -> Merged:
        place, directory, kind = self.place, self.directory, field_of(name)
        policy = place.integration.policy(name)
        local_at = None
        if policy == "newest":
            last = self.unit.changes.last(entry.uid, name) or self.unit.changes.last(entry.uid, "entry")
            local_at = last.at if last else None
        sides = Sides(
            field=kind,
            base=before,
            local=entry.value(name),
            remote=remote,
            to_local=lambda value: place.to_local(directory, kind, value),
            to_remote=lambda value: place.express(directory, name, value) if place.is_tracker else value,
            policy=policy,
            local_at=local_at,
            remote_at=times.get(name),
        )
        if name in RELATIONS:
            return merge_relation(place.relations(directory), sides)
        return merge_field(sides)

    def _await(self, entry: Entry, name: str, before: Pair | None, remote: Any) -> None:
        """What the item says of items that are no entries is taken when they become some."""
        if name in RELATIONS:
            unknown = self.place.relations(self.directory).unknown(name, remote)
            await_items(self.unit, self.place.name, entry.uid, name, unknown, before)

    def _plain_pair(self, name: str, remote: Any, before: Pair | None) -> Pair:
        """The pair of a contested field: what the place holds now, merged with nothing."""
        if name == "parent" and self.place.relations(self.directory).unknown(name, remote):
            return Pair(before and before.local, remote)
        return as_read(self.place, self.directory, name, remote, before and before.remote)

    def _keep(self, link: Link, item: RemoteItem, base: Mapping[str, Pair], entry: Entry) -> Link:
        if item.ref.id:
            link = follow(self.unit, link, item.ref)
        kept = replace(
            link,
            base=base,
            version=item.version or link.version,
            state="linked",
            marked=link.marked or item.mark == entry.uid,
            generation=self.unit.links.next_generation(),
            seen=max(link.seen, self.seen),
            last_synced_at=self.place.clock(),
        )
        self.unit.links.put(kept)
        return kept

    def _contest(self, entry: Entry, name: str, old: Any) -> None:
        links = self.unit.links.of(entry.uid)
        now = assess(entry, name, old, links, since=self.place.clock())
        if now.conflict is not None:
            self.unit.conflicts.put(now.conflict)
            self.place.tally.conflicts += 1
