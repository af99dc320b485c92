"""What stops a sync before it does harm, and what shows it beforehand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.agree import disagreements
from tests.integration.desk import Desk, key_at, quiet
from tests.integration.hub import Hub, doubles

LONG = pytest.mark.long


def kinds(run: dict[str, Any]) -> list[str]:
    """The kinds of a run's errors."""
    return [error["kind"] for error in run["errors"]]


def planned(plan: list[dict[str, Any]], direction: str) -> list[dict[str, Any]]:
    """What a plan says of one direction."""
    return [row for row in plan if row["direction"] == direction]


def test_many_new_items_are_held_back_until_allowed(desk: Desk, hub: Hub) -> None:
    """Otherwise a slip in the settings fills a tracker."""
    desk.settings["sync"] = {"create_guard": 3}
    hub.seed([{"title": "known"}])
    desk.sync()
    desk.edit(desk.of("1"), "--title", "known, edited")
    for n in range(4):
        desk.new(f"new {n}")
    desk.write()
    run = desk.sync(code=1)["github"]
    assert kinds(run) == ["guard"]
    assert "--allow-create" in run["errors"][0]["message"]
    assert [issue["title"] for issue in hub.all()] == ["known, edited"]
    desk.sync("--allow-create")
    assert len(hub.keys()) == 5
    assert doubles(hub) == []
    hub.advance(60)
    desk.sync()
    for n in range(3):
        desk.new(f"few {n}")
    desk.sync()
    assert len(hub.keys()) == 8


def test_a_tracker_that_shrinks_is_asked_about(desk: Desk, hub: Hub) -> None:
    """Otherwise a mass deletion, or a blind token, empties the workspace."""
    desk.settings["integrations"]["github"]["on_delete"] = "cancel"
    desk.write()
    hub.seed([{"title": f"t{n}"} for n in range(5)])
    desk.sync()
    for key in ("1", "2", "3"):
        hub.delete(key)
    assert quiet(desk.sync()["github"])
    for _ in range(2):
        run = desk.sync("--full", code=1)["github"]
        assert kinds(run) == ["guard"]
        assert "--allow-shrink" in run["errors"][0]["message"]
        assert {entry["status"] for entry in desk.entries()} == {"new"}
    desk.sync("--full", "--allow-shrink")
    assert [entry["status"] for entry in desk.entries()] == ["cancelled"] * 3 + ["new"] * 2
    hub.delete("4")
    desk.sync("--full", "--allow-shrink")
    assert [entry["status"] for entry in desk.entries()] == ["cancelled"] * 4 + ["new"]


@pytest.mark.parametrize(
    ("policy", "status", "how"),
    [
        pytest.param("cancel", "cancelled", "full", marks=LONG),
        ("keep", "new", "census"),
        ("cancel", "cancelled", "push"),
        pytest.param("keep", "new", "full", marks=LONG),
        pytest.param("cancel", "cancelled", "census", marks=LONG),
        pytest.param("keep", "new", "push", marks=LONG),
    ],
)
def test_a_deleted_issue_is_gone_and_its_entry_follows_the_policy(
    desk: Desk, hub: Hub, policy: str, status: str, how: str
) -> None:
    """Otherwise a deletion goes unseen, or takes the entry with it."""
    table = desk.settings["integrations"]["github"]
    table["on_delete"] = policy
    if how == "census":
        table["auto"] = {"reconcile": "0s"}
    desk.write()
    hub.seed([{"title": f"t{n}"} for n in range(3)])
    desk.sync()
    hub.delete("1")
    ref = desk.of("1")
    if how == "push":
        desk.edit(ref, "--title", "edited here")
    done = desk.try_("sync", *(["--full"] if how == "full" else []))
    assert kinds(done.json["runs"][0]) == (["gone"] if how == "push" else [])
    entry = desk.show(ref)
    assert (entry["status"], entry["links"][0]["state"]) == (status, "gone")
    hub.clear_requests()
    desk.edit(ref, "--description", "still worked on")
    desk.sync()
    assert hub.writes() == []
    assert len(hub.keys()) == 2


@pytest.mark.parametrize(("policy", "state"), [("close", "closed"), pytest.param("keep", "open", marks=LONG)])
def test_an_archived_entry_closes_its_issue_by_policy(desk: Desk, hub: Hub, policy: str, state: str) -> None:
    """Otherwise putting an entry away leaves the issue open, or closes it unasked."""
    desk.settings["integrations"]["github"]["on_archive"] = policy
    desk.write()
    hub.seed([{"title": "t"}])
    desk.sync()
    ref = desk.of("1")
    desk.do("archive", ref)
    desk.sync()
    assert hub.read("1")["state"] == state
    assert desk.show(ref)["status"] == "new"
    for _ in range(2):
        hub.advance(60)
        desk.sync()
    assert quiet(desk.sync()["github"])
    assert desk.show(ref)["archived"]


def test_a_dry_run_changes_nothing_and_tells_what_a_sync_then_does(desk: Desk, hub: Hub) -> None:
    """Otherwise the plan is a promise that is not kept, or is kept too early."""
    hub.seed(
        [{"title": "edited here"}, {"title": "edited there"}, {"title": "contested"}, {"title": "noted"}]
    )
    desk.sync()
    hub.advance(60)
    refs = {key: desk.of(key) for key in "1234"}
    desk.edit(refs["1"], "--title", "edited", "--priority", "high")
    desk.edit(refs["3"], "--title", "ours", "--add-label", "l")
    desk.do("note", refs["4"], "a note")
    refs["made"] = desk.new("made here", "--status", "done")["ref"]
    hub.edit("2", {"title": "edited", "labels": ["bug"]}, by="alice")
    hub.edit("3", {"title": "theirs"}, by="alice")
    hub.seed([{"title": "new there", "comments": ["c"]}])

    before, there = desk.whole(), [hub.read(key) for key in hub.keys()]  # noqa: SIM118
    waiting = desk.do("outbox", "list")
    hub.clear_requests()
    plans = [desk.try_("sync", "--dry-run").json["plan"] for _ in range(2)]
    assert plans[0] == plans[1]
    assert hub.writes() == []
    assert (desk.whole(), [hub.read(key) for key in hub.keys()]) == (before, there)  # noqa: SIM118
    assert desk.do("outbox", "list") == waiting

    desk.sync(code=4)
    pulled = {(row["operation"], row["remote_key"]): row["fields"] for row in planned(plans[0], "pull")}
    pushed = {(row["operation"], row["entry"]): row["fields"] for row in planned(plans[0], "push")}
    assert pulled.keys() == {("update", "2"), ("create", "5")}
    assert set(pulled["update", "2"]) == {"title", "labels"}
    assert pushed.keys() == {
        ("update", refs["1"]),
        ("update", refs["3"]),
        ("create note", refs["4"]),
        ("create", refs["made"]),
    }
    assert set(pushed["update", refs["1"]]) == {"title", "priority"}
    assert set(pushed["update", refs["3"]]) == {"labels"}
    done = sorted(line.rpartition("/515435001/")[2] for line in hub.writes())
    assert done == ["issues", "issues/1", "issues/3", "issues/4/comments", "issues/6"]
    assert key_at(desk.show(refs["made"])) == "6"
    assert disagreements(desk, hub, contested=("ours", "theirs")) == []
