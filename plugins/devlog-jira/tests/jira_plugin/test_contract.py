"""Jira keeps the contract of plugins, Cloud and Server."""

from __future__ import annotations

import pytest

from devlog_core.testing.contract import TrackerContract
from devlog_jira import plugin
from devlog_jira.sandbox import JiraSandbox
from devlog_jira.service import JiraService


class JiraContract(TrackerContract):
    """All laws; limits are told by a 429 alone, since a 403 of Jira is about rights."""

    plugin = plugin
    limit_faults = ("retry-after-seconds", "retry-after-date")

    def register_webhook(self, sandbox: JiraSandbox, service: JiraService, url: str) -> None:
        sandbox.permit("admin")
        service.register_webhook(url)


class TestCloud(JiraContract):
    """Against the simulator of Jira Cloud."""


@pytest.mark.long
class TestServer(JiraContract):
    """Against the simulator of Jira Server, which differs in texts, accounts and lists."""

    def make_sandbox(self) -> JiraSandbox:
        return JiraSandbox(deployment="server")
