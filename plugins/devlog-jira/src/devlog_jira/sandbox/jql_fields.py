"""The fields of the sandbox's issues as JQL asks about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from devlog_jira.sandbox import texts
from devlog_jira.sandbox.call import Call
from devlog_jira.sandbox.jql_dates import local_day
from devlog_jira.sandbox.jql_terms import Context, Kind, Named, Term, among
from devlog_jira.sandbox.model import Choice, FieldDef, Issue, Project, Sprint, Status, Text, User, Version
from devlog_jira.sandbox.shapes import catalog
from devlog_jira.sandbox.world import World

Values = Callable[[Issue], Sequence[Any]]
KINDS = {
    "string": Kind.TEXT, "text": Kind.TEXT, "label": Kind.LABEL, "number": Kind.NUMBER,
    "date": Kind.DAY, "datetime": Kind.INSTANT, "user": Kind.THING,
    "priority": Kind.RANKED, "version": Kind.RANKED, "resolution": Kind.THING, "issuetype": Kind.THING,
    "component": Kind.THING, "option": Kind.THING, "cascade": Kind.THING, "sprint": Kind.THING,
    "issuelink": Kind.THING, "epic": Kind.THING,
}  # fmt: skip
CATEGORIES = tuple(
    Named(str(id), (name, key), rank) for rank, (key, (id, _, name)) in enumerate(catalog.CATEGORIES.items())
)
ATTRIBUTES = {"created": "created", "updated": "updated", "resolutiondate": "resolved", "creator": "creator"}
DESCENDING = ("created", "updated", "priority", "resolutiondate")


def asked_by(call: Call) -> Context[Issue]:
    """What the query of a request is judged by."""
    return context(call.world, call.token.user, lambda project: call.may("browse", project))


def context(world: World, account: User | None, sees: Callable[[Project], bool]) -> Context[Issue]:
    """What a query of this account is judged by, now and in its time zone, with the projects it sees."""
    terms = world.memo("jql terms", lambda: dict(_terms(world)))
    return Context(
        terms={**terms, **_hidden(world, sees)},
        account=_person(world, account).id if account else None,
        now=world.now(),
        zone=ZoneInfo(account.zone if account else "Etc/UTC"),
        cloud=world.cloud,
        # The index of a server keeps whole seconds.
        grain=1 if world.cloud else 1000,
        functions={
            "openSprints": lambda: _sprints(world, "active"),
            "closedSprints": lambda: _sprints(world, "closed"),
            "futureSprints": lambda: _sprints(world, "future"),
            "releasedVersions": lambda: _versions(world, True),
            "unreleasedVersions": lambda: _versions(world, False),
        },
    )


def _terms(world: World) -> Iterator[tuple[str, Term[Issue]]]:
    for one in world.fields.values():
        if one.kind in KINDS:
            term = _term(world, one)
            for name in (one.id, one.name, *one.clauses):
                yield name.casefold(), term
    for term in _special(world):
        yield term.name.casefold(), term


def _term(world: World, one: FieldDef) -> Term[Issue]:
    kind = KINDS[one.kind]
    return Term(
        name=one.name if one.custom else one.clauses[0] if one.clauses else one.id,
        kind=kind,
        values=_values(world, one, kind),
        find=_find(world, one),
        descending=one.id in DESCENDING,
        nothing="Unresolved" if one.id == "resolution" else None,
    )


def _values(world: World, one: FieldDef, kind: Kind) -> Values:
    if one.id in ATTRIBUTES:
        return lambda issue: _shown(world, kind, getattr(issue, ATTRIBUTES[one.id]))
    return lambda issue: _shown(world, kind, issue.values.get(one.id))


def _shown(world: World, kind: Kind, value: Any) -> Sequence[Any]:
    if value is None:
        return ()
    if isinstance(value, tuple):
        return [shown for part in value for shown in _shown(world, kind, part)]
    if isinstance(value, Text):
        value = texts.plain(value)
    if kind is Kind.DAY:
        return (date.fromisoformat(value),)
    if kind is Kind.INSTANT and isinstance(value, str):
        return (round(datetime.fromisoformat(value).timestamp() * 1000),)
    if kind in (Kind.THING, Kind.RANKED):
        return (_named(world, value),)
    return (value,) if value != "" else ()


def _named(world: World, value: Any) -> Named:
    if isinstance(value, User):
        return _person(world, value)
    if isinstance(value, Issue):
        return Named(str(value.id), (value.key,), value.id)
    if isinstance(value, Choice) and value in world.priorities:
        # The first is the most urgent, and more urgent is more.
        return Named(str(value.id), (value.name,), -world.priorities.index(value))
    return Named(str(value.id), (value.name,), value.id if isinstance(value, Version | Sprint) else 0)


def _person(world: World, user: User) -> Named:
    if world.cloud:
        return Named(user.account_id, (user.display_name, user.email))
    return Named(user.name, (user.name, user.display_name, user.email))


def _find(world: World, one: FieldDef) -> Callable[[str], Iterable[Named]] | None:
    def things(make: Callable[[], Iterable[Any]]) -> Callable[[str], Iterable[Named]]:
        return among(lambda: [_named(world, thing) for thing in make()])

    if one.kind in ("issuelink", "epic"):
        return lambda text: [_named(world, issue)] if (issue := world.issue(text)) else []
    makers: dict[str, Callable[[], Iterable[Any]]] = {
        "user": world.users.values,
        "priority": lambda: world.priorities,
        "resolution": lambda: world.resolutions,
        "issuetype": world.types.values,
        "version": lambda: [version for project in world.projects.values() for version in project.versions],
        "component": lambda: [part for project in world.projects.values() for part in project.components],
        "option": lambda: one.options,
        "cascade": lambda: [*one.options, *(child for option in one.options for child in option.children)],
        "sprint": world.sprints.values,
    }
    return things(makers[one.kind]) if one.kind in makers else None


def _hidden(world: World, sees: Callable[[Project], bool]) -> dict[str, Term[Issue]]:
    """The fields whose values are not for every eye."""

    def keyed(issue: Issue) -> Named:
        return Named(str(issue.id), (issue.key,))

    def find(text: str) -> list[Named]:
        issue = world.issue(text)
        return [keyed(issue)] if issue and sees(issue.project) else []

    def project(one: Project) -> Named:
        return Named(str(one.id), (one.key, one.name))

    key = Term[Issue](name="issuekey", kind=Kind.KEY, values=lambda issue: (keyed(issue),), find=find)
    projects = Term[Issue](
        name="project",
        kind=Kind.THING,
        values=lambda issue: (project(issue.project),),
        find=among(lambda: [project(one) for one in world.projects.values() if sees(one)]),
    )
    return {"key": key, "issuekey": key, "issue": key, "id": key, "project": projects}


def _special(world: World) -> Iterator[Term[Issue]]:
    """The fields that no definition of a field describes."""

    def people(name: str, values: Values) -> Term[Issue]:
        everybody = among(lambda: [_person(world, user) for user in world.users.values()])
        return Term(name=name, kind=Kind.THING, values=values, find=everybody)

    def status(one: Status) -> Named:
        return Named(str(one.id), (one.name,), one.id)

    yield Term(
        name="status",
        kind=Kind.THING,
        values=lambda issue: (status(issue.status),),
        find=among(lambda: map(status, world.statuses.values())),
    )
    yield Term(
        name="statusCategory",
        kind=Kind.THING,
        values=lambda issue: [one for one in CATEGORIES if issue.status.category in one.names],
        find=among(lambda: CATEGORIES),
    )
    yield Term(
        name="statusCategoryChangedDate",
        kind=Kind.INSTANT,
        values=lambda issue: (issue.status_changed,),
        descending=True,
    )
    for name in ("originalEstimate", "remainingEstimate"):
        yield Term(name=name, kind=Kind.SPAN, values=_estimate(name))
    yield Term(
        name="timespent",
        kind=Kind.SPAN,
        values=lambda issue: [sum(one.seconds for one in issue.worklogs)] if issue.worklogs else (),
    )
    yield Term(name="comment", kind=Kind.TEXT, values=_comments)
    yield Term(name="text", kind=Kind.TEXT, values=lambda issue: _everything(world, issue))
    yield Term(
        name="worklogDate",
        kind=Kind.DAY,
        values=lambda issue: [local_day(worklog.started, UTC) for worklog in issue.worklogs],
    )
    yield people("worklogAuthor", lambda issue: [_person(world, one.author) for one in issue.worklogs])
    yield people("watcher", lambda issue: [_person(world, user) for user in issue.watchers])


def _estimate(name: str) -> Values:
    return lambda issue: (
        [held] if (held := issue.values.get("timetracking", {}).get(name)) is not None else ()
    )


def _comments(issue: Issue) -> list[str]:
    return [texts.plain(comment.body) for comment in issue.comments]


def _everything(world: World, issue: Issue) -> list[str]:
    names = [one.id for one in world.fields.values() if one.kind in ("string", "text")]
    held = [issue.values[name] for name in names if name in issue.values]
    return [
        *(texts.plain(value) if isinstance(value, Text) else str(value) for value in held),
        *_comments(issue),
    ]


def _sprints(world: World, state: str) -> list[Named]:
    return [_named(world, sprint) for sprint in world.sprints.values() if sprint.state == state]


def _versions(world: World, released: bool) -> list[Named]:
    versions = [version for project in world.projects.values() for version in project.versions]
    return [_named(world, version) for version in versions if version.released is released]
