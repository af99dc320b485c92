"""The value of each field as an issue shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from devlog_jira.sandbox import texts
from devlog_jira.sandbox.durations import text_of
from devlog_jira.sandbox.model import Choice, Issue, Sprint
from devlog_jira.sandbox.shapes.catalog import (
    component_json,
    option_json,
    priority_json,
    resolution_json,
    status_json,
    type_json,
    version_json,
)
from devlog_jira.sandbox.shapes.users import user_json
from devlog_jira.sandbox.shapes.view import View, stamp

Shape = Callable[[View, Any], Any]


def value_json(view: View, kind: str, value: Any) -> Any:
    """One value of a field of that kind."""
    return SHAPES[kind](view, value) if kind in SHAPES else value


def linked_json(view: View, issue: Issue) -> dict[str, Any]:
    """An issue as another one mentions it."""
    fields: dict[str, Any] = {
        "summary": issue.summary,
        "status": status_json(view, issue.status),
        "issuetype": type_json(view, issue.type),
    }
    if issue.values.get("priority"):
        fields["priority"] = priority_json(view, issue.values["priority"])
    self = f"{view.api}/issue/{issue.id}"
    return {"id": str(issue.id), "key": issue.key, "self": self, "fields": fields}


def sprint_json(sprint: Sprint) -> dict[str, Any]:
    """A sprint as Cloud shows it in an issue."""
    shape: dict[str, Any] = {
        "id": sprint.id,
        "name": sprint.name,
        "state": sprint.state,
        "boardId": sprint.board.id,
        "goal": sprint.goal or "",
    }
    times = {"startDate": sprint.start, "endDate": sprint.end, "completeDate": sprint.completed}
    return shape | {name: _utc(at) for name, at in times.items() if at is not None}


def sprint_text(sprint: Sprint) -> str:
    """A sprint as Server shows it in an issue: what Java prints of the object."""
    told = {
        "id": sprint.id,
        "rapidViewId": sprint.board.id,
        "state": sprint.state.upper(),
        "name": sprint.name,
        "startDate": _utc(sprint.start),
        "endDate": _utc(sprint.end),
        "completeDate": _utc(sprint.completed),
        "sequence": sprint.id,
        "goal": sprint.goal or "",
    }
    words = ",".join(f"{name}={'<null>' if value is None else value}" for name, value in told.items())
    return f"com.atlassian.greenhopper.service.sprint.Sprint@{sprint.id + 4096:x}[{words}]"


def _utc(milliseconds: int | None) -> str | None:
    return None if milliseconds is None else stamp(milliseconds).replace("+0000", "Z")


def _sprint(view: View, sprint: Sprint) -> Any:
    return sprint_json(sprint) if view.world.cloud else sprint_text(sprint)


def _cascade(view: View, chosen: tuple[Choice, ...]) -> dict[str, Any]:
    child = {"child": option_json(view, chosen[1])} if len(chosen) > 1 else {}
    return option_json(view, chosen[0]) | child


def _timetracking(_: View, value: Mapping[str, int]) -> dict[str, Any]:
    seconds = {f"{name}Seconds": count for name, count in value.items()}
    return {name: text_of(count) for name, count in value.items()} | seconds


SHAPES: Mapping[str, Shape] = {
    "text": lambda view, value: texts.shown(value, view.version),
    "user": user_json,
    "priority": priority_json,
    "resolution": resolution_json,
    "issuetype": type_json,
    "version": version_json,
    "component": component_json,
    "option": option_json,
    "cascade": _cascade,
    "issuelink": linked_json,
    "epic": lambda _, value: value.key,
    "sprint": _sprint,
    "timetracking": _timetracking,
}
