"""Notes that changed in the source since the last import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from devlog_core.model.entry import Entry
from devlog_core.model.fields import FIELDS, canonical
from devlog_core.model.note import Note
from devlog_core.model.times import rfc3339
from devlog_core.sync.exchange.codervisor.imported import ImportedEntry, ImportedNote, note_of
from devlog_core.sync.exchange.codervisor.memory import Memory, NoteValues
from devlog_core.sync.exchange.report import Report
from devlog_core.sync.exchange.threeway import UNKNOWN, join
from devlog_core.sync.recorder import Recorder

_TEXT = FIELDS["description"]
_PLAIN = FIELDS["milestone"]


class NotesUpdate:
    """Adds, edits and deletes notes; one that was edited here too keeps its text, and that is said."""

    def __init__(self, recorder: Recorder, report: Report, file: str) -> None:
        self.recorder = recorder
        self.report = report
        self.file = file

    def apply(
        self, entry: Entry, imported: ImportedEntry, base: Memory, fresh: Memory
    ) -> tuple[Entry, Mapping[str, NoteValues]]:
        """The entry, and what to remember of its notes: of one that conflicts, what was remembered."""
        held = dict(fresh.notes)
        for note in imported.notes:
            old, new = base.notes.get(note.uid), fresh.notes[note.uid]
            if canonical(old) == canonical(new):
                continue
            entry, settled = self._bring(entry, note, old, new)
            if not settled:
                self.report.odd(
                    f"{self.file}: notes",
                    f"the note {note.uid} was edited here and in the source: ours stands",
                )
                if old is None:
                    held.pop(note.uid)
                else:
                    held[note.uid] = old
        for uid in sorted(set(base.notes) - set(fresh.notes)):
            entry = self._remove(entry, uid, base.notes[uid])
        return entry, held

    def _bring(
        self, entry: Entry, note: ImportedNote, old: NoteValues | None, new: NoteValues
    ) -> tuple[Entry, bool]:
        known = self.recorder.unit.notes.get(note.uid)
        if known is None:
            fresh = note_of(entry, note)
            return self.recorder.note(entry, fresh), True
        if known.entry != entry.uid:
            return entry, True
        here = _values(known)
        joined: dict[str, Any] = {}
        for name, value in new.items():
            was = UNKNOWN if old is None else old[name]
            result = join(_TEXT if name == "content" else _PLAIN, was, here[name], value)
            if result.conflict or (known.deleted and old is not None):
                return entry, False
            joined[name] = result.value
        if joined == here:
            return entry, True
        edited = replace(
            known,
            content=joined["content"],
            category=joined["category"],
            files=tuple(joined["files"]),
            at=note.at or known.at,
            edited_at=self.recorder.cause.at,
        )
        return self.recorder.note(entry, edited, known), True

    def _remove(self, entry: Entry, uid: str, old: NoteValues) -> Entry:
        known = self.recorder.unit.notes.get(uid)
        if known is None or known.deleted or known.entry != entry.uid:
            return entry
        if canonical(_values(known) | {"at": old["at"]}) != canonical(old):
            self.report.odd(
                f"{self.file}: notes", f"the note {uid} is gone from the source but was edited here: it stays"
            )
            return entry
        return self.recorder.note(entry, replace(known, deleted=True), known)


def _values(note: Note) -> dict[str, Any]:
    return {
        "content": note.content,
        "category": note.category,
        "files": list(note.files),
        "at": rfc3339(note.at),
    }
