"""Export files as they may be found: laid out anew, cut off, wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from devlog_core.model.errors import UsageError
from devlog_core.sync.exchange.desk import Desk
from devlog_core.sync.exchange.devlog.importing import import_devlog
from tests.exchange.stores import contents, full_entry, write

MakeDesk = Callable[[str], Desk]


@pytest.mark.parametrize("indent", [None, 2])
def test_another_layout_is_read_as_well(make_desk: MakeDesk, tmp_path: Path, indent: int | None) -> None:
    """Somebody may have passed the document through another tool."""
    here, there = make_desk("here"), make_desk("there")
    full_entry(here)
    path = write(here, tmp_path / "export.json")
    data = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(data, indent=indent), encoding="utf-8")
    assert import_devlog(there, path).created == 2
    assert contents(there.store) == contents(here.store)


def test_a_cut_file_gives_what_is_whole(make_desk: MakeDesk, tmp_path: Path) -> None:
    """One half record is set aside and named with its line."""
    here, there = make_desk("here"), make_desk("there")
    full_entry(here)
    path = write(here, tmp_path / "export.json")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:2]) + lines[2][:200], encoding="utf-8")
    report = import_devlog(there, path)
    assert (report.created, report.rejected) == (1, 2)
    assert [odd.where for odd in report.oddities] == ["export.json:3", "export.json:3"]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda e: e["values"].update(title=3), "title: expected a text"),
        (lambda e: e["values"].update(status="odd"), "status: expected one of"),
        (lambda e: e["values"].update(nonsense=1), "nonsense: no field"),
        (lambda e: e["stamps"].update(nonsense={"vector": {}}), "nonsense: no field"),
        (lambda e: e.update(extra=1), "extra"),
        (lambda e: e.update(created_at="today"), "created_at"),
        (lambda e: e.update(uid="x"), "uid"),
        (lambda e: e["notes"][0].update(category="odd"), "notes.0.category"),
        (lambda e: e.pop("vector"), "vector"),
    ],
)
def test_a_bad_record_is_set_aside_whole(
    make_desk: MakeDesk, tmp_path: Path, change: Callable[[Any], Any], what: str
) -> None:
    """Nothing of it is applied, and the others come in."""
    here, there = make_desk("here"), make_desk("there")
    entry = full_entry(here)
    path = write(here, tmp_path / "export.json")
    data = json.loads(path.read_text(encoding="utf-8"))
    change(next(record for record in data["entries"] if record["uid"] == entry.uid))
    path.write_text(json.dumps(data), encoding="utf-8")
    report = import_devlog(there, path)
    assert (report.created, report.rejected) == (1, 1)
    assert what in report.oddities[0].what


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('{"format":"other","entries":[]}', "no export of devlog"),
        ('{"format":"devlog","version":2,"entries":[]}', "upgrade devlog"),
        ("[]", None),
        ('{"format":"devlog","vers', None),
        ("", None),
    ],
)
def test_what_is_no_export_is_refused(desk: Desk, tmp_path: Path, text: str, what: str | None) -> None:
    """Half an export or another program's file must not look like an empty import."""
    path = tmp_path / "file.json"
    path.write_text(text, encoding="utf-8")
    if what is None:
        report = import_devlog(desk, path)
        assert report.rejected == 1
        assert report.oddities[0].where.startswith("file.json")
    else:
        with pytest.raises(UsageError, match=what):
            import_devlog(desk, path)
    with pytest.raises(UsageError, match="cannot be read"):
        import_devlog(desk, tmp_path / "nowhere.json")
