"""The sandbox told and asked in the terms of entries."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from devlog_github.sandbox import GitHubSandbox

AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.fixture
def still() -> GitHubSandbox:
    """A sandbox that is not served."""
    return GitHubSandbox()


def test_an_item_is_seeded_from_an_entry(still: GitHubSandbox) -> None:
    """Otherwise the demo shows other values than it says."""
    words = still.phrase(
        {
            "title": "A", "description": "b", "labels": ["shop"], "status": "in-progress", "type": "bugfix",
            "author": "lin", "at": AT, "comments": [{"author": "sam", "content": "c", "at": AT}],
        }
    )  # fmt: skip
    [key] = still.seed([words])
    seen = still.seen(key)
    assert seen.mention == "#1"
    assert (seen.title, seen.description, seen.closed) == ("A", "b", False)
    assert seen.labels == ("shop", "status: in progress", "type: bugfix")
    assert seen.comments == ("c",)
    assert still.read(key)["created_at"] == "2026-03-04T05:06:07Z"


def test_a_closed_status_closes(still: GitHubSandbox) -> None:
    """Otherwise finished items stand open."""
    [key] = still.seed([still.phrase({"title": "A", "status": "cancelled"})])
    assert still.seen(key).closed
    assert still.read(key)["state_reason"] == "not_planned"


def test_a_branch_makes_a_pull_request(still: GitHubSandbox) -> None:
    """Otherwise proposed changes would become entries."""
    [key] = still.seed([still.phrase({"title": "A", "branch": "fix", "merged": True})])
    assert "pull_request" in still.read(key)
    assert still.seen(key).closed


def test_only_what_is_said_is_edited(still: GitHubSandbox) -> None:
    """Otherwise a new title would take the labels away."""
    [key] = still.seed([still.phrase({"title": "A", "labels": ["shop"]})])
    still.edit(key, still.phrase({"title": "B"}), "lin")
    assert (still.seen(key).title, still.seen(key).labels) == ("B", ("shop",))


def test_marks_are_not_seen(still: GitHubSandbox) -> None:
    """Otherwise a check on a description would fail on what no person sees."""
    body = "b\n\n<!-- devlog:dl-7c41f09a uid=01976b1c-0000-7000-8000-00007c41f09a -->"
    [key] = still.seed([{"title": "A", "body": body}])
    assert still.seen(key).description == "b"
