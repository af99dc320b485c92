"""Boards and sprints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from devlog_core.testing.sandbox.answer import Answer
from devlog_jira.sandbox import sprints
from devlog_jira.sandbox.answer import RefusedError, wrong
from devlog_jira.sandbox.call import Call
from devlog_jira.sandbox.model import Board, Sprint
from devlog_jira.sandbox.pages import window
from devlog_jira.sandbox.shapes.agile import board_json, configuration_json, sprint_json

PAGE = 50
NO_BOARD = (
    "The requested board cannot be viewed because it either does not exist "
    "or you do not have permission to view it."
)
NO_SPRINT = "Sprint does not exist or you do not have permission to view it."


def list_boards(call: Call) -> Answer:
    """The boards that the asker may see, by kind, name or project."""
    seen = [one for one in call.world.boards.values() if call.may("browse", one.project)]
    if call.query.get("type"):
        seen = [one for one in seen if one.kind in call.words("type")]
    if name := call.query.get("name"):
        seen = [one for one in seen if name.casefold() in one.name.casefold()]
    if call.query.get("projectKeyOrId"):
        project = call.project(call.query["projectKeyOrId"])
        seen = [one for one in seen if one.project is project]
    return paged(call, seen, lambda one: board_json(call.view, one))


def get_board(call: Call) -> Answer:
    """One board."""
    return Answer(200, board_json(call.view, board_of(call)))


def get_configuration(call: Call) -> Answer:
    """A board's columns and the field that holds its estimates."""
    return Answer(200, configuration_json(call.view, board_of(call)))


def list_sprints(call: Call) -> Answer:
    """The sprints of a board: closed, active and future ones; Server tells no total."""
    board, wanted = board_of(call), call.words("state")
    if board.kind == "kanban":
        raise RefusedError(400, "The board does not support sprints.")
    if set(wanted) - set(sprints.ORDER):
        raise RefusedError(400, f"State is one of {', '.join(sprints.ORDER)}.")
    mine = [one for one in call.world.sprints.values() if one.board is board]
    mine = [one for one in mine if not wanted or one.state in wanted]
    mine.sort(key=lambda one: (sprints.ORDER.index(one.state), one.id))
    return paged(call, mine, lambda one: sprint_json(call.view, one), counted=call.world.cloud)


def post_sprint(call: Call) -> Answer:
    """A new sprint of a board."""
    number = call.fields.get("originBoardId")
    board = call.world.boards.get(number) if isinstance(number, int) else None
    if board is None:
        raise wrong(originBoardId="The board does not exist.")
    actor = call.need("write", board.project, "create sprints on this board")
    return Answer(201, sprint_json(call.view, sprints.create(call.world, board, actor, call.fields)))


def get_sprint(call: Call) -> Answer:
    """One sprint."""
    return Answer(200, sprint_json(call.view, sprint_of(call)))


def post_sprint_update(call: Call) -> Answer:
    """Other values for a sprint; what is not named stays."""
    return _updated(call, whole=False)


def put_sprint(call: Call) -> Answer:
    """A sprint as the request has it; what is not named is emptied."""
    return _updated(call, whole=True)


def delete_sprint(call: Call) -> Answer:
    """A sprint taken away."""
    sprint = sprint_of(call)
    sprints.delete(call.world, sprint, call.need("write", sprint.board.project, "delete sprints"))
    return Answer(204)


def board_of(call: Call) -> Board:
    """The board addressed."""
    number = call.params["board"]
    found = call.world.boards.get(int(number)) if number.isdigit() else None
    if found is None or not call.may("browse", found.project):
        raise RefusedError(404, NO_BOARD)
    return found


def sprint_of(call: Call) -> Sprint:
    """The sprint addressed."""
    number = call.params["sprint"]
    found = call.world.sprints.get(int(number)) if number.isdigit() else None
    if found is None or not call.may("browse", found.board.project):
        raise RefusedError(404, NO_SPRINT)
    return found


def paged(
    call: Call, found: list[Any], shape: Callable[[Any], dict[str, Any]], counted: bool = True
) -> Answer:
    """A page of a list; `counted` where it says how many there are."""
    start, most = window(call, PAGE, PAGE)
    shown = found[start : start + most]
    total = {"total": len(found)} if counted else {}
    last = start + len(shown) >= len(found)
    values = [shape(one) for one in shown]
    return Answer(200, {"maxResults": most, "startAt": start, **total, "isLast": last, "values": values})


def _updated(call: Call, whole: bool) -> Answer:
    sprint = sprint_of(call)
    actor = call.need("write", sprint.board.project, "edit sprints")
    sprints.update(call.world, sprint, actor, call.fields, whole)
    return Answer(200, sprint_json(call.view, sprint))
