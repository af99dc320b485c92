"""Bringing one imported entry into the store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_core.model.errors import UsageError
from devlog_core.model.fields import canonical, checked, sorted_set
from devlog_core.storage.unit import Unit
from devlog_core.sync.exchange.codervisor.imported import ImportedEntry, note_of, with_own_note
from devlog_core.sync.exchange.codervisor.memory import Memory
from devlog_core.sync.exchange.codervisor.names import OWNER, Names, alias
from devlog_core.sync.exchange.codervisor.read import Reading
from devlog_core.sync.exchange.codervisor.updating import Updater
from devlog_core.sync.exchange.desk import Desk
from devlog_core.sync.exchange.numbers import keep_number, number_alias
from devlog_core.sync.exchange.report import Done, Report


class Applier:
    """Applies the entries of one batch within one transaction."""

    def __init__(self, desk: Desk, unit: Unit, names: Names, report: Report, *, keeps_numbers: bool) -> None:
        self.desk = desk
        self.unit = unit
        self.names = names
        self.report = report
        self.keeps_numbers = keeps_numbers
        self.persons = desk.persons(desk.recorder(unit, None))

    def apply(self, file: str, reading: Reading) -> None:
        """Create or update the entry, or find that nothing changed in the source."""
        imported = self._apart(file, reading.entry)
        values = self._values(file, imported)
        fresh = Memory.of(imported, values)
        stored = self.unit.state.get(OWNER, imported.uid)
        if stored is not None and canonical(stored) == canonical(fresh.document()):
            self.report.count("unchanged")
            return
        entry = self.unit.entries.get(imported.uid)
        if entry is None:
            self.report.count(self._absent(file, imported, fresh, stored))
            return
        updater = Updater(self.desk, self.unit, self.report, file)
        self.report.count(updater.update(entry, imported, Memory.read(stored), fresh))

    def _absent(self, file: str, imported: ImportedEntry, fresh: Memory, stored: Any) -> Done:
        joined = self.unit.entries.by_name(imported.uid)
        if stored is not None or joined:
            into = f" into {joined[0].ref}" if joined else ""
            self.report.odd(
                file, f"the entry was joined{into} here since: what changed in the source is left out"
            )
            return "unchanged"
        self._create(imported, fresh.values)
        self.unit.state.put(OWNER, imported.uid, fresh.document())
        return "created"

    def _create(self, imported: ImportedEntry, values: Mapping[str, Any]) -> None:
        recorder = self.desk.recorder(self.unit, imported.updated_at)
        if self.keeps_numbers:
            keep_number(self.unit, imported.number)
        born = imported.created_at or imported.updated_at
        entry = recorder.create(
            values,
            uid=imported.uid,
            key=imported.key,
            aliases=self._aliases(imported),
            created_at=born,
            updated_at=imported.updated_at or born,
            closed_at=imported.closed_at,
        )
        for note in imported.notes:
            entry = recorder.note(entry, note_of(entry, note))

    def _aliases(self, imported: ImportedEntry) -> tuple[str, ...]:
        if imported.number is None:
            return (imported.name,) if imported.name else ()
        return number_alias(self.unit, imported.number) or (alias(imported.name),)

    def _apart(self, file: str, imported: ImportedEntry) -> ImportedEntry:
        """The entry, with another uid for each note whose own belongs to a note of another entry."""
        for note in imported.notes:
            known = self.unit.notes.get(note.uid)
            if (
                known is not None
                and known.entry != imported.uid
                and not self._joined(known.entry, imported.uid)
            ):
                self.report.odd(f"{file}: notes", f"the id {note.uid} belongs to a note of another entry too")
                imported = with_own_note(imported, note.uid)
        return imported

    def _joined(self, entry: str, uid: str) -> bool:
        return any(found.uid == entry for found in self.unit.entries.by_name(uid))

    def _values(self, file: str, imported: ImportedEntry) -> dict[str, Any]:
        """The values with what only this store can tell: its people and its entries."""
        values = imported.content()
        people, nobody = [], []
        for name in imported.assignees:
            try:
                people.append(self.persons.named(name))
            except UsageError as error:
                nobody.append(name)
                self.report.odd(f"{file}: assignee", f"{error}; kept as custom.assignee")
        tied, loose = [], []
        for relation in imported.relations:
            targets = (self.names.find(self.unit, name) for name in relation.targets)
            target = next((uid for uid in targets if uid is not None), None)
            if target is not None and target != imported.uid:
                tied.append({"kind": relation.kind, "entry": target})
            else:
                self.report.odd(
                    f"{file}: {relation.where}", "names no entry that is here: kept as custom.relations"
                )
            if target is None or target == imported.uid or not relation.complete:
                loose.append(relation.told)
        found = {
            "assignees": sorted(set(people)),
            "dependencies": sorted_set(tied),
            "custom.assignee": nobody,
            "custom.relations": loose,
        }
        return {**values, **{name: checked(name, value) for name, value in found.items() if value}}
