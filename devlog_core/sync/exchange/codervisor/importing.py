"""Taking in a folder of codervisor entries."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from devlog_core.sync.exchange.codervisor.applying import Applier
from devlog_core.sync.exchange.codervisor.names import Names
from devlog_core.sync.exchange.codervisor.read import Reading, read
from devlog_core.sync.exchange.desk import BATCH, Desk
from devlog_core.sync.exchange.jsonfile import json_files, load_json
from devlog_core.sync.exchange.numbers import is_empty
from devlog_core.sync.exchange.report import RecordError, Report


@dataclass(slots=True)
class Survey:
    """What lies in the folder: which entries, under which names, in which files."""

    names: Names = field(default_factory=Names)
    files: list[tuple[int, Path]] = field(default_factory=list)
    """The files to take in, with the number of the entry."""


def import_codervisor(desk: Desk, path: Path) -> Report:
    """Take in a file or a folder of files; what was taken in before is updated by field.

    Every file is read twice, so that entries may name each other in any order and
    none has to be kept. Raises UsageError where there is nothing to read.
    """
    report = Report()
    survey = _survey(json_files(path), report)
    keeps = False
    done, total = 0, len(survey.files)
    files = iter(sorted(survey.files))
    while batch := list(islice(files, BATCH)):
        with desk.store.write() as unit:
            keeps = keeps or (done == 0 and is_empty(unit))
            applier = Applier(desk, unit, survey.names, report, keeps_numbers=keeps)
            for _, file in batch:
                try:
                    reading = read(load_json(file))
                except RecordError as error:
                    report.reject(error.where or file.name, error.what)
                    continue
                applier.apply(file.name, reading)
                done += 1
                desk.told(done, total)
    return report


def _survey(files: list[Path], report: Report) -> Survey:
    survey = Survey()
    for file in files:
        try:
            reading = read(load_json(file))
        except RecordError as error:
            report.reject(_place(file, error), error.what)
            continue
        twin = survey.names.add(reading.entry, file.name)
        if twin is not None:
            report.reject(file.name, f"the same entry as {twin}: delete one of the two files")
            continue
        survey.files.append((reading.entry.number or 0, file))
        _name_oddities(file, reading, report)
    for where, what in survey.names.doubles():
        report.odd(where, what)
    return survey


def _name_oddities(file: Path, reading: Reading, report: Report) -> None:
    for oddity in reading.oddities:
        report.odd(f"{file.name}: {oddity.where}" if oddity.where else file.name, oddity.what)


def _place(file: Path, error: RecordError) -> str:
    if error.where.startswith(file.name):
        return error.where
    return f"{file.name}: {error.where}" if error.where else file.name
