"""Writing a store as one JSON document with an entry a line."""

from __future__ import annotations

import json
from typing import TextIO

from pydantic import BaseModel

from devlog_core.model.entry import Entry
from devlog_core.model.link import Link
from devlog_core.model.note import Note, Worklog
from devlog_core.storage.links import read_link
from devlog_core.storage.records import read_note, read_worklog
from devlog_core.storage.sqlite import SqliteStore
from devlog_core.storage.unit import Unit
from devlog_core.sync.exchange.devlog.document import (
    FORMAT,
    VERSION,
    EntryRecord,
    Header,
    LinkRecord,
    NoteRecord,
    PersonRecord,
    Rival,
    Stamp,
    WorklogRecord,
)
from devlog_core.sync.exchange.devlog.lineage import BIRTH, Lineage
from devlog_core.sync.exchange.devlog.versions import Version
from devlog_core.sync.exchange.report import Progress

START, END = ',"entries":[', "]}"
"""Between them each line is one entry, so that neither side has to hold the document."""


def export_devlog(store: SqliteStore, out: TextIO, progress: Progress | None = None) -> int:
    """Write everything; the same store gives the same text. Returns the number of entries.

    A record that cannot be read is left out and named, so that the others of a damaged store can be saved.
    """
    number = 0
    with store.read() as unit:
        total = len(unit.session.rows("entry_uids"))
        out.write(_line(_header(unit))[:-1] + START)
        # In the order of their numbers, so that an empty workspace can give the same ones again.
        for number, entry in enumerate(unit.entries.all(), start=1):
            out.write(("\n" if number == 1 else ",\n") + _line(entry_record(unit, entry)))
            if progress is not None:
                progress(number, total)
        out.write(f"\n{END}\n")
    return number


def entry_record(unit: Unit, entry: Entry) -> EntryRecord:
    """One entry with all that belongs to it."""
    lineage = Lineage(unit, entry.uid)
    birth = lineage.version(BIRTH, None)
    names = {*entry.content, *(name for name in lineage.names() if is_field(name))}
    versions = {name: lineage.version(name, entry.value(name)) for name in names}
    rivals = {name: found for name in names if (found := lineage.rivals(name))}
    session = unit.session
    notes = session.readable("note", session.rows("notes_of_entry", entry=entry.uid), read_note)
    worklogs = session.readable("worklog", session.rows("worklogs_of_entry", entry=entry.uid), read_worklog)
    links = session.readable("link", session.rows("links_of_entry", entry=entry.uid), read_link)
    return EntryRecord(
        uid=entry.uid,
        id=entry.id,
        ref=entry.ref,
        key=entry.key,
        aliases=tuple(sorted(entry.aliases)),
        origin=entry.origin,
        targets=tuple(sorted(entry.targets)),
        created_at=entry.created_at,
        updated_at=entry.updated_at,
        closed_at=entry.closed_at,
        vector=dict(entry.vector),
        values=dict(entry.content),
        stamps={
            BIRTH: _stamp(birth),
            **{name: _stamp(found) for name, found in versions.items() if found.vector != birth.vector},
        },
        rivals={name: tuple(map(_rival, found)) for name, found in rivals.items()},
        notes=tuple(_note(note, lineage) for note in notes),
        worklogs=tuple(_worklog(log, lineage) for log in worklogs),
        links=tuple(map(_link, sorted(links, key=_link_order))),
    )


def is_field(name: str) -> bool:
    """Whether a name of the journal is that of a field."""
    return ":" not in name and name != BIRTH


def _header(unit: Unit) -> Header:
    people = (
        PersonRecord(id=p.id, name=p.name, emails=p.emails, identities=dict(p.identities))
        for p in unit.people.all()
    )
    return Header(
        format=FORMAT,
        version=VERSION,
        workspace=unit.workspace,
        replica=unit.replica,
        people=tuple(people),
    )


def _stamp(version: Version) -> Stamp:
    return Stamp(vector=dict(version.vector), at=version.at, by=version.by)


def _rival(version: Version) -> Rival:
    return Rival(value=version.value, vector=dict(version.vector), at=version.at, by=version.by)


def _note(note: Note, lineage: Lineage) -> NoteRecord:
    return NoteRecord(
        uid=note.uid,
        at=note.at,
        edited_at=note.edited_at,
        author=note.author,
        category=note.category,
        content=note.content,
        files=note.files,
        origin=note.origin,
        deleted=note.deleted,
        stamp=_stamp(lineage.version(f"note:{note.uid}", None)),
    )


def _worklog(log: Worklog, lineage: Lineage) -> WorklogRecord:
    return WorklogRecord(
        uid=log.uid,
        at=log.at,
        edited_at=log.edited_at,
        author=log.author,
        minutes=log.minutes,
        text=log.text,
        origin=log.origin,
        deleted=log.deleted,
        stamp=_stamp(lineage.version(f"worklog:{log.uid}", None)),
    )


def _link(link: Link) -> LinkRecord:
    return LinkRecord(
        integration=link.integration,
        kind=link.kind,
        remote_id=link.ref.id,
        remote_key=link.ref.key,
        url=link.ref.url,
        scope=link.ref.scope,
        marked=link.marked,
        data=dict(link.data),
    )


def _link_order(link: Link) -> tuple[str, ...]:
    return link.integration, link.kind, link.ref.id, link.ref.key


def _line(record: BaseModel) -> str:
    plain = record.model_dump(mode="json")
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
