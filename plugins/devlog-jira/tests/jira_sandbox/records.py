"""Plain records for JQL, as small as the language allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from devlog_jira.sandbox.jql import Context, Kind, Named, Term, among, parse, select

STATUSES = (Named("1", ("To Do",), 1), Named("3", ("In Progress",), 2), Named("5", ("Done",), 3))
PRIORITIES = tuple(Named(str(5 - rank), (name,), rank) for rank, name in enumerate(("Low", "Medium", "High")))
PEOPLE = (Named("a1", ("jane", "Jane")), Named("a2", ("tom", "Tom")))
SPRINTS = (Named("7", ("Sprint 7",), 7), Named("8", ("Sprint 8",), 8))
NOW = "2025-03-10T12:00:30+00:00"


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """One issue of the tables in these tests."""

    number: int
    project: str = "SHOP"
    summary: str = ""
    status: str = "To Do"
    priority: str = "Medium"
    labels: tuple[str, ...] = ()
    assignee: str | None = None
    updated: str = "2025-03-01T00:00:00+00:00"
    due: str | None = None
    points: float | None = None
    sprint: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.project}-{self.number}"


def instant(text: str) -> int:
    """Milliseconds of an RFC 3339 time."""
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def _one(things: tuple[Named, ...], name: str | None) -> list[Named]:
    return [thing for thing in things if name and thing.answers(name)]


def terms(tickets: list[Ticket]) -> dict[str, Term[Ticket]]:
    """The fields that these tickets have."""

    def keyed(ticket: Ticket) -> Named:
        return Named(str(10_000 + ticket.number), (ticket.key,))

    def find_key(text: str) -> list[Named]:
        return [thing for thing in map(keyed, tickets) if thing.answers(text)]

    key = Term[Ticket](name="key", kind=Kind.KEY, values=lambda t: [keyed(t)], find=find_key)
    points = Term[Ticket](
        name="Points", kind=Kind.NUMBER, values=lambda t: [] if t.points is None else [t.points]
    )
    return {
        "key": key,
        "id": key,
        "project": _thing("project", lambda t: Named(t.project, (t.project,)), "SHOP", "OPS"),
        "status": Term(
            name="status",
            kind=Kind.THING,
            values=lambda t: _one(STATUSES, t.status),
            find=among(lambda: STATUSES),
        ),
        "priority": Term(
            name="priority",
            kind=Kind.RANKED,
            values=lambda t: _one(PRIORITIES, t.priority),
            find=among(lambda: PRIORITIES),
            descending=True,
        ),
        "labels": Term(name="labels", kind=Kind.LABEL, values=lambda t: t.labels),
        "assignee": Term(
            name="assignee",
            kind=Kind.THING,
            values=lambda t: _one(PEOPLE, t.assignee),
            find=among(lambda: PEOPLE),
        ),
        "updated": Term(
            name="updated", kind=Kind.INSTANT, values=lambda t: [instant(t.updated)], descending=True
        ),
        "due": Term(name="due", kind=Kind.DAY, values=lambda t: [date.fromisoformat(t.due)] if t.due else []),
        "points": points,
        "cf[10010]": points,
        "sprint": Term(
            name="Sprint",
            kind=Kind.THING,
            values=lambda t: [s for s in SPRINTS if s.id in t.sprint],
            find=among(lambda: SPRINTS),
        ),
        "summary": Term(name="summary", kind=Kind.TEXT, values=lambda t: [t.summary] if t.summary else []),
    }


def _thing(name: str, value: Any, *known: str) -> Term[Ticket]:
    things = [Named(text, (text,)) for text in known]
    return Term(name=name, kind=Kind.THING, values=lambda t: [value(t)], find=among(lambda: things))


def found(
    tickets: list[Ticket],
    jql: str,
    zone: str | tzinfo = UTC,
    account: str | None = "a1",
    now: str = NOW,
    **more: Any,
) -> list[int]:
    """The numbers of the tickets that a query finds, in its order."""
    context = Context[Ticket](
        terms=terms(tickets),
        account=account,
        now=instant(now),
        zone=ZoneInfo(zone) if isinstance(zone, str) else zone,
        functions={"openSprints": lambda: SPRINTS[1:]},
        **more,
    )
    query = parse(jql, context.cloud)
    return [ticket.number for ticket in select(tickets, query, context, lambda ticket: ticket.number)]
