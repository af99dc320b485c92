"""Sprints and the order of the backlog: who is in which, and what may become of a sprint."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from devlog_jira.sandbox.answer import RefusedError, wrong
from devlog_jira.sandbox.changes import apply
from devlog_jira.sandbox.defaults import SPRINT
from devlog_jira.sandbox.events import Event
from devlog_jira.sandbox.model import Board, Issue, Sprint, User
from devlog_jira.sandbox.world import World

WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)")
ORDER = ("closed", "active", "future")
LONGEST_NAME = 30
NAMES = {"startDate": "start", "endDate": "end"}
STEPS = {("future", "active"): "sprint_started", ("active", "closed"): "sprint_closed"}


def create(world: World, board: Board, actor: User, body: Mapping[str, Any]) -> Sprint:
    """A future sprint of a board."""
    if board.kind == "kanban":
        raise RefusedError(400, "The board does not support sprints.")
    sprint = Sprint(world.new_id("sprint"), _name(body.get("name")), board, created=world.now())
    _times(sprint, body)
    sprint.goal = body.get("goal")
    world.sprints[sprint.id] = sprint
    tell(world, "sprint_created", actor, sprint)
    return sprint


def update(world: World, sprint: Sprint, actor: User, body: Mapping[str, Any], whole: bool) -> None:
    """Other values for a sprint, and a step of its state; `whole` empties what is not named."""
    if sprint.state == "closed":
        raise RefusedError(400, "Sprints that are in a closed state cannot be updated.")
    wanted = str(body.get("state", sprint.state)).lower()
    step = STEPS.get((sprint.state, wanted))
    if step is None and wanted != sprint.state:
        raise RefusedError(400, f"A sprint cannot go from '{sprint.state}' to '{wanted}'.")
    if whole or "name" in body:
        sprint.name = _name(body.get("name"))
    if whole or "goal" in body:
        sprint.goal = body.get("goal")
    if whole:
        sprint.start = sprint.end = None
    _times(sprint, body)
    if step == "sprint_started" and (sprint.start is None or sprint.end is None):
        raise RefusedError(400, "A sprint needs a start date and an end date before it can be started.")
    sprint.state = wanted
    if step == "sprint_closed":
        sprint.completed = world.now()
    tell(world, step or "sprint_updated", actor, sprint)


def delete(world: World, sprint: Sprint, actor: User) -> None:
    """A sprint taken away; its issues go back to the backlog."""
    for issue in members(world, sprint):
        kept = tuple(one for one in held(issue) if one is not sprint)
        apply(world, issue, actor, {SPRINT: kept})
    del world.sprints[sprint.id]
    tell(world, "sprint_deleted", actor, sprint)


def move(world: World, issues: Iterable[Issue], sprint: Sprint | None, actor: User) -> None:
    """Put issues into a sprint that is not closed, or with None into the backlog; past sprints stay."""
    if sprint is not None and sprint.state == "closed":
        raise RefusedError(400, "Issues can only be moved to open or active sprints.")
    for issue in issues:
        past = tuple(one for one in held(issue) if one.state == "closed")
        apply(world, issue, actor, {SPRINT: (*past, sprint) if sprint else past})


def held(issue: Issue) -> tuple[Sprint, ...]:
    """The sprints that an issue is or was in."""
    found: tuple[Sprint, ...] = issue.values.get(SPRINT, ())
    return found


def current(issue: Issue) -> Sprint | None:
    """The sprint that an issue is in now or will be."""
    return next((one for one in held(issue) if one.state != "closed"), None)


def members(world: World, sprint: Sprint) -> list[Issue]:
    """The issues of a sprint, closed ones' too, in their order."""
    return ranked(world, (issue for issue in world.issues.values() if sprint in held(issue)))


def ranked(world: World, issues: Iterable[Issue]) -> list[Issue]:
    """Issues in the order that people gave them, new ones last."""
    return sorted(issues, key=lambda issue: world.ranks.get(issue.id, issue.id))


def rank(world: World, issues: list[Issue], target: Issue, before: bool) -> None:
    """Put issues right before or right after another, in the order in which they are named."""
    if target in issues:
        raise RefusedError(400, "An issue cannot be ranked beside itself.")
    others = [issue for issue in ranked(world, world.issues.values()) if issue not in issues]
    place = others.index(target) + (0 if before else 1)
    for number, issue in enumerate([*others[:place], *issues, *others[place:]]):
        # Below every id, so that new issues come last.
        world.ranks[issue.id] = number


def tell(world: World, name: str, actor: User, sprint: Sprint) -> None:
    """Tell of a sprint's event."""
    world.tell(Event(name=name, actor=actor, at=world.now(), sprint=sprint))


def _name(raw: Any) -> str:
    name = raw.strip() if isinstance(raw, str) else ""
    if not name:
        raise wrong(name="Sprint name is required.")
    if len(name) > LONGEST_NAME:
        raise wrong(name=f"Sprint name must be shorter than {LONGEST_NAME} characters.")
    return name


def _times(sprint: Sprint, body: Mapping[str, Any]) -> None:
    for name, attribute in NAMES.items():
        if body.get(name) is not None:
            setattr(sprint, attribute, _time(name, body[name]))
    if sprint.start is not None and sprint.end is not None and sprint.end <= sprint.start:
        raise wrong(endDate="The end date must be after the start date.")


def _time(name: str, raw: Any) -> int:
    try:
        if isinstance(raw, str) and WHEN.fullmatch(raw):
            return round(datetime.fromisoformat(raw).timestamp() * 1000)
    except ValueError:
        pass
    raise wrong(**{name: f"'{raw}' is not a date in ISO 8601 with an offset."})
