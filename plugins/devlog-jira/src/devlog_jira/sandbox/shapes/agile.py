"""Boards, sprints and epics, as the interface for boards shows them."""

from __future__ import annotations

from typing import Any

from devlog_jira.sandbox.defaults import EPIC_NAME, POINTS
from devlog_jira.sandbox.model import Board, Issue, Sprint
from devlog_jira.sandbox.shapes.view import View, stamp

RANK = 10_019
"""The number of the custom field that holds the order."""


def board_json(view: View, board: Board) -> dict[str, Any]:
    """A board; Cloud says where it is at home."""
    shape: dict[str, Any] = {
        "id": board.id,
        "self": f"{address(view)}/board/{board.id}",
        "name": board.name,
        "type": board.kind,
    }
    if view.world.cloud:
        project = board.project
        shown = f"{project.name} ({project.key})"
        shape["location"] = {
            "projectId": project.id,
            "displayName": shown,
            "projectName": project.name,
            "projectKey": project.key,
            "projectTypeKey": "software",
            "name": shown,
        }
    return shape


def configuration_json(view: View, board: Board) -> dict[str, Any]:
    """How a board is set up."""
    project, api = board.project, f"{view.world.base}/rest/api/2"
    columns = [
        {"name": status.name, "statuses": [{"id": str(status.id), "self": f"{api}/status/{status.id}"}]}
        for status in project.workflow.statuses
    ]
    shape: dict[str, Any] = {
        "id": board.id,
        "name": board.name,
        "type": board.kind,
        "self": f"{address(view)}/board/{board.id}/configuration",
        "location": {
            "type": "project",
            "key": project.key,
            "id": str(project.id),
            "self": f"{api}/project/{project.id}",
            "name": project.name,
        },
        "filter": {"id": str(10_000 + board.id), "self": f"{api}/filter/{10_000 + board.id}"},
        "columnConfig": {"columns": columns, "constraintType": "none"},
        "ranking": {"rankCustomFieldId": RANK},
    }
    if board.kind != "kanban":
        name = view.world.fields[POINTS].name
        shape["estimation"] = {"type": "field", "field": {"fieldId": POINTS, "displayName": name}}
    return shape


def sprint_json(view: View, sprint: Sprint) -> dict[str, Any]:
    """A sprint; a time that it does not have yet is left out."""
    times = {
        "startDate": sprint.start,
        "endDate": sprint.end,
        "completeDate": sprint.completed,
    }
    shape: dict[str, Any] = {
        "id": sprint.id,
        "self": f"{address(view)}/sprint/{sprint.id}",
        "state": sprint.state,
        "name": sprint.name,
        **{name: _time(view, at) for name, at in times.items() if at is not None},
        "originBoardId": sprint.board.id,
    }
    return shape | ({"goal": sprint.goal or ""} if view.world.cloud or sprint.goal else {})


def epic_json(view: View, epic: Issue) -> dict[str, Any]:
    """An epic."""
    return {
        "id": epic.id,
        "key": epic.key,
        "self": f"{address(view)}/epic/{epic.id}",
        "name": str(epic.values.get(EPIC_NAME, "")),
        "summary": epic.summary,
        "color": {"key": "color_1"},
        "done": epic.status.category == "done",
    }


def address(view: View) -> str:
    """Where the interface for boards is."""
    return f"{view.world.base}/rest/agile/1.0"


def _time(view: View, at: int) -> str:
    return stamp(at).replace("+0000", "Z" if view.world.cloud else "+00:00")
