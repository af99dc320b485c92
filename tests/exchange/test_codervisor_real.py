"""The 278 real entries of codervisor."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devlog_core.model.times import rfc3339
from devlog_core.storage.unit import Unit
from devlog_core.sync.documents import Documents
from devlog_core.sync.exchange.codervisor.importing import import_codervisor
from devlog_core.sync.exchange.desk import Desk
from devlog_core.sync.exchange.report import Report
from devlog_core.sync.lookup import find_entry


@pytest.fixture
def report(desk: Desk, real_entries: Path) -> Report:
    return import_codervisor(desk, real_entries)


def test_all_are_taken_in(report: Report) -> None:
    """One of 278 left out would be work lost."""
    counts = {name: value for name, value in report.document().items() if name != "oddities"}
    assert counts == {"created": 278, "updated": 0, "unchanged": 0, "rejected": 0}


def test_every_oddity_of_the_real_files_is_named(report: Report) -> None:
    """What is read otherwise than it stands must be seen to be read so."""
    named = {(odd.where.partition("-")[0], odd.where.partition(": ")[2]) for odd in report.oddities}
    flat = ("218", "219", "220", "221", "222", "290")
    expected = {(number, "") for number in flat}
    expected |= {(number, "key") for number in flat[:5]}
    expected |= {(number, "technicalContext") for number in flat}
    expected |= {(number, "acceptanceCriteria") for number in flat}
    expected |= {(number, "businessContext") for number in flat if number != "222"}
    expected |= {("218", "initialInsights"), ("218", "nextSteps"), ("235", "nextSteps"), ("290", "nextSteps")}
    expected |= {(number, "assignee") for number in ("005", "006", "013", "023", "028")}
    expected |= {("275", "closedAt"), ("276", "closedAt")}
    expected |= {("287", "notes[1].metadata"), ("290", "notes[4].metadata")}
    assert named == expected


def test_again_changes_nothing(desk: Desk, report: Report, real_entries: Path) -> None:
    """A second import of the same files is a question, not a change."""
    with desk.store.read() as unit:
        before = unit.changes.latest()
    again = import_codervisor(desk, real_entries)
    assert (again.unchanged, again.created, again.updated) == (278, 0, 0)
    assert again.oddities == report.oddities
    with desk.store.read() as unit:
        assert unit.changes.latest() == before


def test_no_leaf_is_lost(desk: Desk, report: Report, real_entries: Path) -> None:
    """Every value of every file stands in the entry, its notes, its names or `custom`."""
    assert report.created == 278
    checked = 0
    with desk.store.read() as unit:
        for file in sorted(real_entries.glob("*.json")):
            data = json.loads(file.read_text(encoding="utf-8"))
            kept = Counter(_leaves(_stored(unit, data)))
            for path, leaf in _paths(data):
                assert kept[_plain(leaf)] > 0, f"{file.name}: {path} = {leaf!r} is nowhere"
                kept[_plain(leaf)] -= 1
                checked += 1
    assert checked > 9_000


def test_fields_stand_where_they_belong(desk: Desk, report: Report, real_entries: Path) -> None:
    """A value that is merely somewhere cannot be listed, synced or edited."""
    assert report.created == 278
    with desk.store.read() as unit:
        for file in real_entries.glob("*.json"):
            data = json.loads(file.read_text(encoding="utf-8"))
            found = _stored(unit, data)
            for name in ("title", "description", "type", "status", "priority"):
                assert found[name] == data[name]
            assert found["created_at"] == rfc3339_of(data["createdAt"])
            assert found["updated_at"] == rfc3339_of(data["updatedAt"])
            assert found["archived"] == data.get("archived", False)
            if data["status"] in ("done", "cancelled"):
                assert found["closed_at"] == rfc3339_of(data["closedAt"])
            else:
                assert found["closed_at"] is None
            context = data.get("context", data)
            assert found["acceptance_criteria"] == context.get("acceptanceCriteria", [])
            assert found["context"].get("business", "") == context.get("businessContext", "")
            notes = {note["uid"]: note for note in found["notes"]}
            for note in data.get("notes", []):
                kept = notes[note["id"]]
                assert (kept["content"], kept["category"]) == (note["content"], note["category"])
                assert kept["at"] == rfc3339_of(note["timestamp"])
                assert kept["files"] == note.get("files", [])


def test_old_ids_and_keys_find_the_entry(desk: Desk, report: Report, real_entries: Path) -> None:
    """People go on typing what they know."""
    assert report.created == 278
    with desk.store.read() as unit:
        for file in real_entries.glob("*.json"):
            data = json.loads(file.read_text(encoding="utf-8"))
            assert find_entry(unit, str(data["id"])).title == data["title"]
            if "key" in data:
                assert find_entry(unit, data["key"]).title == data["title"]


def test_half_a_file_is_one_rejected_record(desk: Desk, real_entries: Path, tmp_path: Path) -> None:
    """One damaged file must not keep the others out, nor come in by half."""
    folder = tmp_path / "entries"
    shutil.copytree(real_entries, folder)
    broken = next(folder.glob("150-*.json"))
    text = broken.read_text(encoding="utf-8")
    broken.write_text(text[: len(text) // 2], encoding="utf-8")
    report = import_codervisor(desk, folder)
    assert (report.created, report.rejected) == (277, 1)
    assert [odd.where for odd in report.oddities if odd.where.startswith(f"{broken.name}:")]
    broken.write_text(text, encoding="utf-8")
    mended = import_codervisor(desk, folder)
    assert (mended.created, mended.unchanged, mended.rejected) == (1, 277, 0)


def _stored(unit: Unit, data: dict[str, Any]) -> dict[str, Any]:
    return Documents(unit).entry(find_entry(unit, str(data["id"])))


def _paths(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _paths(item, f"{path}.{name}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _paths(item, f"{path}[{number}]")
    elif value not in ("", None):
        yield path, value


def _leaves(value: Any) -> Iterator[Any]:
    return (_plain(leaf) for _, leaf in _paths(value))


def _plain(leaf: Any) -> Any:
    """A leaf in one form for both sides: ids are names here, times are written in one way."""
    if isinstance(leaf, bool):
        return leaf
    text = str(leaf)
    try:
        return rfc3339_of(text) if len(text) > 18 and text.endswith("Z") else text
    except ValueError:
        return text


def rfc3339_of(text: str) -> str:
    from devlog_core.model.times import parse_time

    return rfc3339(parse_time(text))
