"""What tells notes from worklogs where both are read and sent alike."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar, Generic, TypeVar

from devlog_core.model.change import Change
from devlog_core.model.entry import Entry
from devlog_core.model.note import Note, Worklog, booked
from devlog_core.model.remote import (
    Mark,
    NoteDraft,
    RemoteItem,
    RemoteNote,
    RemoteRef,
    RemoteWorklog,
    WorklogDraft,
)
from devlog_core.model.times import parse_time
from devlog_core.plugin.capability import Capabilities
from devlog_core.plugin.service import TrackerService
from devlog_core.storage.records import Counterpart, Records, RecordT
from devlog_core.storage.unit import Unit
from devlog_core.sync.recorder import Recorder
from devlog_core.sync.text import merge_text

RemoteT = TypeVar("RemoteT", RemoteNote, RemoteWorklog)
_EVER = datetime.min.replace(tzinfo=UTC)


class Kind(ABC, Generic[RecordT, RemoteT]):
    """One kind of record under an entry, and what it is at places."""

    name: ClassVar[str]
    many: ClassVar[str]
    there: ClassVar[str]
    """What places call it."""

    @abstractmethod
    def kept(self, unit: Unit) -> Records[RecordT]:
        """The records of this kind."""

    @abstractmethod
    def shown(self, item: RemoteItem) -> tuple[Sequence[RemoteT], bool]:
        """What the item shows of this kind, and whether that is all there is."""

    @abstractmethod
    def taken(self, capabilities: Capabilities) -> bool:
        """Whether a place takes records of this kind."""

    @abstractmethod
    def value(self, record: RecordT | RemoteT) -> Any:
        """What is kept in step, as JSON."""

    @abstractmethod
    def since(self, record: RecordT | RemoteT) -> datetime:
        """Since when it has this value, as far as it says so."""

    @abstractmethod
    def born(self, uid: str, entry: str, remote: RemoteT, author: str | None, origin: str) -> RecordT:
        """The record that a comment or time booking becomes."""

    @abstractmethod
    def with_value(self, record: RecordT, value: Any, edited_at: datetime | None) -> RecordT:
        """The record after an edit, there again if it was deleted."""

    @abstractmethod
    def merged(self, known: Counterpart, ours: Any, theirs: Any) -> tuple[Any, Any]:
        """The value after the place's has changed, and what of it was in step before anything is sent.

        Where both sides changed the same the place's stands; the journal keeps ours.
        """

    @abstractmethod
    def told(self, journaled: Any) -> Any:
        """The value that a record of the journal tells of; None where it tells of none."""

    @abstractmethod
    def without(self, now: Any, old: Any, new: Any) -> Any:
        """The present value with the step from `old` to `new` taken back; None where it changed since."""

    @abstractmethod
    def keep(self, recorder: Recorder, entry: Entry, record: RecordT, old: RecordT | None = None) -> Change:
        """Add, edit or delete one of several records."""

    @abstractmethod
    def put(
        self, tracker: TrackerService[Any], item: RemoteRef, record: RecordT, held: Counterpart | None
    ) -> RemoteT:
        """Write it to the place, new or in place of what is held there."""

    @abstractmethod
    def find(
        self, tracker: TrackerService[Any], item: RemoteRef, mark: Mark, tried_at: datetime | None
    ) -> Sequence[RemoteT]:
        """All at the place that carry the mark."""

    @abstractmethod
    def delete(self, tracker: TrackerService[Any], item: RemoteRef, ref: RemoteRef) -> None:
        """Take it away at the place."""


class _Notes(Kind[Note, RemoteNote]):
    """Notes; comments at places."""

    name, many, there = "note", "notes", "comment"

    def kept(self, unit: Unit) -> Records[Note]:
        return unit.notes

    def shown(self, item: RemoteItem) -> tuple[Sequence[RemoteNote], bool]:
        return item.notes, item.notes_complete

    def taken(self, capabilities: Capabilities) -> bool:
        return capabilities.notes

    def value(self, record: Note | RemoteNote) -> str:
        return record.content

    def since(self, record: Note | RemoteNote) -> datetime:
        return record.edited_at or record.at

    def born(self, uid: str, entry: str, remote: RemoteNote, author: str | None, origin: str) -> Note:
        return Note(
            uid=uid,
            entry=entry,
            at=remote.at,
            edited_at=remote.edited_at,
            author=author,
            content=remote.content,
            origin=origin,
        )

    def with_value(self, record: Note, value: str, edited_at: datetime | None) -> Note:
        return replace(record, content=value, edited_at=edited_at, deleted=False)

    def merged(self, known: Counterpart, ours: str, theirs: str) -> tuple[str, str]:
        merged = merge_text(known.local or "", ours, theirs)
        return (theirs if merged.conflict else merged.text), theirs

    def told(self, journaled: Any) -> Any:
        return journaled.get("content") if isinstance(journaled, dict) else journaled

    def without(self, now: str, old: str | None, new: str | None) -> str | None:
        return text_without(now, old or "", new or "")

    def keep(self, recorder: Recorder, entry: Entry, record: Note, old: Note | None = None) -> Change:
        return recorder.keep_note(entry, record, old)

    def put(
        self, tracker: TrackerService[Any], item: RemoteRef, record: Note, held: Counterpart | None
    ) -> RemoteNote:
        draft = NoteDraft(
            mark=Mark(uid=record.uid),
            ref=held.ref if held is not None else None,
            content=record.content,
            old=held.remote if held is not None else None,
            author=record.author,
            at=record.at,
        )
        return tracker.put_note(item, draft)

    def find(
        self, tracker: TrackerService[Any], item: RemoteRef, mark: Mark, tried_at: datetime | None
    ) -> Sequence[RemoteNote]:
        return tracker.find_note(item, mark, tried_at)

    def delete(self, tracker: TrackerService[Any], item: RemoteRef, ref: RemoteRef) -> None:
        tracker.delete_note(item, ref)


class _Worklogs(Kind[Worklog, RemoteWorklog]):
    """Worklogs; time bookings at places."""

    name, many, there = "worklog", "worklogs", "time booking"

    def kept(self, unit: Unit) -> Records[Worklog]:
        return unit.worklogs

    def shown(self, item: RemoteItem) -> tuple[Sequence[RemoteWorklog], bool]:
        return item.worklogs, item.worklogs_complete

    def taken(self, capabilities: Capabilities) -> bool:
        return capabilities.worklogs

    def value(self, record: Worklog | RemoteWorklog) -> dict[str, Any]:
        return booked(record.at, record.minutes, record.text)

    def since(self, record: Worklog | RemoteWorklog) -> datetime:
        # When the time was spent says nothing of when it was written down.
        return record.edited_at or _EVER

    def born(self, uid: str, entry: str, remote: RemoteWorklog, author: str | None, origin: str) -> Worklog:
        return Worklog(
            uid=uid,
            entry=entry,
            at=remote.at,
            edited_at=remote.edited_at,
            author=author,
            minutes=remote.minutes,
            text=remote.text,
            origin=origin,
        )

    def with_value(self, record: Worklog, value: Any, edited_at: datetime | None) -> Worklog:
        return replace(
            record,
            at=parse_time(value["at"]),
            minutes=value["minutes"],
            text=value["text"],
            edited_at=edited_at,
            deleted=False,
        )

    def merged(self, known: Counterpart, ours: Any, theirs: Any) -> tuple[Any, Any]:
        before, read = known.local or {}, known.remote or {}
        value, local = {}, {}
        for name, now in theirs.items():
            stays = name in before and read.get(name) == now
            local[name] = before[name] if stays else now
            value[name] = ours[name] if stays else now
        if value["text"] != ours["text"]:
            merged = merge_text(before.get("text", ""), ours["text"], theirs["text"])
            value["text"] = theirs["text"] if merged.conflict else merged.text
        return value, local

    def told(self, journaled: Any) -> Any:
        return journaled

    def without(self, now: Any, old: Any, new: Any) -> Any:
        back = dict(now)
        for name in now:
            before, after = (old or {}).get(name), (new or {}).get(name)
            if before == after or now[name] == before:
                continue
            if now[name] == after:
                back[name] = before
            elif name == "text":
                back[name] = text_without(now[name], before or "", after or "")
            if back[name] in (None, now[name]):
                return None
        return back

    def keep(self, recorder: Recorder, entry: Entry, record: Worklog, old: Worklog | None = None) -> Change:
        return recorder.keep_worklog(entry, record, old)

    def put(
        self, tracker: TrackerService[Any], item: RemoteRef, record: Worklog, held: Counterpart | None
    ) -> RemoteWorklog:
        last = held.remote if held is not None and held.remote else {}
        draft = WorklogDraft(
            mark=Mark(uid=record.uid),
            ref=held.ref if held is not None else None,
            minutes=record.minutes,
            text=record.text,
            old_minutes=last.get("minutes"),
            old_text=last.get("text"),
            author=record.author,
            at=record.at,
        )
        return tracker.put_worklog(item, draft)

    def find(
        self, tracker: TrackerService[Any], item: RemoteRef, mark: Mark, tried_at: datetime | None
    ) -> Sequence[RemoteWorklog]:
        return tracker.find_worklog(item, mark, tried_at)

    def delete(self, tracker: TrackerService[Any], item: RemoteRef, ref: RemoteRef) -> None:
        tracker.delete_worklog(item, ref)


def text_without(now: str, old: str, new: str) -> str | None:
    """The text with the step from `old` to `new` taken back; None where the same lines changed since."""
    merged = merge_text(new, now, old)
    return None if merged.conflict else merged.text


NOTES, WORKLOGS = _Notes(), _Worklogs()
KINDS: tuple[Kind[Any, Any], ...] = (NOTES, WORKLOGS)


def kind_of(field: str) -> tuple[Kind[Any, Any], str] | None:
    """The kind and the uid of the record that a field of the journal is about; None for an entry's own."""
    name, _, uid = field.partition(":")
    return next(((kind, uid) for kind in KINDS if kind.name == name), None) if uid else None
