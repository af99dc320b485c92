"""Notes and worklogs that an export brings along."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from devlog_core.model.entry import Entry
from devlog_core.model.note import Note, Worklog, booked
from devlog_core.model.times import parse_time
from devlog_core.sync.exchange.devlog.document import NoteRecord, Stamp, WorklogRecord
from devlog_core.sync.exchange.devlog.lineage import Lineage
from devlog_core.sync.exchange.devlog.records_merge import settle_records
from devlog_core.sync.exchange.devlog.versions import Version, same, same_value
from devlog_core.sync.kinds import NOTES, WORKLOGS, Kind
from devlog_core.sync.recorder import Recorder

Odd = Callable[[str, str], None]


class Records:
    """Merges what stands under one entry, each record by its uid."""

    def __init__(self, recorder: Recorder, lineage: Lineage, odd: Odd) -> None:
        self.recorder = recorder
        self.lineage = lineage
        self.odd = odd

    def bring(self, entry: Entry, notes: Iterable[NoteRecord], worklogs: Iterable[WorklogRecord]) -> Entry:
        """The entry with the notes and worklogs of both stores."""
        for note in notes:
            entry = self._bring(entry, NOTES, "content", note)
        for log in worklogs:
            entry = self._bring(entry, WORKLOGS, "text", log)
        return entry

    def _bring(
        self, entry: Entry, kind: Kind[Any, Any], text: str, record: NoteRecord | WorklogRecord
    ) -> Entry:
        kept = kind.kept(self.recorder.unit)
        name = f"{kind.name}:{record.uid}"
        known = kept.get(record.uid)
        if known is not None and known.entry != entry.uid:
            self.odd(name, "stands under another entry here: it stays there")
            return entry
        theirs = _version(record.stamp, _values(record))
        if known is None:
            fresh = _fresh(entry, record)
            if record.deleted:
                kept.put(fresh)
            else:
                entry = self._keep(kind, entry, fresh)
            self.lineage.rest(name, [theirs])
            return entry
        ours = self.lineage.version(name, _values(known))
        base = self.lineage.base(entry, name, [theirs])
        times = known.edited_at or known.at, record.edited_at or record.at
        found, lost = settle_records(ours, theirs, base, text, times)
        entry = self._lose(entry, name, lost, found)
        edited = max((t for t in (known.edited_at, record.edited_at) if t is not None), default=None)
        if not same_value(found, ours):
            entry = self._keep(kind, entry, _changed(known, found.value, edited), known)
        elif edited != known.edited_at:
            kept.put(replace(known, edited_at=edited))
        if lost or not same(found, ours):
            self.lineage.rest(name, [found])
        return entry

    def _keep(self, kind: Kind[Any, Any], entry: Entry, record: Any, old: Any = None) -> Entry:
        return self.recorder.kept(entry, [kind.keep(self.recorder, entry, record, old)])

    def _lose(self, entry: Entry, name: str, lost: Version | None, found: Version) -> Entry:
        """Keep an edit that does not stand in the journal, and say so."""
        if lost is None:
            return entry
        self.odd(name, "edited here and there: the later edit stands, the other one is in the journal")
        return self.recorder.remark(entry, name, dict(lost.value), dict(found.value))


def _values(record: Note | NoteRecord | Worklog | WorklogRecord) -> dict[str, Any]:
    if isinstance(record, Worklog | WorklogRecord):
        return {**booked(record.at, record.minutes, record.text), "deleted": record.deleted}
    return {
        "content": record.content,
        "category": record.category,
        "files": list(record.files),
        "deleted": record.deleted,
    }


def _fresh(entry: Entry, record: NoteRecord | WorklogRecord) -> Note | Worklog:
    values = {name: getattr(record, name) for name in type(record).model_fields if name != "stamp"}
    made: type[Note | Worklog] = Note if isinstance(record, NoteRecord) else Worklog
    return made(entry=entry.uid, **values)


def _changed(record: Any, values: Mapping[str, Any], edited_at: Any) -> Any:
    given = dict(values)
    if isinstance(record, Worklog):
        given["at"] = parse_time(given["at"])
    else:
        given["files"] = tuple(given["files"])
    return replace(record, **given, edited_at=edited_at)


def _version(stamp: Stamp, value: Mapping[str, Any]) -> Version:
    return Version(value=value, vector=dict(stamp.vector), at=stamp.at, by=stamp.by)
