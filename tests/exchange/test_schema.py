"""The schema that others check entries by."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from devlog_core.model.conflict import Candidate
from devlog_core.model.fields import FIELDS
from devlog_core.model.schema import entry_schema
from devlog_core.sync.documents import Documents
from devlog_core.sync.exchange.codervisor.importing import import_codervisor
from devlog_core.sync.exchange.contests import contest
from devlog_core.sync.exchange.desk import Desk
from tests.exchange.stores import full_entry

COMMITTED = Path(__file__).parents[2] / "docs" / "reference" / "entry.schema.json"


@pytest.fixture
def validator() -> Draft202012Validator:
    Draft202012Validator.check_schema(entry_schema())
    return Draft202012Validator(entry_schema(), format_checker=FormatChecker())


def test_the_committed_schema_is_current() -> None:
    """Renew it by `devlog export entry-schema --out docs/reference/entry.schema.json`."""
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == entry_schema()


def test_every_field_is_described() -> None:
    """A field that the schema does not know would make every entry invalid."""
    assert set(FIELDS) <= set(entry_schema()["properties"])


def test_real_entries_are_valid(desk: Desk, real_entries: Path, validator: Draft202012Validator) -> None:
    """A schema that real work does not fit is no schema of it."""
    import_codervisor(desk, real_entries)
    with desk.store.read() as unit:
        entries = list(unit.entries.all())
        for document in Documents(unit).entries(entries):
            validator.validate(document)
        for document in Documents(unit).entries(entries[:5], notes=False):
            validator.validate(document)


def test_an_entry_with_everything_is_valid(desk: Desk, validator: Draft202012Validator) -> None:
    """Notes, worklogs, links and conflicts are described as they are printed."""
    entry = full_entry(desk)
    with desk.store.write() as unit:
        contest(desk.recorder(unit, None), entry, "title", None, [Candidate(place="", value="Other")])
        found = Documents(unit).entry(entry)
    assert found["conflicts"]
    validator.validate(found)


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"status": "odd"},
        {"labels": ["a", "a"]},
        {"extra": 1},
        {"created_at": "2026-01-01T00:00:00+01:00"},
        {"estimate": -1},
        {"assignees": ["ada"]},
        {"notes": [{}]},
    ],
)
def test_what_no_entry_may_be_is_invalid(
    desk: Desk, validator: Draft202012Validator, change: dict[str, Any]
) -> None:
    """The schema refuses what the contract rules out."""
    entry = full_entry(desk)
    with desk.store.read() as unit:
        found = Documents(unit).entry(entry)
    assert not validator.is_valid({**found, **change})
