"""Comments of a place becoming notes."""

from __future__ import annotations

from dataclasses import replace

from devlog_core.model.change import Change
from devlog_core.model.entry import Entry
from devlog_core.model.ids import remote_uid
from devlog_core.model.note import Note
from devlog_core.model.remote import RemoteItem, RemoteNote
from devlog_core.storage.notes import NotePlace
from devlog_core.storage.unit import Unit
from devlog_core.sync.directory import Directory
from devlog_core.sync.place import Place
from devlog_core.sync.recorder import Recorder
from devlog_core.sync.text import merge_text


def apply_notes(place: Place, unit: Unit, directory: Directory, entry: Entry, item: RemoteItem) -> bool:
    """Add, edit and delete notes as the item's comments say; returns whether any changed."""
    changes = []
    for remote in item.notes:
        at = remote.edited_at or remote.at
        author = None if remote.author is None else directory.person(remote.author, place.name)
        recorder = place.recorder(unit, "pull", at=at, actor=author)
        changes.append(_apply(place, recorder, entry, remote))
    if item.notes_complete:
        changes += _drop_missing(place, unit, entry, {note.ref.id for note in item.notes})
    made = [change for change in changes if change is not None]
    if made:
        # The caller's entry may have been read before other fields of it were stored.
        current = unit.entries.get(entry.uid)
        assert current is not None
        place.recorder(unit, "pull").noted(current, made, as_stored=True)
    return bool(made)


def _apply(place: Place, recorder: Recorder, entry: Entry, remote: RemoteNote) -> Change | None:
    unit = recorder.unit
    known = unit.notes.place_of(place.name, remote.ref.id)
    if known is not None and known.entry != entry.uid:
        # It has moved here with its item, from one that is another entry's.
        unit.notes.drop_place(known.note, place.name)
    elif known is not None:
        return _edited(recorder, entry, known, remote)
    note = unit.notes.get(remote.mark) if remote.mark else None
    if note is not None and note.entry == entry.uid:
        _answered(place, unit, entry, note, remote)
        return None
    uid = remote.mark or remote_uid(place.host, remote.ref.id, "note")
    held = unit.notes.get(uid)
    if held is not None and held.entry != entry.uid:
        # The other entry keeps its note, and this one gets one of its own.
        uid = remote_uid(place.host, f"{entry.uid}:{remote.ref.id}", "note")
        held = unit.notes.get(uid)
    ours = uid == remote.mark
    if held is not None:
        return _imported(place, recorder, entry, uid, remote)
    fresh = Note(
        uid=uid,
        entry=entry.uid,
        at=remote.at,
        edited_at=remote.edited_at,
        author=recorder.cause.actor,
        content=remote.content,
        origin=place.name,
    )
    unit.notes.put_place(_place(place, entry, uid, remote, ours=ours))
    return recorder.keep_note(entry, fresh)


def _imported(place: Place, recorder: Recorder, entry: Entry, uid: str, remote: RemoteNote) -> Change | None:
    """The same comment came with an imported store: it needs its place, and the later text stands."""
    unit = recorder.unit
    unit.notes.put_place(_place(place, entry, uid, remote, ours=uid == remote.mark))
    note = unit.notes.get(uid)
    edited_at = remote.edited_at or remote.at
    if note is None or note.deleted or note.content == remote.content:
        return None
    if edited_at <= (note.edited_at or note.at):
        return None
    return recorder.keep_note(entry, replace(note, content=remote.content, edited_at=edited_at), note)


def _answered(place: Place, unit: Unit, entry: Entry, note: Note, remote: RemoteNote) -> None:
    """A comment of ours whose answer never came."""
    if note.uid in unit.notes.places(entry.uid, place.name):
        place.tally.error(
            "rejected",
            f"two comments carry the mark of one note of {entry.ref}: delete one of them",
            entry.ref,
        )
        return
    held = _place(place, entry, note.uid, remote, ours=True)
    intent = unit.intents.get(entry.uid, place.name, f"note:{note.uid}")
    sent = intent.draft if intent is not None else remote.content
    unit.notes.put_place(replace(held, local=sent if remote.edited_at is None else held.local))
    unit.intents.done(entry.uid, place.name, f"note:{note.uid}")
    if note.deleted:
        # It was taken away before anybody knew that its comment had been written.
        unit.outbox.add(entry.uid, place.name, unit.changes.latest())


def _edited(recorder: Recorder, entry: Entry, known: NotePlace, remote: RemoteNote) -> Change | None:
    unit = recorder.unit
    note = unit.notes.get(known.note)
    if note is None or remote.content == known.remote:
        return None
    unit.notes.put_place(replace(known, ref=remote.ref, local=remote.content, remote=remote.content))
    merged = merge_text(known.local or "", note.content, remote.content)
    # Where both changed the same lines the place's text stands and the journal keeps ours.
    content = remote.content if merged.conflict else merged.text
    if content == note.content and not note.deleted:
        return None
    edited = replace(note, content=content, edited_at=remote.edited_at or recorder.cause.at, deleted=False)
    return recorder.keep_note(entry, edited, note)


def _drop_missing(place: Place, unit: Unit, entry: Entry, present: set[str]) -> list[Change]:
    recorder = place.recorder(unit, "pull")
    changes = []
    for held in unit.notes.places(entry.uid, place.name).values():
        if held.ref is None or held.ref.id in present:
            continue
        note = unit.notes.get(held.note)
        unit.notes.drop_place(held.note, place.name)
        if note is not None and not note.deleted:
            changes.append(recorder.keep_note(entry, replace(note, deleted=True), note))
    return changes


def _place(place: Place, entry: Entry, note: str, remote: RemoteNote, *, ours: bool) -> NotePlace:
    return NotePlace(
        note=note,
        entry=entry.uid,
        integration=place.name,
        ref=remote.ref,
        ours=ours,
        local=remote.content,
        remote=remote.content,
    )
