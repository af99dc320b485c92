"""One entry as its source file tells it, in devlog's own terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from devlog_core.model.entry import Entry
from devlog_core.model.ids import remote_uid
from devlog_core.model.note import Note

FORMAT = "codervisor-json"
DETAILS = "custom.note_details"
"""Where an entry keeps what its notes have no place for, by the note's uid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedNote:
    """A note; its uid follows from its id in the source."""

    uid: str
    at: datetime | None
    content: str
    category: str = "progress"
    files: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    """What a note of devlog has no place for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A tie to another entry, by any of the names that the source has for it."""

    kind: str
    targets: tuple[str, ...]
    told: Any
    """The relation as the source has it."""
    complete: bool
    """Whether kind and target are all that the source says of it."""
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedEntry:
    """An entry; `values` are in canonical form, without what only a store can tell."""

    uid: str
    name: str
    """The id that the source has for it."""
    number: int | None
    key: str | None
    values: Mapping[str, Any]
    assignees: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    notes: tuple[ImportedNote, ...] = ()
    created_at: datetime | None
    updated_at: datetime | None
    closed_at: datetime | None

    def content(self) -> dict[str, Any]:
        """The values by field, with the details of the notes."""
        details = {note.uid: dict(note.details) for note in self.notes if note.details}
        return {**self.values, DETAILS: details} if details else dict(self.values)


def note_uid(entry: str, name: str) -> str:
    """The uid of a note that has no usable id of its own."""
    return remote_uid(FORMAT, f"{entry}/{name}", kind="note")


def with_own_note(entry: ImportedEntry, uid: str) -> ImportedEntry:
    """The entry whose note `uid` got another uid, because a note of another entry has this one."""
    own = note_uid(entry.uid, uid)
    notes = (
        replace(note, uid=own, details={"id": uid, **note.details}) if note.uid == uid else note
        for note in entry.notes
    )
    return replace(entry, notes=tuple(notes))


def note_of(entry: Entry, note: ImportedNote) -> Note:
    """The note as it stands under its entry."""
    return Note(
        uid=note.uid,
        entry=entry.uid,
        at=note.at or entry.created_at,
        category=note.category,
        content=note.content,
        files=note.files,
    )
