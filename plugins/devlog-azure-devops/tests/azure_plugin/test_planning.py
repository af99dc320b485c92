"""Boards and iterations as actions; each does no harm when it is run twice."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from devlog_azure_devops.boards import forms
from devlog_azure_devops.sandbox import AzureDevOpsSandbox
from devlog_azure_devops.service import AzureDevOpsService
from devlog_core.model.errors import (
    ConfigError,
    DevlogError,
    GoneError,
    RejectedError,
    StaleError,
    UsageError,
)
from devlog_core.plugin.actions import actions_of
from devlog_core.testing.sandbox.exchange import Moment

from .cards import COLUMNS
from .desk import Desk, Opener

NOW = "2026-03-10T12:00:00Z"
RANK = "Microsoft.VSTS.Common.StackRank"


@pytest.fixture
def team(sandbox: AzureDevOpsSandbox, open_desk: Opener) -> Desk:
    """A service whose default team has a board of stories and a sprint that is over, one that runs and one
    to come."""
    sandbox.clock.set(NOW)
    sandbox.clock.freeze()
    sandbox.lay_out("Stories", COLUMNS, lanes=("Expedite",))
    days = {"Sprint 1": ("02-16", "03-01"), "Sprint 2": ("03-02", "03-15"), "Sprint 3": ("03-16", "03-29")}
    for name, (start, finish) in days.items():
        path = f"Release 1\\{name}"
        sandbox.add_iteration(path, start=f"2026-{start}T00:00:00Z", finish=f"2026-{finish}T00:00:00Z")
        sandbox.plan(path)
    sandbox.add_iteration("Release 2\\Sprint 1")
    sandbox.seed([{"title": "Pay", "type": "User Story", RANK: 1500.5}])
    return open_desk(board="Stories")


def patches(sandbox: AzureDevOpsSandbox) -> int:
    """How often something was written."""
    return len([entry for entry in sandbox.requests() if entry["method"] == "PATCH"])


def of(sandbox: AzureDevOpsSandbox, field: str, key: int = 1) -> Any:
    """A field of the only story."""
    return sandbox.read(key)["fields"].get(field)


def test_the_actions_are_offered_with_their_forms() -> None:
    """Workflow steps, the command line and agents see them by these names."""
    offered = actions_of(AzureDevOpsService)
    assert {"list_boards", "list_iterations", "move_to_column", "move_to_iteration"} <= set(offered)
    assert all(spec.description for spec in offered.values())


def test_boards_are_listed(team: Desk) -> None:
    """With the states that columns stand for, their limits and the lanes."""
    listed = team.service.list_boards(forms.AskBoards())
    assert (listed.team, [one.name for one in listed.boards]) == (None, ["Stories", "Epics", "Features"])
    stories = listed.boards[0]
    assert [(one.name, one.kind, one.limit, one.split) for one in stories.columns] == [
        ("Backlog", "incoming", 0, False), ("Doing", "inProgress", 5, True),
        ("Review", "inProgress", 0, False), ("Testing", "inProgress", 0, False),
        ("Shipped", "outgoing", 0, False),
    ]  # fmt: skip
    assert stories.columns[1].states == {"User Story": "Active", "Bug": "Active"}
    assert stories.lanes == ("Expedite",)


def test_iterations_are_listed(team: Desk) -> None:
    """The team's with their dates; others of the project are not planned in."""
    listed = team.service.list_iterations(forms.AskIterations()).iterations
    assert [one.path for one in listed][-3:] == [f"Release 1\\Sprint {number}" for number in (1, 2, 3)]
    (now,) = team.service.list_iterations(forms.AskIterations(timeframe="current")).iterations
    assert (now.name, now.start, now.finish) == ("Sprint 2", date(2026, 3, 2), date(2026, 3, 15))
    assert [
        one.name for one in team.service.list_iterations(forms.AskIterations(timeframe="past")).iterations
    ]


def test_a_card_moves_once(team: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """Its state follows, its rank stays, and a second run writes nothing."""
    form = forms.MoveToColumn(item="#1", column="doing", lane="Expedite", done=True)
    moved = team.service.move_to_column(form)
    assert moved == forms.Placed(
        item="1", board="Stories", column="Doing", lane="Expedite", done=True, state="Active", changed=True
    )
    assert of(sandbox, RANK) == 1500.5
    assert team.service.move_to_column(form) == moved.model_copy(update={"changed": False})
    # What is not told stays: the lane does, and a card that does not move keeps its half.
    assert team.service.move_to_column(forms.MoveToColumn(item="1", column="Doing")).changed is False
    assert patches(sandbox) == 1
    back = team.service.move_to_column(forms.MoveToColumn(item="1", column="Review", lane=None))
    assert (back.column, back.lane, back.done, back.state) == ("Review", None, None, "Active")
    assert of(sandbox, "System.BoardLane") is None


def test_a_card_moves_on_the_board_that_is_named(team: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """The setting names the one that is meant unless told; without it there is one to be told."""
    (epic,) = sandbox.seed([{"title": "Shop", "type": "Epic"}])
    form = forms.MoveToColumn(item=epic, column="Active", board="epics")
    assert team.service.move_to_column(form).state == "Active"


def test_who_names_no_board_is_told_which_there_are(open_desk: Opener) -> None:
    """The team's boards differ in what their columns stand for."""
    with pytest.raises(UsageError, match=r"name the board.*Stories, Epics, Features"):
        open_desk().service.move_to_column(forms.MoveToColumn(item="1", column="Active"))


@pytest.mark.parametrize(
    ("more", "kind", "told"),
    [
        ({"column": "Dong"}, RejectedError, "no column 'Dong'.*did you mean `Doing`"),
        ({"column": "Doing", "lane": "Expedit"}, RejectedError, "did you mean `Expedite`"),
        ({"column": "Review", "done": True}, RejectedError, "column Review .* is not split"),
        ({"column": "Doing", "item": "99"}, GoneError, "no work item 99"),
        ({"column": "Doing", "board": "Storys"}, ConfigError, "did you mean `Stories`"),
    ],
)
def test_what_cannot_be_moved_so_is_refused(
    team: Desk, sandbox: AzureDevOpsSandbox, more: dict[str, Any], kind: type[DevlogError], told: str
) -> None:
    """On one line, with the nearest name, and with nothing written."""
    form = forms.MoveToColumn(**{"item": "1", **more})
    with pytest.raises(kind, match=told) as no:
        team.service.move_to_column(form)
    assert "\n" not in str(no.value)
    assert patches(sandbox) == 0


def test_a_card_that_is_dragged_between_our_look_and_our_move_is_stale(
    team: Desk, sandbox: AzureDevOpsSandbox
) -> None:
    """It is moved from where it was seen to stand, or not at all."""

    def meanwhile(moment: Moment) -> None:
        if moment.method == "PATCH":
            sandbox.comment(1, "I am on it", "jane")

    sandbox.on_request(meanwhile)
    with pytest.raises(StaleError):
        team.service.move_to_column(forms.MoveToColumn(item="1", column="Doing"))
    with pytest.raises(StaleError):
        team.service.move_to_iteration(forms.MoveToIteration(item="1", iteration="current"))
    assert of(sandbox, "System.State") == "New"


@pytest.mark.parametrize(
    ("named", "path"),
    [
        ("current", "Release 1\\Sprint 2"),
        ("@current", "Release 1\\Sprint 2"),
        ("sprint 3", "Release 1\\Sprint 3"),
        ("Shop/Release 1/Sprint 3", "Release 1\\Sprint 3"),
        # One of the project's, in which the team does not plan, by its path alone.
        ("Release 2\\Sprint 1", "Release 2\\Sprint 1"),
    ],
)
def test_an_item_is_planned_once(team: Desk, sandbox: AzureDevOpsSandbox, named: str, path: str) -> None:
    """By name, by path and for the iteration that runs; its rank stays, and a second run writes nothing."""
    form = forms.MoveToIteration(item="1", iteration=named)
    assert team.service.move_to_iteration(form) == forms.Planned(item="1", iteration=path, changed=True)
    assert (of(sandbox, "System.IterationPath"), of(sandbox, RANK)) == (f"Shop\\{path}", 1500.5)
    assert team.service.move_to_iteration(form).changed is False
    assert patches(sandbox) == 1
    back = forms.MoveToIteration(item="1", iteration="backlog")
    assert team.service.move_to_iteration(back) == forms.Planned(item="1", iteration="", changed=True)
    assert of(sandbox, "System.IterationPath") == "Shop"


def test_an_iteration_that_is_not_meant_clearly_is_refused(team: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """With the nearest, or with those that it could be."""
    sandbox.plan("Release 2\\Sprint 1")
    for named, told in (
        ("Sprnt 3", "no iteration 'Sprnt 3' in Shop; did you mean `Sprint 3`"),
        ("Sprint 1", r"one of Release 1\\Sprint 1, Release 2\\Sprint 1: name its path"),
    ):
        with pytest.raises(UsageError, match=told):
            team.service.move_to_iteration(forms.MoveToIteration(item="1", iteration=named))
    sandbox.clock.set("2027-01-01T00:00:00Z")
    with pytest.raises(UsageError, match="no iteration of the default team runs now"):
        team.service.move_to_iteration(forms.MoveToIteration(item="1", iteration="current"))


def test_an_item_of_another_project_is_not_planned_for_ours(team: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """Its number holds everywhere, and the iteration does not."""
    sandbox.move(1, "Other")
    with pytest.raises(UsageError, match="work item 1 is in Other now"):
        team.service.move_to_iteration(forms.MoveToIteration(item="1", iteration="current"))


def test_input_that_is_none_is_refused_whole() -> None:
    """Before anything is asked."""
    for wrong in ({"item": "SHOP-1", "column": "Doing"}, {"item": "1", "column": ""}, {"item": "1"}):
        with pytest.raises(ValidationError):
            forms.MoveToColumn.model_validate(wrong)
