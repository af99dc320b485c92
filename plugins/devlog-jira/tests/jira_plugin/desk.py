"""A service with the context that the core would lend it, and words for what tests do again and again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from devlog_core.model.integration import Integration
from devlog_core.model.remote import Cursor, Mode, RemoteItem, SyncPage
from devlog_core.testing.context import Context
from devlog_jira import plugin
from devlog_jira.service import JiraService


class Desk:
    """One service with its context, and a few words for what tests do again and again."""

    def __init__(self, service: JiraService, context: Context) -> None:
        self.service = service
        self.context = context

    def read(self, cursor: Cursor | None = None, mode: Mode = "snapshot") -> list[SyncPage]:
        """Every page of a reading, each cursor passed on as its JSON would be."""
        pages = [self.service.fetch_page(cursor, mode)]
        while pages[-1].more:
            pages.append(self.service.fetch_page(pages[-1].next, mode))
        return pages

    def requests(self, work: Callable[[], Any]) -> int:
        """How many requests the work costs."""
        before = self.context.meter.requests
        work()
        return self.context.meter.requests - before


Opener = Callable[..., Desk]


def items(pages: list[SyncPage]) -> list[RemoteItem]:
    """The whole items of a reading."""
    return [item for page in pages for item in page.items if item.version is not None]


def opened(config: Mapping[str, Any], query: str = "", **changes: Any) -> Desk:
    """A service for a `config` table."""
    table = {**config, **changes}
    context = Context(table)
    chosen = {"query": query} if query else {}
    integration = Integration(name="jira", plugin="jira", config=table, filter=chosen)
    service = plugin.devlog_initialize(integration, context)
    assert isinstance(service, JiraService)
    return Desk(service, context)
