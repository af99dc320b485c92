"""What JQL can ask about the issues of a world."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from devlog_jira.sandbox import texts
from devlog_jira.sandbox.call import Call
from devlog_jira.sandbox.jql import Context, Kind, Named, Term, among
from devlog_jira.sandbox.model import FieldDef, Issue, Project, Sprint, Status, User
from devlog_jira.sandbox.shapes.catalog import CATEGORIES
from devlog_jira.sandbox.world import World

KINDS = {
    "string": Kind.TEXT, "text": Kind.TEXT, "label": Kind.LABEL, "date": Kind.DAY, "datetime": Kind.INSTANT,
    "number": Kind.NUMBER, "priority": Kind.RANKED, "version": Kind.RANKED, "epic": Kind.KEY,
    "issuelink": Kind.KEY,
}  # fmt: skip
ORDER = {"new": 0, "indeterminate": 1, "done": 2, "undefined": 3}


def context(call: Call) -> Context[Issue]:
    """Everything that the search of an account needs to know."""
    user = call.token.user
    return Context(
        terms=_terms(call),
        account=None if user is None else _named_user(call.world, user).id,
        now=call.world.now(),
        zone=ZoneInfo(user.zone if user else "Etc/UTC"),
        cloud=call.world.cloud,
        functions={
            "opensprints": lambda: _sprints(call.world, "active"),
            "futuresprints": lambda: _sprints(call.world, "future"),
            "closedsprints": lambda: _sprints(call.world, "closed"),
        },
    )


def _terms(call: Call) -> Mapping[str, Term[Issue]]:
    found = dict(_fixed(call))
    for definition in call.world.fields.values():
        if definition.id in found or not definition.clauses or definition.kind not in _ASKED:
            continue
        term = _term(call.world, definition)
        for clause in definition.clauses:
            found.setdefault(clause.casefold(), term)
    return found


_ASKED = (
    "string", "text", "label", "date", "datetime", "number", "priority", "resolution", "version", "component",
    "issuetype", "user", "option", "sprint", "epic", "issuelink",
)  # fmt: skip


def _term(world: World, definition: FieldDef) -> Term[Issue]:
    kind = KINDS.get(definition.kind, Kind.THING)
    name = definition.clauses[0] if definition.custom is None else definition.name

    def values(issue: Issue) -> Sequence[Any]:
        value = issue.values.get(definition.id)
        if value is None:
            return ()
        many = value if isinstance(value, tuple) else (value,)
        return [_asked(world, definition.kind, one) for one in many]

    return Term(name=name, kind=kind, values=values, find=_finder(world, definition))


def _asked(world: World, kind: str, value: Any) -> Any:
    if kind == "text":
        return texts.plain(value)
    if kind == "date":
        return date.fromisoformat(value)
    if isinstance(value, User):
        return _named_user(world, value)
    if isinstance(value, Issue):
        return _named_issue(value)
    if hasattr(value, "name"):
        return Named(str(value.id), (value.name,), value.id)
    return value


def _finder(world: World, definition: FieldDef) -> Callable[[str], Iterable[Named]] | None:
    things: dict[str, Callable[[], Iterable[Any]]] = {
        "priority": lambda: world.priorities,
        "resolution": lambda: world.resolutions,
        "issuetype": world.types.values,
        "version": lambda: [one for project in world.projects.values() for one in project.versions],
        "component": lambda: [one for project in world.projects.values() for one in project.components],
        "option": lambda: definition.options,
        "sprint": world.sprints.values,
    }
    found = things.get(definition.kind)
    if definition.kind == "user":
        return among(lambda: [_named_user(world, user) for user in world.users.values()])
    if found is None:
        return None
    return among(lambda: [Named(str(one.id), (one.name,), one.id) for one in found()])


def _fixed(call: Call) -> Mapping[str, Term[Issue]]:
    world = call.world
    key = Term[Issue](
        name="key",
        kind=Kind.KEY,
        values=lambda issue: [_named_issue(issue)],
        find=lambda text: _issues(call, text),
    )
    terms = {
        "id": key, "key": key, "issue": key, "issuekey": key,
        "project": Term[Issue](
            name="project", kind=Kind.THING, values=lambda issue: [_named_project(issue.project)],
            find=among(lambda: [_named_project(one) for one in _projects(call)]),
        ),
        "status": Term[Issue](
            name="status", kind=Kind.RANKED,
            values=lambda issue: [_named_status(issue.status)],
            find=among(lambda: [_named_status(one) for one in world.statuses.values()]),
        ),
        "statuscategory": Term[Issue](
            name="statusCategory", kind=Kind.THING, values=lambda issue: [_category(issue.status)],
        ),
        "creator": Term[Issue](
            name="creator", kind=Kind.THING, values=lambda issue: [_named_user(world, issue.creator)],
            find=among(lambda: [_named_user(world, user) for user in world.users.values()]),
        ),
        "text": Term[Issue](name="text", kind=Kind.TEXT, values=_words),
        "comment": Term[Issue](
            name="comment", kind=Kind.TEXT,
            values=lambda issue: [texts.plain(comment.body) for comment in issue.comments],
        ),
        "created": _instant("created", lambda issue: issue.created),
        "updated": _instant("updated", lambda issue: issue.updated),
        "resolutiondate": _instant("resolutiondate", lambda issue: issue.resolved),
        "statuscategorychangeddate": _instant(
            "statusCategoryChangedDate", lambda issue: issue.status_changed
        ),
        "worklogdate": Term[Issue](
            name="worklogDate", kind=Kind.INSTANT,
            values=lambda issue: [worklog.started for worklog in issue.worklogs],
        ),
    }  # fmt: skip
    aliases = {"createddate": "created", "updateddate": "updated", "resolved": "resolutiondate"}
    return terms | {alias: terms[name] for alias, name in aliases.items()}


def _instant(name: str, at: Callable[[Issue], int | None]) -> Term[Issue]:
    def values(issue: Issue) -> Sequence[int]:
        moment = at(issue)
        return [] if moment is None else [moment]

    return Term(name=name, kind=Kind.INSTANT, values=values, descending=True)


def _words(issue: Issue) -> list[str]:
    bodies = [issue.values.get("description"), *(comment.body for comment in issue.comments)]
    return [issue.summary, *(texts.plain(body) for body in bodies if body is not None)]


def _named_user(world: World, user: User) -> Named:
    names = (user.display_name, user.email) if world.cloud else (user.name, user.display_name, user.email)
    return Named(user.account_id if world.cloud else user.name, names)


def _named_issue(issue: Issue) -> Named:
    return Named(str(issue.id), (issue.key,), issue.id)


def _issues(call: Call, text: str) -> list[Named]:
    found = call.world.issue(text)
    return [] if found is None or not call.sees(found) else [_named_issue(found)]


def _projects(call: Call) -> list[Project]:
    return [project for project in call.world.projects.values() if call.may("browse", project)]


def _named_project(project: Project) -> Named:
    return Named(str(project.id), (project.key, project.name), project.id)


def _named_status(status: Status) -> Named:
    return Named(str(status.id), (status.name,), status.id)


def _category(status: Status) -> Named:
    id, _, name = CATEGORIES[status.category]
    return Named(str(id), (name, status.category), ORDER[status.category])


def _sprints(world: World, state: str) -> list[Named]:
    def named(sprint: Sprint) -> Named:
        return Named(str(sprint.id), (sprint.name,), sprint.id)

    return [named(sprint) for sprint in world.sprints.values() if sprint.state == state]
