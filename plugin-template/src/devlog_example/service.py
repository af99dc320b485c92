"""What devlog can do with one project: the contract, each method in a line or two.

Change: little; leave out what your tracker cannot do. Making a service asks nothing of the network.
"""

from __future__ import annotations

# [writing
from collections.abc import Sequence
from datetime import datetime
from typing import Any

# writing]
from devlog_core.model.delivery import Delivery  # [webhooks]
from devlog_core.model.integration import Integration
from devlog_core.model.remote import (
    AccountInfo,
    Cursor,
    Draft,  # [writing]
    Mark,  # [writing]
    Mode,
    NoteDraft,  # [writing]
    Patch,  # [writing]
    RemoteItem,  # [writing]
    RemoteNote,  # [writing]
    RemoteRef,  # [writing]
    Scope,
    SyncPage,
    Version,  # [writing]
)
from devlog_core.model.webhook import Verified, WebhookRegistration, WebhookResult  # [webhooks]
from devlog_core.plugin.context import PluginContext
from devlog_core.plugin.service import (
    Headers,  # [webhooks]
    TrackerService,
)

from devlog_example import (
    account,
    reading,
    sending,  # [writing]
    webhook,  # [webhooks]
)
from devlog_example.config import ExampleConfig
from devlog_example.mapping import CAPABILITIES
from devlog_example.writing import Writer  # [writing]


class ExampleService(TrackerService[ExampleConfig]):
    """The tasks of one project, with their comments."""

    capabilities = CAPABILITIES

    def __init__(
        self,
        integration: Integration,
        config: ExampleConfig,
        context: PluginContext,
    ) -> None:
        # Here, not above: listing plugins should not load an HTTP library.
        from devlog_example.client import ExampleClient

        super().__init__(integration, config, context)
        self._client = ExampleClient(config, context)
        self._path = f"/projects/{config.project}/tasks"
        self._where = config.url + self._path
        self._writer = Writer(self._client, self._path, self._where)  # [writing]

    def check(self) -> AccountInfo:
        return account.check(self._client, self.config)

    def scope(self) -> Scope | None:
        return account.scope(self._client, self.config)

    def close(self) -> None:
        self._client.close()

    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        return reading.page(self._client, self._path, self._where, cursor, mode)

    # [writing
    def express(self, field: str, value: Any) -> Any:
        return sending.express(field, value)

    def fetch(self, ref: RemoteRef) -> RemoteItem | None:
        return self._writer.fetch(ref)

    def find(self, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteItem]:
        return self._writer.find(mark)

    def create(self, draft: Draft) -> RemoteItem:
        return self._writer.create(draft)

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        return self._writer.update(ref, patch, expected)

    def put_note(self, ref: RemoteRef, note: NoteDraft) -> RemoteNote:
        return self._writer.put_note(ref, note)

    def find_note(
        self, ref: RemoteRef, mark: Mark, tried_at: datetime | None
    ) -> Sequence[RemoteNote]:
        return self._writer.find_note(ref, mark)

    def delete_note(self, ref: RemoteRef, note: RemoteRef) -> None:
        self._writer.delete_note(ref, note)

    # writing]
    # [webhooks
    def verify(self, headers: Headers, body: bytes) -> Verified:
        return webhook.verify(headers, body, self.context.credentials.get("webhook_secret"))

    def parse(self, delivery: Delivery) -> WebhookResult:
        return webhook.parse(delivery, self.config.project, self._where, self.context.log)

    def register_webhook(self, url: str) -> WebhookRegistration:
        secret = self.context.credentials.get("webhook_secret")
        return webhook.register(self._client, self.config.project, url, secret)

    # webhooks]
