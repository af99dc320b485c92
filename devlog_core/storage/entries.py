"""Entries in the store: finding, listing and writing them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from devlog_core.model.entry import Entry
from devlog_core.model.fields import CLOSED_STATUSES, FIELDS
from devlog_core.model.ids import REF_DIGITS, ref_of
from devlog_core.model.times import from_micros, to_micros
from devlog_core.storage.connection import Row, Session
from devlog_core.storage.rows import dump, load_list, load_map, micros, moment, number


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryQuery:
    """Which entries to list; an empty condition lets all pass."""

    status: Sequence[str] = ()
    type: Sequence[str] = ()
    priority: Sequence[str] = ()
    labels: Sequence[str] = ()
    assignee: str | None = None
    integration: str | None = None
    search: str | None = None
    limit: int | None = 50
    all: bool = False
    """Closed and archived ones too."""


class Entries:
    """The entries of one workspace, within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, uid: str) -> Entry | None:
        """The entry of that uid."""
        row = self._session.row("entry_by_uid", uid=uid)
        return self._one(row)

    def by_id(self, number: int) -> Entry | None:
        """The entry of that number."""
        row = self._session.row("entry_by_id", id=number)
        return self._one(row)

    def by_ref(self, ref: str) -> Entry | None:
        """The entry of that ref, to the letter."""
        row = self._session.row("entry_by_ref", ref=ref)
        return self._one(row)

    def by_tail(self, digits: str) -> list[Entry]:
        """Entries whose uid ends with these hexadecimal digits."""
        return self._all(self._session.rows("entries_by_tail", tail=f"%{digits}"))

    def by_name(self, name: str) -> list[Entry]:
        """Entries that have this key or alias."""
        return self._all(self._session.rows("entries_by_name", name=name))

    def by_remote_key(self, key: str) -> list[Entry]:
        """Entries with an item that people at some place know by this key."""
        return self._all(self._session.rows("entries_by_remote_key", key=key))

    def naming(self, uid: str) -> list[Entry]:
        """Entries whose content names the uid, as a parent or in a dependency."""
        return self._all(self._session.rows("entries_naming", uid_text=f"%{uid}%"))

    def after(self, number: int, limit: int) -> list[Entry]:
        """Entries with a higher number, in order."""
        return self._page("entries_after", number, limit)

    def without_item(self, integration: str, after: int, limit: int) -> list[Entry]:
        """Entries not archived that have no item at the integration, in order of their numbers."""
        return self._page("entries_routable", after, limit, integration=integration)

    def all(self, batch: int = 500) -> Iterator[Entry]:
        """Every entry in order of numbers, read batch by batch."""
        last = 0
        while found := self.after(last, batch):
            yield from found
            last = found[-1].id

    def insert(self, entry: Entry, *, ref_is_free: bool = False) -> Entry:
        """Store a new entry and return it with its number and its final ref."""
        number = self._session.next_number("entry")
        stored = replace(entry, id=number, ref=entry.ref if ref_is_free else self._free_ref(entry.uid))
        self._session.run("entry_insert", id=number, **_columns(stored))
        self._index(stored)
        return stored

    def update(self, entry: Entry, *, found_alike: bool = False) -> None:
        """Replace a stored entry; `found_alike` says that key, aliases, labels and people are as before."""
        self._session.run("entry_update", **_columns(entry))
        if found_alike:
            return
        for name in ("entry_names_delete", "entry_labels_delete", "entry_people_delete"):
            self._session.run(name, entry=entry.uid)
        self._index(entry)

    def delete(self, uid: str) -> None:
        """Remove an entry that was joined into another."""
        for name in ("entry_names_delete", "entry_labels_delete", "entry_people_delete"):
            self._session.run(name, entry=uid)
        self._session.run("entry_delete", uid=uid)

    def search(self, query: EntryQuery) -> list[Entry]:
        """The entries that pass the query, newest first."""
        where, values = _where(query)
        limit = "" if query.limit is None else " LIMIT :limit"
        sql = f"SELECT e.* FROM entries e WHERE {' AND '.join(where)}"
        sql += f" ORDER BY e.created_at DESC, e.id DESC{limit}"
        return self._all(self._session.select(sql, limit=query.limit, **values))

    def _all(self, rows: Iterable[Row]) -> list[Entry]:
        return self._session.readable("entry", rows, read_entry)

    def _one(self, row: Row | None) -> Entry | None:
        return self._session.one("entry", row, read_entry) if row else None

    def _page(self, statement: str, after: int, limit: int, **values: Any) -> list[Entry]:
        """At least `limit` entries where there are so many, whatever lies unreadable between them."""
        found: list[Entry] = []
        while True:
            rows = self._session.rows(statement, after=after, limit=limit, **values)
            found += self._all(rows)
            if len(rows) < limit or len(found) >= limit:
                return found
            after = rows[-1]["id"]

    def _index(self, entry: Entry) -> None:
        for name in {entry.key, *entry.aliases}:
            self._session.run("entry_name_insert", name=name, entry=entry.uid)
        for label in entry.value("labels"):
            self._session.run("entry_label_insert", label=label, entry=entry.uid)
        for person in entry.value("assignees"):
            self._session.run("entry_person_insert", person=person, entry=entry.uid)

    def _free_ref(self, uid: str) -> str:
        for digits in range(REF_DIGITS, 33, 4):
            ref = ref_of(uid, digits)
            taken = self._session.row("entry_by_ref", ref=ref)
            if taken is None or taken["uid"] == uid:
                return ref
        raise AssertionError("two entries with one uid")


def _where(query: EntryQuery) -> tuple[list[str], dict[str, Any]]:
    where = ["e.workspace = :ws"]
    values: dict[str, Any] = {}
    if not query.all:
        where.append("e.archived = 0")
        if not query.status:
            where.append(f"e.status NOT IN ({', '.join(repr(s) for s in sorted(CLOSED_STATUSES))})")
    for column, wanted in (("status", query.status), ("type", query.type), ("priority", query.priority)):
        if wanted:
            names = [f"{column}_{i}" for i in range(len(wanted))]
            where.append(f"e.{column} IN ({', '.join(':' + name for name in names)})")
            values.update(zip(names, wanted, strict=True))
    for i, label in enumerate(query.labels):
        where.append(
            "EXISTS (SELECT 1 FROM entry_labels l WHERE l.workspace = :ws AND l.entry = e.uid"
            f" AND l.label = :label_{i})"
        )
        values[f"label_{i}"] = label
    if query.assignee is not None:
        where.append(
            "EXISTS (SELECT 1 FROM entry_people p WHERE p.workspace = :ws AND p.entry = e.uid"
            " AND p.person = :person)"
        )
        values["person"] = query.assignee
    if query.integration is not None:
        where.append(
            "EXISTS (SELECT 1 FROM links k WHERE k.workspace = :ws AND k.entry = e.uid"
            " AND k.integration = :integration)"
        )
        values["integration"] = query.integration
    if query.search:
        where.append(
            "(e.content LIKE :text ESCAPE '\\' OR e.ref = :exact"
            " OR EXISTS (SELECT 1 FROM notes n WHERE n.workspace = :ws"
            " AND n.entry = e.uid AND n.deleted = 0 AND n.content LIKE :text ESCAPE '\\'))"
        )
        escaped = dump(query.search)[1:-1].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        values["text"] = f"%{escaped}%"
        values["exact"] = query.search
    return where, values


def _columns(entry: Entry) -> dict[str, Any]:
    return {
        "uid": entry.uid,
        "ref": entry.ref,
        "key": entry.key,
        "title": entry.title,
        "type": entry.value("type"),
        "status": entry.status,
        "priority": entry.value("priority"),
        "archived": int(entry.archived),
        "origin": entry.origin,
        "imported": int(entry.imported),
        "created_at": to_micros(entry.created_at),
        "updated_at": to_micros(entry.updated_at),
        "closed_at": micros(entry.closed_at),
        "aliases": dump(list(entry.aliases)),
        "content": dump(dict(entry.content)),
        "targets": dump(list(entry.targets)),
        "vector": dump(dict(entry.vector)),
    }


def read_entry(row: Row) -> Entry:
    """The entry of a row; raises one of UNREADABLE where it holds none."""
    return Entry(
        uid=row["uid"],
        id=number(row["id"]),
        ref=row["ref"],
        key=row["key_name"],
        aliases=tuple(load_list(row["aliases"])),
        content=read_content(row["content"]),
        created_at=from_micros(row["created_at"]),
        updated_at=from_micros(row["updated_at"]),
        closed_at=moment(row["closed_at"]),
        origin=row["origin"],
        imported=bool(row["imported"]),
        targets=tuple(load_list(row["targets"])),
        vector=load_map(row["vector"]),
    )


_SHAPES = {
    "line": (str, type(None)),
    "text": (str,),
    "choice": (str,),
    "set": (list,),
    "people": (list,),
    "list": (list,),
    "map": (dict,),
    "number": (int, type(None)),
    "date": (str, type(None)),
    "flag": (bool,),
}


def read_content(text: str) -> dict[str, Any]:
    """The fields of an entry; raises ValueError where one holds what no such field may."""
    content = load_map(text)
    for name, value in content.items():
        field = FIELDS.get(name)
        if field is None:
            continue
        if not isinstance(value, _SHAPES[field.kind]) or (field.choices and value not in field.choices):
            raise ValueError(f"{name} is {str(value)[:40]!r}")
    if not content.get("title"):
        raise ValueError("it has no title")
    return content
