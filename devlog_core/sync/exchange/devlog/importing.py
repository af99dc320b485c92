"""Taking in the export of another store."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from devlog_core.model.errors import UsageError
from devlog_core.model.person import Person
from devlog_core.sync.exchange.desk import BATCH, Desk
from devlog_core.sync.exchange.devlog.bringing import Bringer
from devlog_core.sync.exchange.devlog.document import EntryRecord, Header
from devlog_core.sync.exchange.devlog.reading import Export
from devlog_core.sync.exchange.numbers import is_empty
from devlog_core.sync.exchange.people import take_person
from devlog_core.sync.exchange.report import RecordError, Report


def import_devlog(desk: Desk, path: Path) -> Report:
    """Take in an export; what happened after ours is applied, what happened at once is merged.

    Raises UsageError where the file is no export.
    """
    report = Report()
    try:
        with path.open("rb") as file:
            _import(desk, Export(path, file), report, path.name)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(
            f"{path} cannot be read ({reason}): name the file that `devlog export` wrote"
        ) from None
    except RecordError as error:
        report.reject(error.where or path.name, error.what)
    return report


def _import(desk: Desk, export: Export, report: Report, file: str) -> None:
    _people(desk, export.header, report, file)
    records = export.entries()
    first, keeps = True, False
    while batch := list(islice(records, BATCH)):
        with desk.store.write() as unit:
            keeps, first = is_empty(unit) if first else keeps, False
            bringer = Bringer(
                desk, unit, report, file, elsewhere=export.header.replica != unit.replica, keeps_numbers=keeps
            )
            for record in batch:
                if isinstance(record, EntryRecord):
                    report.count(bringer.bring(record))
                else:
                    report.reject(record.where, record.what)
        desk.told(report.done + report.rejected, None)


def _people(desk: Desk, header: Header, report: Report, file: str) -> None:
    if not header.people:
        return
    with desk.store.write() as unit:
        known = {person.id: person for person in unit.people.all()}
        for record in header.people:
            person = Person(
                id=record.id, name=record.name, emails=record.emails, identities=record.identities
            )
            odd = take_person(unit.people, known.get(person.id), person)
            if odd is not None:
                report.odd(f"{file}: people", odd)
