"""What devlog can do with one GitHub repository."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from devlog_core.model.delivery import Delivery
from devlog_core.model.errors import ConfigError
from devlog_core.model.integration import Integration
from devlog_core.model.overwritten import Overwritten, Write
from devlog_core.model.webhook import Verified, WebhookResult
from devlog_core.plugin.capability import Capabilities, FieldCapability
from devlog_core.plugin.context import PluginContext
from devlog_core.plugin.deferred import DeferredTracker
from devlog_core.plugin.service import Headers
from devlog_github import webhook
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


class GitHubService(DeferredTracker[GitHubConfig, "Remote"]):
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

    def reach(self) -> Remote:
        """The server; PyGithub and requests are imported here."""
        from devlog_github.remote import Remote

        return Remote(self.integration, self.config, self.context, self._words)

    def overwritten(self, writes: Sequence[Write]) -> Sequence[Overwritten]:
        return self.remote.overwritten(writes)

    def verify(self, headers: Headers, body: bytes) -> Verified:
        return webhook.verify(headers, body, self.context.credentials.get("webhook_secret"))

    def parse(self, delivery: Delivery) -> WebhookResult:
        kept = self.context.state.get("repository") or {}
        known = kept.get("id") if kept.get("name") == self.config.repository else None
        return webhook.parse(delivery, self.integration.name, self.config, known)
