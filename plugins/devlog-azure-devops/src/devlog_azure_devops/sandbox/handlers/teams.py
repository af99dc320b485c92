"""Teams: their members, their iterations and their boards."""

from __future__ import annotations

from typing import Any

from devlog_azure_devops.sandbox import trees
from devlog_azure_devops.sandbox.answer import missing
from devlog_azure_devops.sandbox.building import add_team
from devlog_azure_devops.sandbox.call import Call
from devlog_azure_devops.sandbox.handlers.items import listed
from devlog_azure_devops.sandbox.model import Board, Column, Node, Project, Team
from devlog_azure_devops.sandbox.shapes.people import person
from devlog_azure_devops.sandbox.times import read
from devlog_azure_devops.sandbox.wef import area_of
from devlog_core.testing.sandbox.answer import Answer


def list_teams(call: Call) -> Answer:
    """The teams of a project, or of all."""
    scope = [call.project()] if "project" in call.params else list(call.world.projects.values())
    seen = [project for project in scope if call.may("read", project)]
    return listed([_team(call, project, team) for project in seen for team in project.teams.values()])


def get_team(call: Call) -> Answer:
    """One team, by its id or its name."""
    return Answer(200, _team(call, call.project(), call.team()))


def post_team(call: Call) -> Answer:
    """A new team."""
    project = call.project()
    call.need("admin", project)
    made = add_team(call.world, project, str(call.fields.get("name")))
    made.description = str(call.fields.get("description") or "")
    return Answer(201, _team(call, project, made))


def list_members(call: Call) -> Answer:
    """The members of a team; the first team has everybody."""
    team = call.team()
    first = team is next(iter(call.project().teams.values()))
    members = list(call.world.users.values()) if first else team.members
    skip, top = call.number("$skip", 0), call.number("$top", 100)
    return listed([{"identity": person(call.world, one)} for one in members[skip : skip + top]])


def get_settings(call: Call) -> Answer:
    """How a team plans."""
    project, team = call.project(), call.team()
    root = {"id": project.iterations.identifier, "name": project.iterations.name, "path": ""}
    told: dict[str, Any] = {"backlogIteration": root, "bugsBehavior": "asRequirements"}
    told["workingDays"] = ["monday", "tuesday", "wednesday", "thursday", "friday"]
    told |= {"defaultIterationMacro": "@currentIteration", "backlogVisibilities": {}}
    return Answer(200, told | {"url": f"{_work(call, project, team)}/teamsettings"})


def get_field_values(call: Call) -> Answer:
    """The areas that a team works in."""
    project, team = call.project(), call.team()
    root = area_of(project, team)
    field = {"referenceName": "System.AreaPath", "url": f"{call.world.url}/_apis/wit/fields/System.AreaPath"}
    values = [{"value": root, "includeChildren": True}]
    url = f"{_work(call, project, team)}/teamsettings/teamfieldvalues"
    return Answer(200, {"field": field, "defaultValue": root, "values": values, "url": url})


def list_iterations(call: Call) -> Answer:
    """The iterations that a team plans in, or the running one."""
    project, team = call.project(), call.team()
    nodes = dict(_iterations(project, team))
    told = [_iteration(call, project, team, path, node) for path, node in nodes.items()]
    if call.query.get("$timeframe", "").lower() == "current":
        told = [one for one in told if one["attributes"]["timeFrame"] == "current"]
    return listed(told)


def get_iteration(call: Call) -> Answer:
    """One iteration of a team."""
    project, team = call.project(), call.team()
    path, node = _found(call, project, team)
    return Answer(200, _iteration(call, project, team, path, node))


def list_iteration_items(call: Call) -> Answer:
    """The items that are planned for an iteration, as relations."""
    project, team = call.project(), call.team()
    path, node = _found(call, project, team)
    here = f"{call.world.url}/{project.id}/_apis/wit/workItems"
    told = [
        {"rel": None, "source": None, "target": {"id": item.id, "url": f"{here}/{item.id}"}}
        for item in call.world.items.values()
        if item.project is project and not item.deleted and item.fields["System.IterationPath"] == path
    ]
    url = f"{_work(call, project, team)}/teamsettings/iterations/{node.identifier}/workitems"
    return Answer(200, {"workItemRelations": told, "url": url})


def list_boards(call: Call) -> Answer:
    """The boards of a team."""
    project, team = call.project(), call.team()
    return listed([_reference(call, project, team, board) for board in team.boards.values()])


def get_board(call: Call) -> Answer:
    """One board with its columns, its rows and the names of its own fields."""
    project, team = call.project(), call.team()
    board = _board(call, team)
    kinds = {"incoming": "incoming", "inProgress": "inProgress", "outgoing": "outgoing"}
    allowed = {
        kind.title(): {
            name: sorted({c.states[name] for c in board.columns if name in c.states}) for name in board.types
        }
        for kind in kinds.values()
    }
    fields = {
        key: {
            "referenceName": f"{board.extension}{name}",
            "url": f"{call.world.url}/_apis/wit/fields/{board.extension}{name}",
        }
        for key, name in {"columnField": "Column", "rowField": "Lane", "doneField": "Column.Done"}.items()
    }
    told = _reference(call, project, team, board) | {
        "revision": 1,
        "columns": [_column(one) for one in board.columns],
        "rows": [{"id": id, "name": name} for id, name in board.rows],
        "isValid": True,
        "canEdit": True,
        "allowedMappings": allowed,
        "fields": fields,
    }
    return Answer(200, told)


def list_columns(call: Call) -> Answer:
    """The columns of a board."""
    return listed([_column(one) for one in _board(call, call.team()).columns])


def list_rows(call: Call) -> Answer:
    """The rows of a board."""
    return listed([{"id": id, "name": name} for id, name in _board(call, call.team()).rows])


def _team(call: Call, project: Project, team: Team) -> dict[str, Any]:
    return {
        "id": team.id,
        "name": team.name,
        "url": f"{call.world.url}/_apis/projects/{project.id}/teams/{team.id}",
        "description": team.description,
        "identityUrl": f"{call.world.base}/vssps/_apis/Identities/{team.id}",
        "projectName": project.name,
        "projectId": project.id,
    }


def _work(call: Call, project: Project, team: Team) -> str:
    return f"{call.world.url}/{project.id}/{team.id}/_apis/work"


def _iterations(project: Project, team: Team) -> list[tuple[str, Node]]:
    return [
        (path, node) for path, node in trees.paths(project.iterations) if node.identifier in team.iterations
    ]


def _found(call: Call, project: Project, team: Team) -> tuple[str, Node]:
    wanted = call.params["iteration"].casefold()
    for path, node in _iterations(project, team):
        if node.identifier == wanted:
            return path, node
    raise missing(f"The iteration {wanted} is not one of the team.", "IterationNotFoundException")


def _iteration(call: Call, project: Project, team: Team, path: str, node: Node) -> dict[str, Any]:
    url = f"{_work(call, project, team)}/teamsettings/iterations/{node.identifier}"
    dates = {"startDate": node.start, "finishDate": node.finish, "timeFrame": _frame(call, node)}
    return {"id": node.identifier, "name": node.name, "path": path, "attributes": dates, "url": url}


def _frame(call: Call, node: Node) -> str:
    now = call.world.now()
    if node.finish and read(node.finish) + 86_400_000 < now:
        return "past"
    return "current" if node.start and read(node.start) <= now else "future"


def _board(call: Call, team: Team) -> Board:
    wanted = call.params["board"].casefold()
    found = next((one for one in team.boards.values() if wanted in (one.id, one.name.casefold())), None)
    if found is None:
        raise missing(f"The board {call.params['board']} does not exist.", "BoardDoesNotExistException")
    return found


def _reference(call: Call, project: Project, team: Team, board: Board) -> dict[str, Any]:
    url = f"{_work(call, project, team)}/boards/{board.id}"
    return {"id": board.id, "url": url, "name": board.name}


def _column(one: Column) -> dict[str, Any]:
    told: dict[str, Any] = {"id": one.id, "name": one.name, "itemLimit": one.limit}
    told |= {"stateMappings": dict(one.states), "columnType": one.kind}
    return told | ({"isSplit": one.split, "description": ""} if one.kind == "inProgress" else {})
