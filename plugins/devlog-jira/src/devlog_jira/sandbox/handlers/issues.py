"""Issues: create, read, edit, assign, delete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_core.testing.sandbox.answer import Answer
from devlog_jira.sandbox import editing
from devlog_jira.sandbox.answer import RefusedError, wrong
from devlog_jira.sandbox.call import Call
from devlog_jira.sandbox.changes import apply, born, create_issue
from devlog_jira.sandbox.fields import Reading
from devlog_jira.sandbox.handlers.comments import said_in_update
from devlog_jira.sandbox.handlers.meta import required
from devlog_jira.sandbox.handlers.properties import read_properties
from devlog_jira.sandbox.handlers.transitions import transitions_json
from devlog_jira.sandbox.model import Issue, IssueType, Project
from devlog_jira.sandbox.pages import page_bean
from devlog_jira.sandbox.removal import delete_issue
from devlog_jira.sandbox.shapes.issues import changelog_json, issue_json

MISFIT = "Given parent work item does not belong to appropriate hierarchy."
BESIDE = ("project", "issuetype")


def post_issue(call: Call) -> Answer:
    """A new issue, with its properties in the same request."""
    fields: Mapping[str, Any] = call.fields.get("fields") or {}
    project = _project(call, fields.get("project"))
    call.need("write", project, "create issues in this project")
    kind = _type(call, project, fields.get("issuetype"))
    screen = editing.screen(call.world, project, kind)
    body = {**call.fields, "fields": {name: fields[name] for name in fields if name != "project"}}
    values, errors = {}, {}
    try:
        values = editing.read(call.world, project, body, call.version, screen)
    except RefusedError as refusal:
        errors = dict(refusal.errors)
    for name in required(project, kind, call.world.cloud):
        given = fields.get(name) or (call.fields.get("update") or {}).get(name)
        if name not in BESIDE and name not in errors and not given:
            errors[name] = _missing(call, name)
    if errors:
        raise RefusedError(400, errors=errors)
    check_parent(kind, values)
    properties = read_properties(call.fields.get("properties"))
    defaults = {"priority": call.world.priorities[2], "reporter": call.actor}
    issue = create_issue(call.world, project, call.actor, defaults | values, properties)
    born(call.world, issue)
    said_in_update(call, issue)
    return Answer(201, {"id": str(issue.id), "key": issue.key, "self": f"{call.api}/issue/{issue.id}"})


def get_issue(call: Call) -> Answer:
    """One issue, with what `fields`, `properties` and `expand` name."""
    issue = call.issue()
    shape = issue_json(call.view, issue, call.words("fields") or ("*all",))
    return Answer(200, shape | expanded(call, issue))


def put_issue(call: Call) -> Answer:
    """An edit by `fields` and `update`; the status is none of them."""
    issue = call.edited()
    screen = editing.screen(call.world, issue.project, issue.type)
    values = editing.read(call.world, issue.project, call.fields, call.version, screen, issue)
    if "summary" in values and not values["summary"]:
        raise wrong(summary="You must specify a summary of the issue.")
    check_parent(values.get("issuetype", issue.type), {**issue.values, **values})
    properties = read_properties(call.fields.get("properties"))
    apply(call.world, issue, call.actor, values)
    issue.properties = {**issue.properties, **properties}
    said_in_update(call, issue)
    if call.query.get("returnIssue") == "true":
        return Answer(200, issue_json(call.view, issue))
    return Answer(204)


def delete(call: Call) -> Answer:
    """Remove an issue for good; its subtasks go only where that is said."""
    issue = call.issue()
    call.need("admin", issue.project, "delete issues in this project")
    children = [one for one in call.world.issues.values() if one.values.get("parent") is issue]
    subtasks = [one for one in children if one.type.level < 0]
    if subtasks and call.query.get("deleteSubtasks") != "true":
        count = len(subtasks)
        raise RefusedError(
            400,
            f"The issue '{issue.key}' has subtasks.  You must specify the 'deleteSubtasks' parameter to "
            f"delete this issue and all its subtasks ({count}).",
        )
    for one in (*subtasks, issue):
        delete_issue(call.world, one, call.actor)
    return Answer(204)


def put_assignee(call: Call) -> Answer:
    """Give an issue to somebody, or to nobody."""
    issue = call.edited(what="assign issues")
    reading = Reading(call.world, issue.project, call.world.fields["assignee"], call.version)
    given = call.fields.get("accountId" if call.world.cloud else "name")
    found = None if given in (None, "-1") else reading.value(call.fields)
    apply(call.world, issue, call.actor, {"assignee": found})
    return Answer(204)


def get_changelog(call: Call) -> Answer:
    """An issue's history, a page at a time."""
    return page_bean(call, changelog_json(call.view, call.issue()), lambda line: line, 100)


def expanded(call: Call, issue: Issue) -> dict[str, Any]:
    """What a request wants of an issue beyond its fields."""
    shape: dict[str, Any] = {}
    names, view = call.words("properties"), call.view
    if names:
        every = "*all" in names
        kept = {key: value for key, value in issue.properties.items() if every or key in names}
        shape["properties"] = kept
    expand = call.words("expand")
    if "changelog" in expand:
        lines = list(reversed(changelog_json(view, issue)))[:100]
        total = len(issue.history)
        shape["changelog"] = {"startAt": 0, "maxResults": len(lines), "total": total, "histories": lines}
    if "names" in expand:
        shape["names"] = {one.id: one.name for one in call.world.fields.values()}
    if "transitions" in expand:
        shape["transitions"] = transitions_json(call, issue)
    return shape


def check_parent(kind: IssueType, values: Mapping[str, Any]) -> None:
    """Refuse a parent of a level that the type cannot have; raises RefusedError."""
    parent: Issue | None = values.get("parent")
    if parent is None:
        return
    fits = parent.type.level == 0 if kind.level < 0 else kind.level == 0 and parent.type.level == 1
    if not fits:
        raise RefusedError(400, errors={"parentId": MISFIT})


def _project(call: Call, given: Any) -> Project:
    wanted = (given.get("id") or given.get("key")) if isinstance(given, Mapping) else None
    found = call.world.project(str(wanted)) if wanted else None
    if found is None or not call.may("browse", found):
        raise wrong(project="Specify a valid project ID or key" if wanted else "project is required")
    return found


def _type(call: Call, project: Project, given: Any) -> IssueType:
    if given is None:
        raise wrong(issuetype="Specify an issue type")
    try:
        kind: IssueType = Reading(call.world, project, call.world.fields["issuetype"], 3).value(given)
    except RefusedError:
        raise wrong(issuetype="Specify a valid issue type") from None
    return kind


def _missing(call: Call, name: str) -> str:
    if name == "summary":
        return "You must specify a summary of the issue."
    if name == "parent":
        return "Issue type is a sub-task but parent issue key or id not specified."
    return f"{call.world.fields[name].name} is required."
