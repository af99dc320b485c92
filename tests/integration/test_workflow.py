"""Statuses that only a workflow reaches, killed on their way, and what a place refuses a new item."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from devlog_jira.sandbox import JiraSandbox
from tests.integration.conftest import MakeDesk
from tests.integration.desk import Desk

STATUSES = [
    {"name": "To Do", "category": "new"},
    {"name": "In Progress", "category": "indeterminate"},
    {"name": "In Review", "category": "indeterminate"},
    {"name": "Done", "category": "done"},
]
CHAIN = [
    {"name": "Start", "from": ["To Do"], "to": "In Progress"},
    {"name": "Offer", "from": ["In Progress"], "to": "In Review"},
    {"name": "Finish", "from": ["In Review"], "to": "Done"},
]


@pytest.fixture(params=["cloud", "server"])
def jira(request: pytest.FixtureRequest) -> Iterator[JiraSandbox]:
    """A project whose issues go from one status to the next only."""
    running = JiraSandbox(deployment=request.param)
    running.start()
    running.workflow(STATUSES, CHAIN)
    yield running
    running.stop()


@pytest.fixture
def there(make_desk: MakeDesk, jira: JiraSandbox) -> Desk:
    """A workspace that is connected to the project."""
    made = make_desk("there")
    made.connect("jira", jira.config(), plugin="jira")
    return made


def issues(jira: JiraSandbox) -> list[tuple[str, str]]:
    """Summaries and statuses of all issues."""
    found = [jira.read(str(number))["fields"] for number in sorted(jira.world.issues)]
    return [(one["summary"], one["status"]["name"]) for one in found]


def settled(desk: Desk) -> dict[str, Any]:
    """What a sync says that has nothing to do."""
    desk.here("outbox", "retry")
    desk.near()
    return dict(desk.near()["jira"])


@pytest.mark.parametrize("killed", [None, "POST .*/issue$", "POST .*/transitions"])
def test_a_new_entry_that_is_done_becomes_one_issue_that_is_done(
    there: Desk, jira: JiraSandbox, killed: str | None
) -> None:
    """Wherever its sending breaks off: no second issue, no conflict, no status from on the way."""
    there.near()
    entry = there.new("ours", "--status", "done")["ref"]
    if killed is not None:
        jira.fault("lost-answer", match=killed)
        there.here("sync", "--push")
    run = settled(there)
    assert issues(jira) == [("ours", "Done")]
    assert (there.show(entry)["status"], there.do("conflicts"), there.do("outbox")) == ("done", [], [])
    assert run["writes"] == 0


def test_a_change_that_breaks_off_on_its_way_is_brought_to_its_end(there: Desk, jira: JiraSandbox) -> None:
    """The status at which it broke off is read by the next sync, and is nobody's wish."""
    jira.seed([{"summary": "theirs"}])
    there.near()
    (entry,) = [one["ref"] for one in there.entries()]
    there.edit(entry, "--status", "done", "--title", "renamed")
    jira.fault("slow:0", match="POST .*/transitions")
    jira.fault("lost-answer", match="POST .*/transitions")
    there.here("sync", "--push")
    there.near("--pull")
    assert (there.show(entry)["status"], there.do("conflicts")) == ("done", [])
    settled(there)
    assert issues(jira) == [("renamed", "Done")]
    assert (there.show(entry)["status"], there.do("conflicts"), there.do("outbox")) == ("done", [], [])


def test_what_no_transition_reaches_waits_with_its_reason(there: Desk, jira: JiraSandbox) -> None:
    """The issue is there and linked; only its status is set aside."""
    jira.workflow(STATUSES, CHAIN[:1])
    there.near()
    entry = there.new("ours", "--status", "done", "--label", "a")["ref"]
    there.here("sync")
    (row,) = there.do("outbox")
    assert row["state"] == "set-aside"
    assert "In Progress" in row["error"] or "To Do" in row["error"]
    assert "allowed: " in row["error"]
    there.near()
    assert len(issues(jira)) == 1
    shown = there.show(entry)
    assert (shown["status"], shown["conflicts"], len(shown["links"])) == ("done", [], 1)
