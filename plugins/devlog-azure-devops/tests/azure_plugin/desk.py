"""A service with the context that the core would lend it, and words for what tests do again and again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from devlog_azure_devops import plugin
from devlog_azure_devops.service import AzureDevOpsService
from devlog_core.model.ids import new_uid
from devlog_core.model.remote import Draft, Mark, RemoteItem, SyncPage
from devlog_core.testing import desk

WHOLE = {
    "title": "Fix login", "description": "Steps:\n\n1. go", "status": "new", "priority": "high",
    "type": "bugfix", "labels": ["ui", "web"], "assignees": [], "milestone": None, "parent": None,
    "dependencies": [], "due": "2026-03-31", "estimate": 90,
    "acceptance_criteria": ["it works", "it is quick"],
}  # fmt: skip

Desk = desk.Desk[AzureDevOpsService]
Opener = Callable[..., Desk]
fields, sets = desk.fields, desk.sets


def items(pages: list[SyncPage]) -> dict[str, RemoteItem]:
    """The whole items of a reading by their numbers."""
    return {item.ref.id: item for item in desk.whole_items(pages)}


def opened(config: Mapping[str, Any], query: str = "", **changes: Any) -> Desk:
    """A service for a `config` table."""
    return desk.open_desk(plugin, AzureDevOpsService, "boards", {**config, **changes}, query)


def draft(**values: Any) -> Draft:
    """A new work item with a mark of its own."""
    return Draft(mark=Mark(uid=new_uid(), ref="dl-12345678"), values=WHOLE | values)
