"""What the search of a site finds by each of its fields, and how it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from devlog_jira.sandbox import JiraSandbox

from .conftest import Api, create, text

NOW_MS = 1_741_608_000_000
QUERIES = (
    "summary ~ card", "description ~ terminal", "text ~ terminal", "text ~ wait", "comment ~ wait",
    "labels = shop", "labels in ('a-b', none)", "priority = High", "priority > Medium",
    "assignee = 'Alice Example'", "assignee = 'alice@example.com'", "assignee is not EMPTY",
    "due = 2025-03-12", "due > now()", "duedate <= endOfWeek()", "fixVersion = 1.0",
    "fixVersion in unreleasedVersions()", "originalEstimate = 480", "remainingEstimate < 1d",
    "timespent >= 1h",
    "'Story point estimate' = 3", "cf[10016] > 2", "Severity = Major", "Place = Berlin",
    "Place = Europe", "Since < '2025-03-10'", "sprint in openSprints()", "Sprint = 'Sprint 1'",
    "worklogDate = 2025-03-08", "worklogAuthor = 'Alice Example'", "key = SHOP-2", "id = SHOP-2",
    "key > SHOP-1 AND key < SHOP-3", "status = 'To Do' AND key = SHOP-2",
    "resolution = Unresolved AND labels = shop", "resolution is EMPTY AND labels = shop",
    "statusCategory = new AND labels = shop", "issuetype = Task AND labels = shop",
    "project = SHOP AND labels = shop", "NOT labels = none", "reporter = currentUser() AND labels = shop",
    "creator = currentUser() AND labels is not empty", "watcher = currentUser() AND labels = shop",
    "created < now() AND labels = shop", "statusCategoryChangedDate > -1d AND labels = shop",
)  # fmt: skip
"""Each finds the issue in the middle, by one of its fields."""


def found(api: Api, sandbox: JiraSandbox, jql: str) -> list[str]:
    """The keys that a query finds, in its order."""
    answer = asked(api, sandbox, jql)
    assert answer.status_code == 200, answer.text
    return [issue["key"] for issue in answer.json()["issues"]]


def asked(api: Api, sandbox: JiraSandbox, jql: str) -> Any:
    """The answer of the search that the site has."""
    return api(
        "POST", "search/jql" if sandbox.world.cloud else "search", json={"jql": jql, "fields": ["summary"]}
    )


@pytest.fixture
def one(api: Api, sandbox: JiraSandbox) -> str:
    """An issue with something in every field, the second of three."""
    create(api, "Before", priority={"name": "Low"})
    sandbox.add_version("1.0")
    severity = sandbox.add_field("Severity", "select", options=("Minor", "Major"))
    place = sandbox.add_field("Place", "cascade", options=(("Europe", ("Berlin",)),))
    since = sandbox.add_field("Since", "datetime")
    tester = sandbox.add_user("alice", "Alice Example")
    who = {"accountId": tester} if sandbox.world.cloud else {"name": tester}
    key = create(
        api, "Pay by card", description=text(sandbox, "With the new terminal"), labels=["shop", "a-b"],
        priority={"name": "High"}, assignee=who, duedate="2025-03-12", fixVersions=[{"name": "1.0"}],
        timetracking={"originalEstimate": "1d"}, customfield_10016=3,
        **{severity: {"value": "Major"}, since: "2025-03-09T12:00:00.000+0000"},
        **{place: {"value": "Europe", "child": {"value": "Berlin"}}},
    )  # fmt: skip
    board = sandbox.add_board("Board")
    number = sandbox.add_sprint("Sprint 1", board)
    sandbox.plan_sprint(key, number)
    dates = {"startDate": "2025-03-10T12:00:00.000Z", "endDate": "2025-03-24T12:00:00.000Z"}
    sandbox.sprint(number, {"state": "active", **dates})
    sandbox.comment(key, "Let us wait", by="tom")
    sandbox.log_work(key, "1h", by="alice", started="2025-03-08T12:00:00Z")
    sandbox.advance(60)
    create(api, "After", priority={"name": "Low"})
    return key


def test_an_issue_is_found_by_each_of_its_fields(api: Api, sandbox: JiraSandbox, one: str) -> None:
    """And the two beside it are not."""
    results = {jql: found(api, sandbox, jql) for jql in QUERIES}
    assert {jql: keys for jql, keys in results.items() if keys != [one]} == {}


@pytest.mark.usefixtures("one")
def test_lists_are_ordered_as_they_say(api: Api, sandbox: JiraSandbox) -> None:
    """Urgent ones first where the order names no direction."""
    assert found(api, sandbox, "project = SHOP ORDER BY priority, created DESC") == [
        "SHOP-2", "SHOP-3", "SHOP-1",
    ]  # fmt: skip
    assert found(api, sandbox, "project = SHOP ORDER BY due ASC, key DESC") == ["SHOP-2", "SHOP-3", "SHOP-1"]
    assert found(api, sandbox, "project = SHOP ORDER BY updated ASC") == ["SHOP-1", "SHOP-2", "SHOP-3"]


@pytest.mark.parametrize("zone", ["Pacific/Tongatapu", "Pacific/Pago_Pago", "America/Los_Angeles"])
def test_the_search_reads_times_in_the_zone_of_the_account(api: Api, sandbox: JiraSandbox, zone: str) -> None:
    """The same account finds something else after a move to another continent; milliseconds stay."""
    key = create(api)
    local = {
        "Pacific/Tongatapu": "2025-03-11 01:00",
        "Pacific/Pago_Pago": "2025-03-10 01:00",
        "America/Los_Angeles": "2025-03-10 05:00",
    }
    assert found(api, sandbox, "updated = '2025-03-10 12:00'") == [key]
    sandbox.add_user("devlog-bot", zone=zone)
    assert found(api, sandbox, "updated = '2025-03-10 12:00'") == []
    assert found(api, sandbox, f"updated = '{local[zone]}'") == [key]
    assert found(api, sandbox, f"updated >= {NOW_MS} AND updated <= {NOW_MS}") == [key]


def test_a_moved_issue_is_found_by_its_old_key(api: Api, sandbox: JiraSandbox) -> None:
    """And shows the new one."""
    key = create(api)
    sandbox.add_project("OPS")
    moved = sandbox.move(key, "OPS")
    assert found(api, sandbox, f"key = {key}") == [moved] == ["OPS-1"]


def test_a_query_without_a_restriction_is_refused_on_cloud_only(api: Api, sandbox: JiraSandbox) -> None:
    """Cloud says how to mend it; Server answers with everything."""
    create(api)
    for jql in ("", "ORDER BY created"):
        answer = asked(api, sandbox, jql)
        assert answer.status_code == (400 if sandbox.world.cloud else 200)
        if sandbox.world.cloud:
            assert answer.json()["errorMessages"][0].startswith("Unbounded JQL queries are not allowed here.")


def test_refusals_name_what_is_wrong(api: Api, sandbox: JiraSandbox) -> None:
    """With 400, in the list of messages."""
    create(api)
    title = "Error in JQL Query:" if sandbox.world.cloud else "Error in the JQL Query:"
    for jql, message in (
        ("project = NONE", "The value 'NONE' does not exist for the field 'project'."),
        ("issue.property[devlog].uid = 'u'", "Field 'issue.property[devlog].uid' does not exist"),
        ("key = SHOP-77", "An issue with key 'SHOP-77' does not exist for field 'key'."),
        ("project = SHOP AND", title),
    ):
        answer = asked(api, sandbox, jql)
        assert answer.status_code == 400
        assert message in answer.json()["errorMessages"][0]


def test_what_one_may_not_see_does_not_exist(api: Api, sandbox: JiraSandbox) -> None:
    """Neither the project nor its issues can be asked for."""
    sandbox.add_project("OPS")
    sandbox.seed([{"summary": "Hidden", "project": "OPS"}])
    create(api)
    sandbox.permit("none", project="OPS")
    assert asked(api, sandbox, "project = OPS").status_code == 400
    assert asked(api, sandbox, "key = OPS-1").status_code == 400
    assert found(api, sandbox, "summary ~ hidden OR project = SHOP") == ["SHOP-1"]
