"""devlog's plugin for Jira: issues, comments and time both ways, on Cloud and on Data Center."""

from __future__ import annotations

from devlog_core.plugin.plugin import Plugin
from devlog_core.plugin.sandbox import Sandbox
from devlog_jira.config import JiraConfig
from devlog_jira.service import JiraService
from devlog_jira.triggers import TRIGGERS


def _sandbox() -> Sandbox:
    from devlog_jira.sandbox import JiraSandbox

    return JiraSandbox()


plugin = Plugin(
    JiraService,
    JiraConfig,
    name="jira",
    display_name="Jira",
    description="Issues, comments and time both ways, sprints and boards, on Cloud and on Data Center.",
    distribution="devlog-jira",
    features=("issues", "comments", "worklogs", "custom fields", "sprints", "webhooks"),
    triggers=TRIGGERS,
    sandbox=_sandbox,
)
