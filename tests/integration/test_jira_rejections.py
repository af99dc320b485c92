"""What Jira does not take: one line with the cure, all else sent, and sent as soon as it is cured."""

from __future__ import annotations

from typing import Any

import pytest

from devlog_jira.sandbox.defaults import SCREEN
from tests.integration.depot import Depot
from tests.integration.desk import Desk, quiet

pytestmark = pytest.mark.parametrize(
    "depot", ["cloud", pytest.param("server", marks=pytest.mark.long)], indirect=True
)


def refused(desk: Desk, *words: str, state: str = "set-aside") -> str:
    """Sync, find one field refused in one line that the outbox tells again, and return the row."""
    run = desk.near(code=1)["jira"]
    assert run["status"] == "partial"
    (error,) = run["errors"]
    assert (error["kind"], "\n" in error["message"]) == ("rejected", False)
    (row,) = desk.do("outbox", "list")
    assert row["state"] == state
    # It is told again as long as it waits, however often it was synced since.
    desk.near()
    (again,) = desk.do("outbox", "list")
    assert again["state"] == "set-aside"
    for said in (error["message"], row["error"], again["error"]):
        assert [word for word in words if word not in said] == [], said
    return str(row["row"])


def sent(desk: Desk, depot: Depot) -> None:
    """Sync after the cure: everything goes out, and nothing is left to do."""
    assert desk.near()["jira"]["errors"] == []
    assert desk.do("outbox", "list") == []
    depot.advance(600)
    desk.near()
    assert quiet(desk.near()["jira"])


def known(desk: Desk, depot: Depot, *, summary: str = "t", **more: Any) -> str:
    """An issue that is linked and at rest; the ref of its entry."""
    depot.seed([{"summary": summary, **more}])
    desk.near()
    depot.advance(600)
    depot.clear_requests()
    return desk.of("SHOP-1", "jira")


def test_a_required_field_is_named_before_the_first_create(jira_desk: Desk, depot: Depot) -> None:
    """Otherwise one learns from failures what an issue needs, one field at a time."""
    desk = jira_desk
    depot.require("duedate")
    team = depot.add_field("Squad", "select", ["Red", "Blue"], required=True)
    ref = desk.new("made here")["ref"]
    row = refused(
        desk, "creates no Task without", "Due date: give the entry a due", "Squad (one of Red, Blue)",
        'config.create`, such as "Squad" = "Red"',
    )  # fmt: skip
    assert depot.writes() == []
    assert depot.keys() == []
    desk.connect("jira", depot.settings(create={"Squad": "Blue"}), plugin="jira")
    desk.do("outbox", "retry", row)
    row = refused(desk, "Due date: give the entry a due")
    assert depot.writes() == []
    desk.edit(ref, "--set", "due=2026-03-31")
    sent(desk, depot)
    fields = depot.read(depot.titled("made here"))["fields"]
    assert (fields["duedate"], fields[team]["value"]) == ("2026-03-31", "Blue")


def test_an_option_that_does_not_exist_is_set_aside_with_those_that_do(jira_desk: Desk, depot: Depot) -> None:
    """Otherwise a slip in one field holds back the others, and one has to look the names up."""
    desk = jira_desk
    field = depot.add_field("Severity", "select", ["S1", "S2"])
    desk.connect("jira", depot.settings(custom={"severity": "Severity"}), plugin="jira")
    ref = known(desk, depot, Severity="S1")
    desk.edit(ref, "--set", "custom.severity=S9", "--title", "renamed", "--add-label", "mine")
    refused(desk, "Severity takes one of S1, S2")
    there = depot.read("SHOP-1")["fields"]
    assert (there["summary"], there["labels"], there[field]["value"]) == ("renamed", ["mine"], "S1")
    desk.edit(ref, "--set", "custom.severity=S2")
    sent(desk, depot)
    assert depot.read("SHOP-1")["fields"][field]["value"] == "S2"


def test_a_field_of_a_type_that_nobody_writes_is_set_aside_alone(jira_desk: Desk, depot: Depot) -> None:
    """Otherwise a field that can only be read keeps the others from being written."""
    desk = jira_desk
    desk.connect("jira", depot.settings(custom={"sprint": "Sprint"}), plugin="jira")
    ref = known(desk, depot)
    desk.edit(ref, "--set", 'custom.sprint=["Sprint 1"]', "--title", "renamed")
    refused(desk, "Sprint has the type array", "use the actions add_to_sprint")
    assert depot.shown("SHOP-1")["title"] == "renamed"
    desk.edit(ref, "--set", "custom.sprint=")
    sent(desk, depot)


@pytest.mark.parametrize("status", [400, 413])
def test_a_text_that_is_too_long_names_its_field(jira_desk: Desk, depot: Depot, status: int) -> None:
    """Jira says so in one way, the gateway before it in another, which names no field."""
    desk = jira_desk
    ref = known(desk, depot, description=depot.written("short"))
    depot.switch("longest_text", 100)
    if status == 413:
        depot.fault("413", match=r"^PUT ")
    desk.edit(ref, "--description", "x" * 101, "--title", "renamed")
    refused(desk, "too long", "shorten it")
    there = depot.shown("SHOP-1")
    assert (there["title"], there["description"]) == ("renamed", "short")
    desk.edit(ref, "--description", "x" * 100)
    sent(desk, depot)
    assert depot.shown("SHOP-1")["description"] == "x" * 100


def test_a_screen_of_a_transition_that_refuses_holds_up_only_the_status(
    jira_desk: Desk, depot: Depot
) -> None:
    """Otherwise the issue stands half way, or its other fields wait for the workflow."""
    desk = jira_desk
    field = depot.add_field("Cause", "string")
    depot.workflow(
        [{"name": "To Do", "category": "new"}, {"name": "Done", "category": "done"}],
        [
            {"name": "Finish", "from": ["To Do"], "to": "Done", "required": ["resolution", field]},
            {"name": "Reopen", "from": ["Done"], "to": "To Do"},
        ],
    )
    ref = known(desk, depot)
    desk.edit(ref, "--status", "done", "--title", "renamed")
    row = refused(desk, "'Finish' wants Cause", "`config.transitions`")
    there = depot.shown("SHOP-1")
    assert (there["title"], there["status"]) == ("renamed", "new")
    assert [line for line in depot.sent() if line.endswith("/transitions") and line.startswith("POST")] == []
    given = {"Finish": {"Cause": "x" * 300}}
    desk.connect("jira", depot.settings(transitions=given), plugin="jira")
    desk.do("outbox", "retry", row)
    row = refused(desk, "did not take the transition 'Finish' from 'To Do'", "Cause", "255")
    assert depot.shown("SHOP-1")["status"] == "new"
    desk.connect("jira", depot.settings(transitions={"Finish": {"Cause": "haste"}}), plugin="jira")
    desk.do("outbox", "retry", row)
    sent(desk, depot)
    assert depot.shown("SHOP-1")["status"] == "done"
    assert depot.read("SHOP-1")["fields"][field] == "haste"


def test_a_field_that_is_not_on_the_screen_is_set_aside_alone(jira_desk: Desk, depot: Depot) -> None:
    """Otherwise a project without due dates takes no edits at all."""
    desk = jira_desk
    ref = known(desk, depot)
    project = depot.project("SHOP")
    project.fields = tuple(name for name in SCREEN if name != "duedate")
    desk.edit(ref, "--set", "due=2026-03-31", "--title", "renamed")
    made = desk.new("made here")["ref"]
    desk.edit(made, "--priority", "high")
    row = refused(
        desk, "duedate", "not on the appropriate screen", "`fields` in the settings", state="pending"
    )
    there = depot.shown("SHOP-1")
    assert (there["title"], there["due"]) == ("renamed", None)
    assert depot.shown(depot.titled("made here"))["priority"] == "high"
    project.fields = SCREEN
    desk.do("outbox", "retry", row)
    sent(desk, depot)
    assert depot.shown("SHOP-1")["due"] == "2026-03-31"
