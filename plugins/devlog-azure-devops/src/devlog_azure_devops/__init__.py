"""devlog's plugin for Azure DevOps: work items both ways, and what is built and deployed of them."""

from __future__ import annotations

from devlog_azure_devops.config import AzureDevOpsConfig
from devlog_azure_devops.service import AzureDevOpsService
from devlog_azure_devops.triggers import TRIGGERS
from devlog_core.plugin.plugin import Plugin
from devlog_core.plugin.sandbox import Sandbox


def _sandbox() -> Sandbox:
    from devlog_azure_devops.sandbox import AzureDevOpsSandbox

    return AzureDevOpsSandbox()


plugin = Plugin(
    AzureDevOpsService,
    AzureDevOpsConfig,
    name="azure-devops",
    display_name="Azure DevOps",
    description="Work items and comments both ways, pull requests, runs, deployments; Services and Server.",
    distribution="devlog-azure-devops",
    features=(
        "work items",
        "comments",
        "custom fields",
        "boards",
        "pull requests",
        "pipelines",
        "deployments",
        "webhooks",
    ),
    triggers=TRIGGERS,
    sandbox=_sandbox,
)
