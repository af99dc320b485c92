"""One run with Jira put back, and why an entry is or is not there."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.depot import Depot
from tests.integration.desk import Desk, key_at, quiet


def why(desk: Desk, entry: str) -> dict[str, str]:
    """The reasons by the word for the decision."""
    return {reason["decision"]: reason["reason"] for reason in desk.do("why", entry)}


def settled(desk: Desk, depot: Depot) -> dict[str, Any]:
    """The issue, after syncs that ended quietly with the entry saying the same."""
    desk.near()
    depot.advance(600)
    desk.near()
    depot.advance(600)
    assert quiet(desk.near()["jira"])
    there, here = depot.shown("SHOP-1"), desk.show(desk.of("SHOP-1", "jira"))
    for name in ("title", "description", "status", "priority", "labels", "due"):
        assert here[name] == there[name], name
    return there


def test_what_a_run_pulled_goes_back_on_both_sides(jira_desk: Desk, depot: Depot) -> None:
    """Otherwise a mistake at Jira can only be mended by hand, field by field."""
    desk = jira_desk
    depot.seed([{"summary": "old", "description": depot.written("one"), "labels": ["keep", "gone"]}])
    desk.near()
    depot.advance(600)
    depot.edit(
        "SHOP-1",
        {"summary": "new", "description": depot.written("two"), "labels": ["keep"], "status": "Done"},
        by="jane",
    )
    depot.comment("SHOP-1", depot.written("said"), by="jane")
    depot.log_work("SHOP-1", "1h", by="jane")
    run = desk.sync()["jira"]
    ref = desk.of("SHOP-1", "jira")
    assert (desk.show(ref)["status"], desk.show(ref)["spent"]) == ("done", 60)
    told = desk.do("undo", run["id"])
    assert told["refused"] == []
    there = settled(desk, depot)
    assert {name: there[name] for name in ("title", "description", "status", "labels")} == {
        "title": "old", "description": "one", "status": "new", "labels": ["gone", "keep"],
    }  # fmt: skip
    # A person's comment and booking are not devlog's to delete.
    assert there["notes"] == ["said"]
    assert len(depot.read("SHOP-1")["worklogs"]) == 1
    assert desk.show(ref)["notes"] == []
    assert desk.do("undo", run["id"])["undone"] == 0


def test_what_a_run_sent_goes_back_and_what_it_made_stays(jira_desk: Desk, depot: Depot) -> None:
    """Otherwise what was sent by mistake stays, or devlog deletes an issue."""
    desk = jira_desk
    depot.seed([{"summary": "old"}])
    desk.near()
    depot.advance(600)
    ref = desk.of("SHOP-1", "jira")
    desk.edit(ref, "--title", "new", "--status", "in-review", "--set", "due=2026-05-01")
    made = desk.new("made here")["ref"]
    run = desk.sync()["jira"]
    told = desk.do("undo", run["id"], code=1)
    assert [(one["entry"], one["field"]) for one in told["refused"]] == [(made, "item")]
    there = settled(desk, depot)
    assert (there["title"], there["status"], there["due"]) == ("old", "new", None)
    assert key_at(desk.show(made), "jira") == "SHOP-2"
    assert len(depot.keys()) == 2


@pytest.mark.parametrize("depot", ["cloud"], indirect=True)
def test_each_reason_is_told(jira_desk: Desk, depot: Depot) -> None:
    """Otherwise an entry that is not there looks like one that was forgotten."""
    desk = jira_desk
    depot.seed([{"summary": "there"}, {"summary": "gone"}])
    waits = desk.new("made here")["ref"]
    assert "waiting" in why(desk, waits)
    desk.sync()
    assert why(desk, desk.of("SHOP-1", "jira"))["linked"] == "linked to SHOP-1, which was there before"
    assert why(desk, waits)["linked"] == "linked to SHOP-3, which devlog created"
    gone = desk.of("SHOP-2", "jira")
    depot.delete("SHOP-2")
    desk.near("--full")
    assert set(why(desk, gone)) == {"gone", "read"}
    long = desk.new("x" * 300)["ref"]
    desk.here("sync")
    assert "255" in why(desk, long)["set-aside"]
    depot.revoke()
    desk.here("sync")
    assert why(desk, waits)["error"].startswith("auth: Jira did not accept the credentials")
