"""The moment between our read of an issue and our write, in which GitHub tells nobody that it changed."""

from __future__ import annotations

from typing import Any

import pytest

from devlog_core.testing.sandbox import Moment
from tests.integration.desk import Desk, quiet
from tests.integration.hub import Hub, shown


def in_the_window(hub: Hub, *edits: dict[str, Any]) -> None:
    """Let a person edit issue 1 just before our next update of it is applied."""
    left = [1]

    def hook(moment: Moment) -> None:
        if moment.method == "PATCH" and moment.phase == "before" and left[0]:
            left[0] = 0
            for values in edits:
                hub.edit("1", values, by="alice")

    hub.on_request(hook)


@pytest.fixture
def ref(desk: Desk, hub: Hub) -> str:
    """An entry that is issue 1."""
    hub.seed([{"title": "old", "labels": ["there"]}])
    desk.sync()
    hub.advance(60)
    return desk.of("1")


def test_a_value_that_was_replaced_unread_is_found_and_asked_about(desk: Desk, hub: Hub, ref: str) -> None:
    """Otherwise what a person wrote in that moment is gone unseen."""
    desk.edit(ref, "--title", "ours")
    in_the_window(hub, {"title": "theirs"})
    desk.sync()
    assert hub.read("1")["title"] == "ours"
    hub.advance(60)
    assert desk.sync("--full", code=4)["github"]["conflicts"] == 1
    (conflict,) = desk.do("conflicts", "list")
    assert conflict["base"] == "old"
    values = {c["place"]: (c["value"], c["by"]) for c in conflict["candidates"]}
    assert values["local"][0] == values["github"][0] == "ours"
    assert values["github-overwritten"][0] == "theirs"
    told = [c for c in desk.do("history", ref, "--field", "title") if c["cause"] == "recover"]
    assert [(c["old"], c["new"]) for c in told] == [("theirs", "ours")]
    desk.do("conflicts", "resolve", conflict["id"], "--take", "github-overwritten")
    desk.sync()
    assert hub.read("1")["title"] == desk.show(ref)["title"] == "theirs"
    hub.advance(60)
    desk.sync()
    desk.sync("--full")
    assert quiet(desk.sync()["github"])
    assert desk.do("conflicts", "list") == []


def test_a_label_that_was_added_in_the_window_comes_back(desk: Desk, hub: Hub, ref: str) -> None:
    """Otherwise our list of labels, which replaces all, takes off what a person just put on."""
    desk.edit(ref, "--add-label", "ours")
    in_the_window(hub, {"labels": ["there", "theirs"]})
    desk.sync()
    assert {label["name"] for label in hub.read("1")["labels"]} == {"there", "ours"}
    hub.advance(60)
    # The daily count of ids finds it by itself.
    desk.settings["integrations"]["github"]["auto"] = {"reconcile": "0s"}
    desk.write()
    desk.sync()
    assert desk.show(ref)["labels"] == ["ours", "theirs", "there"]
    assert {label["name"] for label in hub.read("1")["labels"]} == {"there", "ours", "theirs"}


@pytest.mark.parametrize(
    ("edit", "theirs", "field", "value"),
    [
        (("--status", "blocked"), {"labels": ["status: in review"]}, "status", "in-review"),
        (("--priority", "high"), {"labels": ["there", "priority: low"]}, "priority", "low"),
    ],
)
def test_a_word_shown_by_a_label_is_found_too(
    desk: Desk, hub: Hub, ref: str, edit: tuple[str, str], theirs: dict[str, Any], field: str, value: str
) -> None:
    """Otherwise a status that a person set in that moment is gone."""
    desk.edit(ref, *edit)
    in_the_window(hub, theirs)
    desk.sync()
    hub.advance(60)
    desk.sync("--full", code=4)
    (conflict,) = desk.do("conflicts", "list")
    assert conflict["field"] == field
    assert value in [c["value"] for c in conflict["candidates"]]


@pytest.mark.parametrize(("policy", "wanted"), [("remote", "theirs"), ("local", "ours")])
def test_the_policy_decides_as_if_it_had_been_read(
    desk: Desk, hub: Hub, ref: str, policy: str, wanted: str
) -> None:
    """Otherwise the window is an exception to what was configured."""
    desk.settings["integrations"]["github"]["conflict"] = policy
    desk.write()
    desk.edit(ref, "--title", "ours")
    in_the_window(hub, {"title": "theirs"})
    desk.sync()
    hub.advance(60)
    desk.sync("--full")
    assert desk.show(ref)["title"] == hub.read("1")["title"] == wanted
    assert "theirs" in str(desk.do("history", ref, "--field", "title"))


def test_what_was_meant_is_not_taken_for_lost(desk: Desk, hub: Hub, ref: str) -> None:
    """Otherwise each label that is taken off comes back."""
    hub.edit("1", {"labels": ["there", "more"], "title": "new", "assignees": ["alice"]}, by="alice")
    desk.sync()
    desk.edit(ref, "--remove-label", "more", "--title", "ours", "--remove-assignee", "alice")
    desk.sync()
    hub.advance(60)
    hub.edit("1", {"labels": ["there", "again"]}, by="alice")
    hub.edit("1", {"labels": ["there"]}, by="alice")
    desk.sync()
    desk.sync("--full")
    hub.advance(120)
    desk.sync("--full")
    assert desk.show(ref)["labels"] == ["there"]
    assert (desk.show(ref)["title"], desk.show(ref)["assignees"]) == ("ours", [])
    assert desk.do("conflicts", "list") == []
    before = len(hub.requests())
    desk.sync("--full")
    assert not [r for r in hub.requests()[before:] if "/issues/events" in r["path"]]


def test_what_a_person_took_away_in_the_window_stays_away(desk: Desk, hub: Hub, ref: str) -> None:
    """Otherwise a label that was put on by mistake comes back for good."""
    desk.edit(ref, "--title", "ours", "--add-label", "ours")
    there = {"labels": ["there", "oops"], "assignees": ["alice"]}
    in_the_window(hub, there, {"labels": ["there"], "assignees": []})
    desk.sync()
    hub.advance(60)
    desk.sync("--full")
    assert desk.show(ref)["labels"] == ["ours", "there"]
    assert desk.show(ref)["assignees"] == []


def test_what_a_person_set_again_since_is_what_that_person_made_of_it(desk: Desk, hub: Hub, ref: str) -> None:
    """Otherwise what somebody put right by hand, and thought better of, comes back."""
    desk.edit(ref, "--title", "ours", "--add-label", "ours")
    in_the_window(hub, {"title": "theirs", "labels": ["there", "x"]})
    desk.sync()
    for title, labels in (("theirs", ["there", "ours", "x"]), ("ours", ["there", "ours"])):
        hub.advance(600)
        hub.edit("1", {"title": title, "labels": labels}, by="alice")
    desk.sync("--full")
    assert (desk.show(ref)["title"], desk.show(ref)["labels"]) == ("ours", ["ours", "there"])


def test_a_later_edit_of_ours_is_not_what_replaced_it(desk: Desk, hub: Hub, ref: str) -> None:
    """Otherwise the older value of the two stands in the end."""
    desk.settings["integrations"]["github"]["conflict"] = "remote"
    desk.write()
    desk.edit(ref, "--title", "ours")
    in_the_window(hub, {"title": "theirs"})
    desk.sync()
    hub.advance(5)
    desk.edit(ref, "--title", "third")
    desk.sync()
    hub.advance(60)
    desk.sync("--full")
    assert desk.show(ref)["title"] == hub.read("1")["title"] == "third"
    assert "theirs" in str(desk.do("history", ref, "--field", "title"))


def test_a_history_that_cannot_be_read_holds_up_nothing_and_is_asked_again(
    desk: Desk, hub: Hub, ref: str
) -> None:
    """Otherwise one list that the place cannot give ends all sending there."""
    desk.edit(ref, "--title", "ours")
    in_the_window(hub, {"title": "theirs"})
    desk.sync()
    hub.advance(60)
    hub.fault("500", 50, "/issues/events")
    desk.edit(ref, "--priority", "high")
    run = desk.sync("--full", code=1)["github"]
    assert (run["status"], [error["kind"] for error in run["errors"]]) == ("partial", ["transient"])
    assert "priority: high" in str(hub.read("1")["labels"])
    hub.clear_faults()
    desk.sync("--full", code=4)
    assert "theirs" in str(desk.do("conflicts", "list"))


def test_an_issue_that_was_closed_in_the_window_is_done(desk: Desk, hub: Hub, ref: str) -> None:
    """Otherwise the two sides show different states for good, and nobody is told."""
    desk.edit(ref, "--status", "in-review")
    in_the_window(hub, {"state": "closed"})
    desk.sync()
    hub.advance(60)
    desk.sync()
    assert desk.show(ref)["status"] == shown(hub.read("1"))["status"] == "done"


def test_what_was_set_in_the_window_beside_what_cannot_be_said_there_is_read(
    desk: Desk, hub: Hub, ref: str
) -> None:
    """Otherwise an answer to something else swallows an edit of a field that was not sent."""
    desk.edit(ref, "--title", "ours", "--add-assignee", "nobody-there")
    in_the_window(hub, {"assignees": ["bob"]})
    desk.sync()
    hub.advance(60)
    desk.sync("--full")
    assert [person["id"] for person in desk.show(ref)["assignees"]] == ["bob", "nobody-there"]
    assert shown(hub.read("1"))["assignees"] == ["bob"]
