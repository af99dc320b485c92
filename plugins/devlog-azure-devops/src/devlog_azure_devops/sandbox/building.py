"""New projects, with what a new project has: types, trees, a team and its boards."""

from __future__ import annotations

from devlog_azure_devops.sandbox import templates
from devlog_azure_devops.sandbox.model import Board, Column, FieldDef, ItemType, Project, Team
from devlog_azure_devops.sandbox.world import World


def build(world: World, name: str, process: str = "Agile", description: str = "") -> Project:
    """A project of a process, with its first team and three sprints to plan."""
    found = templates.PROCESSES[process.casefold()]
    id = world.guid("project", name, world.new_id("project"))
    made = Project(
        id, name, found.name, templates.types(found), world.new_node(name), world.new_node(name), description,
        updated=world.now(),
    )  # fmt: skip
    world.projects[id] = made
    for number in (1, 2, 3):
        made.iterations.children.append(world.new_node(_sprint(found.name, number)))
    team = add_team(world, made, f"{name} Team")
    team.iterations = [node.identifier for node in made.iterations.children]
    return made


def add_team(world: World, project: Project, name: str) -> Team:
    """A team with a board for stories and one for each kind of portfolio item."""
    process = templates.PROCESSES[project.process.casefold()]
    made = Team(world.guid("team", project.id, name), name)
    title, kind = process.board
    shown = [project.types[kind.casefold()]]
    if "bug" in project.types:
        shown.append(project.types["bug"])
    boards = [
        (title, shown),
        *((f"{one.name}s", [one]) for one in project.types.values() if one.name in ("Epic", "Feature")),
    ]
    for board_name, types in boards:
        board = _board(world, project, name, board_name, types)
        made.boards[board.id] = board
        board_fields(world, board, types)
    project.teams[made.id] = made
    return made


def _board(world: World, project: Project, team: str, name: str, types: list[ItemType]) -> Board:
    lead = types[0]
    columns = []
    shown = [state for state in lead.states if state.category != "Removed"]
    for number, state in enumerate(shown):
        last = number == len(shown) - 1
        kind = "incoming" if number == 0 else ("outgoing" if last else "inProgress")
        states = {one.name: state.name for one in types if one.state(state.name)}
        id = world.guid("column", project.id, team, name, number)
        columns.append(Column(id, state.name, kind, states, 0 if kind != "inProgress" else 5))
    id = world.guid("board", project.id, team, name)
    return Board(
        id, name, tuple(one.name for one in types), columns, [("00000000-0000-0000-0000-000000000000", None)]
    )


def board_fields(world: World, board: Board, types: list[ItemType]) -> None:
    """Let items say where they stand on a board, in the names that it has now."""
    names = tuple(dict.fromkeys(column.name for column in board.columns))
    # A field without values takes anything; one that lists nothing but the empty text takes nothing.
    lanes = tuple(name for _, name in board.rows if name) or ("",)
    told = (
        FieldDef(f"{board.extension}Column", "Board Column", "string", values=names),
        FieldDef(f"{board.extension}Column.Done", "Board Column Done", "boolean"),
        FieldDef(f"{board.extension}Lane", "Board Lane", "string", values=lanes),
    )
    for known in told:
        world.fields[known.reference.casefold()] = known
        for one in types:
            one.fields = tuple(dict.fromkeys((*one.fields, known.reference)))


def _sprint(process: str, number: int) -> str:
    return f"Sprint {number}" if process in ("Scrum", "Basic") else f"Iteration {number}"
