"""Bringing one remote item into the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from devlog_core.model.entry import Entry
from devlog_core.model.errors import UnreadableError
from devlog_core.model.fields import field_of
from devlog_core.model.link import Link, Pair
from devlog_core.model.remote import RemoteItem
from devlog_core.storage.unit import Unit
from devlog_core.sync.adopt import Adoption, adopt
from devlog_core.sync.ahead import Ahead
from devlog_core.sync.arrivals import await_items
from devlog_core.sync.item_merge import ItemMerge
from devlog_core.sync.kinds import KINDS
from devlog_core.sync.merge import pick
from devlog_core.sync.moves import follow, moved
from devlog_core.sync.place import Place
from devlog_core.sync.recorder import Recorder
from devlog_core.sync.records import apply_records
from devlog_core.sync.relations import RELATIONS
from devlog_core.sync.tally import PlanRow
from devlog_core.sync.things import attach_waiting
from devlog_core.sync.vanish import ARRIVED, undo_gone

Applied = Literal["created", "updated", "unchanged", "older", "passed", "reread"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Under which circumstances an item was read."""

    generation: int
    """The highest link generation when the request left."""
    seen: int = 0
    """The number of the snapshot or census, 0 in a delta."""
    since: datetime | None = None
    """The place's own time since which a delta lists all notes, where that is known."""
    complete: bool = False
    """Whether this was a read of one item with all its notes and worklogs."""


class Applier:
    """Applies items of one page within one transaction."""

    def __init__(self, place: Place, unit: Unit, reading: Reading, items: Sequence[RemoteItem] = ()) -> None:
        self.place = place
        self.unit = unit
        self.reading = reading
        self.directory = place.directory(unit)
        self.met: list[str] = []
        """Ids of items that are as they were, and were met by the snapshot."""
        self._ahead = Ahead(place, unit, items)
        self.told: dict[str, tuple[str, int]] = {}
        """By entry the id of its item, and how many comments that has."""
        self.reread: list[str] = []
        """Ids of items that must be read one by one to be sure."""
        self.waits = False
        """Whether an item could not be applied because a record of the store cannot be read."""

    def apply(self, item: RemoteItem) -> Applied:
        """Merge the item into its entry, make one of it, or pass it over.

        Where a record that this needs cannot be read, the item waits, and holds up no other.
        """
        if item.ref.id in self._ahead.strangers:
            # No record is read for it, so none can be at fault.
            return self._apply(item)
        try:
            with self.unit.session.savepoint():
                return self._apply(item)
        except UnreadableError as error:
            self.place.tally.error(error.kind, f"{self.place.name} {item.ref.key}: {error}")
            self.waits = True
            if item.ref.id:
                self.reread.append(item.ref.id)
            return "reread"

    def _apply(self, item: RemoteItem) -> Applied:
        link = self._link_of(item)
        if item.version is None:
            return self._partial(link, item)
        if link is None:
            stranger = self._ahead.strangers.get(item.ref.id)
            # A filter may ask for somebody whom only an e-mail tells.
            self.directory.recognise(item.people, self.place.name)
            found = adopt(self.place, self.unit, self.directory, item, stranger)
            if isinstance(found, str):
                self.unit.links.pass_over(self.place.name, item.ref, item.mark, found, self.place.clock())
                self.place.tally.skipped[found] += 1
                return "passed"
            return self._settle(found, item)
        verdict = self._judge(link, item)
        if verdict is not None:
            self.place.tally.pulled["unchanged"] += verdict == "unchanged"
            if verdict == "unchanged" and moved(link.ref, item.ref):
                link = follow(self.unit, link, item.ref)
                self.unit.links.put(link)
            if self.reading.seen and link.seen != self.reading.seen:
                self.met.append(item.ref.id)
            # A comment that is taken away need not change the item: how many there are tells.
            told = item.note_count if self.reading.seen else None
            if told is not None and told < self._ahead.comments.get(link.entry, 0):
                self.reread.append(item.ref.id)
            return verdict
        entry = self._owner(link)
        return self._settle(Adoption(entry=entry, link=link, fresh=link.state == "pending"), item)

    def _link_of(self, item: RemoteItem) -> Link | None:
        links = self.unit.links
        if item.ref.id in self._ahead.strangers:
            return None
        if item.ref.id in self._ahead.links:
            return self._ahead.links[item.ref.id]
        if item.ref.id:
            link = links.by_remote(self.place.name, item.ref.id)
            if link is not None:
                return link
        known = [link for link in links.by_key(self.place.name, item.ref.key) if item.ref.key]
        if not item.ref.id:
            return next((link for link in known if link.state == "linked"), None)
        return next((link for link in known if link.state == "pending" and not link.ref.id), None)

    def _partial(self, link: Link | None, item: RemoteItem) -> Applied:
        if link is None:
            return "passed"
        entry = self._owner(link)
        self.directory.introduce(item.people, self.place.name)
        changed = apply_records(self.place, self.unit, self.directory, entry, item).changed
        if changed:
            self.place.tally.touched(entry.id, "updated")
        return "updated" if changed else "unchanged"

    def _owner(self, link: Link) -> Entry:
        entry = self.unit.entries.get(link.entry)
        if entry is None:
            raise UnreadableError(
                f"link of {link.integration} {link.ref.key} belongs to no entry: run `devlog doctor --fix`"
            )
        return entry

    def _judge(self, link: Link, item: RemoteItem) -> Applied | None:
        """Whether the version spares a merge; None where the item must be merged."""
        if link.version is None or item.version is None or link.state != "linked":
            return None
        if item.version == link.version:
            told = any(records or complete for records, complete in (kind.shown(item) for kind in KINDS))
            return None if told else "unchanged"
        if item.version.order < link.version.order:
            return "older"
        if link.generation > self.reading.generation and item.version.order == link.version.order:
            # Read before our own latest touch within the same tick: only a fresh read can tell.
            self.reread.append(item.ref.id)
            return "reread"
        return None

    def _settle(self, found: Adoption, item: RemoteItem) -> Applied:
        place, unit = self.place, self.unit
        self.directory.introduce(item.people, place.name)
        at = item.edited_at or item.created_at or place.clock()
        recorder = place.recorder(unit, "pull", at=at, actor=None)
        merge = ItemMerge(
            place=place, unit=unit, directory=self.directory, recorder=recorder, seen=self.reading.seen
        )
        entry, link, returned = found.entry, found.link, False
        if (link.state == "pending" or found.fresh) and not found.stranger:
            unit.links.forget_passed(place.name, item.ref.id)
        if entry is None:
            entry, link = self._born(recorder, found, item)
        else:
            returned = link.state == "gone" or bool(link.data.get(ARRIVED))
            if returned:
                entry = undo_gone(place, unit, entry, link, item.ref)
            entry, link = merge.merge(entry, link, item)
            if found.fresh or returned:
                # While there was no item here nobody asked for the entry's records to be sent to it.
                recorder.queue_records(entry, link)
        if found.fresh or returned:
            self._ahead.forget(merge.arrive(entry, link))
        if found.fresh and not found.stranger:
            entry = attach_waiting(recorder, entry, f"{place.name}:{link.ref.key}")
        listed = not self.reading.complete
        changed, doubtful = apply_records(place, unit, self.directory, entry, item, listed=listed)
        if doubtful:
            self.reread.append(item.ref.id)
        self._note_gaps(link, item, fresh=found.created)
        if found.created:
            place.tally.touched(entry.id, "created")
            place.tally.plan.append(self._plan("create", entry, item, sorted(item.values)))
            return "created"
        if changed or entry.vector != (found.entry or entry).vector:
            place.tally.touched(entry.id, "updated")
            return "updated"
        place.tally.pulled["unchanged"] += 1
        return "unchanged"

    def _born(self, recorder: Recorder, found: Adoption, item: RemoteItem) -> tuple[Entry, Link]:
        """A new entry of the item's values, and its link with what was read as the base."""
        place, unit = self.place, self.unit
        fields = {name: field_of(name) for name in item.values if place.capabilities.reads(name)}
        values = {
            name: place.to_local(self.directory, field, pick(field, item.values[name]))
            for name, field in fields.items()
            if item.values[name] is not None
        }
        entry = recorder.create(
            values,
            uid=found.uid,
            created_at=item.created_at,
            updated_at=item.edited_at,
            closed_at=item.edited_at,
            stranger=found.stranger,
        )
        link = replace(
            found.link,
            base={name: Pair(entry.value(name), item.values[name]) for name in fields},
            version=item.version,
            generation=unit.links.next_generation(),
            seen=self.reading.seen,
            last_synced_at=place.clock(),
        )
        unit.links.put(link)
        for name in set(RELATIONS) & set(fields):
            unknown = place.relations(self.directory).unknown(name, item.values[name])
            await_items(unit, place.name, entry.uid, name, unknown, None)
        return entry, link

    def _note_gaps(self, link: Link, item: RemoteItem, fresh: bool) -> None:
        """Comments that the lists will not bring make the item be read by itself."""
        if item.note_count is None or item.notes_complete:
            return
        self.told[link.entry] = (item.ref.id, item.note_count)
        places = {} if fresh else self.unit.notes.places(link.entry, self.place.name)
        known = sum(1 for p in places.values() if p.ref is not None)
        since, born = self.reading.since, item.created_at
        listed = since is not None and born is not None and born >= since
        missing = fresh and item.note_count > 0 and not self.reading.seen and not listed
        if item.note_count < known or missing:
            self.reread.append(item.ref.id)

    def _plan(self, operation: str, entry: Entry, item: RemoteItem, fields: list[str]) -> PlanRow:
        return PlanRow(
            integration=self.place.name,
            direction="pull",
            operation=operation,
            entry=entry.ref,
            remote_key=item.ref.key,
            fields=tuple(fields),
        )
