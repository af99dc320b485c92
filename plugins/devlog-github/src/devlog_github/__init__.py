"""devlog's plugin for GitHub: issues both ways, pull requests as links."""

from __future__ import annotations

from devlog_core.plugin.plugin import Plugin
from devlog_core.plugin.sandbox import Sandbox
from devlog_github.config import GitHubConfig
from devlog_github.service import GitHubService
from devlog_github.triggers import TRIGGERS


def _sandbox() -> Sandbox:
    from devlog_github.sandbox import GitHubSandbox

    return GitHubSandbox()


plugin = Plugin(
    GitHubService,
    GitHubConfig,
    name="github",
    display_name="GitHub",
    description="Issues and comments both ways, pull requests as links.",
    distribution="devlog-github",
    features=("issues", "comments", "pull requests", "webhooks"),
    triggers=TRIGGERS,
    sandbox=_sandbox,
)
