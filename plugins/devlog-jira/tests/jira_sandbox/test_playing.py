"""The sandbox in the words of entries, as `devlog demo` speaks to it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from devlog_core.plugin.playing import Seen

MARK = "devlog-0b5c1c36-8a40-4f6e-9a51-0d8b3c0a2f11"
AT = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_an_entry_becomes_an_issue_and_is_seen_as_one(sandbox: Any, api: Any) -> None:
    """Otherwise the demo shows people something else than what it put there."""
    about = "One **bold** word\n\n- and a list"
    values = {
        "title": "Pay by card",
        "description": about,
        "status": "in-progress",
        "priority": "critical",
        "type": "bugfix",
        "labels": ["till", MARK],
        "assignees": ["alice"],
        "milestone": "1.0",
        "author": "bob",
        "at": AT,
        "comments": [{"author": "cleo", "content": "Said *so*", "at": AT}],
    }
    key = sandbox.seed([sandbox.phrase(values)])[0]
    assert sandbox.seen(key) == Seen(
        mention="SHOP-1",
        title="Pay by card",
        description=about,
        closed=False,
        labels=("till",),
        comments=("Said *so*",),
        state="In Progress",
    )
    fields = sandbox.read(key)["fields"]
    assert (fields["priority"]["name"], fields["issuetype"]["name"]) == ("Highest", "Bug")
    assert (fields["status"]["name"], fields["assignee"]["displayName"]) == ("In Progress", "Alice")
    assert (fields["fixVersions"][0]["name"], fields["creator"]["displayName"]) == ("1.0", "Bob")


@pytest.mark.parametrize(
    ("status", "name", "resolution"),
    [("new", "To Do", None), ("done", "Done", "Done"), ("cancelled", "Done", "Won't Do")],
)
def test_a_status_is_said_in_the_words_of_the_workflow(
    sandbox: Any, api: Any, status: str, name: str, resolution: str | None
) -> None:
    """Otherwise what is given up and what is done look alike."""
    key = sandbox.seed([{"summary": "t"}])[0]
    sandbox.edit(key, sandbox.phrase({"status": status}), by="bob")
    fields = sandbox.read(key)["fields"]
    assert fields["status"]["name"] == name
    assert (fields["resolution"] or {}).get("name") == resolution
    assert sandbox.seen(key).closed is (status != "new")


def test_there_is_no_room_for_a_proposed_change(sandbox: Any, api: Any) -> None:
    """Otherwise the demo counts on pull requests that Jira does not have."""
    assert sandbox.phrase({"title": "t", "branch": "b", "merged": True}) == {}


def test_what_people_typed_is_seen(sandbox: Any, api: Any) -> None:
    """Otherwise words that a person typed into the browser are not shown."""
    key = sandbox.seed([{"summary": "t", "description": "typed", "comments": ["said"]}])[0]
    seen = sandbox.seen(key)
    assert (seen.description, seen.comments) == ("typed", ("said",))
