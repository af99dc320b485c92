"""What devlog can do with one Jira project."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from devlog_core.model.delivery import Delivery
from devlog_core.model.errors import ConfigError
from devlog_core.model.integration import Integration
from devlog_core.model.overwritten import Overwritten, Write
from devlog_core.model.remote import Mark, RemoteRef, RemoteWorklog, WorklogDraft
from devlog_core.model.webhook import Verified, WebhookRegistration, WebhookResult
from devlog_core.plugin.capability import FieldCapability
from devlog_core.plugin.context import PluginContext
from devlog_core.plugin.service import Headers
from devlog_jira.actions import ActingService
from devlog_jira.capabilities import CAPABILITIES
from devlog_jira.config import JiraConfig


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

    def overwritten(self, writes: Sequence[Write]) -> Sequence[Overwritten]:
        return self.remote.overwritten(writes)

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
