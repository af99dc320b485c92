"""How the board says what an entry says; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_core.model.fields import sorted_set
from devlog_core.model.remote import Patch
from devlog_core.testing.reference.markup import to_board, to_markdown
from devlog_core.testing.reference.state import LONGEST_TITLE, MOVES

STATES: Mapping[str, str] = {
    "new": "open",
    "in-progress": "doing",
    "blocked": "doing",
    "in-review": "doing",
    "testing": "doing",
    "done": "done",
    "cancelled": "done",
}
STATUSES: Mapping[str, str] = {"open": "new", "doing": "in-progress", "done": "done"}
LEVELS: Mapping[str, str] = {"low": "low", "medium": "normal", "high": "urgent", "critical": "urgent"}
PRIORITIES: Mapping[str, str] = {"low": "low", "normal": "medium", "urgent": "high"}


def express(field: str, value: Any) -> Any:
    """What the board would answer for a field after being sent this value."""
    match field:
        case "title":
            return " ".join(str(value).split())[:LONGEST_TITLE].rstrip()
        case "description":
            return to_markdown(to_board(value or ""))
        case "status":
            return STATUSES[STATES[value]]
        case "priority":
            return PRIORITIES[LEVELS[value]]
        case "labels":
            return sorted_set(label(name) for name in value)
        case "assignees":
            return sorted_set(value)
    return value


def label(name: str) -> str:
    """A label without spaces."""
    return "-".join(name.split())


def steps(state: str, goal: str) -> list[str]:
    """The states to go through, the goal last."""
    paths = [[state]]
    while paths:
        path = paths.pop(0)
        if path[-1] == goal:
            return path[1:]
        paths += [[*path, after] for after in MOVES[path[-1]] if after not in path]
    raise ValueError(f"nothing leads from {state} to {goal}")


def written(field: str, value: Any) -> dict[str, Any]:
    """A field of an entry in the board's terms; nothing for `status`, which is reached by moves."""
    match field:
        case "status":
            return {}
        case "description":
            return {"text": to_board(value or "")}
        case "priority":
            return {"level": LEVELS[value]}
        case "labels":
            return {"labels": [label(name) for name in value]}
        case "assignees":
            return {"people": list(value)}
    return {field: value}


def changed(patch: Patch) -> dict[str, Any]:
    """What is to change of a card in the board's terms, sets by element."""
    body: dict[str, Any] = {}
    for name, change in patch.fields.items():
        body |= written(name, change.new)
    for name, sets in patch.sets.items():
        word = "people" if name == "assignees" else name
        body[f"add_{word}"] = [label(item) if name == "labels" else item for item in sets.add]
        body[f"remove_{word}"] = list(sets.remove)
    return body
