"""Bringing one entry of another store into this one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from devlog_core.model.conflict import Candidate
from devlog_core.model.entry import Entry
from devlog_core.model.fields import FIELDS, canonical, field_of
from devlog_core.storage.unit import Unit
from devlog_core.sync.exchange.contests import contest, told, withdraw
from devlog_core.sync.exchange.desk import Desk
from devlog_core.sync.exchange.devlog.document import EntryRecord, Stamp
from devlog_core.sync.exchange.devlog.lineage import BIRTH, Lineage
from devlog_core.sync.exchange.devlog.links import Odd, bring_links
from devlog_core.sync.exchange.devlog.records import Records
from devlog_core.sync.exchange.devlog.vectors import covers, joined
from devlog_core.sync.exchange.devlog.versions import Version, same, settle
from devlog_core.sync.exchange.devlog.writing import is_field
from devlog_core.sync.exchange.numbers import keep_number, number_alias
from devlog_core.sync.exchange.report import Done, Report
from devlog_core.sync.exchange.threeway import UNKNOWN
from devlog_core.sync.recorder import Recorder


class Bringer:
    """Brings the entries of one batch within one transaction."""

    def __init__(
        self, desk: Desk, unit: Unit, report: Report, file: str, *, elsewhere: bool, keeps_numbers: bool
    ) -> None:
        self.desk = desk
        self.unit = unit
        self.report = report
        self.file = file
        self.elsewhere = elsewhere
        """Whether another store wrote the export, and may have sent its entries somewhere."""
        self.keeps_numbers = keeps_numbers

    def bring(self, record: EntryRecord) -> Done:
        """Create or update the entry, or find that everything in it is known."""
        entry = self.unit.entries.get(record.uid)
        if entry is None:
            joined_into = self.unit.entries.by_name(record.uid)
            if joined_into:
                ref = joined_into[0].ref
                self.report.odd(
                    self._at(record), f"was joined into {ref} here: its changes elsewhere are left out"
                )
                return "unchanged"
            self._create(record)
            return "created"
        return self._update(entry, record)

    def _create(self, record: EntryRecord) -> None:
        if self.keeps_numbers:
            keep_number(self.unit, record.id)
        recorder = self.desk.recorder(self.unit, record.updated_at, record.origin)
        entry = recorder.create(
            record.values,
            uid=record.uid,
            key=record.key,
            aliases=tuple(alias for alias in record.aliases if self._free(alias)),
            targets=record.targets,
            created_at=record.created_at,
            updated_at=record.updated_at,
            closed_at=record.closed_at,
            imported=self.elsewhere,
            vector=record.vector,
        )
        if entry.id != record.id:
            entry = self._named(entry, number_alias(self.unit, record.id))
        for other in record.aliases:
            twin = self.unit.entries.get(other)
            if twin is not None:
                cure = f"`devlog merge {entry.ref} {twin.ref}` does so here"
                self.report.odd(self._at(record), f"{twin.ref} was joined into it elsewhere: {cure}")
        lineage = Lineage(self.unit, entry.uid)
        lineage.rest(BIRTH, [_version(record.stamps.get(BIRTH), None)], seq=lineage.birth)
        versions = {name: _theirs(record, name) for name in _names(record)}
        for name in sorted(versions):
            # A commit that waited for the entry may have closed it: that is an edit made here.
            if entry.value(name) != versions[name][0].value and name in lineage.names():
                lineage.rest(name, versions.pop(name), seq=lineage.birth)
        self._finish(entry, record, lineage, versions)

    def _update(self, entry: Entry, record: EntryRecord) -> Done:
        before = self.unit.changes.latest()
        lineage = Lineage(self.unit, entry.uid)
        if covers(entry.vector, record.vector) and not record.rivals and not lineage.contests:
            bring_links(self._recorder(record), entry, record.links, self._odd(record))
            return "updated" if self.unit.changes.latest() > before else "unchanged"
        settled: dict[str, list[Version]] = {}
        for name in {*_names(record), *entry.content, *filter(is_field, lineage.names())}:
            ours = [lineage.version(name, entry.value(name)), *lineage.rivals(name)]
            theirs = _theirs(record, name)
            found = settle(field_of(name), ours, theirs, partial(lineage.base, entry, name, theirs))
            if len(found) != len(ours) or not all(map(same, found, ours)):
                settled[name] = found
        after = self._finish(entry, record, lineage, settled)
        told = replace(after, vector=entry.vector, imported=entry.imported) != entry
        return "updated" if told or self.unit.changes.latest() > before else "unchanged"

    def _finish(
        self, entry: Entry, record: EntryRecord, lineage: Lineage, settled: Mapping[str, list[Version]]
    ) -> Entry:
        """Store the values that stand, the conflicts, the records and the links, and what they rest on."""
        recorder = self._recorder(record)
        status = entry.status
        bases = {
            name: lineage.base(entry, name, _theirs(record, name))
            for name, found in settled.items()
            if len(found) > 1
        }
        for name, found in settled.items():
            if len(found) == 1:
                withdraw(recorder, entry, name)
        entry, _ = recorder.change(entry, {name: found[0].value for name, found in settled.items()})
        for name, found in sorted(settled.items()):
            entry, rest = self._contest(recorder, entry, record, name, found, bases.get(name, UNKNOWN))
            lineage.rest(name, rest)
        entry = Records(recorder, lineage, self._odd(record)).bring(entry, record.notes, record.worklogs)
        entry = bring_links(recorder, entry, record.links, self._odd(record))
        lineage.save()
        entry = self._known(entry, record, status)
        self.unit.entries.update(entry)
        return entry

    def _contest(
        self,
        recorder: Recorder,
        entry: Entry,
        record: EntryRecord,
        name: str,
        found: list[Version],
        base: object,
    ) -> tuple[Entry, list[Version]]:
        """Open a conflict where several versions stand; returns what the value held rests on."""
        rivals = [Candidate(place="", value=rival.value, at=rival.at, by=rival.by) for rival in found[1:]]
        unchanged = base is UNKNOWN or any(canonical(base) == canonical(version.value) for version in found)
        entry, conflict = contest(recorder, entry, name, None if unchanged else base, rivals)
        if conflict is not None and rivals:
            self.report.odd(f"{self._at(record)}: {name}", told(conflict))
            return entry, found
        vector = joined(version.vector for version in found)
        return entry, [replace(found[0], value=entry.value(name), vector=vector)]

    def _known(self, entry: Entry, record: EntryRecord, status: str) -> Entry:
        """The entry with the times, names and knowledge of both stores."""
        entry = replace(
            entry,
            updated_at=max(entry.updated_at, record.updated_at),
            closed_at=_closed(entry, record, status),
            imported=entry.imported or self.elsewhere,
            targets=record.targets if covers(record.vector, entry.vector) else entry.targets,
            vector=joined((entry.vector, record.vector)),
        )
        return self._named(entry, tuple(alias for alias in record.aliases if self._free(alias)))

    def _named(self, entry: Entry, aliases: tuple[str, ...]) -> Entry:
        new = [alias for alias in aliases if alias not in entry.aliases and alias != entry.key]
        return replace(entry, aliases=(*entry.aliases, *new))

    def _free(self, alias: str) -> bool:
        return not alias.isdigit() or bool(number_alias(self.unit, int(alias)))

    def _recorder(self, record: EntryRecord) -> Recorder:
        return self.desk.recorder(self.unit, record.updated_at)

    def _at(self, record: EntryRecord) -> str:
        return f"{self.file}: {record.ref}"

    def _odd(self, record: EntryRecord) -> Odd:
        return lambda name, what: self.report.odd(f"{self._at(record)}: {name}", what)


def _closed(entry: Entry, record: EntryRecord, before: str) -> datetime | None:
    if not entry.closed or record.closed_at is None:
        return entry.closed_at
    if entry.status != before:
        return record.closed_at
    return min(entry.closed_at or record.closed_at, record.closed_at)


def _names(record: EntryRecord) -> set[str]:
    return {*record.values, *filter(is_field, record.stamps), *record.rivals}


def _theirs(record: EntryRecord, name: str) -> list[Version]:
    default = FIELDS[name].default if name in FIELDS else None
    stamp = record.stamps.get(name) or record.stamps.get(BIRTH)
    rivals = (_version(rival, rival.value) for rival in record.rivals.get(name, ()))
    return [_version(stamp, record.values.get(name, default)), *rivals]


def _version(stamp: Stamp | None, value: object) -> Version:
    if stamp is None:
        return Version(value=value)
    return Version(value=value, vector=dict(stamp.vector), at=stamp.at, by=stamp.by)
