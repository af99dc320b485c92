"""Issues that went elsewhere, or out of sight: each told apart as far as Jira lets one."""

from __future__ import annotations

import pytest

from tests.integration.depot import Depot
from tests.integration.desk import Desk, key_at, quiet


def test_a_moved_issue_keeps_its_entry_under_its_new_key(jira_desk: Desk, depot: Depot) -> None:
    """Otherwise a move looks like a deletion and a new issue."""
    desk = jira_desk
    depot.seed([{"summary": "t"}, {"summary": "u"}, {"summary": "v"}])
    desk.near()
    ref = desk.of("SHOP-1", "jira")
    depot.advance(600)
    moved = depot.move("SHOP-1", "API")
    depot.edit(moved, {"summary": "moved"}, by="jane")
    desk.near("--full")
    assert (key_at(desk.show(ref), "jira"), desk.show(ref)["title"]) == (moved, "moved")
    desk.edit(ref, "--priority", "high")
    desk.near()
    assert depot.shown(moved)["priority"] == "high"
    assert len(desk.entries()) == 3


@pytest.mark.parametrize("depot", ["cloud"], indirect=True)
def test_deleted_and_out_of_sight_are_told_apart(jira_desk: Desk, depot: Depot) -> None:
    """Otherwise a permission that was taken away cancels every entry."""
    desk = jira_desk
    depot.seed([{"summary": f"t{n}"} for n in range(3)])
    desk.near()
    depot.delete("SHOP-1")
    desk.near("--full")
    states = {link["remote_key"]: link["state"] for entry in desk.entries() for link in entry["links"]}
    assert states == {"SHOP-1": "gone", "SHOP-2": "linked", "SHOP-3": "linked"}
    depot.permit("none", project="SHOP")
    done = desk.here("sync", "--full")
    assert done.code in (1, 3)
    assert "Browse Projects" in done.out
    states = {link["remote_key"]: link["state"] for entry in desk.entries() for link in entry["links"]}
    assert states == {"SHOP-1": "gone", "SHOP-2": "linked", "SHOP-3": "linked"}
    depot.permit("write", project="SHOP")
    desk.near("--full")
    depot.advance(600)
    assert quiet(desk.near()["jira"])
