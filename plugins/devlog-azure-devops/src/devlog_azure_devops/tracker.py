"""A project of Azure DevOps, reached for when first used: what the service and all its actions build on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from devlog_azure_devops.config import AzureDevOpsConfig
from devlog_core.plugin.deferred import DeferredTracker

if TYPE_CHECKING:
    from devlog_azure_devops.remote import Remote


class AzureDevOpsTracker(DeferredTracker[AzureDevOpsConfig, "Remote"]):
    """Work items and comments both ways."""

    def reach(self) -> Remote:
        """The project; requests and the library are imported here."""
        from devlog_azure_devops.remote import Remote

        return Remote(self.integration, self.config, self.context)
