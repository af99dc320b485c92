"""Where an item stands on its team's boards, in the boards' own fields."""

from __future__ import annotations

from typing import Any

from devlog_azure_devops.sandbox.model import Board, Column, Item, Team
from devlog_azure_devops.sandbox.trees import under


def boards(item: Item) -> list[tuple[Team, Board]]:
    """The boards that show an item: those of the first team, and of teams named like its area."""
    found = []
    for number, team in enumerate(item.project.teams.values()):
        area = item.project.areas.name if number == 0 else f"{item.project.areas.name}\\{team.name}"
        if under(str(item.fields["System.AreaPath"]), area):
            found += [(team, board) for board in team.boards.values() if item.type.name in board.types]
    return found


def place(item: Item) -> None:
    """Let a change of state move the item on its boards, and a change of column move its state."""
    for number, (_, board) in enumerate(boards(item)):
        wanted = column(item, board)
        known = item.fields.get(board.extension + "Column")
        held = next((one for one in board.columns if one.name == known), None)
        state = item.fields["System.State"]
        if held is None or held.states.get(item.type.name) != state:
            held = wanted
            item.fields = {**item.fields, **_standing(board, wanted)}
        if number == 0:
            done = item.fields.get(board.extension + "Column.Done", False)
            item.fields = {**item.fields, "System.BoardColumn": held.name, "System.BoardColumnDone": done}


def column(item: Item, board: Board) -> Column:
    """The first column for the item's state; the first of all where there is none."""
    state = item.fields["System.State"]
    fitting = (one for one in board.columns if one.states.get(item.type.name) == state)
    return next(fitting, board.columns[0])


def entered(item: Item, fields: dict[str, Any]) -> dict[str, Any]:
    """The state that the item gets where a draft puts it in another column."""
    for _, board in boards(item):
        name = fields.get(board.extension + "Column")
        found = next((one for one in board.columns if one.name == name), None)
        if found is not None and item.type.name in found.states and "System.State" not in fields:
            return {"System.State": found.states[item.type.name]}
    return {}


def _standing(board: Board, found: Column) -> dict[str, Any]:
    told: dict[str, Any] = {board.extension + "Column": found.name}
    told[board.extension + "Column.Done"] = False
    return told
