"""Issues to read, and words for what was read."""

from __future__ import annotations

from typing import Any

from devlog_core.model.remote import Cursor, SyncPage
from devlog_github.sandbox import GitHubSandbox

from .desk import Desk, items

OLD = "2025-06-01T12:00:00Z"


def seed(sandbox: GitHubSandbox, count: int, comments: int = 0, **more: Any) -> None:
    """Issues of last year."""
    sandbox.seed(
        [
            {"title": f"n{number}", "created_at": OLD, "comments": ["c"] * comments} | more
            for number in range(count)
        ]
    )


def keys(pages: list[SyncPage]) -> list[str]:
    """The numbers of the whole items, as they came."""
    return [item.ref.key for item in items(pages)]


def titles(pages: list[SyncPage]) -> dict[str, Any]:
    """The titles by number, the last told of each."""
    return {item.ref.key: item.values["title"] for item in items(pages)}


def settled(desk: Desk) -> Cursor:
    """The cursor after a first pull."""
    cursor = desk.read()[-1].next
    assert cursor is not None
    return cursor
