"""What devlog can do with one project of Azure DevOps."""

from __future__ import annotations

from dataclasses import replace

from devlog_azure_devops import wiql
from devlog_azure_devops.boards.acting import PlanningService
from devlog_azure_devops.config import BOARD_VALUES, AzureDevOpsConfig
from devlog_azure_devops.pipelines.acting import RunningService
from devlog_azure_devops.pulls.acting import ReviewingService
from devlog_core.model.delivery import Delivery
from devlog_core.model.errors import ConfigError
from devlog_core.model.integration import Integration
from devlog_core.model.webhook import Verified, WebhookRegistration, WebhookResult
from devlog_core.plugin.capability import Capabilities, FieldCapability
from devlog_core.plugin.context import PluginContext
from devlog_core.plugin.service import Headers

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


class AzureDevOpsService(PlanningService, ReviewingService, RunningService):
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
            integration=self.integration.name,
        )
        return webhook.parse(delivery, ours, self.context.log)

    def register_webhook(self, url: str) -> WebhookRegistration:
        return self.remote.register(url, self.context.credentials.get("webhook_password"))
