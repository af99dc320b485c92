"""A board of stories and what tests say of its cards again and again."""

from __future__ import annotations

from typing import Any

from devlog_azure_devops.sandbox import AzureDevOpsSandbox
from devlog_core.model.remote import RemoteItem

from .desk import Desk, items

COLUMNS = (
    {"name": "Backlog", "state": "New"},
    {"name": "Doing", "state": "Active", "split": True, "limit": 5},
    {"name": "Review", "state": "Active"},
    {"name": "Testing", "state": "Resolved"},
    {"name": "Shipped", "state": "Closed"},
)
COLUMN, LANE, DONE = "custom.board_column", "custom.board_lane", "custom.board_done"


def standing(item: RemoteItem) -> tuple[Any, Any, Any, Any]:
    """Column, lane, half and status."""
    return (*(item.values[name] for name in (COLUMN, LANE, DONE)), item.values["status"])


def seeded(desk: Desk, sandbox: AzureDevOpsSandbox, **values: Any) -> RemoteItem:
    """A story made by somebody."""
    (key,) = sandbox.seed([{"title": "Pay", "type": "User Story", **values}])
    return items(desk.read())[key]


def board_field(sandbox: AzureDevOpsSandbox, key: str, name: str) -> Any:
    """What the only team's board of stories keeps of an item."""
    fields = sandbox.read(key)["fields"]
    board = next(one for one in next(iter(sandbox.project("Shop").teams.values())).boards.values())
    return fields.get(f"{board.extension}{name}")
