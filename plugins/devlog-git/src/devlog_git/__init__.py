"""Git repositories as a place of devlog: commits and branches become links of the entries that they name."""

from __future__ import annotations

from devlog_core.plugin.plugin import Plugin
from devlog_git.config import GitConfig
from devlog_git.service import GitService
from devlog_git.triggers import TRIGGERS

__all__ = ["GitConfig", "GitService", "plugin"]

plugin = Plugin(
    GitService,
    GitConfig,
    name="git",
    display_name="Git",
    description="Commits and branches of a repository as links of the entries that they name.",
    distribution="devlog-git",
    features=("commits", "branches", "closing keywords", "actions"),
    triggers=TRIGGERS,
)
