"""The JSON that is sent: only what is to change, and what Jira shows of it then."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devlog_core.model.errors import RejectedError
from devlog_core.model.ids import new_uid
from devlog_core.model.remote import FieldChange, Mark, Patch, SetChange
from devlog_jira.config import Mapping
from devlog_jira.custom import CustomField
from devlog_jira.express import express
from devlog_jira.mapping import Source
from devlog_jira.marks import label_of
from devlog_jira.richtext import codec
from devlog_jira.sending import Body, change, creation
from devlog_jira.vocabulary import Offered, Vocabulary

SEVERITY = CustomField(label="severity", id="customfield_1", name="Severity", type="option")
VALUES: dict[str, Any] = {
    "title": "Fix", "description": "text", "status": "new", "priority": "medium", "type": "task",
    "labels": ["a"], "assignees": ["u1"], "milestone": "1.0", "parent": None, "dependencies": [],
    "due": None, "estimate": 30, "custom.severity": "S1",
}  # fmt: skip


def source(cloud: bool = True) -> Source:
    """A project as it is understood."""
    offered = Offered(priorities=("High", "Medium", "Low"), types=("Bug", "Task"))
    words = Vocabulary(Mapping(), offered)
    return Source(
        scope="7", url="https://a.test", cloud=cloud, words=words, text=codec(cloud), custom=(SEVERITY,)
    )


class Lookups:
    """Ids that are made of names."""

    def type(self, value: str, parent: str | None) -> dict[str, Any]:
        return {"id": f"type-{value}", "subtask": parent is not None}

    def version(self, name: str) -> str:
        return f"version-{name}"

    def parent(self, parent: str | None, subtask: bool) -> Body:
        return Body(fields={"parent": {"id": parent}})


def changed(patch: Patch, cloud: bool = True) -> dict[str, Any]:
    """The body of an edit."""
    return change(VALUES, patch, source(cloud), Lookups()).json()


def single(name: str, new: Any) -> Patch:
    """One value to set."""
    return Patch(fields={name: FieldChange(old=VALUES.get(name), new=new)})


@pytest.mark.parametrize(
    ("patch", "body"),
    [
        (single("title", "Fix  it\n"), {"fields": {"summary": "Fix it"}}),
        (single("title", " Fix "), {}),
        (single("description", None), {"fields": {"description": None}}),
        (single("priority", "high"), {"fields": {"priority": {"name": "High"}}}),
        (single("type", "bugfix"), {"fields": {"issuetype": {"id": "type-bugfix"}}}),
        (single("due", "2026-03-31"), {"fields": {"duedate": "2026-03-31"}}),
        (single("estimate", 90), {"fields": {"timetracking": {"originalEstimate": "90m"}}}),
        (single("estimate", None), {"fields": {"timetracking": {"originalEstimate": ""}}}),
        (single("custom.severity", "S2"), {"fields": {"customfield_1": {"value": "S2"}}}),
        (single("custom.severity", None), {"fields": {"customfield_1": None}}),
        (single("custom.severity", "S1"), {}),
        (single("milestone", None), {"update": {"fixVersions": [{"remove": {"name": "1.0"}}]}}),
        (
            single("milestone", "2.0"),
            {"update": {"fixVersions": [{"remove": {"name": "1.0"}}, {"add": {"id": "version-2.0"}}]}},
        ),
        (
            Patch(sets={"labels": SetChange(add=("two words",), remove=("a",))}),
            {"update": {"labels": [{"add": "two-words"}, {"remove": "a"}]}},
        ),
        (
            Patch(sets={"assignees": SetChange(remove=("u1",))}),
            {"fields": {"assignee": None}},
        ),
        (
            Patch(sets={"assignees": SetChange(add=("u2",))}),
            {"fields": {"assignee": {"accountId": "u2"}}},
        ),
        (single("labels", ["b"]), {"update": {"labels": [{"add": "b"}, {"remove": "a"}]}}),
        (single("status", "done"), {}),
    ],
)  # fmt: skip
def test_an_edit_says_only_what_is_to_change(patch: Patch, body: dict[str, Any]) -> None:
    """What is not named stays as people left it; a status goes by transitions."""
    assert changed(patch) == body


def test_a_server_names_people() -> None:
    """It knows no account ids."""
    body = changed(Patch(sets={"assignees": SetChange(add=("u2",))}), cloud=False)
    assert body == {"fields": {"assignee": {"name": "u2"}}}


def test_a_creation_leaves_out_what_is_empty() -> None:
    """A screen may lack the field, and an empty value would be refused for it."""
    mark = Mark(uid=new_uid())
    values = {**VALUES, "due": None, "estimate": None, "assignees": [], "custom.severity": None}
    body = creation(mark, values, source(), Lookups()).json()
    assert set(body["fields"]) == {
        "project", "issuetype", "summary", "description", "priority", "labels", "fixVersions",
    }  # fmt: skip
    assert body["fields"]["labels"] == [label_of(mark.uid), "a"]


@pytest.mark.parametrize(
    ("patch", "field"),
    [
        (single("title", "x" * 256), "title"),
        (Patch(sets={"labels": SetChange(add=("x" * 256,))}), "labels"),
        (single("custom.nowhere", 1), "custom.nowhere"),
        (single("description", "<!-- adf:panel -->broken"), "description"),
    ],
)
def test_what_cannot_be_sent_is_refused_by_its_field(patch: Patch, field: str) -> None:
    """The other fields are sent then."""
    with pytest.raises(RejectedError) as refused:
        changed(patch)
    assert refused.value.fields == (field,)


@settings(deadline=None)
@given(st.lists(st.text(max_size=20), max_size=6))
def test_labels_are_shown_as_they_are_sent(names: list[str]) -> None:
    """What Jira shows, sent again, changes nothing; and no mark is ever made of a label."""
    shown = express("labels", [*names, label_of(new_uid())], source())
    assert express("labels", shown, source()) == shown
    assert all(name and not any(letter.isspace() for letter in name) for name in shown)


@pytest.mark.parametrize("name", sorted(VALUES))
def test_what_is_shown_already_is_not_sent(name: str) -> None:
    """Otherwise each sync writes what stands there."""
    assert changed(single(name, VALUES[name])) == {}
