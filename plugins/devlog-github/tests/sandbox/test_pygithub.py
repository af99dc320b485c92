"""Another people's client works against the sandbox, and all it says fits GitHub's description."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from github import Auth, Github, GithubException, UnknownObjectException


@pytest.fixture
def client(sandbox: Any) -> Iterator[Github]:
    """PyGithub as devlog sets it up: no waits and no retries of its own."""
    config = sandbox.config()
    github = Github(
        auth=Auth.Token(config["token"]), base_url=config["api_url"], retry=None, per_page=5,
        seconds_between_requests=None, seconds_between_writes=None,
    )  # fmt: skip
    yield github
    github.close()


def test_an_issue_lives_its_life(sandbox: Any, client: Github) -> None:
    """Otherwise the sandbox speaks a dialect of its own."""
    repo = client.get_repo("acme/shop")
    milestone = repo.create_milestone("v1", due_on=datetime(2025, 4, 1, tzinfo=UTC).date())
    issue = repo.create_issue("Pay", body="b", assignees=["alice"], milestone=milestone, labels=["bug"])
    assert (issue.number, issue.assignees[0].login, issue.milestone.title) == (1, "alice", "v1")
    issue.add_to_labels("new", "a b")
    issue.remove_from_labels("bug")
    assert [label.name for label in issue.get_labels()] == ["new", "a b"]
    issue.set_labels("only")
    issue.add_to_assignees("devlog-bot")
    issue.remove_from_assignees("alice")
    sandbox.advance(60)
    issue.edit(title="Paid", state="closed", state_reason="completed", milestone=None)
    read = repo.get_issue(1)
    assert (read.title, read.state, read.state_reason) == ("Paid", "closed", "completed")
    assert [user.login for user in read.assignees] == ["devlog-bot"]
    assert [label.name for label in read.labels] == ["only"]
    assert read.closed_at == datetime(2025, 3, 1, 12, 1, tzinfo=UTC)
    issue.lock("resolved")
    issue.unlock()
    kinds = {event.event for event in read.get_events()}
    assert {"renamed", "closed", "milestoned", "demilestoned", "locked"} <= kinds
    assert next(iter(read.get_timeline())).event in kinds


def test_comments_go_both_ways(sandbox: Any, client: Github) -> None:
    """Otherwise notes cannot be tried with it."""
    repo = client.get_repo("acme/shop")
    issue = repo.create_issue("t")
    comment = issue.create_comment("one")
    comment.edit("two")
    sandbox.comment("1", "three", by="bob")
    assert [(c.user.login, c.body) for c in issue.get_comments()] == [("devlog-bot", "two"), ("bob", "three")]
    assert len(list(repo.get_issues_comments(sort="updated", since=datetime(2025, 1, 1, tzinfo=UTC)))) == 2
    comment.delete()
    assert [c.body for c in issue.get_comments()] == ["three"]


def test_pages_are_followed(sandbox: Any, client: Github) -> None:
    """Otherwise the links cannot be trusted; both kinds lead to the end, backwards too."""
    sandbox.seed([{"title": f"t{n}"} for n in range(12)])
    repo = client.get_repo("acme/shop")
    assert [issue.number for issue in repo.get_issues(state="all")] == list(range(12, 0, -1))
    assert [issue.number for issue in repo.get_issues(direction="desc").reversed] == list(range(1, 13))
    assert repo.get_issues().totalCount == 12
    sandbox.switch("cursor_links", True)
    assert [issue.number for issue in repo.get_issues(direction="asc")] == list(range(1, 13))


def test_everything_else_that_devlog_asks(sandbox: Any, client: Github) -> None:
    """Otherwise a part of the plugin would meet the sandbox without a referee."""
    repo = client.get_repo("acme/shop")
    assert (repo.id, repo.permissions.push, repo.owner.type) == (515435001, True, "Organization")
    assert client.get_user().login == "devlog-bot"
    assert client.get_rate_limit().resources.core.limit == 5000
    assert {user.login for user in repo.get_assignees()} == {"alice", "devlog-bot"}
    assert repo.has_in_assignees("alice")
    repo.create_label("status: blocked", "bada55", "waits").edit("status: stuck", "ffffff")
    assert repo.get_label("status: stuck").color == "ffffff"
    milestone = repo.create_milestone("v2")
    milestone.edit("v2.0", state="closed")
    assert [m.title for m in repo.get_milestones(state="closed")] == ["v2.0"]
    pull = repo.create_pull(base="main", head="topic", title="PR", body="b")
    pull.edit(title="PR!")
    assert pull.merge().merged
    assert [p.number for p in repo.get_pulls(state="closed")] == [pull.number]
    assert repo.get_issue(pull.number).as_pull_request().merged
    sandbox.advance(31)
    assert [i.number for i in client.search_issues("PR repo:acme/shop is:pr")] == [pull.number]


def test_errors_arrive_as_its_exceptions(sandbox: Any, client: Github) -> None:
    """Otherwise the mapping of errors cannot be tried."""
    repo = client.get_repo("acme/shop")
    with pytest.raises(UnknownObjectException):
        repo.get_issue(99)
    with pytest.raises(GithubException) as refused:
        repo.create_issue("x" * 257)
    assert refused.value.status == 422
    sandbox.seed([{"title": "t"}])
    sandbox.delete("1")
    with pytest.raises(GithubException) as gone:
        repo.get_issue(1)
    assert gone.value.status == 410
    sandbox.rename("market")
    assert client.get_repo("acme/shop").full_name == "acme/market"
