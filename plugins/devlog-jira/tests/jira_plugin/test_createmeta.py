"""What a project requires of a new issue, as real ones say it, in both forms and page by page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from devlog_core.model.errors import RejectedError
from devlog_jira.createmeta import Wanted, field_id, records, with_defaults
from devlog_jira.richtext import codec

from .bench import Bench, draft

CLOUD = "mattermost.cloud-get-create-issue-metadata-for-project-many-fields.json"
SERVER = "mattermost.server-get-create-issue-metadata-for-project.json"
BODY = {"project": {"id": "1"}, "issuetype": {"id": "2"}, "summary": "Fix"}


def wanted(shared: Path, name: str, kind: str) -> Wanted:
    """A recorded create screen."""
    (project,) = json.loads((shared / "data/replay/jira" / name).read_text())["projects"]
    found = next(one for one in project["issuetypes"] if one["name"] == kind)
    return Wanted(type_name=kind, fields={field_id(one): one for one in records(found)})


def filled(screen: Wanted, body: dict[str, Any] | None = None, **defaults: Any) -> dict[str, Any]:
    """What would be sent."""
    return with_defaults(screen, body or BODY, defaults, codec(True), True)


def test_a_recorded_task_of_cloud_says_what_it_lacks(shared: Path) -> None:
    """A description is the entry's, and a default of Jira's is no lack."""
    screen = wanted(shared, CLOUD, "Task")
    with pytest.raises(RejectedError, match="no Task without Description: give the entry a description"):
        filled(screen)
    assert filled(screen, {**BODY, "description": {"type": "doc"}})["summary"] == "Fix"


def test_a_recorded_epic_is_named_by_its_title(shared: Path) -> None:
    """Boards want a second name, which the title can be."""
    screen = wanted(shared, CLOUD, "Epic")
    body = filled(screen, {**BODY, "description": {"type": "doc"}})
    assert body["customfield_10011"] == "Fix"


def test_a_recorded_subtask_wants_its_parent(shared: Path) -> None:
    """The reporter, which Jira fills, is no lack although it has no default."""
    screen = wanted(shared, SERVER, "Sub-task")
    with pytest.raises(RejectedError, match="no Sub-task without Parent: give the entry a parent"):
        filled(screen)
    assert "parent" in filled(screen, {**BODY, "parent": {"id": "3"}})


@pytest.mark.parametrize("named", ["MJK - Select List 3", "mjk - select list 3", "customfield_10076"])
def test_a_default_is_given_by_name_or_id(shared: Path, named: str) -> None:
    """It is sent in the field's type, and gives way to what the entry says."""
    screen = wanted(shared, CLOUD, "Task")
    body = {**BODY, "description": {"type": "doc"}}
    assert filled(screen, body, **{named: "A"})["customfield_10076"] == {"value": "A"}
    held = {**body, "customfield_10076": {"value": "B"}}
    assert filled(screen, held, **{named: "A"})["customfield_10076"] == {"value": "B"}
    assert "nowhere" not in filled(screen, body, nowhere="A")


def test_both_forms_of_a_page_are_read() -> None:
    """Cloud lists fields, Server values; the old form is a table."""
    one = {"fieldId": "summary", "key": "summary", "name": "Summary"}
    for page in ({"fields": [one]}, {"values": [one]}, {"fields": {"summary": {"name": "Summary"}}}):
        assert [field_id(found) for found in records(page)] == ["summary"]


def test_a_server_with_the_old_form_only_is_asked_in_it(bench: Bench) -> None:
    """Servers before 8.4 know no other."""
    if bench.jira.world.cloud:
        pytest.skip("Cloud has had the new form for years")
    bench.jira.switch("old_server", True)
    bench.jira.add_field("Severity", "select", options=["S1"], required=True)
    with pytest.raises(RejectedError, match=r"Severity \(one of S1\)"):
        bench.desk().service.create(draft())
