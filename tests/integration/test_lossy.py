"""What a place cannot express stays with the entry, and is not sent for ever."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.integration.depot import Depot
from tests.integration.desk import Desk, quiet
from tests.integration.hub import Hub, shown
from tests.integration.works import Works

ONLY_OPEN_AND_CLOSED = {
    "status": {"in-progress": "open", "blocked": "open", "in-review": "open", "testing": "open"},
    "priority": {"low": False, "high": False, "critical": False},
}


@pytest.fixture
def plain(make_desk: Callable[..., Desk], hub: Hub) -> Desk:
    """A workspace whose GitHub tells only open from closed."""
    desk = make_desk()
    desk.connect("github", hub.settings(mapping=ONLY_OPEN_AND_CLOSED))
    return desk


def test_a_status_that_github_cannot_tell_stays_through_ten_syncs(plain: Desk, hub: Hub) -> None:
    """Otherwise a lossy answer comes back as an edit."""
    ref = plain.new("t", "--status", "in-review", "--priority", "high")["ref"]
    plain.sync()
    for round_ in range(10):
        hub.advance(60)
        if round_ % 3 == 0:
            hub.edit("1", {"title": f"title {round_}", "labels": [f"l{round_}"]}, by="alice")
        if round_ % 3 == 1:
            plain.edit(ref, "--description", f"text {round_}")
        plain.sync(*(["--full"] if round_ % 4 == 3 else []))
    entry, issue = plain.show(ref), shown(hub.read("1"))
    assert (entry["status"], entry["priority"]) == ("in-review", "high")
    assert (issue["status"], issue["labels"]) == ("new", ["l9"])
    assert (entry["title"], entry["description"]) == (issue["title"], issue["description"])
    assert (issue["title"], issue["description"]) == ("title 9", "text 7")
    assert {change["new"] for change in plain.do("history", ref, "--field", "status")} <= {"in-review"}
    hub.clear_requests()
    assert quiet(plain.sync()["github"])
    assert hub.writes() == []


@pytest.mark.long
def test_what_github_can_tell_still_gets_through(plain: Desk, hub: Hub) -> None:
    """Otherwise a lossy map makes the field deaf."""
    ref = plain.new("t", "--status", "in-review")["ref"]
    plain.sync()
    hub.advance(60)
    hub.edit("1", {"state": "closed", "state_reason": "not_planned"}, by="alice")
    plain.sync()
    assert plain.show(ref)["status"] == "cancelled"
    hub.advance(60)
    hub.edit("1", {"state": "open"}, by="alice")
    plain.sync()
    assert plain.show(ref)["status"] == "new"
    hub.clear_requests()
    plain.edit(ref, "--status", "testing")
    plain.sync()
    assert hub.writes() == []
    plain.edit(ref, "--status", "done")
    plain.sync()
    assert shown(hub.read("1"))["status"] == "done"
    hub.advance(60)
    plain.sync()
    assert quiet(plain.sync()["github"])


def test_people_that_github_cannot_name_stay_assigned(desk: Desk, hub: Hub) -> None:
    """Otherwise they are lost with the first answer, or sent again with every sync."""
    desk.settings["people"] = {
        "carol": {"email": "carol@example.com"},
        "dave": {"email": "dave@example.com", "github": "dave"},
        "alice": {"email": "alice@example.com", "github": "alice"},
    }
    desk.write()
    everybody = [option for name in ("carol", "dave", "alice") for option in ("--assignee", name)]
    ref = desk.new("t", *everybody)["ref"]
    desk.sync()
    assert shown(hub.read("1"))["assignees"] == ["alice"]
    for person in (["alice", "bob"], ["bob"], ["alice"]):
        hub.advance(60)
        hub.edit("1", {"assignees": person}, by="bob")
        hub.clear_requests()
        desk.sync()
        assert hub.writes() == []
        held = {found["id"] for found in desk.show(ref)["assignees"]}
        assert held == {"carol", "dave", *person}
    hub.advance(60)
    desk.edit(ref, "--remove-assignee", "alice", "--remove-assignee", "carol")
    desk.sync()
    assert shown(hub.read("1"))["assignees"] == []
    assert [found["id"] for found in desk.show(ref)["assignees"]] == ["dave"]
    assert quiet(desk.sync()["github"])


def test_labels_that_the_token_may_not_set_are_kept_and_not_sent_for_ever(desk: Desk, hub: Hub) -> None:
    """Otherwise what GitHub drops in silence is taken for a person's removal."""
    hub.permit("pull")
    ref = desk.new("t", "--label", "kept", "--priority", "high", "--status", "done")["ref"]
    desk.sync()
    assert hub.read("1")["labels"] == []
    for round_ in range(4):
        hub.advance(60)
        hub.edit("1", {"title": f"title {round_}"}, by="alice")
        hub.clear_requests()
        desk.sync(*(["--full"] if round_ == 2 else []))
        assert hub.writes() == []
        entry = desk.show(ref)
        assert entry["title"] == f"title {round_}"
        assert (entry["labels"], entry["priority"], entry["status"]) == (["kept"], "high", "done")
    hub.advance(60)
    hub.edit("1", {"labels": ["theirs"]}, by="alice")
    hub.clear_requests()
    desk.sync()
    assert hub.writes() == []
    assert desk.show(ref)["labels"] == ["kept", "theirs"]
    assert quiet(desk.sync()["github"])
    hub.permit("push")
    desk.edit(ref, "--add-label", "later", "--priority", "low")
    desk.sync()
    there = shown(hub.read("1"))
    assert {"later", "theirs"} <= set(there["labels"])
    assert there["priority"] == "low"
    hub.advance(60)
    desk.sync()
    assert quiet(desk.sync()["github"])


def test_a_title_that_github_shortens_or_refuses_is_told(desk: Desk, hub: Hub) -> None:
    """Otherwise one entry that cannot be sent holds up the others in silence."""
    long = desk.new("x" * 300)["ref"]
    desk.new("fine")
    report = desk.try_("sync")
    assert shown(hub.read(hub.titled("fine")))["title"] == "fine"
    run = report.json["runs"][0]
    assert (report.code, run["status"], run["set_aside"]) == (1, "partial", 1)
    assert [(error["kind"], error["entry"]) for error in run["errors"]] == [("rejected", long)]
    hub.clear_requests()
    again = desk.try_("sync").json["runs"][0]
    assert hub.writes() == []
    assert again["requests"] <= 2
    desk.edit(long, "--title", "short enough")
    desk.sync()
    hub.titled("short enough")


def test_a_status_that_a_workflow_lacks_stays_in_the_first_sync_too(jira_desk: Desk, depot: Depot) -> None:
    """Otherwise the status that the first ticket got instead is read as somebody's edit."""
    ref = jira_desk.new("Refunds fail", "--status", "testing")["ref"]
    jira_desk.near()
    assert [ticket["status"] for ticket in depot.all()] == ["in-progress"]
    assert jira_desk.show(ref)["status"] == "testing"


def test_a_status_that_only_this_type_lacks_stays_here(azure_desk: Desk, works: Works) -> None:
    """Otherwise the state that a bug has instead is read as an edit, since stories have the right one."""
    ref = azure_desk.new("Refunds fail", "--type", "bugfix", "--status", "cancelled")["ref"]
    azure_desk.near()
    key = works.titled("Refunds fail")
    works.advance(600)
    works.edit(key, {"title": "Refunds are lost"}, by="jane")
    azure_desk.near()
    assert works.shown(key)["status"] == "done"
    entry = azure_desk.show(ref)
    assert (entry["title"], entry["status"]) == ("Refunds are lost", "cancelled")
