"""What devlog can do with one Jira project."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from devlog_core.model.delivery import Delivery
from devlog_core.model.errors import ConfigError
from devlog_core.model.integration import Integration
from devlog_core.model.overwritten import Overwritten, Write
from devlog_core.model.remote import (
    AccountInfo,
    Cursor,
    Draft,
    Mark,
    Mode,
    NoteDraft,
    Patch,
    RemoteItem,
    RemoteNote,
    RemoteRef,
    RemoteWorklog,
    Scope,
    SyncPage,
    Version,
    WorklogDraft,
)
from devlog_core.model.webhook import Verified, WebhookRegistration, WebhookResult
from devlog_core.plugin.capability import FieldCapability
from devlog_core.plugin.context import PluginContext
from devlog_core.plugin.service import Headers
from devlog_jira.actions import ActingService
from devlog_jira.capabilities import CAPABILITIES
from devlog_jira.config import JiraConfig

if TYPE_CHECKING:
    from devlog_jira.remote import Remote


class JiraService(ActingService):
    """Issues, comments and time bookings both ways, deliveries as they come in."""

    capabilities = CAPABILITIES

    def __init__(self, integration: Integration, config: JiraConfig, context: PluginContext) -> None:
        super().__init__(integration, config, context)
        query = str(integration.filter.get("query") or "")
        if re.search(r"\border\s+by\b", query, re.IGNORECASE):
            raise ConfigError(
                f"integrations.{integration.name}.filter.query: leave out ORDER BY, since what is "
                "selected has no order"
            )
        own = {
            f"custom.{name}": FieldCapability(lossy=f"as {field!r} takes it")
            for name, field in config.custom.items()
        }
        self.capabilities = replace(
            CAPABILITIES, fields={**CAPABILITIES.fields, **own}, settle_seconds=config.settle_seconds
        )
        self._remote: Remote | None = None

    @property
    def remote(self) -> Remote:
        """The server, reached for when first used: the jira library and requests are imported then."""
        if self._remote is None:
            from devlog_jira.remote import Remote

            self._remote = Remote(self.integration, self.config, self.context)
        return self._remote

    def check(self) -> AccountInfo:
        return self.remote.check()

    def scope(self) -> Scope | None:
        return self.remote.scope()

    def close(self) -> None:
        if self._remote is not None:
            self._remote.close()
            self._remote = None

    def express(self, field: str, value: Any) -> Any:
        return self.remote.express(field, value)

    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        return self.remote.page(cursor, mode)

    def fetch(self, ref: RemoteRef) -> RemoteItem | None:
        return self.remote.fetch(ref)

    def find(self, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteItem]:
        return self.remote.finder.issues(mark, tried_at)

    def create(self, draft: Draft) -> RemoteItem:
        return self.remote.writer.create(draft)

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        return self.remote.writer.update(ref, patch, expected)

    def overwritten(self, writes: Sequence[Write]) -> Sequence[Overwritten]:
        return self.remote.overwritten(writes)

    def put_note(self, ref: RemoteRef, note: NoteDraft) -> RemoteNote:
        return self.remote.commenter.put(ref, note)

    def find_note(self, ref: RemoteRef, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteNote]:
        return self.remote.finder.notes(ref, mark)

    def delete_note(self, ref: RemoteRef, note: RemoteRef) -> None:
        self.remote.commenter.delete(ref, note)

    def put_worklog(self, ref: RemoteRef, worklog: WorklogDraft) -> RemoteWorklog:
        return self.remote.booker.put(ref, worklog)

    def find_worklog(self, ref: RemoteRef, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteWorklog]:
        return self.remote.finder.worklogs(ref, mark)

    def delete_worklog(self, ref: RemoteRef, worklog: RemoteRef) -> None:
        self.remote.booker.delete(ref, worklog)

    def verify(self, headers: Headers, body: bytes) -> Verified:
        from devlog_jira import webhook

        read = self.context.credentials.get
        return webhook.verify(
            headers, body, read("webhook_secret"), read("client_secret"), self.context.clock()
        )

    def parse(self, delivery: Delivery) -> WebhookResult:
        from devlog_jira import webhook

        kept = self.context.state.get("project") or {}
        asked = (kept.get("asked"), kept.get("url")) == (self.config.project, self.config.url)
        ours = webhook.Ours(
            project=self.config.project,
            scope=str(kept["id"]) if asked else None,
            url=self.config.url,
            board=self.config.board,
        )
        return webhook.parse(delivery, ours, self.context.log)

    def register_webhook(self, url: str) -> WebhookRegistration:
        return self.remote.register(url, self.context.credentials.get("webhook_secret"))
