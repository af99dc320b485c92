"""Comments of a place becoming notes, and its time bookings worklogs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from devlog_core.model.change import Change
from devlog_core.model.entry import Entry
from devlog_core.model.ids import remote_uid
from devlog_core.model.remote import RemoteItem
from devlog_core.storage.records import Counterpart
from devlog_core.storage.unit import Unit
from devlog_core.sync.directory import Directory
from devlog_core.sync.kinds import KINDS, Kind
from devlog_core.sync.place import Place
from devlog_core.sync.recorder import Recorder


class Taken(NamedTuple):
    """What became of the records that an item shows."""

    changed: bool
    doubtful: bool
    """Whether the item must be read by itself to be sure of what we wrote there."""


def apply_records(
    place: Place, unit: Unit, directory: Directory, entry: Entry, item: RemoteItem, *, listed: bool = False
) -> Taken:
    """Add, edit and delete notes and worklogs as the item shows them.

    A list may lag behind our own writes: of an item that was `listed`, what it shows otherwise than we
    wrote it is left as it is.
    """
    made: list[Change] = []
    doubtful = False
    for kind in KINDS:
        reading = _Reading(kind, place, unit, directory, entry, listed=listed)
        made += reading.apply(item)
        doubtful = doubtful or reading.doubtful
    if made:
        # The caller's entry may have been read before other fields of it were stored.
        current = unit.entries.get(entry.uid)
        assert current is not None
        place.recorder(unit, "pull").kept(current, made, as_stored=True)
    return Taken(bool(made), doubtful)


def take_record(place: Place, unit: Unit, kind: Kind[Any, Any], entry: Entry, remote: Any) -> None:
    """Take one comment or time booking into the records of the entry."""
    change = _Reading(kind, place, unit, place.directory(unit), entry).take(remote)
    if change is not None:
        place.recorder(unit, "pull").kept(entry, [change])


class _Reading:
    """Takes what an item shows of one kind into the records of its entry."""

    def __init__(
        self,
        kind: Kind[Any, Any],
        place: Place,
        unit: Unit,
        directory: Directory,
        entry: Entry,
        *,
        listed: bool = False,
    ) -> None:
        self.doubtful = False
        self._listed = listed
        self._kind = kind
        self._place = place
        self._unit = unit
        self._directory = directory
        self._entry = entry
        self._kept = kind.kept(unit)

    def apply(self, item: RemoteItem) -> list[Change]:
        """The changes made."""
        shown, complete = self._kind.shown(item)
        changes = [self.take(remote) for remote in shown]
        if complete:
            changes += self._drop_missing({remote.ref.id for remote in shown})
        return [change for change in changes if change is not None]

    def take(self, remote: Any) -> Change | None:
        """The change that this comment or time booking makes."""
        # Time may be booked ahead, and nothing happens later than now.
        at = remote.edited_at or min(remote.at, self._place.clock())
        author = remote.author and self._directory.person(remote.author, self._place.name)
        recorder = self._place.recorder(self._unit, "pull", at=at, actor=author)
        kept, entry, host = self._kept, self._entry, self._place.host
        known = kept.place_of(self._place.name, remote.ref.id)
        if known is not None and known.entry != entry.uid:
            # It has moved here with its item, from one that is another entry's.
            kept.drop_place(known.record, self._place.name)
        elif known is not None:
            return None if self._doubted(known, remote) else self._edited(recorder, known, remote)
        record = kept.get(remote.mark) if remote.mark else None
        if record is not None and record.entry == entry.uid:
            return self._answered(recorder, record, remote)
        uid = remote.mark or remote_uid(host, remote.ref.id, self._kind.name)
        held = kept.get(uid)
        if held is not None and held.entry != entry.uid:
            # The other entry keeps its record, and this one gets one of its own.
            uid = remote_uid(host, f"{entry.uid}:{remote.ref.id}", self._kind.name)
            held = kept.get(uid)
        kept.put_place(self._counterpart(uid, remote, ours=uid == remote.mark))
        if held is not None:
            return self._imported(recorder, held, remote)
        fresh = self._kind.born(uid, entry.uid, remote, recorder.cause.actor, self._place.name)
        return self._kind.keep(recorder, entry, fresh)

    def _imported(self, recorder: Recorder, record: Any, remote: Any) -> Change | None:
        """The same one came with an imported store: the later value stands."""
        kind, value = self._kind, self._kind.value(remote)
        if record.deleted or kind.value(record) == value or kind.since(remote) <= kind.since(record):
            return None
        changed = kind.with_value(record, value, remote.edited_at or remote.at)
        return kind.keep(recorder, self._entry, changed, record)

    def _answered(self, recorder: Recorder, record: Any, remote: Any) -> Change | None:
        """One of ours whose answer never came, or whose place was forgotten."""
        kind, place, entry, unit = self._kind, self._place, self._entry, self._unit
        if record.uid in self._kept.places(entry.uid, place.name):
            place.tally.error(
                "rejected",
                f"two {kind.there}s carry the mark of one {kind.name} of {entry.ref}: delete one of them",
                entry.ref,
            )
            return None
        subject = f"{kind.name}:{record.uid}"
        held = self._counterpart(record.uid, remote, ours=True)
        intent = unit.intents.get(entry.uid, place.name, subject)
        unit.intents.done(entry.uid, place.name, subject)
        if intent is None and record.edited_at is None and remote.edited_at is None:
            # Another store wrote it, and this is how the place shows it.
            self._kept.put_place(replace(held, local=kind.value(record)))
            change = None
        elif intent is None:
            self._kept.put_place(held)
            change = self._imported(recorder, record, remote)
        elif remote.edited_at is None:
            self._kept.put_place(replace(held, local=intent.draft))
            change = None
        else:
            begun = replace(held, local=intent.draft, remote=intent.draft)
            self._kept.put_place(begun)
            change = self._edited(recorder, begun, remote)
        if record.deleted and change is None:
            # It was taken away before anybody knew that it had been written.
            unit.outbox.add(entry.uid, place.name, unit.changes.latest())
        return change

    def _edited(self, recorder: Recorder, known: Counterpart, remote: Any) -> Change | None:
        kind, value = self._kind, self._kind.value(remote)
        record = self._kept.get(known.record)
        if record is None or value == known.remote:
            return None
        # Where both changed the same the place's value stands and the journal keeps ours.
        merged, local = kind.merged(known, kind.value(record), value)
        self._kept.put_place(replace(known, ref=remote.ref, local=local, remote=value))
        if merged == kind.value(record) and not record.deleted:
            return None
        edited = kind.with_value(record, merged, remote.edited_at or recorder.cause.at)
        return kind.keep(recorder, self._entry, edited, record)

    def _drop_missing(self, present: set[str]) -> list[Change]:
        kind, place, entry = self._kind, self._place, self._entry
        recorder = place.recorder(self._unit, "pull")
        changes = []
        for held in self._kept.places(entry.uid, place.name).values():
            if held.ref is None or held.ref.id in present or self._doubted(held):
                continue
            record = self._kept.get(held.record)
            self._kept.drop_place(held.record, place.name)
            if record is not None and not record.deleted:
                changes.append(kind.keep(recorder, entry, replace(record, deleted=True), record))
        return changes

    def _doubted(self, held: Counterpart, remote: Any = None) -> bool:
        """Whether a list shows one of ours changed, or gone, which a closer look must confirm."""
        same = remote is not None and self._kind.value(remote) == held.remote
        doubted = self._listed and held.ours and not same
        self.doubtful = self.doubtful or doubted
        return doubted

    def _counterpart(self, uid: str, remote: Any, *, ours: bool) -> Counterpart:
        value = self._kind.value(remote)
        return Counterpart(
            record=uid,
            entry=self._entry.uid,
            integration=self._place.name,
            ref=remote.ref,
            ours=ours,
            local=value,
            remote=value,
        )
