"""Reading one codervisor file, whatever stands in it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from devlog_core.sync.exchange.codervisor.read import Reading, read
from devlog_core.sync.exchange.codervisor.shelf import snake_case
from devlog_core.sync.exchange.report import RecordError

GOOD: dict[str, Any] = {
    "id": 7,
    "key": "fix-login",
    "title": "Fix the login",
    "type": "bugfix",
    "description": "It fails.",
    "status": "done",
    "priority": "high",
    "createdAt": "2025-07-01T10:00:00.500+02:00",
    "updatedAt": "2025-07-02T10:00:00Z",
    "closedAt": "2025-07-02T09:00:00Z",
    "notes": [],
    "files": [],
    "context": {},
    "aiContext": {},
}


def reading(**changes: Any) -> Reading:
    return read({**GOOD, **changes})


def odd_about(found: Reading, where: str) -> list[str]:
    return [odd.what for odd in found.oddities if odd.where == where]


def test_a_plain_file_has_no_oddities() -> None:
    """Noise would hide what needs a look."""
    found = reading()
    assert found.oddities == ()
    assert found.entry.created_at == datetime(2025, 7, 1, 8, 0, 0, 500_000, tzinfo=UTC)
    assert found.entry.values["type"] == "bugfix"


def test_the_uid_follows_from_id_and_birth_alone() -> None:
    """An entry that is retitled, closed or renamed is still the same entry."""
    same = {reading(title="Other", key="other", status="new").entry.uid, reading().entry.uid}
    assert len(same) == 1
    assert reading(id=8).entry.uid not in same
    assert reading(createdAt="2024-01-01T00:00:00Z").entry.uid not in same


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ([], ""),
        ("text", ""),
        ({**GOOD, "title": ""}, "title"),
        ({**GOOD, "title": 3}, "title"),
        ({**GOOD, "id": None, "key": ""}, "id"),
    ],
)
def test_what_cannot_be_an_entry_is_refused(data: Any, where: str) -> None:
    """A guess would come back as another entry with the next import."""
    with pytest.raises(RecordError) as caught:
        read(data)
    assert caught.value.where == where


@pytest.mark.parametrize(
    ("changes", "where", "values"),
    [
        ({"status": "todo"}, "status", {"status": "new", "custom.status": "todo"}),
        ({"status": ["x"]}, "status", {"status": "new", "custom.status": ["x"]}),
        ({"type": "bug"}, "type", {"type": "bugfix", "custom.type": "bug"}),
        ({"priority": "someday"}, "priority", {"priority": "medium", "custom.priority": "someday"}),
        ({"tags": "one"}, "tags", {"labels": ["one"]}),
        ({"tags": [1]}, "tags", {"custom.tags": [1]}),
        ({"estimatedHours": 1.5}, None, {"estimate": 90}),
        ({"estimatedHours": 0.001}, "estimatedHours", {"custom.estimated_hours": 0.001}),
        ({"estimatedHours": "2d"}, "estimatedHours", {"custom.estimated_hours": "2d"}),
        ({"createdAt": "yesterday"}, "createdAt", {"custom.created_at": "yesterday"}),
        ({"status": "blocked"}, "closedAt", {"custom.closed_at": "2025-07-02T09:00:00Z"}),
        ({"someNewField": {"a": 1}}, "someNewField", {"custom.some_new_field": {"a": 1}}),
        ({"someNewField": []}, "someNewField", {}),
        ({"context": "text"}, "context", {"custom.context": "text"}),
        ({"context": {"odd": 1}}, "context.odd", {"custom.context": {"odd": 1}}),
        ({"archived": "yes"}, "archived", {"custom.archived": "yes"}),
        ({"dueDate": "2025-08-01"}, None, {"due": "2025-08-01"}),
        ({"title": "Two\n lines"}, "title", {"title": "Two lines"}),
        ({"externalReferences": [{"system": "x", "id": "1"}]}, None,
         {"custom.external_references": [{"system": "x", "id": "1"}]}),
        ({"context": {"risks": [{"id": "r", "whoKnows": 1}]}}, None,
         {"risks": [{"id": "r", "who_knows": 1}]}),
        ({"aiContext": {"lastAIUpdate": "now", "keyInsights": ["k"]}}, None,
         {"custom.ai_context": {"last_ai_update": "now"}, "agent_context": {"key_insights": ["k"]}}),
        ({"businessContext": "top", "context": {"businessContext": "in"}}, "businessContext",
         {"context": {"business": "in"}, "custom.business_context": "top"}),
    ],
)  # fmt: skip
def test_odd_values_are_named_and_kept(
    changes: dict[str, Any], where: str | None, values: dict[str, Any]
) -> None:
    """What devlog cannot hold in its own fields is neither dropped nor passed over in silence."""
    found = reading(**changes)
    if where is None:
        assert found.oddities == ()
    else:
        assert odd_about(found, where)
    for name, value in values.items():
        assert found.entry.content()[name] == value


def test_two_names_that_become_one_are_both_kept() -> None:
    """`someField` and `some_field` would otherwise overwrite each other."""
    content = reading(someField=1, some_field=2).entry.content()
    assert {content["custom.some_field"], content["custom.some_field_2"]} == {1, 2}


def test_notes_with_odd_ids() -> None:
    """Two notes of one id are two notes, and each keeps its uid in the next import."""
    uid = "d27fc3ec-db94-4b68-94b1-ea9745c2d110"
    at = "2025-07-01T10:00:00Z"
    notes = [
        {"id": uid, "timestamp": at, "category": "idea", "content": "a"},
        {"id": uid, "timestamp": at, "category": "idea", "content": "b"},
        {"id": "note-1", "timestamp": at, "category": "odd", "content": "c"},
        {"timestamp": "x", "content": "", "codeChanges": "+1"},
        "only text",
        5,
    ]
    first, again = reading(notes=notes), reading(notes=notes)
    uids = [note.uid for note in first.entry.notes]
    assert uids == [note.uid for note in again.entry.notes]
    assert len(set(uids)) == 6
    assert uids[0] == uid
    details = first.entry.content()["custom.note_details"]
    assert details[uids[1]]["id"] == uid
    assert details[uids[2]] == {"id": "note-1", "category": "odd"}
    assert details[uids[3]] == {"timestamp": "x", "code_changes": "+1"}
    for where in (
        "notes[1].id",
        "notes[2].id",
        "notes[2].category",
        "notes[3].timestamp",
        "notes[4]",
        "notes[5]",
    ):
        assert odd_about(first, where)


@pytest.mark.parametrize(
    ("name", "snake"), [("lastAIUpdate", "last_ai_update"), ("nextSteps", "next_steps"), ("x-y z", "x_y_z")]
)
def test_snake_case(name: str, snake: str) -> None:
    """Names in `custom` are typed by people."""
    assert snake_case(name) == snake
