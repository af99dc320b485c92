"""The moment between our read of an issue and our write, in which GitHub tells nobody that it changed."""

from __future__ import annotations

from typing import Any

import pytest

from devlog_github.sandbox import Moment
from tests.integration.desk import Desk, quiet
from tests.integration.hub import Hub


def in_the_window(hub: Hub, values: dict[str, Any]) -> None:
    """Let a person edit issue 1 just before our next update of it is applied."""
    left = [1]

    def hook(moment: Moment) -> None:
        if moment.method == "PATCH" and moment.phase == "before" and left[0]:
            left[0] = 0
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
