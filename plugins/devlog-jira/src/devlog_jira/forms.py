"""What the actions take and give."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Item = Annotated[
    str,
    Field(
        pattern=r"^([1-9]\d*|[A-Za-z][A-Za-z0-9_]*-[1-9]\d*)$",
        description="The issue's key or id, such as SHOP-12; that of the entry where one is named.",
    ),
]
State = Literal["future", "active", "closed"]


class Form(BaseModel):
    """A strict, frozen model; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AskSprints(Form):
    """Which sprints of the board to list."""

    state: State | None = Field(None, description="Only those in this state.")


class Sprint(Form):
    """A sprint as it stands now."""

    id: int
    name: str
    state: State
    board: int | None = None
    start: datetime | None = None
    end: datetime | None = None
    goal: str = ""


class Sprints(Form):
    """The sprints of one board, in its order."""

    board: int
    sprints: tuple[Sprint, ...]


class AddToSprint(Form):
    """An issue, and the sprint that it is to be in."""

    item: Item
    sprint: int | str | None = Field(
        None, description="The sprint's id or name; the active one, else the next, unless told."
    )


class Placed(Form):
    """Where an issue is now."""

    item: str
    key: str
    sprint: Sprint | None = None
    changed: bool
    """False where it was there already."""


class MoveToBacklog(Form):
    """An issue that is to be in no sprint that is not closed."""

    item: Item


class StartSprint(Form):
    """A sprint to start, for some days from now unless it has times of its own."""

    sprint: int | str | None = Field(None, description="Its id or name; the next one unless told.")
    days: int = Field(14, ge=1, le=365, description="How many days it lasts, where it has no end yet.")
    goal: str | None = Field(None, description="What it is to reach; unchanged unless told.")


class CloseSprint(Form):
    """A sprint to close; issues that are not done go to the backlog."""

    sprint: int | str | None = Field(None, description="Its id or name; the active one unless told.")


class LogWork(Form):
    """Time spent on an issue."""

    item: Item
    minutes: int = Field(ge=1, description="Whole minutes.")
    text: str = Field("", description="What was done, as Markdown.")
    at: datetime | None = Field(None, description="When it was begun; now unless told.")
    uid: str | None = Field(
        None,
        pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
        description="An identity, so that the same booking is not made twice.",
    )


class Logged(Form):
    """The booking that was made."""

    id: str
    minutes: int
    at: datetime
    created: bool
    """False where it was booked already."""


class Move(Form):
    """An issue, and where it is to go."""

    item: Item
    status: str = Field(
        min_length=1,
        description="A status of an entry, such as in-review, or a status or transition of Jira's by name.",
    )


class Moved(Form):
    """Where the issue stands now."""

    item: str
    key: str
    status: str
    changed: bool
