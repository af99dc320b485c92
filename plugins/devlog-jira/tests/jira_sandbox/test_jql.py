"""JQL as the sandbox reads it: what is found, in which order, and what is refused in which words."""

from __future__ import annotations

import pytest

from devlog_jira.sandbox.jql import JqlError, parse

from .records import Ticket, found

TICKETS = [
    Ticket(number=1, summary="Login fails on Safari", labels=("bug", "web"), assignee="a1", due="2025-03-09"),
    Ticket(number=2, summary="Faster log-in", status="Done", priority="High", points=3, sprint=("7",)),
    Ticket(
        number=3, summary='A "quoted" thing', labels=("web",), assignee="a2", points=0.5, due="2025-03-10"
    ),
    Ticket(number=10, status="In Progress", priority="Low", sprint=("7", "8"), updated=("2025-03-10T12:00Z")),
    Ticket(number=4, project="OPS", labels=("Ops",), due="2025-03-11", updated="2025-03-10T11:00:00+00:00"),
]


@pytest.mark.parametrize(
    ("jql", "numbers"),
    [
        ("project = SHOP", {1, 2, 3, 10}),
        ("project = shop and NOT status = done", {1, 3, 10}),
        ("project in (SHOP, 'OPS') && status != Done", {1, 3, 4, 10}),
        ("status = 3 or key = OPS-4", {10, 4}),
        ("key = 10002", {2}),
        ("id in (10002, SHOP-3)", {2, 3}),
        ("key >= SHOP-2 AND key <= SHOP-10", {2, 3, 10}),
        ("key > SHOP-9 AND project = SHOP", {10}),
        ("(status = Done OR status = 'In Progress') AND priority = High", {2}),
        ("status = Done OR status = 'In Progress' AND priority = High", {2}),
        ("priority > Low", {1, 2, 3, 4}),
        ("priority <= medium", {1, 3, 4, 10}),
        ("labels = web", {1, 3}),
        ("labels = ops", set()),
        ("labels in (bug, Ops)", {1, 4}),
        ("labels != bug", {3, 4}),
        ("not labels = bug", {3, 4}),
        ("not (labels = bug or labels = web)", {4}),
        ("labels not in (bug, web)", {4}),
        ("labels is empty", {2, 10}),
        ("labels IS NOT EMPTY", {1, 3, 4}),
        ("labels in (bug, EMPTY)", {1, 2, 10}),
        ("labels = NULL", {2, 10}),
        ("not labels is empty", {1, 3, 4}),
        ("assignee = currentUser()", {1}),
        ("assignee in (currentUser(), tom)", {1, 3}),
        ("assignee = a2", {3}),
        ("assignee != currentUser()", {3}),
        ("points >= 0.5 and points < 3", {3}),
        ("cf[10010] = 3", {2}),
        ('"Points[Number]" = 3', {2}),
        ("sprint in openSprints()", {10}),
        ("sprint not in openSprints()", {2}),
        ("sprint = 7", {2, 10}),
        ("Sprint = 'sprint 8'", {10}),
        ("summary ~ login", {1}),
        ("summary ~ 'safari fails'", {1}),
        ('summary ~ "\\"safari fails\\""', set()),
        ('summary ~ "\\"fails on\\""', {1}),
        ("summary ~ 'log*'", {1, 2}),
        ("summary !~ login", {2, 3}),
        ("summary ~ 'quoted'", {3}),
        ("due = 2025-03-10", {3}),
        ("due < '2025/03/10'", {1}),
        ("due <= now()", {1, 3}),
        ("due = endOfDay(1d)", {4}),
        ("updated > -1h", {10}),
        ("updated >= -61m", {10, 4}),
        ("updated >= 1741608000000", {10}),
        ("updated > 1741608000000", set()),
        ("updated < '2025-03-10'", {1, 2, 3}),
    ],
)
def test_a_query_finds_what_jira_would_find(jql: str, numbers: set[int]) -> None:
    """Otherwise a plugin passes against the sandbox and fails at Jira."""
    assert set(found(TICKETS, jql)) == numbers


@pytest.mark.parametrize(
    ("jql", "numbers"),
    [
        ("", [10, 4, 3, 2, 1]),
        ("order by key", [4, 1, 2, 3, 10]),
        ("project = SHOP ORDER BY key DESC", [10, 3, 2, 1]),
        ("ORDER BY priority, key asc", [2, 4, 1, 3, 10]),
        ("ORDER BY priority ASC, project DESC, key DESC", [10, 3, 1, 4, 2]),
        ("ORDER BY due", [1, 3, 4, 2, 10]),
        ("ORDER BY due DESC", [2, 10, 4, 3, 1]),
        ("ORDER BY updated", [10, 4, 1, 2, 3]),
        ("ORDER BY updated ASC", [1, 2, 3, 4, 10]),
        ("ORDER BY summary DESC", [4, 10, 1, 2, 3]),
    ],
)
def test_the_order_is_total(jql: str, numbers: list[int]) -> None:
    """Equal keys fall back on the id, so that pages never overlap by chance."""
    assert found(TICKETS, jql) == numbers


@pytest.mark.parametrize(
    ("jql", "message"),
    [
        ("project", "Expecting operator before the end of the query."),
        ("project &", "Expecting operator but got '&'. The valid operators are '=', '!=', '<', '>', '<=',"),
        ("project = ", "Expecting either a value, list or function before the end of the query."),
        ("project = SHOP false", "Expecting either 'OR' or 'AND' but got 'false'. (line 1, character 16)"),
        ("project =\nSHOP false", "Expecting either 'OR' or 'AND' but got 'false'. (line 2, character 6)"),
        ("project = SHOP AND", "Expecting a field name at the end of the query."),
        ("(project = SHOP", "Expecting ')' before the end of the query."),
        ("project in (SHOP", "Expecting ')' before the end of the query."),
        ("project = SHOP order by key,", "Expecting a field name at the end of the query."),
        ("project = SHOP order by key project", "Expecting ',' but got 'project'."),
        ("assignee = jane@acme.org", "The character '@' is a reserved JQL character."),
        ("status = End", "'End' is a reserved JQL word. You must surround it in quotation marks"),
        ("summary ~ 'open", "The quoted string 'open' has not been completed. (line 1, character 11)"),
        ("colour = red", "Field 'colour' does not exist or you do not have permission to view it."),
        (
            "issue.property[devlog].uid = 'x'",
            "Field 'issue.property[devlog].uid' does not exist or you do not",
        ),
        ("project = NONE", "The value 'NONE' does not exist for the field 'project'."),
        ("key = SHOP-99", "An issue with key 'SHOP-99' does not exist for field 'key'."),
        ("key = nonsense", "The issue key 'nonsense' for field 'key' is invalid."),
        ("summary = login", "The operator '=' is not supported by the 'summary' field."),
        ("labels ~ web", "The operator '~' is not supported by the 'labels' field."),
        ("status > Done", "The operator '>' is not supported by the 'status' field."),
        ("updated > empty", "Operator '>' does not support searching for EMPTY values."),
        ("sprint = openSprints()", "Operator '=' does not support the list"),
        ("assignee in membersOf(team)", "Unable to find JQL function 'membersOf(team)'."),
        ("updated > yesterday()", "Unable to find JQL function 'yesterday()'."),
        (
            "updated > tomorrow",
            "Date value 'tomorrow' for field 'updated' is invalid. Valid formats include:",
        ),
        ("updated > '2025-13-01'", "Date value '2025-13-01' for field 'updated' is invalid."),
        (
            "updated > '2025-03-01T10:00:00Z'",
            "Date value '2025-03-01T10:00:00Z' for field 'updated' is invalid.",
        ),
        (
            "updated > '2025-03-01 10:00:30'",
            "Date value '2025-03-01 10:00:30' for field 'updated' is invalid.",
        ),
        ("points > few", "The value 'few' for the field 'Points' is not a number."),
        ("status was Done", "no 'was'"),
    ],
)
def test_a_query_that_jira_refuses_is_refused_in_its_words(jql: str, message: str) -> None:
    """What a client makes of an error depends on these words."""
    with pytest.raises(JqlError) as refusal:
        found(TICKETS, jql)
    assert message in refusal.value.messages[0]


def test_a_wrong_part_is_refused_however_many_issues_fit() -> None:
    """A query is judged before any issue is."""
    with pytest.raises(JqlError):
        found([], "project = SHOP OR colour = red")


def test_a_stranger_learns_less() -> None:
    """Without an account nobody is the current user, and missing fields are put differently."""
    assert found(TICKETS, "assignee = currentUser()", account=None) == []
    with pytest.raises(JqlError, match="cannot be viewed by anonymous users"):
        found(TICKETS, "colour = red", account=None)


@pytest.mark.parametrize(
    ("jql", "bounded"),
    [("", False), ("ORDER BY key", False), ("project is not EMPTY", True), ("key = A-1 order by key", True)],
)
def test_cloud_can_tell_a_query_without_a_restriction(jql: str, bounded: bool) -> None:
    """Cloud refuses such a search, Server answers it with everything."""
    assert parse(jql).bounded is bounded


def test_both_kinds_of_jira_name_the_query_in_their_own_way() -> None:
    """Cloud dropped an article some years ago."""
    with pytest.raises(JqlError, match=r"^Error in JQL Query:"):
        parse("project", cloud=True)
    with pytest.raises(JqlError, match=r"^Error in the JQL Query:"):
        parse("project", cloud=False)
