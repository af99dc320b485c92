"""What the tracker accepts as the values of a task; a refusal names the field."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from devlog_core.testing.sandbox import RefusedError

from devlog_example.sandbox.model import Task

STATES = ("open", "doing", "done", "dropped")
LONGEST_TITLE = 200


def accepted(task: Task, values: Mapping[str, Any], members: Collection[str]) -> dict[str, Any]:
    """The values as they will stand in the task; a set is given whole, or as a change."""
    return {name: _value(task, name, value, members) for name, value in values.items()}


def _value(task: Task, name: str, value: Any, members: Collection[str]) -> Any:
    match name:
        case "title":
            title = " ".join(_text(name, value).split())
            if not 0 < len(title) <= LONGEST_TITLE:
                raise refused(f"a title has 1 to {LONGEST_TITLE} characters", name)
            return title
        case "text":
            return _text(name, value)
        case "state":
            if value not in STATES:
                raise refused(f"a state is one of {', '.join(STATES)}", name)
            return value
        case "labels":
            return sorted({label.lower() for label in _elements(name, task.labels, value)})
        case "assignees":
            people = _elements(name, task.assignees, value)
            if strangers := people - set(members):
                raise refused(f"{', '.join(sorted(strangers))} is no member of the project", name)
            return sorted(people)
        case "due":
            return None if value is None else _date(value)
        case "meta":
            return {**task.meta, **value}
    raise refused(f"a task has no {name}", name)


def refused(message: str, field: str) -> RefusedError:
    """The refusal of one value."""
    return RefusedError(422, message, {"field": field})


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise refused("expected a text", name)
    return value


def _elements(name: str, held: list[str], value: Any) -> set[str]:
    change = value if isinstance(value, Mapping) else {"add": value, "remove": held}
    add, remove = change.get("add", []), change.get("remove", [])
    if not all(isinstance(one, str) and one.strip() for one in (*add, *remove)):
        raise refused("expected texts that are not empty", name)
    return (set(held) - set(remove)) | set(add)


def _date(value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise refused("expected a date such as 2026-03-31", "due") from None
