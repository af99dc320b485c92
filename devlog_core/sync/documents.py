"""Entries and what belongs to them as plain JSON documents, the same for every reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from devlog_core.model.entry import LOCAL
from devlog_core.model.fields import FIELDS
from devlog_core.model.link import STATED
from devlog_core.model.times import rfc3339
from devlog_core.storage.batches import records_of, refs_of
from devlog_core.storage.rows import load, load_list, load_map, moment, number

if TYPE_CHECKING:
    from devlog_core.model.change import Change
    from devlog_core.model.conflict import Conflict
    from devlog_core.model.entry import Entry
    from devlog_core.model.replacement import Replacement
    from devlog_core.storage.connection import Row
    from devlog_core.storage.unit import Unit

Document = dict[str, Any]


class Documents:
    """Writes documents from within one transaction, with few statements for many entries."""

    def __init__(self, unit: Unit) -> None:
        self._session = unit.session
        self._names: dict[str, str] | None = None

    def entry(self, entry: Entry) -> Document:
        """One entry with its notes."""
        return self.entries([entry])[0]

    def entries(self, entries: Sequence[Entry], *, notes: bool = True) -> list[Document]:
        """These entries in their order."""
        uids = [entry.uid for entry in entries]
        refs = self._refs(entries)
        worklogs = records_of(self._session, "worklogs", uids)
        links = records_of(self._session, "links", uids)
        conflicts = records_of(self._session, "conflicts", uids)
        written = records_of(self._session, "notes", uids) if notes else {}
        documents = []
        for entry in entries:
            logs = worklogs.get(entry.uid, ())
            booked = self._session.readable("worklog", logs, self._worklog)
            document = self._fields(entry, refs, sum(log["minutes"] for log in booked))
            if notes:
                rows = written.get(entry.uid, ())
                document["notes"] = self._session.readable("note", rows, self._note)
            document["worklogs"] = booked
            document["links"] = self._session.readable("link", links.get(entry.uid, ()), _link)
            document["conflicts"] = self._session.readable(
                "conflict", conflicts.get(entry.uid, ()), partial(self._conflict_row, ref=entry.ref)
            )
            documents.append(document)
        return documents

    def conflicts(self, conflicts: Sequence[Conflict]) -> list[Document]:
        """Open conflicts, each with the ref of its entry."""
        refs = refs_of(self._session, [conflict.entry for conflict in conflicts])
        return [
            {
                "id": conflict.id,
                "entry": refs.get(conflict.entry, conflict.entry),
                "field": conflict.field,
                "base": self.value(conflict.field, conflict.base),
                "candidates": [
                    {
                        "place": c.place,
                        "value": self.value(conflict.field, c.value),
                        "at": c.at and rfc3339(c.at),
                        "by": c.by,
                    }
                    for c in conflict.candidates
                ],
                "since": rfc3339(conflict.since),
            }
            for conflict in conflicts
        ]

    def value(self, field: str, value: Any) -> Any:
        """A field's value as people know it: a parent by its ref."""
        return refs_of(self._session, [value]).get(value, value) if field == "parent" and value else value

    def person(self, person: str | None) -> Document | None:
        """Somebody by id and name; an id that nobody has stands for itself."""
        if person is None:
            return None
        if self._names is None:
            rows = self._session.rows("people_all")
            self._names = {row["id"]: row["name"] for row in rows}
        return {"id": person, "name": self._names.get(person, person)}

    def _fields(self, entry: Entry, refs: Mapping[str, str], spent: int) -> Document:
        document: Document = {"id": entry.id, "uid": entry.uid, "ref": entry.ref, "key": entry.key}
        document["aliases"] = sorted(entry.aliases)
        for name in FIELDS:
            document[name] = entry.value(name)
            if name == "estimate":
                document["spent"] = spent
        document["assignees"] = [self.person(person) for person in entry.value("assignees")]
        parent = entry.value("parent")
        document["parent"] = parent and refs.get(parent, parent)
        document["dependencies"] = [
            {**item, "entry": refs.get(item["entry"], item["entry"])} if _names_entry(item) else item
            for item in entry.value("dependencies")
        ]
        document["custom"] = dict(sorted(entry.custom.items()))
        document["created_at"] = rfc3339(entry.created_at)
        document["updated_at"] = rfc3339(entry.updated_at)
        document["closed_at"] = entry.closed_at and rfc3339(entry.closed_at)
        return document

    def _refs(self, entries: Iterable[Entry]) -> dict[str, str]:
        named: set[str] = set()
        for entry in entries:
            if entry.value("parent"):
                named.add(entry.value("parent"))
            named.update(item["entry"] for item in entry.value("dependencies") if _names_entry(item))
        return refs_of(self._session, named)

    def _note(self, row: Row) -> Document:
        return {
            "uid": row["uid"],
            "at": _time(row["at"]),
            "edited_at": _time(row["edited_at"]),
            "author": self.person(row["author"]),
            "category": row["category"],
            "content": row["content"],
            "files": load_list(row["files"]),
            "origin": row["origin"],
        }

    def _worklog(self, row: Row) -> Document:
        return {
            "uid": row["uid"],
            "at": _time(row["at"]),
            "author": self.person(row["author"]),
            "minutes": number(row["minutes"]),
            "text": row["text"],
        }

    def _conflict_row(self, row: Row, ref: str) -> Document:
        field = row["field"]
        candidates = load_list(row["candidates"])
        return {
            "id": row["id"],
            "entry": ref,
            "field": field,
            "base": self.value(field, load(row["base"])),
            "candidates": [{**each, "value": self.value(field, each.get("value"))} for each in candidates],
            "since": _time(row["since"]),
        }


def history_documents(unit: Unit, entry: str, field: str | None) -> list[Document]:
    """The journal of one entry, oldest first: what changed here, and what syncs wrote at its places."""
    changes = [(change.seq, 0, change_document(change)) for change in unit.changes.of(entry, field)]
    written = [(one.seq, 1, _written(one, unit.replica)) for one in unit.replacements.of(entry, field)]
    return [document for _, _, document in sorted((*changes, *written), key=itemgetter(0, 1))]


def change_document(change: Change) -> Document:
    """One journal record."""
    return {
        "replica": change.replica,
        "seq": change.seq,
        "field": change.field,
        "old": change.old,
        "new": change.new,
        "at": rfc3339(change.at),
        "actor": change.actor,
        "origin": change.origin,
        "cause": change.cause,
        "run": change.run,
        "place": None,
    }


def _written(one: Replacement, replica: str) -> Document:
    """What a sync wrote at a place, in the place's own terms."""
    return {
        "replica": replica,
        "seq": one.seq,
        "field": one.field,
        "old": one.old.remote,
        "new": one.new.remote,
        "at": rfc3339(one.at),
        "actor": None,
        "origin": LOCAL,
        "cause": "push",
        "run": one.run,
        "place": one.integration,
    }


def _names_entry(item: Any) -> bool:
    """Whether a dependency is of the known form; an import may have brought others."""
    return isinstance(item, dict) and isinstance(item.get("entry"), str)


def deployments(unit: Unit, entry: Entry) -> list[Document]:
    """What of the entry is deployed where: `name`, `state`, `what`, `at` and `url`, by name."""
    rows = [
        row for row in unit.session.rows("links_of_entry", entry=entry.uid) if row["kind"] == "deployment"
    ]
    found = []
    for row in rows:
        link, data = _link(row), load_map(row["data"])
        name = link["remote_key"] or link["remote_id"]
        found.append({"name": name, "state": link["state"], "what": data.get("title") or ""})
        found[-1] |= {"at": data.get("at"), "url": link["url"]}
    return sorted(found, key=itemgetter("name"))


def _link(row: Row) -> Document:
    told = load_map(row["data"]).get("state") if row["kind"] in STATED else None
    return {
        "integration": row["integration"],
        "kind": row["kind"],
        "remote_id": row["remote_id"],
        "remote_key": row["remote_key"],
        "url": row["url"],
        "state": str(told or row["state"]),
        "last_synced_at": _time(row["last_synced_at"]),
    }


def _time(micros: int | None) -> str | None:
    value = moment(micros)
    return None if value is None else rfc3339(value)
