"""An issue of Jira's and its entry, edited on both sides, field by field."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.depot import Depot
from tests.integration.desk import Desk, key_at, quiet

NAMES = ["title", "description", "status", "priority", "type", "labels", "milestone", "due"]


def in_step(desk: Desk, depot: Depot, key: str = "SHOP-1") -> dict[str, Any]:
    """The issue as it is shown, after syncs that ended quietly with the entry saying the same."""
    depot.advance(600)
    desk.near()
    depot.advance(600)
    assert quiet(desk.near()["jira"])
    there, here = depot.shown(key), desk.show(desk.of(key, "jira"))
    assert {name: here[name] for name in NAMES} == {name: there[name] for name in NAMES}
    return there


def test_every_field_crosses_in_both_directions(jira_desk: Desk, depot: Depot) -> None:
    """Otherwise a field is sent under a name that the other side does not read."""
    desk = jira_desk
    depot.add_version("v2")
    ref = desk.new(
        "Rotate the keys", "-d", "Twice **a year**.", "--type", "feature", "--priority", "critical",
        "--status", "in-progress", "--label", "security",
    )["ref"]  # fmt: skip
    desk.edit(ref, "--set", "milestone=v2", "--set", "due=2026-03-31", "--set", "estimate=2h30m")
    desk.do("note", ref, "half done")
    desk.sync()
    key = depot.titled("Rotate the keys")
    there = depot.shown(key)
    assert there == {
        "key": key, "uid": desk.show(ref)["uid"], "title": "Rotate the keys",
        "description": "Twice **a year**.", "status": "in-progress", "priority": "critical",
        "type": "feature", "labels": ["security"], "assignees": [], "milestone": "v2",
        "due": "2026-03-31", "notes": ["half done"],
    }  # fmt: skip
    assert depot.read(key)["fields"]["timetracking"]["originalEstimate"] == "2h 30m"
    depot.advance(600)
    mark = next(name for name in depot.read(key)["fields"]["labels"] if name.startswith("devlog-"))
    depot.edit(
        key,
        {
            "summary": "Rotate all keys", "description": depot.written("Thrice."), "status": "In Review",
            "priority": "Low", "issuetype": "Bug", "labels": [mark, "security", "later"],
            "fixVersions": [], "duedate": "2026-04-01",
        },
        by="jane",
    )  # fmt: skip
    depot.comment(key, depot.written("who has the old keys?"), by="jane")
    assert desk.sync()["jira"]["writes"] == 0
    there = in_step(desk, depot, key)
    assert {name: there[name] for name in NAMES} == {
        "title": "Rotate all keys", "description": "Thrice.", "status": "in-review", "priority": "low",
        "type": "bugfix", "labels": ["later", "security"], "milestone": None, "due": "2026-04-01",
    }  # fmt: skip
    notes = sorted(note["content"] for note in desk.show(ref)["notes"])
    assert notes == ["half done", "who has the old keys?"]


def test_different_fields_edited_on_both_sides_meet(jira_desk: Desk, depot: Depot) -> None:
    """Otherwise one side's edit is lost, or what is not ours goes."""
    desk = jira_desk
    depot.seed(
        [
            {
                "summary": "Login fails", "labels": ["bug"], "fixVersions": ["v1", "v2"],
                "assignee": "jane", "components": ["Shop"], "description": depot.written("one\n\ntwo"),
            }
        ]
    )  # fmt: skip
    desk.near()
    ref = desk.of("SHOP-1", "jira")
    depot.advance(600)
    depot.edit("SHOP-1", {"summary": "Login fails for all", "labels": ["bug", "urgent"]}, by="jane")
    desk.edit(ref, "--description", "one\n\nTWO", "--add-label", "mine", "--priority", "high")
    run = desk.sync()["jira"]
    assert (run["status"], run["writes"], run["pulled"]["updated"]) == ("ok", 1, 1)
    there = in_step(desk, depot)
    assert (there["title"], there["description"]) == ("Login fails for all", "one\n\nTWO")
    assert (there["labels"], there["priority"]) == (["bug", "mine", "urgent"], "high")
    assert there["uid"] is None
    fields = depot.read("SHOP-1")["fields"]
    assert sorted(one["name"] for one in fields["fixVersions"]) == ["v1", "v2"]
    assert [one["name"] for one in fields["components"]] == ["Shop"]
    assert depot.shown("SHOP-1")["assignees"]


def test_a_status_goes_by_the_workflow_there_and_back(jira_desk: Desk, depot: Depot) -> None:
    """Otherwise a status is sent as a field, which Jira does not have."""
    desk = jira_desk
    depot.workflow(
        [
            {"name": "To Do", "category": "new"},
            {"name": "In Progress", "category": "indeterminate"},
            {"name": "Done", "category": "done"},
        ],
        [
            {"name": "Start", "from": ["To Do"], "to": "In Progress"},
            {"name": "Finish", "from": ["In Progress"], "to": "Done", "required": ["resolution"]},
            {"name": "Reopen", "from": ["Done"], "to": "To Do"},
        ],
    )
    depot.seed([{"summary": "t"}])
    desk.near()
    ref = desk.of("SHOP-1", "jira")
    for status in ("done", "in-progress", "cancelled"):
        desk.edit(ref, "--status", status)
        assert desk.sync()["jira"]["errors"] == []
        assert in_step(desk, depot)["status"] == status


@pytest.mark.parametrize("depot", ["cloud"], indirect=True)
def test_a_panel_and_a_mention_stay_while_another_paragraph_is_edited(jira_desk: Desk, depot: Depot) -> None:
    """Otherwise an edit of one line takes away what Markdown cannot say; and a panel never goes unseen."""
    desk = jira_desk
    panel = {
        "type": "panel", "attrs": {"panelType": "warning"},
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Mind the gap"}]}],
    }  # fmt: skip
    mention = {"type": "mention", "attrs": {"id": "712020:jane", "text": "@Jane"}}
    plain = {"type": "paragraph", "content": [{"type": "text", "text": "Edit me, "}, mention]}
    depot.seed([{"summary": "t", "description": {"type": "doc", "version": 1, "content": [panel, plain]}}])
    desk.near()
    ref = desk.of("SHOP-1", "jira")
    text = desk.show(ref)["description"]
    desk.edit(ref, "--description", text.replace("Edit me", "Edited"))
    desk.sync()
    content = depot.read("SHOP-1")["fields"]["description"]["content"]
    assert content[0] == panel
    assert content[1]["content"] == [{"type": "text", "text": "Edited, "}, mention]
    desk.edit(ref, "--description", "all gone", "--title", "still sent")
    run = desk.sync(code=1)["jira"]
    assert run["status"] == "partial"
    (error,) = run["errors"]
    assert error["kind"] == "rejected"
    assert "panel" in error["message"]
    assert "mention" in error["message"]
    (row,) = desk.do("outbox", "list")
    assert row["state"] == "set-aside"
    assert "panel" in row["error"]
    assert depot.shown("SHOP-1")["title"] == "still sent"
    assert depot.read("SHOP-1")["fields"]["description"]["content"] == content


def test_restricted_comments_never_leave_jira(jira_desk: Desk, depot: Depot) -> None:
    """Otherwise what a team said among itself is read at another place."""
    desk = jira_desk
    desk.connect("copy", depot.settings("API"), plugin="jira", mirror=["jira"])
    depot.seed([{"summary": "t", "comments": [{"body": depot.written("for all")}]}])
    depot.comment(
        "SHOP-1", depot.written("for us"), by="jane", visibility={"type": "role", "value": "Administrators"}
    )
    for _ in range(2):
        desk.near()
        depot.advance(600)
    assert [note["content"] for note in desk.show(desk.of("SHOP-1", "jira"))["notes"]] == ["for all"]
    assert depot.shown("API-1")["notes"] == ["for all"]


def test_a_persons_account_is_found_by_map_and_by_address(jira_desk: Desk, depot: Depot) -> None:
    """Otherwise everybody has to be named twice, or the wrong one is assigned."""
    desk = jira_desk
    grace = depot.add_user("grace", email="grace@example.com")
    alan = depot.add_user("alan", email_visible=False)
    desk.settings["people"] = {
        "alan": {"email": "alan@example.com", "jira": alan}, "grace": {"email": "grace@example.com"},
    }  # fmt: skip
    desk.write()
    depot.seed([{"summary": "t", "assignee": "grace"}, {"summary": "u"}])
    desk.near()
    first, second = desk.of("SHOP-1", "jira"), desk.of("SHOP-2", "jira")
    assert [person["id"] for person in desk.show(first)["assignees"]] == ["grace"]
    desk.edit(first, "--remove-assignee", "grace", "--add-assignee", "alan")
    desk.edit(second, "--add-assignee", "grace")
    assert desk.sync()["jira"]["errors"] == []
    assert depot.shown("SHOP-1")["assignees"] == [alan]
    assert depot.shown("SHOP-2")["assignees"] == [grace]


def test_a_clone_of_our_issue_is_not_taken_for_ours(jira_desk: Desk, depot: Depot) -> None:
    """Otherwise two issues fight over one entry."""
    desk = jira_desk
    ref = desk.new("original")["ref"]
    desk.sync()
    depot.advance(600)
    labels = depot.read("SHOP-1")["fields"]["labels"]
    depot.seed([{"summary": "a clone", "labels": labels}])
    depot.link("SHOP-2", "Cloners", "SHOP-1", by="jane")
    depot.advance(600)
    assert desk.sync()["jira"]["errors"] == []
    assert (key_at(desk.show(ref), "jira"), desk.show(ref)["title"]) == ("SHOP-1", "original")
    clone = desk.show(desk.of("SHOP-2", "jira"))
    assert (clone["title"], clone["labels"]) == ("a clone", [])
    assert clone["uid"] != desk.show(ref)["uid"]
