"""Workflows: which ways are open to an issue, and what going one changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from devlog_jira.sandbox.changes import apply
from devlog_jira.sandbox.model import Issue, Status, Transition, User, Workflow
from devlog_jira.sandbox.world import World


def open_ways(issue: Issue) -> list[Transition]:
    """The transitions that the present status allows."""
    ways = issue.project.workflow.transitions
    return [way for way in ways if way.sources is None or issue.status in way.sources]


def go(world: World, issue: Issue, way: Transition, actor: User, values: Mapping[str, Any]) -> None:
    """Go a way with the values of its screen."""
    settle(world, issue, way.to, actor, values)


def settle(world: World, issue: Issue, status: Status, actor: User, values: Mapping[str, Any]) -> None:
    """Put an issue in a status: what is done has a resolution, what is not has none."""
    new = dict(values)
    if status.category != "done":
        new["resolution"] = None
    elif "resolution" not in new and not issue.values.get("resolution"):
        new["resolution"] = world.resolutions[0]
    apply(world, issue, actor, new, status)


def plan(
    world: World,
    statuses: Sequence[Mapping[str, Any]],
    transitions: Sequence[Mapping[str, Any]] | None = None,
) -> Workflow:
    """A workflow of statuses (`name`, `category`) and transitions.

    A transition has `name`, `to`, `from` (names of statuses; none: from everywhere), `fields` of its
    screen and those `required`. Without transitions every status is reached from everywhere.
    """
    steps = tuple(world.status(str(one["name"]), str(one["category"])) for one in statuses)
    known = {step.name.casefold(): step for step in steps}
    given = [{"name": step.name, "to": step.name} for step in steps] if transitions is None else transitions
    ways = []
    for one in given:
        sources = one.get("from")
        required = tuple(one.get("required", ()))
        shown = tuple(dict.fromkeys((*one.get("fields", ()), *required)))
        ways.append(
            Transition(
                world.new_id("transition"),
                str(one.get("name", one["to"])),
                known[str(one["to"]).casefold()],
                None if sources is None else tuple(known[str(name).casefold()] for name in sources),
                shown,
                required,
            )
        )
    return Workflow(steps, tuple(ways))
