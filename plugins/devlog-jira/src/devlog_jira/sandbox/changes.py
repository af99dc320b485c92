"""The changes that issues go through, whoever asks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from devlog_jira.sandbox import told
from devlog_jira.sandbox.events import Event
from devlog_jira.sandbox.model import Change, Issue, Project, Status, User
from devlog_jira.sandbox.world import World


def create_issue(
    world: World,
    project: Project,
    author: User,
    values: Mapping[str, Any],
    properties: Mapping[str, Any] | None = None,
) -> Issue:
    """A new issue in the first status of the workflow, with values that were read already."""
    now = world.now()
    project.last_number += 1
    first = project.workflow.statuses[0]
    key = f"{project.key}-{project.last_number}"
    issue = Issue(world.new_id("issue"), key, project, first, author, now, now, status_changed=now)
    issue.values = {name: value for name, value in values.items() if not _empty(value)}
    issue.properties = dict(properties or {})
    issue.watchers = (author,)
    world.issues[issue.id] = issue
    world.keys[issue.key] = issue.id
    world.history.born(issue, now)
    return issue


def apply(
    world: World, issue: Issue, actor: User, new: Mapping[str, Any], status: Status | None = None
) -> None:
    """Store the values that differ, with the new time and the line of history that follow."""
    items = []
    values = dict(issue.values)
    for name, value in new.items():
        old = issue.values.get(name)
        kept = None if _empty(value) else value
        if _same(old, kept):
            continue
        items += told.items(world.fields[name], old, kept)
        values.pop(name, None)
        if kept is not None:
            values[name] = kept
    moved = status is not None and status is not issue.status
    if values == dict(issue.values) and not moved:
        return
    world.remember(issue)
    issue.values = values
    touch(world, issue)
    if status is not None and moved:
        items.append(told.status(issue.status, status))
        issue.status, issue.status_changed = status, issue.updated
    if "resolution" in new:
        issue.resolved = issue.updated if "resolution" in values else None
    note(world, issue, actor, items, _kind(items, moved))


def touch(world: World, issue: Issue) -> None:
    """Move an issue's time of change; two changes never share one, however fast they come."""
    issue.updated = max(world.now(), issue.updated + 1)


def note(
    world: World, issue: Issue, actor: User, items: Sequence[dict[str, Any]], kind: str = "issue_updated"
) -> None:
    """Add a line to an issue's history and tell of it; `kind` is the finer name of the event."""
    if items:
        line = Change(world.new_id("change"), actor, issue.updated, tuple(items))
        issue.history = (*issue.history, line)
        updated(world, issue, actor, kind, change=line)


def born(world: World, issue: Issue) -> None:
    """Tell of a new issue, with what it began with as a change."""
    known = [(world.fields[name], value) for name, value in issue.values.items()]
    items = [item for definition, value in known for item in told.items(definition, None, value)]
    line = Change(world.new_id("change"), issue.creator, issue.created, tuple(items))
    name, kind = "jira:issue_created", "issue_created"
    world.tell(Event(name=name, actor=issue.creator, at=world.now(), issue=issue, kind=kind, change=line))


def updated(world: World, issue: Issue, actor: User, kind: str, **about: Any) -> None:
    """Tell of a change of an issue."""
    event = Event(name="jira:issue_updated", actor=actor, at=world.now(), issue=issue, kind=kind, **about)
    world.tell(event)


def changing(world: World, issue: Issue) -> None:
    """Keep an issue as it stands and move its time, for a change of what is not a field."""
    world.remember(issue)
    touch(world, issue)


def _kind(items: Sequence[dict[str, Any]], moved: bool) -> str:
    if moved:
        return "issue_generic"
    return "issue_assigned" if [item["field"] for item in items] == ["assignee"] else "issue_updated"


def _empty(value: Any) -> bool:
    return value is None or value in ((), "", {})


def _same(old: Any, new: Any) -> bool:
    if hasattr(old, "body") and hasattr(new, "body"):
        return bool(old.body == new.body)
    return bool(old == new)
