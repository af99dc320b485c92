"""The moment between our read of an issue and our write, of which only Jira's history tells."""

from __future__ import annotations

from typing import Any

import pytest

from devlog_core.testing.sandbox import Moment
from tests.integration.depot import Depot
from tests.integration.desk import Desk, quiet

MOMENT = 5


@pytest.fixture
def ref(jira_desk: Desk, depot: Depot) -> str:
    """An entry that is issue SHOP-1."""
    depot.seed([{"summary": "old", "description": depot.written("old text"), "labels": ["there"]}])
    jira_desk.near()
    depot.advance(600)
    return jira_desk.of("SHOP-1", "jira")


def in_the_window(depot: Depot, values: dict[str, Any]) -> None:
    """Let a person edit the issue just before our next edit of it is applied."""
    left = [values]

    def hook(moment: Moment) -> None:
        if moment.method == "PUT" and moment.phase == "before" and left:
            depot.edit("SHOP-1", left.pop(), by="jane")
            depot.advance(MOMENT)

    depot.on_request(hook)


@pytest.mark.parametrize(("field", "name"), [("title", "summary"), ("description", "description")])
def test_a_value_that_was_replaced_unread_is_found_and_asked_about(
    jira_desk: Desk, depot: Depot, ref: str, field: str, name: str
) -> None:
    """Otherwise what a person wrote in that moment is gone unseen."""
    desk = jira_desk
    desk.edit(ref, f"--{field}", "ours")
    in_the_window(depot, {name: depot.written("theirs") if field == "description" else "theirs"})
    desk.sync()
    assert depot.shown("SHOP-1")[field] == "ours"
    depot.advance(600)
    assert desk.sync("--full", code=4)["jira"]["conflicts"] == 1
    (conflict,) = desk.do("conflicts", "list")
    values = {one["place"]: one["value"] for one in conflict["candidates"]}
    assert values["local"] == values["jira"] == "ours"
    assert values["jira-overwritten"] == "theirs"
    told = [one for one in desk.do("history", ref, "--field", field) if one["cause"] == "recover"]
    assert [(one["old"], one["new"]) for one in told] == [("theirs", "ours")]
    desk.do("conflicts", "resolve", conflict["id"], "--take", "jira-overwritten")
    desk.near()
    assert depot.shown("SHOP-1")[field] == desk.show(ref)[field] == "theirs"
    depot.advance(600)
    desk.near()
    assert quiet(desk.near()["jira"])
    assert desk.do("conflicts", "list") == []


def test_what_was_set_in_the_window_and_not_by_us_is_kept(jira_desk: Desk, depot: Depot, ref: str) -> None:
    """Otherwise a label, or another field, that a person just set is gone."""
    desk = jira_desk
    desk.edit(ref, "--title", "ours", "--add-label", "mine")
    in_the_window(depot, {"labels": ["there", "theirs"], "duedate": "2026-01-01", "priority": "High"})
    desk.sync()
    depot.advance(600)
    desk.near()
    there, here = depot.shown("SHOP-1"), desk.show(ref)
    assert there["labels"] == here["labels"] == ["mine", "theirs", "there"]
    assert (here["due"], here["priority"], here["title"]) == ("2026-01-01", "high", "ours")
    assert there["title"] == "ours"
    depot.advance(600)
    assert quiet(desk.near()["jira"])
