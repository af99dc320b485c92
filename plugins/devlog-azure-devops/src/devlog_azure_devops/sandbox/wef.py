"""Where an item stands on its team's boards, in the boards' own fields."""

from __future__ import annotations

from typing import Any

from devlog_azure_devops.sandbox.model import Board, Column, Item, Project, Team
from devlog_azure_devops.sandbox.trees import under


def area_of(project: Project, team: Team) -> str:
    """The area whose items a team sees: all of the project for the first, else that of its name."""
    first = next(iter(project.teams.values()), team)
    return project.areas.name if team is first else f"{project.areas.name}\\{team.name}"


def boards(item: Item) -> list[tuple[Team, Board]]:
    """The boards that show an item, by its area and its type."""
    path = str(item.fields["System.AreaPath"])
    return [
        (team, board)
        for team in item.project.teams.values()
        if under(path, area_of(item.project, team))
        for board in team.boards.values()
        if item.type.name in board.types
    ]


def place(item: Item) -> None:
    """Let the state of an item say where it stands on its boards, unless its column stands for it."""
    shown = boards(item)
    for number, (_, board) in enumerate(shown):
        held = _named(board, item.fields.get(board.extension + "Column"))
        if held is None or held.states.get(item.type.name) != item.fields["System.State"]:
            held = _fitting(item, board) or held or board.columns[0]
            own = {f"{board.extension}Column": held.name, f"{board.extension}Column.Done": False}
            item.fields = {**item.fields, **own}
        if number == 0:
            item.fields = {**item.fields, **_standing(item, board, held)}
    _mark(item, [board for _, board in shown])


def entered(item: Item, fields: dict[str, Any]) -> dict[str, Any]:
    """What changes beside where a draft puts the item into another column: its state, and it is not done.

    A state that the draft names itself is kept, and moves the item on if it is not the column's.
    """
    told: dict[str, Any] = {}
    for _, board in boards(item):
        name = f"{board.extension}Column"
        found = _named(board, fields.get(name))
        if found is None or item.type.name not in found.states:
            continue
        if "System.State" not in fields:
            told["System.State"] = found.states[item.type.name]
        if found.name != item.fields.get(name) and f"{name}.Done" not in fields:
            told[f"{name}.Done"] = False
    return told


def _fitting(item: Item, board: Board) -> Column | None:
    """The first column for the item's state."""
    state = item.fields["System.State"]
    return next((one for one in board.columns if one.states.get(item.type.name) == state), None)


def _named(board: Board, name: Any) -> Column | None:
    return next((one for one in board.columns if one.name == name), None)


def _standing(item: Item, board: Board, held: Column) -> dict[str, Any]:
    """The fields that tell of the first board alone, and that nobody writes."""
    told = {"System.BoardColumn": held.name}
    told["System.BoardColumnDone"] = item.fields.get(f"{board.extension}Column.Done", False)
    lane = item.fields.get(f"{board.extension}Lane")
    return told | {"System.BoardLane": lane or None}


def _mark(item: Item, shown: list[Board]) -> None:
    """Tell of boards that show the item no longer; what they said of it stays."""
    left = {
        board.extension
        for team in item.project.teams.values()
        for board in team.boards.values()
        if board not in shown and board.extension + "Column" in item.fields
    }
    marks = {f"{extension.partition('_Kanban')[0]}_System.ExtensionMarker": False for extension in left}
    held = {
        name: value
        for name, value in item.fields.items()
        if value is not None and not (name.startswith("WEF_") and name.endswith("ExtensionMarker"))
    }
    item.fields = held | marks
