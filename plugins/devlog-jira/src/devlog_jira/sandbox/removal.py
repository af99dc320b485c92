"""Issues that go: deleted for good, moved to another project, or archived."""

from __future__ import annotations

from devlog_jira.sandbox.changes import changing, note
from devlog_jira.sandbox.events import Event
from devlog_jira.sandbox.model import Issue, Project, User
from devlog_jira.sandbox.world import World


def delete_issue(world: World, issue: Issue, actor: User) -> None:
    """Remove an issue with its comments and links; its number is not used again."""
    world.remember(issue)
    del world.issues[issue.id]
    for comment in issue.comments:
        del world.comments[comment.id]
    for worklog in issue.worklogs:
        del world.worklogs[worklog.id]
        world.deleted_worklogs[worklog.id] = world.now()
    gone = [link.id for link in world.links.values() if issue.id in (link.subject.id, link.object.id)]
    for id in gone:
        del world.links[id]
    for child in world.issues.values():
        if child.values.get("parent") is issue:
            child.values = {name: value for name, value in child.values.items() if name != "parent"}
    world.tell(Event(name="jira:issue_deleted", actor=actor, at=world.now(), issue=issue))


def move_issue(world: World, issue: Issue, goal: Project, actor: User) -> None:
    """Give an issue a key in another project; its id stays, and its old key still finds it."""
    if goal is issue.project:
        raise ValueError(f"{issue.key} is in {goal.key} already")
    changing(world, issue)
    old, before = issue.key, issue.project
    goal.last_number += 1
    issue.project, issue.key = goal, f"{goal.key}-{goal.last_number}"
    world.keys[issue.key] = issue.id
    values = dict(issue.values)
    for name in ("fixVersions", "versions", "components", "parent"):
        values.pop(name, None)
    # The goal knows its own types and statuses: what it lacks becomes its first.
    types = {kind.name: kind for kind in goal.types}
    values["issuetype"] = types.get(issue.type.name, goal.types[0])
    issue.values = values
    statuses = {status.name: status for status in goal.workflow.statuses}
    issue.status = statuses.get(issue.status.name, goal.workflow.statuses[0])
    key = {
        "field": "Key", "fieldtype": "jira", "from": None, "fromString": old, "to": None,
        "toString": issue.key,
    }  # fmt: skip
    project = {
        "field": "project", "fieldtype": "jira", "fieldId": "project", "from": str(before.id),
        "fromString": before.name, "to": str(goal.id), "toString": goal.name,
    }  # fmt: skip
    note(world, issue, actor, [project, key], "issue_moved")


def archive_issue(world: World, issue: Issue) -> None:
    """Put an issue away: it can be read, is found by no search and takes no change."""
    changing(world, issue)
    issue.archived = True
