"""Issues put in place as if people had worked on them for a while."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_core.testing.sandbox.clock import moment
from devlog_jira.sandbox.changes import born, create_issue
from devlog_jira.sandbox.model import Comment, Issue, Project, Status, Text, User
from devlog_jira.sandbox.wording import worded
from devlog_jira.sandbox.world import World

AUTHOR = "jane"
EARLIER = 3_600_000
"""Milliseconds: what is seeded before anybody looks was there for a while."""
BESIDE = ("project", "key", "status", "author", "created", "updated", "comments", "properties", "archived")


def plant(world: World, project: Project, item: Mapping[str, Any]) -> Issue:
    """One issue with its comments, at the times given."""
    author = world.user(item.get("author", AUTHOR))
    made = time(item.get("created"), world.now() - (0 if world.looked_at else EARLIER))
    named = {name: value for name, value in item.items() if name not in BESIDE}
    start = {"issuetype": "Task", "priority": "Medium", "reporter": author.name}
    values = worded(world, project, start | named)
    if "key" in item:
        _take_number(world, project, str(item["key"]))
    issue = create_issue(world, project, author, values, item.get("properties"))
    issue.created = issue.status_changed = made
    issue.comments = tuple(_comment(world, issue, comment) for comment in item.get("comments", ()))
    last = max((comment.updated for comment in issue.comments), default=made)
    issue.updated = time(item.get("updated"), last)
    _place(world, issue, item)
    issue.archived = bool(item.get("archived"))
    born(world, issue)
    return issue


def find_status(project: Project, name: str) -> Status:
    """A status of the project's workflow by its name; raises ValueError."""
    for status in project.workflow.statuses:
        if status.name.casefold() == name.casefold():
            return status
    known = ", ".join(status.name for status in project.workflow.statuses)
    raise ValueError(f"{project.key} has no status {name!r}; there are {known}")


def time(given: Any, otherwise: int) -> int:
    """Milliseconds from an epoch in seconds or RFC 3339."""
    if given is None:
        return otherwise
    return round((given if isinstance(given, int | float) else moment(given)) * 1000)


def _place(world: World, issue: Issue, item: Mapping[str, Any]) -> None:
    if "status" in item:
        issue.status = find_status(issue.project, str(item["status"]))
    if issue.status.category == "done":
        issue.values = {"resolution": world.resolutions[0], **issue.values}
        issue.resolved = issue.updated


def _comment(world: World, issue: Issue, wanted: Mapping[str, Any] | str) -> Comment:
    known: Mapping[str, Any] = {"body": wanted} if isinstance(wanted, str) else wanted
    made = time(known.get("created"), issue.created)
    author: User = world.user(known.get("author", AUTHOR))
    id = world.new_id("comment")
    world.comments[id] = issue.id
    return Comment(
        id, author, Text(known["body"]), made, time(known.get("updated"), made), author,
        known.get("visibility"), bool(known.get("public", True)), dict(known.get("properties") or {}),
    )  # fmt: skip


def _take_number(world: World, project: Project, key: str) -> None:
    prefix, _, number = key.upper().rpartition("-")
    if prefix != project.key or not number.isdigit() or key.upper() in world.keys:
        raise ValueError(f"{key} is taken, or no key of {project.key}")
    project.last_number = max(project.last_number, int(number) - 1)
