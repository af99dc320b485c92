"""Notes, their counterparts in each place, and worklogs."""

from __future__ import annotations

from dataclasses import dataclass

from devlog_core.model.note import Note, Worklog
from devlog_core.model.remote import RemoteRef
from devlog_core.model.times import from_micros, to_micros
from devlog_core.storage.connection import Row, Session
from devlog_core.storage.rows import dump, load_list, micros, moment, number, text


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePlace:
    """A note's comment at one integration, with the texts last in step."""

    note: str
    entry: str
    integration: str
    ref: RemoteRef | None
    ours: bool
    """Whether devlog wrote the comment; only such ones are edited or deleted."""
    local: str | None = None
    remote: str | None = None


class Notes:
    """Notes and worklogs of one workspace, within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, uid: str) -> Note | None:
        """The note of that uid, deleted or not."""
        row = self._session.row("note_by_uid", uid=uid)
        return self._session.one("note", row, read_note) if row else None

    def of(self, entry: str, *, deleted: bool = False) -> list[Note]:
        """The notes of an entry, oldest first."""
        notes = self._session.whole("note", self._session.rows("notes_of_entry", entry=entry), read_note)
        return notes if deleted else [note for note in notes if not note.deleted]

    def put(self, note: Note) -> None:
        """Store a note, new or changed."""
        self._session.run(
            "note_upsert",
            uid=note.uid,
            entry=note.entry,
            at=to_micros(note.at),
            edited_at=micros(note.edited_at),
            author=note.author,
            category=note.category,
            content=note.content,
            files=dump(list(note.files)),
            origin=note.origin,
            deleted=int(note.deleted),
        )

    def places(self, entry: str, integration: str) -> dict[str, NotePlace]:
        """Where the entry's notes stand at the integration, by note uid."""
        rows = self._session.rows("note_places_of_entry", entry=entry, integration=integration)
        return {place.note: place for place in self._session.whole("comment", rows, read_place)}

    def place_of(self, integration: str, remote_id: str) -> NotePlace | None:
        """The note that is this comment."""
        row = self._session.row("note_place_by_remote", integration=integration, remote_id=remote_id)
        return self._session.one("comment", row, read_place) if row else None

    def put_place(self, place: NotePlace) -> None:
        """Store where a note stands."""
        ref = place.ref
        self._session.run(
            "note_place_upsert",
            note=place.note,
            entry=place.entry,
            integration=place.integration,
            remote_id=ref.id if ref else None,
            remote_key=ref.key if ref else "",
            url=ref.url if ref else "",
            ours=int(place.ours),
            local_text=place.local,
            remote_text=place.remote,
        )

    def drop_place(self, note: str, integration: str) -> None:
        """Forget where a note stood."""
        self._session.run("note_place_delete", note=note, integration=integration)

    def drop_places(self, entry: str, integration: str) -> None:
        """Forget where all notes of an entry stood at the integration."""
        self._session.run("note_places_delete", entry=entry, integration=integration)

    def worklogs(self, entry: str, *, deleted: bool = False) -> list[Worklog]:
        """The worklogs of an entry, oldest first."""
        rows = self._session.rows("worklogs_of_entry", entry=entry)
        found = self._session.whole("worklog", rows, read_worklog)
        return found if deleted else [log for log in found if not log.deleted]

    def put_worklog(self, log: Worklog) -> None:
        """Store a worklog, new or changed."""
        self._session.run(
            "worklog_upsert",
            uid=log.uid,
            entry=log.entry,
            at=to_micros(log.at),
            author=log.author,
            minutes=log.minutes,
            text=log.text,
            origin=log.origin,
            deleted=int(log.deleted),
        )


def read_note(row: Row) -> Note:
    """The note of a row; raises one of UNREADABLE where it holds none."""
    return Note(
        uid=row["uid"],
        entry=row["entry"],
        at=from_micros(row["at"]),
        edited_at=moment(row["edited_at"]),
        author=row["author"],
        category=row["category"],
        content=text(row["content"]),
        files=tuple(load_list(row["files"])),
        origin=row["origin"],
        deleted=bool(row["deleted"]),
    )


def read_place(row: Row) -> NotePlace:
    """The comment of a row; raises one of UNREADABLE where it holds none."""
    remote_id = row["remote_id"]
    return NotePlace(
        note=row["note"],
        entry=row["entry"],
        integration=row["integration"],
        ref=None if remote_id is None else RemoteRef(id=remote_id, key=row["remote_key"], url=row["url"]),
        ours=bool(row["ours"]),
        local=row["local_text"],
        remote=row["remote_text"],
    )


def read_worklog(row: Row) -> Worklog:
    """The worklog of a row; raises one of UNREADABLE where it holds none."""
    return Worklog(
        uid=row["uid"],
        entry=row["entry"],
        at=from_micros(row["at"]),
        author=row["author"],
        minutes=number(row["minutes"]),
        text=row["text"],
        origin=row["origin"],
        deleted=bool(row["deleted"]),
    )
