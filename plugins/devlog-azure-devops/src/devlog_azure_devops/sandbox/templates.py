"""The four processes that the provider brings: their types, and the states of each."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from devlog_azure_devops.sandbox.fields import ALWAYS, COMMON, PLANNED, STAMPED
from devlog_azure_devops.sandbox.model import ItemType, State

GREY, BLUE, ORANGE, GREEN, WHITE = "b2b2b2", "007acc", "ff9d00", "339933", "ffffff"
_KINDS = {
    "P": ("Proposed", GREY),
    "I": ("InProgress", BLUE),
    "R": ("Resolved", ORANGE),
    "C": ("Completed", GREEN),
    "X": ("Removed", WHITE),
}


@dataclass(frozen=True, slots=True)
class Process:
    """A process by its fixed id; `board` is the type that the stories' board shows, with its name."""

    id: UUID
    name: str
    description: str
    types: str
    board: tuple[str, str]
    effort: str


_PORTFOLIO = "Epic:ff7b00:crown:{0}\nFeature:773b93:trophy:{0}\n"
PROCESSES = {
    one.name.casefold(): one
    for one in (
        Process(
            UUID("b8a3a935-7e91-48b8-a94c-606d37c3e9f2"), "Basic",
            "This template is flexible for any process and great for teams getting started.",
            "Epic:ff7b00:crown:P To Do,I Doing,C Done\n"
            "Issue:009ccc:clipboard_issue:P To Do,I Doing,C Done\n"
            "Task:f2cb1d:clipboard:P To Do,I Doing,C Done",
            ("Issues", "Issue"), "Effort",
        ),
        Process(
            UUID("adcc42ab-9882-485e-a3ed-7678f01f66bc"), "Agile",
            "This template is flexible and will work great for most teams using Agile planning methods.",
            _PORTFOLIO.format("P New,I Active,R Resolved,C Closed,X Removed")
            + "User Story:0098c7:book:P New,I Active,R Resolved,C Closed,X Removed\n"
            "Bug:cc293d:insect:P New,I Active,R Resolved,C Closed\n"
            "Task:f2cb1d:clipboard:P New,I Active,C Closed,X Removed\n"
            "Issue:b4009e:clipboard_issue:I Active,C Closed",
            ("Stories", "User Story"), "StoryPoints",
        ),
        Process(
            UUID("6b724908-ef14-45cf-84f8-768b5384da45"), "Scrum",
            "This template is for teams who follow the Scrum framework.",
            _PORTFOLIO.format("P New,I In Progress,C Done,X Removed")
            + "Product Backlog Item:009ccc:list:P New,P Approved,I Committed,C Done,X Removed\n"
            "Bug:cc293d:insect:P New,P Approved,I Committed,C Done,X Removed\n"
            "Task:f2cb1d:clipboard:P To Do,I In Progress,C Done,X Removed\n"
            "Impediment:b4009e:traffic_cone:I Open,C Closed",
            ("Backlog items", "Product Backlog Item"), "Effort",
        ),
        Process(
            UUID("27450541-8e31-4150-9947-dc59f998fc01"), "CMMI",
            "This template is for more formal projects requiring a framework for process improvement.",
            _PORTFOLIO.format("P Proposed,I Active,R Resolved,C Closed")
            + "Requirement:009ccc:list:P Proposed,I Active,R Resolved,C Closed\n"
            "Bug:cc293d:insect:P Proposed,I Active,R Resolved,C Closed\n"
            "Task:f2cb1d:clipboard:P Proposed,I Active,R Resolved,C Closed\n"
            "Issue:b4009e:clipboard_issue:P Proposed,I Active,R Resolved,C Closed\n"
            "Change Request:b4009e:flame:P Proposed,I Active,R Resolved,C Closed\n"
            "Risk:b4009e:clipboard_issue:P Proposed,I Active,C Closed",
            ("Requirements", "Requirement"), "Size",
        ),
    )
}  # fmt: skip

_WORK = tuple(PLANNED + name for name in ("OriginalEstimate", "RemainingWork", "CompletedWork"))
_DATES = tuple(PLANNED + name for name in ("StartDate", "FinishDate", "TargetDate", "DueDate"))
_RANKS = (COMMON + "StackRank", COMMON + "BacklogPriority", COMMON + "ValueArea", COMMON + "BusinessValue")
_BUGS = (
    COMMON + "Severity", "Microsoft.VSTS.TCM.ReproSteps", "Microsoft.VSTS.TCM.SystemInfo",
    "Microsoft.VSTS.Build.FoundIn", COMMON + "ResolvedReason",
)  # fmt: skip


def types(process: Process) -> dict[str, ItemType]:
    """The types of a new project, by name in lower case."""
    made = [_type(process, line) for line in process.types.splitlines()]
    return {one.name.casefold(): one for one in made}


def _type(process: Process, line: str) -> ItemType:
    name, color, icon, states = line.split(":")
    told = tuple(_state(text) for text in states.split(","))
    reference = f"Microsoft.VSTS.WorkItemTypes.{name.replace(' ', '')}"
    return ItemType(name, reference, color, f"icon_{icon}", told, _fields(process, name), ("System.Title",))


def _state(text: str) -> State:
    kind, _, name = text.partition(" ")
    category, color = _KINDS[kind]
    return State(name, category, color)


def _fields(process: Process, name: str) -> tuple[str, ...]:
    special: tuple[str, ...] = (COMMON + "Priority", *_DATES, *STAMPED)
    if name == "Task":
        special += (*_WORK, COMMON + "Activity", COMMON + "StackRank")
    else:
        special += (PLANNED + process.effort, *_RANKS, COMMON + "Risk", COMMON + "AcceptanceCriteria")
    if name == "Bug":
        special += (*_BUGS, *_WORK, COMMON + "Activity")
    if process.name == "CMMI":
        special += ("Microsoft.VSTS.CMMI.Blocked", "Microsoft.VSTS.CMMI.RequirementType")
    return (*ALWAYS, *special)


_REASONS = {
    ("Basic", "To Do"): "Added to backlog",
    ("Basic", "Doing"): "Started",
    ("Basic", "Done"): "Completed",
    ("Scrum", "New"): "New backlog item",
    ("Agile", "New"): "New",
    ("CMMI", "Proposed"): "New",
}


def reason(process: str, state: str, first: bool) -> str:
    """The reason that a change to a state gets where none is given."""
    found = _REASONS.get((process, state)) if first or process == "Basic" else None
    return found or (state if first else f"Moved to state {state}")
