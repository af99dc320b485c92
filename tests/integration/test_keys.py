"""Commits, branches and pull requests that name items by keys such as SHOP-12."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devlog_jira.sandbox import JiraSandbox
from tests.integration.desk import Desk
from tests.integration.hub import Hub
from tests.integration.repo import Repo


@pytest.fixture
def jira() -> Iterator[JiraSandbox]:
    """Jira with the projects SHOP and OPS."""
    running = JiraSandbox(("SHOP", "OPS"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def repo(tmp_path: Path, desk: Desk, jira: JiraSandbox) -> Repo:
    """A repository whose tracker is `tickets`, beside a GitHub whose pull requests name its keys too."""
    desk.environ["JIRA_TOKEN"] = jira.config()["token"]
    told = {"token": "${JIRA_TOKEN}", "settle_seconds": 0, "transitions": {"Done": {"resolution": "Done"}}}
    desk.connect("tickets", jira.config() | told, plugin="jira")
    desk.settings["integrations"]["github"]["config"]["tracker"] = "tickets"
    made = Repo(tmp_path / "repo")
    made.commit("begin")
    desk.connect("git", {"path": str(made.path), "tracker": "tickets"}, plugin="git")
    return made


def things(entry: dict[str, Any]) -> set[tuple[str, str]]:
    """Kind and key of what hangs on an entry beside its item."""
    return {(link["kind"], link["remote_key"]) for link in entry["links"] if link["kind"] != "item"}


def test_a_commit_attaches_by_key_and_closes_when_it_lands(desk: Desk, jira: JiraSandbox, repo: Repo) -> None:
    """Otherwise a commit that names a ticket is lost to it, or closes it before it is merged."""
    one, two = jira.seed([{"summary": "one"}, {"summary": "two"}])
    branch = f"feature/{one}-mend-it"
    first, second = repo.commit("begin", f"Mend it\n\nfixes {one}", branch=branch)
    (third,) = repo.commit(f"see {two} and CVE-2024-1, in UTF-8")
    desk.sync()
    entry = desk.show(desk.of(one, "tickets"))
    assert things(entry) == {("branch", branch), ("commit", first[:10]), ("commit", second[:10])}
    assert entry["status"] == "new"
    assert things(desk.show(desk.of(two, "tickets"))) == {("commit", third[:10])}
    assert len(desk.entries()) == 2
    repo.git("update-ref", "refs/heads/main", second)
    desk.sync()
    assert desk.show(entry["ref"])["status"] == "done"
    assert jira.read(one)["fields"]["status"]["name"] == "Done"
    assert jira.read(two)["fields"]["status"]["name"] == "To Do"


def test_a_key_from_before_a_move_still_names_the_item(desk: Desk, jira: JiraSandbox, repo: Repo) -> None:
    """Otherwise what was written before a ticket moved hangs on nothing."""
    (key,) = jira.seed([{"summary": "one"}])
    desk.sync()
    ref = desk.of(key, "tickets")
    jira.move(key, "OPS")
    desk.sync()
    (sha,) = repo.commit(f"for {key}")
    desk.sync()
    assert ("commit", sha[:10]) in things(desk.show(ref))


def test_one_repository_may_name_items_of_two_trackers(
    desk: Desk, hub: Hub, jira: JiraSandbox, repo: Repo
) -> None:
    """Otherwise who has issues and tickets must choose which of them commits may name."""
    desk.settings["integrations"]["git"]["config"]["tracker"] = ["github", "tickets"]
    desk.write()
    (key,) = jira.seed([{"summary": "a ticket"}])
    hub.seed([{"title": "an issue"}])
    (sha,) = repo.commit(f"for {key}, fixes #1")
    desk.sync()
    assert things(desk.show(desk.of(key, "tickets"))) == {("commit", sha[:10])}
    issue = desk.show(desk.of("1"))
    assert (things(issue), issue["status"]) == ({("commit", sha[:10])}, "done")


def test_a_pull_request_attaches_by_the_key_in_its_title(
    desk: Desk, hub: Hub, jira: JiraSandbox, repo: Repo
) -> None:
    """Otherwise the change and its ticket know nothing of each other."""
    (key,) = jira.seed([{"summary": "one"}])
    (pull,) = hub.seed([{"title": f"{key} Mend it", "pull_request": {"head": "mend"}}])
    desk.sync()
    assert things(desk.show(desk.of(key, "tickets"))) == {("pull_request", pull)}
