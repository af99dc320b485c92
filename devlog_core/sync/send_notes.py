"""Sending an entry's notes to one place."""

from __future__ import annotations

from dataclasses import replace

from devlog_core.model.entry import LOCAL
from devlog_core.model.errors import RejectedError
from devlog_core.model.link import Link, Pair
from devlog_core.model.note import Note
from devlog_core.model.remote import Mark, NoteDraft, RemoteNote
from devlog_core.model.replacement import NOTHING
from devlog_core.storage.notes import NotePlace
from devlog_core.storage.queue import Intent
from devlog_core.sync.place import Place
from devlog_core.sync.tally import PlanRow


def send_notes(place: Place, entry: str, *, fresh: bool = False) -> None:
    """Bring the item's comments to the entry's notes: new ones written, our own edited or deleted.

    `fresh` says that the item was made just now, so that no other store can have written there.
    One that is refused holds up no other; its RejectedError is raised when the others are sent.
    """
    if not place.capabilities.notes:
        return
    with place.store.read() as unit:
        link = unit.links.item(entry, place.name)
        notes = unit.notes.of(entry, deleted=True)
        places = unit.notes.places(entry, place.name)
        owner = unit.entries.get(entry)
    if link is None or link.state != "linked" or owner is None:
        return
    refused: RejectedError | None = None
    for note in notes:
        held = places.get(note.uid)
        operation = _operation(place, note, held)
        if operation is None:
            continue
        if place.dry_run:
            row = PlanRow(place.name, "push", f"{operation} note", owner.ref, link.ref.key, ("notes",))
            place.tally.plan.append(row)
            continue
        try:
            elsewhere = (owner.imported or note.origin != LOCAL) and not fresh
            _send(place, link, note, held, operation, elsewhere)
        except RejectedError as error:
            refused = refused or error
        else:
            place.tally.pushed["notes"] += 1
    if refused is not None:
        raise refused


def _operation(place: Place, note: Note, held: NotePlace | None) -> str | None:
    if held is None or held.ref is None:
        # A comment of this very place that is no longer known there was deleted by a person.
        return None if note.deleted or note.origin == place.name else "create"
    if not held.ours:
        return None
    if note.deleted:
        return "delete"
    return "update" if note.content != held.local else None


def _send(
    place: Place, link: Link, note: Note, held: NotePlace | None, operation: str, elsewhere: bool
) -> None:
    subject = f"note:{note.uid}"
    if operation == "delete":
        assert held is not None
        assert held.ref is not None
        place.tracker.delete_note(link.ref, held.ref)
        with place.write() as unit:
            unit.notes.drop_place(note.uid, place.name)
            place.replaced(unit, note.entry, subject, Pair(held.local, held.remote), NOTHING)
        return
    mark = Mark(uid=note.uid)
    answer = _found_earlier(place, link, note, mark, subject, elsewhere) if operation == "create" else None
    if answer is None:
        draft = NoteDraft(
            mark=mark,
            ref=held.ref if held is not None else None,
            content=note.content,
            old=held.remote if held is not None else None,
            author=note.author,
            at=note.at,
        )
        if operation == "create":
            with place.write() as unit:
                unit.intents.put(
                    Intent(
                        entry=note.entry,
                        integration=place.name,
                        subject=subject,
                        tried_at=place.tally.meter.heard_at,
                        draft=note.content,
                    )
                )
        try:
            answer = place.tracker.put_note(link.ref, draft)
        except RejectedError:
            with place.write() as unit:
                # A refusal is an answer: nothing was written.
                unit.intents.done(note.entry, place.name, subject)
            raise
    with place.write() as unit:
        unit.notes.put_place(
            NotePlace(
                note=note.uid,
                entry=note.entry,
                integration=place.name,
                ref=answer.ref,
                ours=True,
                local=note.content,
                remote=answer.content,
            )
        )
        old = NOTHING if held is None else Pair(held.local, held.remote)
        place.replaced(unit, note.entry, subject, old, Pair(note.content, answer.content))
        unit.intents.done(note.entry, place.name, subject)


def _found_earlier(
    place: Place, link: Link, note: Note, mark: Mark, subject: str, elsewhere: bool
) -> RemoteNote | None:
    """The comment that an earlier try, here or in another store, has left."""
    with place.store.read() as unit:
        intent = unit.intents.get(note.entry, place.name, subject)
        as_of = unit.state.time(place.owner, "as_of")
    if intent is None and not elsewhere:
        return None
    tried_at = intent.tried_at if intent is not None and not elsewhere else None
    if elsewhere and as_of is not None:
        tried_at = as_of
    found = sorted(place.tracker.find_note(link.ref, mark, tried_at), key=lambda n: (n.at, n.ref.id))
    if len(found) > 1:
        place.tally.error("rejected", f"{place.name} {link.ref.key}: two comments carry one mark, delete one")
    return replace(found[0]) if found else None
