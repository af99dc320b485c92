"""What devlog can do with one GitHub repository."""

from __future__ import annotations

from collections.abc import Sequence
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
    Scope,
    SyncPage,
    Version,
)
from devlog_core.model.webhook import Verified, WebhookResult
from devlog_core.plugin.capability import Capabilities, FieldCapability
from devlog_core.plugin.context import PluginContext
from devlog_core.plugin.service import Headers, TrackerService
from devlog_github import mapping, webhook
from devlog_github.config import GitHubConfig
from devlog_github.vocabulary import Vocabulary

if TYPE_CHECKING:
    from devlog_github.remote import Remote

CAPABILITIES = Capabilities(
    fields={
        "title": FieldCapability(lossy="at most 256 characters on one line"),
        "description": FieldCapability(lossy="at most 65,536 characters"),
        "status": FieldCapability(lossy="open, closed with a reason, or by label, as `mapping.status` says"),
        "priority": FieldCapability(lossy="by label, as `mapping.priority` says"),
        "type": FieldCapability(lossy="by label, as `mapping.type` says"),
        "labels": FieldCapability(lossy="at most 50 characters each; upper and lower case are the same"),
        "assignees": FieldCapability(lossy="at most ten accounts that the repository lets be assigned"),
        "milestone": FieldCapability(),
    },
    notes=True,
    recovery=("title", "status", "priority", "type", "labels", "assignees", "milestone"),
    settle_seconds=5.0,
)


class GitHubService(TrackerService[GitHubConfig]):
    """Issues and their comments both ways, pull requests and deliveries as they come in."""

    capabilities = CAPABILITIES

    def __init__(self, integration: Integration, config: GitHubConfig, context: PluginContext) -> None:
        super().__init__(integration, config, context)
        if integration.filter.get("query"):
            raise ConfigError(
                f"integrations.{integration.name}.filter.query: lists of issues take no query; "
                "use filter.labels, filter.milestones or filter.assignees"
            )
        self._words = Vocabulary(config.mapping)
        self._remote: Remote | None = None

    @property
    def remote(self) -> Remote:
        """The server, reached for when first used: PyGithub and requests are imported then."""
        if self._remote is None:
            from devlog_github.remote import Remote

            self._remote = Remote(self.integration, self.config, self.context, self._words)
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
        return mapping.express(field, value, self._words)

    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        return self.remote.page(cursor, mode)

    def fetch(self, ref: RemoteRef) -> RemoteItem | None:
        return self.remote.fetch(ref)

    def find(self, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteItem]:
        return self.remote.find(mark, tried_at)

    def create(self, draft: Draft) -> RemoteItem:
        return self.remote.create(draft)

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        return self.remote.update(ref, patch, expected)

    def overwritten(self, writes: Sequence[Write]) -> Sequence[Overwritten]:
        return self.remote.overwritten(writes)

    def put_note(self, ref: RemoteRef, note: NoteDraft) -> RemoteNote:
        return self.remote.put_note(ref, note)

    def find_note(self, ref: RemoteRef, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteNote]:
        return self.remote.find_note(ref, mark, tried_at)

    def delete_note(self, ref: RemoteRef, note: RemoteRef) -> None:
        self.remote.delete_note(ref, note)

    def verify(self, headers: Headers, body: bytes) -> Verified:
        return webhook.verify(headers, body, self.context.credentials.get("webhook_secret"))

    def parse(self, delivery: Delivery) -> WebhookResult:
        kept = self.context.state.get("repository") or {}
        known = kept.get("id") if kept.get("name") == self.config.repository else None
        return webhook.parse(delivery, self.integration.name, self.config, known)
