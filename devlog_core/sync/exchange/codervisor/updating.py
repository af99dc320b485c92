"""Bringing what changed in the source into an entry that is here already."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from devlog_core.model.conflict import Candidate
from devlog_core.model.entry import Entry
from devlog_core.model.fields import FIELDS, canonical, field_of
from devlog_core.storage.unit import Unit
from devlog_core.sync.exchange.codervisor.imported import ImportedEntry
from devlog_core.sync.exchange.codervisor.memory import Memory
from devlog_core.sync.exchange.codervisor.names import OWNER
from devlog_core.sync.exchange.codervisor.notes_update import NotesUpdate
from devlog_core.sync.exchange.contests import contest, told
from devlog_core.sync.exchange.desk import Desk
from devlog_core.sync.exchange.report import Done, Report
from devlog_core.sync.exchange.threeway import UNKNOWN, join
from devlog_core.sync.recorder import Recorder


class Updater:
    """Merges one entry; what was edited on both sides becomes a conflict."""

    def __init__(self, desk: Desk, unit: Unit, report: Report, file: str) -> None:
        self.desk = desk
        self.unit = unit
        self.report = report
        self.file = file

    def update(self, entry: Entry, imported: ImportedEntry, base: Memory, fresh: Memory) -> Done:
        """Apply what differs between the two memories, and remember the newer one."""
        before = self.unit.changes.latest()
        recorder = self.desk.recorder(self.unit, imported.updated_at)
        entry = self._fields(recorder, entry, base, fresh)
        notes = NotesUpdate(recorder, self.report, self.file)
        entry, held = notes.apply(entry, imported, base, fresh)
        entry = self._rest(entry, imported, base, fresh)
        self.unit.state.put(OWNER, entry.uid, replace(fresh, notes=held).document())
        moved = base.known and canonical(base.document()) != canonical(fresh.document())
        return "updated" if moved or self.unit.changes.latest() > before else "unchanged"

    def _fields(self, recorder: Recorder, entry: Entry, base: Memory, fresh: Memory) -> Entry:
        values: dict[str, Any] = {}
        contested: dict[str, tuple[Any, Any]] = {}
        open_conflicts = self.unit.conflicts.of(entry.uid)
        for name in sorted({*base.values, *fresh.values}):
            old, new = _value(base, name), _value(fresh, name)
            if base.known and canonical(old) == canonical(new):
                continue
            joined = join(field_of(name), old if base.known else UNKNOWN, entry.value(name), new)
            if joined.conflict or name in open_conflicts:
                contested[name] = (old if base.known else None, new)
            else:
                values[name] = joined.value
        entry, _ = recorder.change(entry, values)
        for name, (old, new) in contested.items():
            rival = Candidate(place="", value=new, at=recorder.cause.at)
            entry, conflict = contest(recorder, entry, name, old, [rival])
            if conflict is not None:
                self.report.odd(f"{self.file}: {name}", told(conflict))
        return entry

    def _rest(self, entry: Entry, imported: ImportedEntry, base: Memory, fresh: Memory) -> Entry:
        """The times and names that no field holds."""
        kept = entry
        if imported.updated_at is not None:
            kept = replace(kept, updated_at=max(kept.updated_at, imported.updated_at))
        if imported.closed_at is not None and fresh.closed_at != base.closed_at and kept.closed:
            kept = replace(kept, closed_at=imported.closed_at)
        if imported.key and base.key != imported.key != kept.key and imported.key not in kept.aliases:
            kept = replace(kept, aliases=(*kept.aliases, imported.key))
        if kept != entry:
            self.unit.entries.update(kept)
        return kept


def _value(memory: Memory, name: str) -> Any:
    if name in memory.values:
        return memory.values[name]
    return FIELDS[name].default if name in FIELDS else None
