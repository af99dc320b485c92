"""Issues as every address shows them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from devlog_jira.sandbox.model import FieldDef, Issue, Link
from devlog_jira.sandbox.shapes.catalog import link_type_json, project_brief, status_json
from devlog_jira.sandbox.shapes.comments import comment_json, worklog_json
from devlog_jira.sandbox.shapes.users import user_json
from devlog_jira.sandbox.shapes.values import linked_json, value_json
from devlog_jira.sandbox.shapes.view import View

EXPAND = "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations"
MOST_WORKLOGS = 20
"""How many worklogs ride along as a field."""
UNBIDDEN = frozenset(("comment", "worklog"))
"""Fields that a list brings only where they are named or all are asked for."""


def issue_json(view: View, issue: Issue, fields: Collection[str] = ("*all",)) -> dict[str, Any]:
    """An issue with the fields asked for: ids, `*all`, `*navigable`, and `-id` for one left out."""
    shape = {
        "expand": EXPAND,
        "id": str(issue.id),
        "self": f"{view.api}/issue/{issue.id}",
        "key": issue.key,
    }
    shown = _wanted(view, fields)
    return shape | {"fields": {one.id: field_value(view, issue, one) for one in shown}} if shown else shape


def field_value(view: View, issue: Issue, definition: FieldDef) -> Any:
    """One field of an issue, as its JSON has it."""
    if definition.id in WORKED_OUT:
        return WORKED_OUT[definition.id](view, issue)
    value = issue.values.get(definition.id)
    if definition.kind == "sprint":
        return [value_json(view, "sprint", sprint) for sprint in value] if value else None
    if definition.many:
        listed = [value_json(view, definition.kind, one) for one in value or ()]
        return listed if listed or not definition.custom else None
    return None if value is None else value_json(view, definition.kind, value)


def link_json(view: View, link: Link, end: Issue) -> dict[str, Any]:
    """A link as one of its ends shows it."""
    side, other = (
        ("outwardIssue", link.object) if end.id == link.subject.id else ("inwardIssue", link.subject)
    )
    return {
        "id": str(link.id),
        "self": f"{view.api}/issueLink/{link.id}",
        "type": link_type_json(view, link.type),
        side: linked_json(view, other),
    }


def changelog_json(view: View, issue: Issue) -> list[dict[str, Any]]:
    """An issue's history, oldest first."""
    return [
        {
            "id": str(line.id),
            "author": user_json(view, line.author),
            "created": view.time(line.created),
            "items": [dict(item) for item in line.items],
        }
        for line in issue.history
    ]


def _wanted(view: View, asked: Collection[str]) -> list[FieldDef]:
    names = {name.casefold() for name in asked}
    left_out = {name.removeprefix("-") for name in names if name.startswith("-")}
    everything = bool({"*all", "*navigable"} & names) or names == {f"-{name}" for name in left_out}
    chosen = []
    for one in view.world.fields.values():
        named = one.id.casefold() in names
        bidden = everything and not ("*navigable" in names and one.id in UNBIDDEN)
        if (named or bidden) and one.id.casefold() not in left_out:
            chosen.append(one)
    return chosen


def _comments(view: View, issue: Issue) -> dict[str, Any]:
    most = view.world.switches.embedded_comments
    seen = issue.comments if most is None else issue.comments[:most]
    return {
        "comments": [comment_json(view, issue, comment) for comment in seen],
        "self": f"{view.api}/issue/{issue.id}/comment",
        "maxResults": len(seen),
        "total": len(issue.comments),
        "startAt": 0,
    }


def _worklogs(view: View, issue: Issue) -> dict[str, Any]:
    seen = issue.worklogs[:MOST_WORKLOGS]
    return {
        "startAt": 0,
        "maxResults": MOST_WORKLOGS,
        "total": len(issue.worklogs),
        "worklogs": [worklog_json(view, issue, worklog) for worklog in seen],
    }


def _spent(issue: Issue) -> int | None:
    return sum(worklog.seconds for worklog in issue.worklogs) or None


def _tracking(view: View, issue: Issue) -> dict[str, Any]:
    estimated = issue.values.get("timetracking") or {}
    spent = _spent(issue)
    whole = {**estimated, "timeSpent": spent} if spent else estimated
    shape: dict[str, Any] = value_json(view, "timetracking", whole)
    return shape


def _links(view: View, issue: Issue) -> list[dict[str, Any]]:
    def by_end() -> dict[int, list[Link]]:
        found: dict[int, list[Link]] = {}
        for link in view.world.links.values():
            for end in {link.subject.id, link.object.id}:
                found.setdefault(end, []).append(link)
        return found

    return [link_json(view, link, issue) for link in view.world.memo("links", by_end).get(issue.id, ())]


def _children(view: View, issue: Issue) -> list[dict[str, Any]]:
    def by_parent() -> dict[int, list[Issue]]:
        found: dict[int, list[Issue]] = {}
        for one in view.world.issues.values():
            if "parent" in one.values and one.type.level < 0:
                found.setdefault(one.values["parent"].id, []).append(one)
        return found

    children = view.world.memo("children", by_parent)
    return [linked_json(view, child) for child in children.get(issue.id, ())]


def _estimate(name: str) -> Callable[[View, Issue], int | None]:
    return lambda _, issue: (issue.values.get("timetracking") or {}).get(name)


WORKED_OUT: Mapping[str, Callable[[View, Issue], Any]] = {
    "project": lambda view, issue: project_brief(view, issue.project),
    "status": lambda view, issue: status_json(view, issue.status),
    "creator": lambda view, issue: user_json(view, issue.creator),
    "created": lambda view, issue: view.time(issue.created),
    "updated": lambda view, issue: view.time(issue.updated),
    "resolutiondate": lambda view, issue: view.time_or_none(issue.resolved),
    "comment": _comments,
    "worklog": _worklogs,
    "issuelinks": _links,
    "subtasks": _children,
    "timetracking": _tracking,
    "timespent": lambda _, issue: _spent(issue),
    "timeoriginalestimate": _estimate("originalEstimate"),
    "timeestimate": _estimate("remainingEstimate"),
    "watches": lambda view, issue: {
        "self": f"{view.api}/issue/{issue.key}/watchers",
        "watchCount": len(issue.watchers),
        "isWatching": view.user in issue.watchers,
    },
    "votes": lambda view, issue: {
        "self": f"{view.api}/issue/{issue.key}/votes",
        "votes": 0,
        "hasVoted": False,
    },
}
