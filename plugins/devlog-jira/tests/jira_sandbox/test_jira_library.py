"""Another people's client works against the sandbox in both modes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from jira import JIRA, JIRAError

from devlog_jira.sandbox import JiraSandbox

from .conftest import text


@pytest.fixture
def client(sandbox: JiraSandbox) -> Iterator[JIRA]:
    """The library as people set it up, in the version of the interface that fits."""
    config = sandbox.config()
    cloud = sandbox.world.cloud
    signed: dict[str, Any] = (
        {"basic_auth": (config["email"], config["token"])} if cloud else {"token_auth": config["token"]}
    )
    made = JIRA(
        server=sandbox.url,
        options={"rest_api_version": "3" if cloud else "2", "check_update": False},
        get_server_info=True,
        max_retries=0,
        **signed,
    )
    yield made
    made.close()  # type: ignore[no-untyped-call]


def make(client: JIRA, summary: str = "Pay", **fields: Any) -> Any:
    """A new task, unless another type is named."""
    return client.create_issue(fields={
        "project": {"key": "SHOP"}, "issuetype": {"name": "Task"}, "summary": summary, **fields,
    })  # fmt: skip


def test_an_issue_lives_its_life(client: JIRA, sandbox: JiraSandbox) -> None:
    """Otherwise the sandbox speaks a dialect of its own."""
    issue = make(client, labels=["a"], priority={"name": "High"}, description=text(sandbox, "Soon"))
    assert (issue.key, issue.fields.summary, issue.fields.priority.name) == ("SHOP-1", "Pay", "High")
    issue.update(fields={"summary": "Paid", "labels": ["a", "b"]})
    issue.update(update={"labels": [{"remove": "a"}, {"add": "c"}]})
    read = client.issue("SHOP-1", expand="changelog")
    assert (read.fields.summary, sorted(read.fields.labels)) == ("Paid", ["b", "c"])
    assert read.raw["fields"]["description"] == text(sandbox, "Soon")
    changed = {item.field for line in read.changelog.histories for item in line.items}
    assert {"summary", "labels"} <= changed
    sandbox.permit("admin")
    issue.delete()
    with pytest.raises(JIRAError) as gone:
        client.issue("SHOP-1")
    assert gone.value.status_code == 404


def test_the_status_changes_by_transitions(client: JIRA) -> None:
    """By name, as the library looks them up."""
    issue = make(client)
    names = [one["name"] for one in client.transitions(issue)]
    assert "Done" in names
    client.transition_issue(issue, "Done")
    assert client.issue(issue.key).fields.status.name == "Done"
    with pytest.raises(JIRAError):
        client.transition_issue(issue, "99999")


def test_searches_come_in_pages(client: JIRA, sandbox: JiraSandbox) -> None:
    """By token on Cloud and by number on Server, to the end."""
    for number in range(7):
        make(client, f"Number {number}")
    jql = "project = SHOP ORDER BY key ASC"
    if sandbox.world.cloud:
        first = client.enhanced_search_issues(jql, maxResults=3, fields=["summary"])
        assert first.nextPageToken
        found = client.enhanced_search_issues(jql, maxResults=0, fields=["summary"])
        assert client.approximate_issue_count(jql) == 7
    else:
        assert client.search_issues(jql, maxResults=3).total == 7
        found = client.search_issues(jql, maxResults=False, fields="summary")
    assert [issue.key for issue in found] == [f"SHOP-{number}" for number in range(1, 8)]
    with pytest.raises(JIRAError) as refusal:
        (client.enhanced_search_issues if sandbox.world.cloud else client.search_issues)("colour = red")
    assert "Field 'colour' does not exist" in str(refusal.value.text)


def test_comments_are_said_and_taken_back(client: JIRA, sandbox: JiraSandbox) -> None:
    """Each by the library's own means."""
    issue = make(client)
    comment = client.add_comment(issue, text(sandbox, "One"))
    comment.update(body=text(sandbox, "Two"))
    assert len(client.comments(issue)) == 1
    client.comment(issue, comment.id).delete()
    assert client.comments(issue) == []


def test_time_is_logged(client: JIRA, sandbox: JiraSandbox) -> None:
    """With a start in the library's form."""
    issue = make(client, timetracking={"originalEstimate": "1d"})
    started = datetime(2025, 3, 9, 8, 30, tzinfo=UTC)
    made = client.add_worklog(issue, timeSpent="2h", started=started, comment=text(sandbox, "Pairing"))
    assert (made.timeSpentSeconds, made.started) == (7200, "2025-03-09T08:30:00.000+0000")
    made.update(timeSpent="3h")
    assert [one.timeSpentSeconds for one in client.worklogs(issue)] == [10_800]
    assert client.issue(issue.key).fields.timeestimate == 8 * 3600 - 3 * 3600
    client.worklog(issue, made.id).delete()
    assert client.worklogs(issue) == []


def test_boards_and_sprints_are_run(client: JIRA, sandbox: JiraSandbox) -> None:
    """From planning to closing."""
    number = int(sandbox.add_board("Shop board"))
    assert [board.name for board in client.boards(projectKeyOrID="SHOP")] == ["Shop board"]
    one, two = make(client, "One"), make(client, "Two")
    dates = {"startDate": "2025-03-10T12:00:00.000Z", "endDate": "2025-03-24T12:00:00.000Z"}
    sprint = client.create_sprint("Sprint 1", number, **dates)
    client.add_issues_to_sprint(sprint.id, [one.key, two.key])
    client.update_sprint(sprint.id, name="Sprint 1", state="active", **dates)
    assert [found.state for found in client.sprints(number)] == ["active"]
    assert client.sprint(sprint.id).name == "Sprint 1"
    client.move_to_backlog([two.key])
    jql = "sprint in openSprints()"
    find = client.enhanced_search_issues if sandbox.world.cloud else client.search_issues
    assert [issue.key for issue in find(jql)] == [one.key]
    client.rank(two.key, next_issue=one.key)
    named: dict[str, Any] = {} if sandbox.world.cloud else {"customfield_10011": "Shop"}
    epic = make(client, "Shop", issuetype={"name": "Epic"}, **named)
    client.add_issues_to_epic(epic.id, [one.key])
    held = sandbox.read(one.key)["fields"]
    assert (held["parent"]["key"] if sandbox.world.cloud else held["customfield_10014"]) == epic.key


def test_what_a_project_offers_is_read(client: JIRA, sandbox: JiraSandbox) -> None:
    """Types, fields, versions, people."""
    if not sandbox.world.cloud:
        # The library asks Cloud for the older form, which is on its way out.
        types = client.project_issue_types("SHOP", maxResults=50)
        task = next(one for one in types if one.name == "Task")
        fields = client.project_issue_fields("SHOP", task.id, maxResults=100)
        assert "summary" in {one.fieldId for one in fields if one.required}
    assert "SHOP" in {project.key for project in client.projects()}
    assert client.project("SHOP").name
    sandbox.add_version("1.0")
    assert [one.name for one in client.project_versions("SHOP")] == ["1.0"]
    assert {"To Do", "Done"} <= {one.name for one in client.statuses()}
    assert {"High", "Medium"} <= {one.name for one in client.priorities()}
    me = client.myself()
    assert me["accountId" if sandbox.world.cloud else "name"]
    assert client.server_info()["deploymentType"] == ("Cloud" if sandbox.world.cloud else "Server")


def test_links_watchers_and_properties(client: JIRA, sandbox: JiraSandbox) -> None:
    """What hangs on issues."""
    one, two = make(client, "One"), make(client, "Two")
    client.create_issue_link("Blocks", one.key, two.key)
    links = client.issue(one.key).fields.issuelinks + client.issue(two.key).fields.issuelinks
    assert {link.type.name for link in links} == {"Blocks"}
    client.delete_issue_link(links[0].id)
    client.add_issue_property(one, "devlog", {"uid": "u"})
    assert client.issue_property(one, "devlog").value.uid == "u"
    assert client.watchers(one).watchCount == 1
    link = client.add_simple_link(one, {"url": "https://devlog.example", "title": "devlog"})
    assert [found.id for found in client.remote_links(one)] == [link.id]
