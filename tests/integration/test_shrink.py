"""A place that reads empty, or much smaller than it was."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.desk import TOKEN, Desk, quiet
from tests.integration.hub import Hub

CLOCK = "reconcile"


def count_at_each_sync(desk: Desk, every: str = "0s") -> None:
    """Let a census be due, or no longer."""
    desk.settings["integrations"]["github"]["auto"] = {CLOCK: every}
    desk.write()


def seeded(desk: Desk, hub: Hub, count: int) -> None:
    """That many issues, all linked."""
    hub.seed([{"title": f"t{n}"} for n in range(count)])
    desk.near()


def stopped(run: dict[str, Any]) -> str:
    """What the guard said; it was the one thing that went wrong, and nothing was written."""
    assert (run["status"], run["writes"]) == ("failed", 0)
    [error] = run["errors"]
    assert error["kind"] == "guard"
    return str(error["message"])


def states(desk: Desk) -> list[str]:
    """How each link is, that of the oldest entry first."""
    return [link["state"] for entry in desk.entries() for link in entry["links"]]


@pytest.mark.parametrize(("guard", "deleted", "stops"), [(0.5, 2, False), (0.5, 3, True), (0.25, 2, True)])
def test_more_than_the_share_stops_and_the_share_itself_does_not(
    desk: Desk, hub: Hub, guard: float, deleted: int, stops: bool
) -> None:
    """Otherwise the setting means something else than it says."""
    desk.settings["sync"] = {"shrink_guard": guard}
    desk.write()
    seeded(desk, hub, 4)
    for key in range(1, deleted + 1):
        hub.delete(str(key))
    run = desk.near("--full", code=1 if stops else 0)["github"]
    if stops:
        assert f"{deleted} of 4 linked items" in stopped(run)
        assert states(desk) == ["linked"] * 4
    else:
        assert states(desk) == ["gone"] * deleted + ["linked"] * (4 - deleted)


def test_the_only_item_is_asked_about(desk: Desk, hub: Hub) -> None:
    """Otherwise a workspace with one issue is emptied without a word."""
    seeded(desk, hub, 1)
    hub.delete("1")
    assert "1 of 1" in stopped(desk.near("--full", code=1)["github"])
    assert states(desk) == ["linked"]
    desk.near("--full", "--allow-shrink")
    assert states(desk) == ["gone"]


@pytest.mark.parametrize("how", ["census", "full"])
def test_it_asks_at_every_sync_until_it_is_answered(desk: Desk, hub: Hub, how: str) -> None:
    """Otherwise the second sync says that all is well, and sends into a place that is wrong."""
    seeded(desk, hub, 3)
    hub.delete("1")
    hub.delete("2")
    if how == "census":
        count_at_each_sync(desk)
    stopped(desk.near(*(["--full"] if how == "full" else []), code=1)["github"])
    count_at_each_sync(desk, "24h")
    desk.new("waits")
    for _ in range(2):
        stopped(desk.near(code=1)["github"])
        assert states(desk) == ["linked"] * 3
    assert [row["integration"] for row in desk.do("outbox", "list")] == ["github"]
    desk.near("--allow-shrink")
    assert states(desk) == ["gone", "gone", "linked", "linked"]
    assert quiet(desk.near()["github"])


def test_an_empty_answer_loses_nothing_and_the_next_sync_goes_on(desk: Desk, hub: Hub) -> None:
    """Otherwise one wrong answer of a server is taken for a mass deletion."""
    seeded(desk, hub, 3)
    hub.fault("empty-list", times=2, match="GET .*/issues")
    stopped(desk.near("--full", code=1)["github"])
    assert states(desk) == ["linked"] * 3
    hub.clear_faults()
    hub.advance(60)
    hub.edit("3", {"title": "edited there"}, by="alice")
    desk.near()
    assert desk.show(desk.of("3"))["title"] == "edited there"
    assert states(desk) == ["linked"] * 3
    assert quiet(desk.near()["github"])


def test_an_empty_delta_is_no_shrinking(desk: Desk, hub: Hub) -> None:
    """Otherwise every quiet sync would ask."""
    seeded(desk, hub, 3)
    assert quiet(desk.near()["github"])
    assert states(desk) == ["linked"] * 3


def test_allowed_or_not_what_can_still_be_read_is_not_gone(desk: Desk, hub: Hub) -> None:
    """Otherwise --allow-shrink believes a list that left everything out."""
    seeded(desk, hub, 3)
    hub.fault("empty-list", match="GET .*/issues\\?")
    desk.near("--full", "--allow-shrink")
    assert states(desk) == ["linked"] * 3


def test_a_repository_out_of_sight_marks_nothing_even_if_allowed(desk: Desk, hub: Hub) -> None:
    """Otherwise a token that lost its right reads like a repository that lost its issues."""
    seeded(desk, hub, 3)
    hub.add_token("stranger", "nobody", "none")
    hub.repository("acme/shop").private = True
    desk.environ["GITHUB_TOKEN"] = "stranger"
    for arguments in ((), ("--full",), ("--full", "--allow-shrink")):
        run = desk.near(*arguments, code=3)["github"]
        assert [error["kind"] for error in run["errors"]] == ["config"]
        assert states(desk) == ["linked"] * 3
    desk.environ["GITHUB_TOKEN"] = TOKEN
    desk.near("--full")
    assert states(desk) == ["linked"] * 3


def test_another_integration_goes_on(desk: Desk, hub: Hub) -> None:
    """Otherwise one place in doubt holds up all."""
    desk.connect("api", hub.settings("acme/api"))
    seeded(desk, hub, 2)
    hub.delete("1")
    hub.delete("2")
    mine = desk.new("made here", "--to", "api")["ref"]
    runs = desk.near("--full", code=1)
    stopped(runs["github"])
    assert (runs["api"]["status"], runs["api"]["pushed"]["created"]) == ("ok", 1)
    assert desk.show(mine)["links"][0]["state"] == "linked"


def test_only_what_is_linked_and_not_yet_gone_counts(desk: Desk, hub: Hub) -> None:
    """Otherwise old deletions, or issues that a filter leaves out, hide a new shrinking or make one up."""
    desk.settings["integrations"]["github"]["filter"] = {"labels": ["ours"]}
    desk.write()
    hub.seed([{"title": f"t{n}", "labels": ["ours"]} for n in range(4)])
    hub.seed([{"title": f"other {n}"} for n in range(6)])
    desk.near()
    for key in ("5", "6", "7", "8", "9", "10", "1", "2"):
        hub.delete(key)
    desk.near("--full")
    assert states(desk) == ["gone", "gone", "linked", "linked"]
    # Two are left: one of them is the half, and no more.
    hub.delete("3")
    linked = desk.new("linked by hand")["ref"]
    desk.do("link", linked, "github", "99")
    run = desk.near("--full", code=1)["github"]
    assert [error["kind"] for error in run["errors"]] == ["gone"]
    assert states(desk) == ["gone", "gone", "gone", "linked", "gone"]


def test_a_kill_before_the_judgement_leaves_it_to_the_next_sync(desk: Desk, hub: Hub) -> None:
    """Otherwise what was deleted before a kill is not noticed for a day."""
    seeded(desk, hub, 3)
    hub.delete("1")
    hub.fault("502", times=50, match="GET .*/issues/1")
    desk.near("--full", code=1)
    assert states(desk) == ["linked"] * 3
    hub.clear_faults()
    desk.near()
    assert states(desk) == ["gone", "linked", "linked"]
