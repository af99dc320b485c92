"""Azure DevOps keeps the contract of plugins, Services and Server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import pytest

from devlog_azure_devops import plugin
from devlog_azure_devops.sandbox import AzureDevOpsSandbox
from devlog_azure_devops.service import AzureDevOpsService
from devlog_core.testing.contract import TrackerContract


class AzureContract(TrackerContract):
    """All laws; a 403 of Azure DevOps is about rights, and its deliveries carry a password, no signature."""

    plugin = plugin
    limit_faults = ("retry-after-seconds", "retry-after-date")
    signs_body = False
    page_switches: ClassVar[Mapping[str, Any]] = {"most_results": 14, "reporting_page": 7, "comment_page": 7}

    def register_webhook(self, sandbox: AzureDevOpsSandbox, service: AzureDevOpsService, url: str) -> None:
        sandbox.permit("admin")
        service.register_webhook(url)


class TestServices(AzureContract):
    """Against the simulator of Azure DevOps Services."""


@pytest.mark.long
class TestServer(AzureContract):
    """Against the simulator of Azure DevOps Server, which has older versions of the interface."""

    def make_sandbox(self) -> AzureDevOpsSandbox:
        return AzureDevOpsSandbox(form="server")
