"""What devlog can do with one project of Azure DevOps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from devlog_azure_devops import wiql
from devlog_azure_devops.boards.acting import PlanningService
from devlog_azure_devops.config import BOARD_VALUES, AzureDevOpsConfig
from devlog_core.model.delivery import Delivery
from devlog_core.model.errors import ConfigError
from devlog_core.model.integration import Integration
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
from devlog_core.model.webhook import Verified, WebhookRegistration, WebhookResult
from devlog_core.plugin.capability import Capabilities, FieldCapability
from devlog_core.plugin.context import PluginContext
from devlog_core.plugin.service import Headers

if TYPE_CHECKING:
    from devlog_azure_devops.remote import Remote

CAPABILITIES = Capabilities(
    fields={
        "title": FieldCapability(lossy="at most 255 characters on one line"),
        "description": FieldCapability(
            lossy="of bugs the steps to reproduce; what Markdown cannot say stands in it as HTML comments"
        ),
        "acceptance_criteria": FieldCapability(lossy="one text: a list of points, or one point"),
        "status": FieldCapability(lossy="by the states of the type, as `mapping.status` says"),
        "priority": FieldCapability(lossy="1 to 4, as `mapping.priority` says"),
        "type": FieldCapability(lossy="one of the process's, as `mapping.type` says"),
        "labels": FieldCapability(lossy="no commas and semicolons: they become hyphens; cases are one"),
        "assignees": FieldCapability(lossy="one account"),
        "milestone": FieldCapability(lossy="the iteration path below the project, which must be there"),
        "parent": FieldCapability(),
        "dependencies": FieldCapability(lossy="predecessors, successors and related; other links stay"),
        "due": FieldCapability(lossy="where the type has a due date"),
        "estimate": FieldCapability(lossy="the original estimate, where the type has one, in whole minutes"),
    },
    notes=True,
    precondition=True,
    settle_seconds=15.0,
)


class AzureDevOpsService(PlanningService):
    """Work items and comments both ways, deliveries as they come in."""

    capabilities = CAPABILITIES

    def __init__(self, integration: Integration, config: AzureDevOpsConfig, context: PluginContext) -> None:
        super().__init__(integration, config, context)
        query = str(integration.filter.get("query") or "")
        try:
            wiql.condition(query)
        except ConfigError as error:
            raise ConfigError(f"integrations.{integration.name}.{error}") from None
        own = {
            f"custom.{name}": FieldCapability(lossy=f"as the field {field!r} takes it")
            for name, field in config.custom.items()
        }
        if config.board is not None:
            where = f"where the board {config.board!r} shows the work item"
            own |= {f"custom.{name}": FieldCapability(lossy=where) for name in BOARD_VALUES}
        self.capabilities = replace(
            CAPABILITIES, fields={**CAPABILITIES.fields, **own}, settle_seconds=config.settle_seconds
        )
        self._remote: Remote | None = None

    @property
    def remote(self) -> Remote:
        """The project, reached for when first used: requests and the library are imported then."""
        if self._remote is None:
            from devlog_azure_devops.remote import Remote

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
        return self.remote.finder.items(mark, tried_at)

    def create(self, draft: Draft) -> RemoteItem:
        return self.remote.writer.create(draft)

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        return self.remote.writer.update(ref, patch, expected)

    def put_note(self, ref: RemoteRef, note: NoteDraft) -> RemoteNote:
        return self.remote.commenter.put(ref, note)

    def find_note(self, ref: RemoteRef, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteNote]:
        return self.remote.finder.notes(ref, mark)

    def delete_note(self, ref: RemoteRef, note: RemoteRef) -> None:
        self.remote.commenter.delete(ref, note)

    def verify(self, headers: Headers, body: bytes) -> Verified:
        from devlog_azure_devops import webhook

        return webhook.verify(
            headers, body, self.config.webhook_user, self.context.credentials.get("webhook_password")
        )

    def parse(self, delivery: Delivery) -> WebhookResult:
        from devlog_azure_devops import webhook

        kept = self.context.state.get("project") or {}
        asked = (kept.get("asked"), kept.get("url")) == (self.config.project, self.config.organization_url)
        ours = webhook.Ours(
            scope=str(kept["id"]) if asked else None,
            project=self.config.project,
            url=self.config.organization_url,
        )
        return webhook.parse(delivery, ours, self.context.log)

    def register_webhook(self, url: str) -> WebhookRegistration:
        return self.remote.register(url, self.context.credentials.get("webhook_password"))
