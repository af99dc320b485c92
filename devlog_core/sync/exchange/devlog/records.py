"""Notes and worklogs that an export brings along."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from devlog_core.model.entry import Entry
from devlog_core.model.note import Note, Worklog
from devlog_core.sync.exchange.devlog.document import NoteRecord, Stamp, WorklogRecord
from devlog_core.sync.exchange.devlog.lineage import Lineage
from devlog_core.sync.exchange.devlog.records_merge import settle_records
from devlog_core.sync.exchange.devlog.versions import Version, same, same_value
from devlog_core.sync.recorder import Recorder

Odd = Callable[[str, str], None]


class Records:
    """Merges what stands under one entry, each record by its uid."""

    def __init__(self, recorder: Recorder, lineage: Lineage, odd: Odd) -> None:
        self.recorder = recorder
        self.lineage = lineage
        self.odd = odd

    def bring(self, entry: Entry, notes: Iterable[NoteRecord], worklogs: Iterable[WorklogRecord]) -> Entry:
        """The entry with the notes and worklogs of both stores."""
        for note in notes:
            entry = self._note(entry, note)
        held = {log.uid: log for log in self.recorder.unit.notes.worklogs(entry.uid, deleted=True)}
        for log in worklogs:
            entry = self._worklog(entry, log, held.get(log.uid))
        return entry

    def _note(self, entry: Entry, record: NoteRecord) -> Entry:
        notes = self.recorder.unit.notes
        name = f"note:{record.uid}"
        known = notes.get(record.uid)
        if known is not None and known.entry != entry.uid:
            self.odd(name, "stands under another entry here: it stays there")
            return entry
        theirs = _version(record.stamp, _note_values(record))
        fresh = Note(
            uid=record.uid,
            entry=entry.uid,
            at=record.at,
            edited_at=record.edited_at,
            author=record.author,
            category=record.category,
            content=record.content,
            files=record.files,
            origin=record.origin,
            deleted=record.deleted,
        )
        if known is None:
            if record.deleted:
                notes.put(fresh)
            else:
                entry = self.recorder.note(entry, fresh)
            self.lineage.rest(name, [theirs])
            return entry
        ours = self.lineage.version(name, _note_values(known))
        base = self.lineage.base(entry, name, [theirs])
        times = known.edited_at or known.at, record.edited_at or record.at
        found, lost = settle_records(ours, theirs, base, "content", times)
        entry = self._lose(entry, name, lost, found)
        edited = max((t for t in (known.edited_at, record.edited_at) if t is not None), default=None)
        values = {**found.value, "files": tuple(found.value["files"]), "edited_at": edited}
        if not same_value(found, ours):
            entry = self.recorder.note(entry, replace(known, **values), known)
        elif edited != known.edited_at:
            notes.put(replace(known, edited_at=edited))
        if lost or not same(found, ours):
            self.lineage.rest(name, [found])
        return entry

    def _worklog(self, entry: Entry, record: WorklogRecord, known: Worklog | None) -> Entry:
        name = f"worklog:{record.uid}"
        theirs = _version(record.stamp, _log_values(record))
        if known is None:
            fresh = Worklog(
                uid=record.uid,
                entry=entry.uid,
                at=record.at,
                author=record.author,
                minutes=record.minutes,
                text=record.text,
                origin=record.origin,
                deleted=record.deleted,
            )
            entry = self.recorder.worklog(entry, fresh)
            self.lineage.rest(name, [theirs])
            return entry
        ours = self.lineage.version(name, _log_values(known))
        base = self.lineage.base(entry, name, [theirs])
        found, lost = settle_records(ours, theirs, base, "text", (known.at, record.at))
        entry = self._lose(entry, name, lost, found)
        if not same_value(found, ours):
            entry = self.recorder.worklog(entry, replace(known, **found.value), known)
        if lost or not same(found, ours):
            self.lineage.rest(name, [found])
        return entry

    def _lose(self, entry: Entry, name: str, lost: Version | None, found: Version) -> Entry:
        """Keep an edit that does not stand in the journal, and say so."""
        if lost is None:
            return entry
        self.odd(name, "edited here and there: the later edit stands, the other one is in the journal")
        return self.recorder.remark(entry, name, dict(lost.value), dict(found.value))


def _note_values(note: Note | NoteRecord) -> dict[str, Any]:
    return {
        "content": note.content,
        "category": note.category,
        "files": list(note.files),
        "deleted": note.deleted,
    }


def _log_values(log: Worklog | WorklogRecord) -> dict[str, Any]:
    return {"text": log.text, "minutes": log.minutes, "deleted": log.deleted}


def _version(stamp: Stamp, value: Mapping[str, Any]) -> Version:
    return Version(value=value, vector=dict(stamp.vector), at=stamp.at, by=stamp.by)
