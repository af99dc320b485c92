"""Cards on a team's board and their entries: moved on both sides, by the command."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.conftest import MakeDesk
from tests.integration.desk import Desk, quiet
from tests.integration.works import Works

COLUMNS = (
    {"name": "Backlog", "state": "New"},
    {"name": "Doing", "state": "Active", "split": True, "limit": 5},
    {"name": "Review", "state": "Active"},
    {"name": "Testing", "state": "Resolved"},
    {"name": "Shipped", "state": "Closed"},
)
RANK = "Microsoft.VSTS.Common.StackRank"


@pytest.fixture
def team(make_desk: MakeDesk, works: Works) -> Desk:
    """A workspace that is connected to the project Shop and its board of stories as `azure`."""
    works.lay_out("Stories", COLUMNS, lanes=("Expedite",))
    desk = make_desk()
    desk.connect("azure", works.settings(board="Stories"), plugin="azure-devops")
    return desk


def card(desk: Desk, ref: str) -> tuple[Any, ...]:
    """Column, lane, half and status of an entry."""
    entry = desk.show(ref)
    return (*(entry["custom"].get(f"board_{name}") for name in ("column", "lane", "done")), entry["status"])


def there(works: Works, key: str) -> tuple[Any, ...]:
    """Column, lane and state as people see them on the board."""
    fields = works.read(key)["fields"]
    return tuple(fields.get(f"System.{name}") for name in ("BoardColumn", "BoardLane", "State"))


def settled(desk: Desk, works: Works) -> None:
    """Our own writes are read and come to nothing; after that, two requests tell that nothing is new."""
    works.advance(600)
    assert desk.near()["azure"]["writes"] == 0
    works.advance(600)
    run = desk.near()["azure"]
    assert quiet(run), run


def test_a_card_is_moved_on_both_sides(team: Desk, works: Works) -> None:
    """Otherwise a move comes back as an edit, or its status goes its own way."""
    desk = team
    (key,) = works.seed([{"title": "Pay", RANK: 1500.5}])
    desk.near()
    ref = desk.of(key, "azure")
    assert card(desk, ref) == ("Backlog", None, None, "new")
    works.move_card(key, "Doing", "jane", lane="Expedite", done=True)
    run = desk.near()["azure"]
    assert (run["pulled"]["updated"], run["writes"]) == (1, 0)
    assert card(desk, ref) == ("Doing", "Expedite", True, "in-progress")
    settled(desk, works)
    desk.edit(ref, "--set", "custom.board_column=Review", "--set", "custom.board_lane=")
    run = desk.near()["azure"]
    assert (run["errors"], run["writes"]) == ([], 1)
    assert there(works, key) == ("Review", None, "Active")
    assert card(desk, ref) == ("Review", None, None, "in-progress")
    desk.edit(ref, "--status", "done")
    assert desk.near()["azure"]["writes"] == 1
    assert there(works, key) == ("Shipped", None, "Closed")
    assert card(desk, ref) == ("Shipped", None, None, "done")
    made = desk.new("Ship", "--type", "feature")["ref"]
    desk.edit(made, "--set", "custom.board_column=Testing")
    assert desk.near()["azure"]["errors"] == []
    assert there(works, works.titled("Ship")) == ("Testing", None, "Resolved")
    assert card(desk, made) == ("Testing", None, None, "in-review")
    settled(desk, works)
    assert works.read(key)["fields"][RANK] == 1500.5


def test_two_workspaces_move_the_same_card(make_desk: MakeDesk, team: Desk, works: Works) -> None:
    """Otherwise the second one to sync moves the card on without having seen the first."""
    (key,) = works.seed([{"title": "Pay"}])
    ours, theirs = team, make_desk("theirs")
    theirs.connect("azure", works.settings(board="Stories"), plugin="azure-devops")
    ours.near()
    theirs.near()
    mine, other = (desk.of(key, "azure") for desk in (ours, theirs))
    ours.edit(mine, "--set", "custom.board_column=Doing", "--set", "custom.board_done=true")
    theirs.edit(other, "--set", "custom.board_lane=Expedite", "--title", "Pay at once")
    assert ours.near()["azure"]["errors"] == []
    assert theirs.near()["azure"]["errors"] == []
    works.advance(600)
    ours.near()
    assert there(works, key) == ("Doing", "Expedite", "Active")
    assert card(ours, mine) == card(theirs, other) == ("Doing", "Expedite", True, "in-progress")
    works.advance(600)
    ours.edit(mine, "--set", "custom.board_column=Testing")
    theirs.edit(other, "--set", "custom.board_column=Review")
    assert ours.near()["azure"]["errors"] == []
    works.advance(600)
    report = theirs.near(code=4)
    (conflict,) = theirs.do("conflicts")
    assert (report["azure"]["writes"], conflict["field"]) == (0, "custom.board_column")
    values = {one["place"]: one["value"] for one in conflict["candidates"]}
    assert values == {"local": "Review", "azure": "Testing"}
    assert there(works, key)[0] == "Testing"
    theirs.do("conflicts", "resolve", conflict["id"], "--take", "local")
    assert theirs.near()["azure"]["errors"] == []
    works.advance(600)
    ours.near()
    assert there(works, key) == ("Review", "Expedite", "Active")
    assert card(ours, mine) == card(theirs, other) == ("Review", "Expedite", None, "in-progress")
    settled(theirs, works)


def test_a_status_and_a_column_that_contradict_each_other_are_asked_about(team: Desk, works: Works) -> None:
    """Either could be what was meant: the status is sent, the column waits for a decision."""
    desk = team
    (key,) = works.seed([{"title": "Pay"}])
    desk.near()
    ref = desk.of(key, "azure")
    desk.edit(ref, "--set", "custom.board_column=Review", "--status", "done", "--title", "Pay now")
    run = desk.near(code=1)["azure"]
    (error,) = run["errors"]
    assert (error["kind"], error["entry"]) == ("rejected", ref)
    assert "column Review of the board Stories stands for in-progress" in error["message"]
    assert there(works, key) == ("Shipped", None, "Closed")
    assert works.read(key)["fields"]["System.Title"] == "Pay now"
    (conflict,) = desk.do("conflicts")
    values = {one["place"]: one["value"] for one in conflict["candidates"]}
    assert values == {"local": "Review", "azure": "Shipped"}
    works.advance(600)
    assert desk.near(code=4)["azure"]["writes"] == 0
    desk.do("conflicts", "resolve", conflict["id"], "--take", "local")
    assert desk.near()["azure"]["errors"] == []
    assert there(works, key) == ("Review", None, "Active")
    assert card(desk, ref) == ("Review", None, None, "in-progress")
    assert desk.do("outbox") == []
    settled(desk, works)


def test_what_the_board_does_not_have_waits_by_itself(team: Desk, works: Works) -> None:
    """A word that is misspelled holds up that word alone, and is told with the nearest."""
    desk = team
    (key, task) = works.seed([{"title": "Pay"}, {"title": "Sweep", "type": "Task"}])
    desk.near()
    ref, chore = desk.of(key, "azure"), desk.of(task, "azure")
    assert card(desk, chore) == (None, None, None, "new")
    desk.edit(ref, "--set", "custom.board_column=Dong", "--title", "Pay now")
    desk.edit(chore, "--set", "custom.board_column=Doing", "--title", "Sweep now")
    run = desk.near(code=1)["azure"]
    told = {error["entry"]: error["message"] for error in run["errors"]}
    assert "no column 'Dong'" in told[ref]
    assert "did you mean `Doing`" in told[ref]
    assert "shows no Task" in told[chore]
    assert [works.read(one)["fields"]["System.Title"] for one in (key, task)] == ["Pay now", "Sweep now"]
    desk.edit(ref, "--set", "custom.board_column=Doing")
    desk.edit(chore, "--set", "custom.board_column=")
    assert desk.near()["azure"]["errors"] == []
    assert there(works, key) == ("Doing", None, "Active")
    settled(desk, works)


def test_cards_and_iterations_by_actions(team: Desk, works: Works) -> None:
    """Workflow steps and agents move what a person would drag, and the entry follows with the next sync."""
    desk = team
    works.add_iteration("Release 1\\Sprint 1", start="2025-02-24T00:00:00Z", finish="2025-03-07T00:00:00Z")
    works.plan("Release 1\\Sprint 1")
    (key,) = works.seed([{"title": "Pay", RANK: 1500.5}])
    desk.near()
    ref = desk.of(key, "azure")

    def act(name: str, *inputs: str, code: int = 0) -> Any:
        told = [part for one in inputs for part in ("--input", one)]
        entry = ["--entry", ref] if name.startswith("move") else []
        done = desk.here("actions", "run", f"azure-devops.{name}", *entry, *told)
        assert done.code == code, str(done)
        return done.json if done.out else None

    assert [one["name"] for one in act("list_boards")["boards"]] == ["Stories", "Epics", "Features"]
    (now,) = act("list_iterations", "timeframe=current")["iterations"]
    assert (now["path"], now["start"]) == ("Release 1\\Sprint 1", "2025-02-24")
    moved = act("move_to_column", "column=Doing", "done=true", "lane=Expedite")
    assert (moved["column"], moved["done"], moved["state"], moved["changed"]) == (
        "Doing",
        True,
        "Active",
        True,
    )
    assert act("move_to_iteration", "iteration=current")["iteration"] == "Release 1\\Sprint 1"
    assert act("move_to_iteration", "iteration=current")["changed"] is False
    act("move_to_column", "column=Dong", code=1)
    works.advance(600)
    assert desk.near()["azure"]["writes"] == 0
    assert card(desk, ref) == ("Doing", "Expedite", True, "in-progress")
    assert desk.show(ref)["milestone"] == "Release 1\\Sprint 1"
    assert works.read(key)["fields"][RANK] == 1500.5
    settled(desk, works)
