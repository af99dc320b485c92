"""Notes of a codervisor entry; pure."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from devlog_core.model.fields import NOTE_CATEGORIES
from devlog_core.sync.exchange.codervisor.imported import ImportedNote, note_uid
from devlog_core.sync.exchange.codervisor.shelf import Odd, Shelf

_KNOWN = ("id", "codeChanges")


def read_notes(entry: str, data: list[Any], odd: Odd) -> list[ImportedNote]:
    """The notes in their order; `entry` is the uid of the entry."""
    notes: dict[str, ImportedNote] = {}
    for number, item in enumerate(data):
        where = f"notes[{number}]"
        if isinstance(item, str):
            odd(where, "a text where an object is usual: read as the content of a note")
            item = {"content": item}
        if not isinstance(item, Mapping):
            odd(where, f"expected an object, got {item!r}: kept as a note of that content")
            item = {"content": repr(item)}
        note = _read(entry, item, where, odd)
        if note.uid in notes:
            note = _twin(entry, note, number, item)
            odd(f"{where}.id", "another note of this entry has the same id: both are kept")
        notes[note.uid] = note
    return list(notes.values())


def _read(entry: str, item: Mapping[str, Any], where: str, odd: Odd) -> ImportedNote:
    shelf = Shelf(item, where, odd)
    at = shelf.time("timestamp")
    content = shelf.text("content")
    category = "progress"
    if "category" in shelf:
        category = shelf.choice("category", NOTE_CATEGORIES, {}, "progress")
    files = tuple(dict.fromkeys(shelf.texts("files")))
    if at is None:
        odd(f"{where}.timestamp", "missing or unreadable: the entry's own time stands in")
    if content is None:
        odd(f"{where}.content", "a note without content")
    uid, named = _identity(entry, item.get("id"), content, at.isoformat() if at else "", where, odd)
    if named:
        shelf.take("id")
    for name in shelf.unknown(_KNOWN):
        odd(f"{where}.{name}", "not a field that notes have: kept in custom.note_details")
    return ImportedNote(
        uid=uid, at=at, content=content or "", category=category, files=files, details=shelf.rest()
    )


def _identity(entry: str, name: Any, content: str | None, at: str, where: str, odd: Odd) -> tuple[str, bool]:
    """The note's uid, and whether it is the source's own id to the letter."""
    if isinstance(name, str) and name.strip():
        try:
            uid = str(uuid.UUID(name))
        except ValueError:
            odd(f"{where}.id", f"{name!r} is no UUID: the note gets one, its id is in custom.note_details")
            return note_uid(entry, name), False
        return uid, uid == name
    odd(f"{where}.id", "missing: the note gets an id from its time and content")
    return note_uid(entry, f"{at}|{content}"), False


def _twin(entry: str, note: ImportedNote, number: int, item: Mapping[str, Any]) -> ImportedNote:
    return ImportedNote(
        uid=note_uid(entry, f"{note.uid}#{number}"),
        at=note.at,
        content=note.content,
        category=note.category,
        files=note.files,
        details={"id": item["id"], **note.details} if "id" in item else note.details,
    )
