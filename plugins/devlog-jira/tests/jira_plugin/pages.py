"""Words for what readings bring."""

from __future__ import annotations

from typing import Any

from devlog_core.model.remote import Cursor, RemoteItem, SyncPage

from .desk import items

BOT = "devlog-bot"
"""The account of the sandbox's token."""


def tickets(count: int, **values: Any) -> list[dict[str, Any]]:
    """So many issues to seed."""
    return [{"summary": f"Ticket {number}", **values} for number in range(1, count + 1)]


def titles(pages: list[SyncPage]) -> list[str]:
    """The titles that a reading brought."""
    return [item.values["title"] for item in items(pages)]


def last(pages: list[SyncPage]) -> Cursor:
    """The cursor that a reading ended with."""
    found = pages[-1].next
    assert found is not None
    return found


def one(pages: list[SyncPage]) -> RemoteItem:
    """The only item of a reading."""
    (found,) = items(pages)
    return found
