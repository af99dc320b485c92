"""Notes and worklogs, and their counterparts in each place: comments and time bookings."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from devlog_core.model.note import Note, Worklog
from devlog_core.model.remote import RemoteRef
from devlog_core.model.times import from_micros, to_micros
from devlog_core.storage.connection import Row, Session
from devlog_core.storage.rows import dump, load_list, load_map, micros, moment, number, text

RecordT = TypeVar("RecordT", Note, Worklog)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterpart:
    """A record's comment or time booking at one integration, with what was last in step."""

    record: str
    """The uid of the note or worklog."""
    entry: str
    integration: str
    ref: RemoteRef | None
    ours: bool
    """Whether devlog wrote it there; only such ones are edited or deleted."""
    local: Any = None
    """Of a note its text, of a worklog a table of its values."""
    remote: Any = None


class Records(ABC, Generic[RecordT]):
    """The records of one kind of one workspace, within one transaction."""

    _name: ClassVar[str]
    """How the statements call a record."""
    _there: ClassVar[str]
    """What its counterpart is called."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, uid: str) -> RecordT | None:
        """The record of that uid, deleted or not."""
        row = self._session.row(f"{self._name}_by_uid", uid=uid)
        return self._session.one(self._name, row, self._read) if row else None

    def of(self, entry: str, *, deleted: bool = False) -> list[RecordT]:
        """The records of an entry, oldest first."""
        rows = self._session.rows(f"{self._name}s_of_entry", entry=entry)
        found = self._session.whole(self._name, rows, self._read)
        return found if deleted else [record for record in found if not record.deleted]

    def put(self, record: RecordT) -> None:
        """Store a record, new or changed."""
        self._session.run(
            f"{self._name}_upsert",
            uid=record.uid,
            entry=record.entry,
            at=to_micros(record.at),
            edited_at=micros(record.edited_at),
            author=record.author,
            origin=record.origin,
            deleted=int(record.deleted),
            **self._columns(record),
        )

    def places(self, entry: str, integration: str) -> dict[str, Counterpart]:
        """Where the entry's records stand at the integration, by the uid of the record."""
        rows = self._session.rows(f"{self._name}_places_of_entry", entry=entry, integration=integration)
        found = self._session.whole(self._there, rows, self._read_place)
        return {place.record: place for place in found}

    def place_of(self, integration: str, remote_id: str) -> Counterpart | None:
        """The record that this comment or time booking is."""
        row = self._session.row(f"{self._name}_place_by_remote", integration=integration, remote_id=remote_id)
        return self._session.one(self._there, row, self._read_place) if row else None

    def put_place(self, place: Counterpart) -> None:
        """Store where a record stands."""
        ref = place.ref
        self._session.run(
            f"{self._name}_place_upsert",
            record=place.record,
            entry=place.entry,
            integration=place.integration,
            remote_id=ref.id if ref else None,
            remote_key=ref.key if ref else "",
            url=ref.url if ref else "",
            ours=int(place.ours),
            local=self._kept(place.local),
            remote=self._kept(place.remote),
        )

    def drop_place(self, record: str, integration: str) -> None:
        """Forget where a record stood."""
        self._session.run(f"{self._name}_place_delete", record=record, integration=integration)

    @abstractmethod
    def _columns(self, record: RecordT) -> dict[str, Any]:
        """What only this kind of record holds, by column."""

    @abstractmethod
    def _kept(self, value: Any) -> str | None:
        """What was last in step, as its column holds it."""

    @staticmethod
    @abstractmethod
    def _read(row: Row) -> RecordT:
        """The record of a row; raises one of UNREADABLE where it holds none."""

    @staticmethod
    @abstractmethod
    def _read_place(row: Row) -> Counterpart:
        """The counterpart of a row; raises one of UNREADABLE where it holds none."""


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


def read_worklog(row: Row) -> Worklog:
    """The worklog of a row; raises one of UNREADABLE where it holds none."""
    return Worklog(
        uid=row["uid"],
        entry=row["entry"],
        at=from_micros(row["at"]),
        edited_at=moment(row["edited_at"]),
        author=row["author"],
        minutes=number(row["minutes"]),
        text=text(row["text"]),
        origin=row["origin"],
        deleted=bool(row["deleted"]),
    )


def read_comment(row: Row) -> Counterpart:
    """The comment of a row; raises one of UNREADABLE where it holds none."""
    return _counterpart(row, row["note"], row["local_text"], row["remote_text"])


def read_booking(row: Row) -> Counterpart:
    """The time booking of a row; raises one of UNREADABLE where it holds none."""
    local, remote = (
        None if value is None else load_map(value) for value in (row["local_value"], row["remote_value"])
    )
    return _counterpart(row, row["worklog"], local, remote)


def _counterpart(row: Row, record: str, local: Any, remote: Any) -> Counterpart:
    remote_id = row["remote_id"]
    return Counterpart(
        record=record,
        entry=row["entry"],
        integration=row["integration"],
        ref=None if remote_id is None else RemoteRef(id=remote_id, key=row["remote_key"], url=row["url"]),
        ours=bool(row["ours"]),
        local=local,
        remote=remote,
    )


class Notes(Records[Note]):
    """Notes, and the comments that they are at places."""

    _name, _there = "note", "comment"
    _read, _read_place = staticmethod(read_note), staticmethod(read_comment)

    def _columns(self, record: Note) -> dict[str, Any]:
        return {
            "category": record.category,
            "content": record.content,
            "files": dump(list(record.files)),
        }

    def _kept(self, value: Any) -> str | None:
        return None if value is None else str(value)


class Worklogs(Records[Worklog]):
    """Worklogs, and the time bookings that they are at places."""

    _name, _there = "worklog", "booking"
    _read, _read_place = staticmethod(read_worklog), staticmethod(read_booking)

    def _columns(self, record: Worklog) -> dict[str, Any]:
        return {"minutes": record.minutes, "text": record.text}

    def _kept(self, value: Any) -> str | None:
        return None if value is None else dump(value)
