"""Records and values into each other, without a server."""

from __future__ import annotations

from typing import Any

import pytest

from devlog_example.mapping import STATUSES, item_of

WHERE = "https://tasks.acme.test/projects/shop/tasks"
TASK: dict[str, Any] = {
    "id": 101,
    "title": "Checkout fails",
    "text": "With an *empty* cart.",
    "state": "doing",
    "labels": ["bug", "checkout"],
    "assignees": ["ann"],
    "due": None,
    "meta": {"devlog": "the-uid", "theirs": 1},
    "author": "ben",
    "revision": 3,
    "created_at": "2026-03-01T08:00:00Z",
    "updated_at": "2026-03-02T09:30:00+01:00",
    "comments": [],
}


def test_a_task_reads_as_an_item() -> None:
    """Otherwise an entry says something else than the task that it stands for."""
    item = item_of(TASK, WHERE)
    assert item.values == {
        "title": "Checkout fails",
        "description": "With an *empty* cart.",
        "status": "in-progress",
        "labels": ["bug", "checkout"],
        "assignees": ["ann"],
        "due": None,
    }
    assert (item.ref.key, item.ref.url) == ("101", f"{WHERE}/101")
    assert item.mark == "the-uid"
    assert item.edited_at is not None
    assert item.edited_at.hour == 8


def test_a_task_that_nobody_edited_says_so() -> None:
    """Otherwise a task of ours whose answer was lost looks as if a person had changed it."""
    item = item_of(TASK | {"revision": 1}, WHERE)
    assert item.edited_at == item.created_at


@pytest.mark.parametrize("state", STATUSES)
def test_every_state_is_read(state: str) -> None:
    """Otherwise the tasks of one column never arrive."""
    assert item_of(TASK | {"state": state}, WHERE).values["status"] == STATUSES[state]


def test_an_unknown_state_is_no_task() -> None:
    """Otherwise a state that the tracker adds one day becomes some status in silence."""
    with pytest.raises(KeyError):
        item_of(TASK | {"state": "parked"}, WHERE)
