"""What the actions of boards and iterations take and give."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from devlog_azure_devops.boards.layout import Layout

Item = Annotated[
    str,
    Field(
        pattern=r"^#?[1-9]\d*$",
        description="The work item's number, such as 12; that of the entry where one is named.",
    ),
]
Frame = Literal["past", "current", "future"]


class Form(BaseModel):
    """A strict, frozen model; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AskBoards(Form):
    """The team's boards, all of them."""


class Column(Form):
    """A column of a board."""

    name: str
    kind: str
    """`incoming`, `inProgress` or `outgoing`."""
    limit: int
    """How many cards it should hold at most; 0 for no limit."""
    split: bool
    """Whether it is parted into Doing and Done."""
    states: dict[str, str]
    """The state that it stands for, by work item type."""


class Board(Form):
    """A board with its columns and lanes, in its order."""

    id: str
    name: str
    columns: tuple[Column, ...]
    lanes: tuple[str, ...]
    """Without the usual one where that has no name."""

    @staticmethod
    def of(layout: Layout) -> Board:
        """The board that is laid out so."""
        columns = tuple(
            Column(name=one.name, kind=one.kind, limit=one.limit, split=one.split, states=dict(one.states))
            for one in layout.columns
        )
        return Board(id=layout.id, name=layout.name, columns=columns, lanes=layout.lanes)


class Boards(Form):
    """The boards of one team."""

    team: str | None = None
    """None for the project's default team."""
    boards: tuple[Board, ...]


class AskIterations(Form):
    """Which of the team's iterations to list."""

    timeframe: Frame | None = Field(None, description="Only those that are past, current or future.")


class Iteration(Form):
    """An iteration as it is planned now."""

    id: str
    name: str
    path: str
    """Below the project, as an entry's milestone."""
    start: date | None = None
    finish: date | None = None
    timeframe: Frame | None = None


class Iterations(Form):
    """The iterations that one team plans in, in its order."""

    team: str | None = None
    """None for the project's default team."""
    iterations: tuple[Iteration, ...]


class MoveToColumn(Form):
    """A work item, and where on a board it is to stand."""

    item: Item
    column: str = Field(min_length=1, description="The column's name.")
    lane: str | None = Field(
        None, description="The lane's name, nothing for the usual one; unchanged unless told."
    )
    done: bool | None = Field(None, description="Of a split column, whether it is the half for what is done.")
    board: str | None = Field(None, description="The board's name; the setting `board` unless told.")


class Placed(Form):
    """Where a work item stands now."""

    item: str
    board: str
    column: str
    lane: str | None = None
    done: bool | None = None
    state: str
    changed: bool
    """False where it stood there already."""


class MoveToIteration(Form):
    """A work item, and the iteration that it is to be planned for."""

    item: Item
    iteration: str = Field(
        min_length=1,
        description="The iteration's name or its path below the project; `current` for the one that runs, "
        "`backlog` for the team's backlog.",
    )


class Planned(Form):
    """The iteration that a work item is planned for now."""

    item: str
    iteration: str
    """Its path below the project; empty for the project itself."""
    changed: bool
    """False where it was planned for it already."""
