"""Changed issues: few requests, and nothing foreign touched."""

from __future__ import annotations

import pytest

from devlog_core.model.errors import (
    StaleError,
)
from devlog_core.model.remote import FieldChange, Patch, RemoteItem, RemoteRef, SetChange
from devlog_github.sandbox import GitHubSandbox

from .desk import Desk
from .drafts import draft, fields, labels, sent


@pytest.fixture
def item(desk: Desk) -> RemoteItem:
    """An issue that devlog created."""
    return desk.service.create(draft())


def test_one_scalar_is_two_requests(sandbox: GitHubSandbox, desk: Desk, item: RemoteItem) -> None:
    """One read to see that nobody was there, one write."""
    sandbox.clear_requests()
    after = desk.service.update(item.ref, fields(title="New"), item.version)
    assert after.values == dict(item.values) | {"title": "New"}
    assert sent(sandbox) == ["GET", "PATCH"]


def test_nothing_to_change_is_no_write(sandbox: GitHubSandbox, desk: Desk, item: RemoteItem) -> None:
    """Somebody made the same edit."""
    sandbox.clear_requests()
    assert desk.service.update(item.ref, fields(title="Fix login "), item.version).values == item.values
    assert sent(sandbox) == ["GET"]


def test_a_changed_issue_is_stale(sandbox: GitHubSandbox, desk: Desk, item: RemoteItem) -> None:
    """Last write wins at GitHub, so we look first."""
    sandbox.edit(item.ref.key, {"title": "By a person"}, by="bob")
    with pytest.raises(StaleError):
        desk.service.update(item.ref, fields(title="Ours"), item.version)
    assert sandbox.read(item.ref.key)["title"] == "By a person"
    assert desk.service.update(item.ref, fields(title="Ours"), None).values["title"] == "Ours"


def test_a_comment_is_no_edit(sandbox: GitHubSandbox, desk: Desk, item: RemoteItem) -> None:
    """It moves the time of change and nothing else."""
    sandbox.advance(10)
    sandbox.comment(item.ref.key, "hello", by="bob")
    assert desk.service.update(item.ref, fields(title="Ours"), item.version).values["title"] == "Ours"


def test_foreign_labels_and_people_stay(sandbox: GitHubSandbox, desk: Desk, item: RemoteItem) -> None:
    """Those that came between our last reading and the write, too."""
    sandbox.edit(item.ref.key, {"labels": ["ui", "bug", "Foreign", "status: in progress"]}, by="bob")
    patch = Patch(
        fields={"status": FieldChange(old="in-progress", new="testing")},
        sets={"labels": SetChange(add=("new",), remove=("ui",)), "assignees": SetChange(add=("bob",))},
    )
    after = desk.service.update(item.ref, patch, None)
    assert labels(sandbox, item.ref.key) == ["Foreign", "bug", "new", "status: testing"]
    assert after.values["assignees"] == ["alice", "bob"]


def test_every_status_is_reached_from_every_other(
    sandbox: GitHubSandbox, desk: Desk, item: RemoteItem
) -> None:
    """GitHub takes a reason for closing only when it closes."""
    order = [
        "done",
        "cancelled",
        "done",
        "blocked",
        "cancelled",
        "new",
        "in-review",
        "testing",
        "cancelled",
        "in-progress",
    ]
    for status in order:
        item = desk.service.update(item.ref, fields(status=status), item.version)
        assert item.values["status"] == status
    assert labels(sandbox, item.ref.key) == [
        "bug",
        "priority: high",
        "status: in progress",
        "type: bugfix",
        "ui",
    ]


def test_the_mark_stays_and_none_is_added(sandbox: GitHubSandbox, desk: Desk, item: RemoteItem) -> None:
    """Marks are for what devlog created."""
    after = desk.service.update(item.ref, fields(description="New\n"), item.version)
    assert (after.mark, after.values["description"]) == (item.mark, "New\n")
    sandbox.seed([{"title": "theirs", "body": "Old"}])
    theirs = desk.service.update(RemoteRef(id="", key="2"), fields(description="New"), None)
    assert (theirs.mark, sandbox.read("2")["body"]) == (None, "New")


def test_a_description_is_not_touched_by_another_edit(sandbox: GitHubSandbox, desk: Desk) -> None:
    """Not even its line ends."""
    sandbox.seed([{"title": "x", "body": "a\r\nb"}])
    desk.service.update(RemoteRef(id="", key="1"), fields(title="y", status="done"), None)
    assert sandbox.read("1")["body"] == "a\r\nb"
