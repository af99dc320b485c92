"""A reference tracker, strict and hostile, and the right plugin that reaches it."""

from __future__ import annotations

from devlog_core.plugin.plugin import Plugin
from devlog_core.testing.reference.config import ReferenceConfig
from devlog_core.testing.reference.sandbox import ReferenceSandbox
from devlog_core.testing.reference.service import ReferenceService
from devlog_core.testing.reference.webhook import TRIGGERS

__all__ = ["ReferenceConfig", "ReferenceSandbox", "ReferenceService", "plugin"]

plugin = Plugin(
    ReferenceService,
    ReferenceConfig,
    name="reference",
    display_name="Reference",
    description="A board for tests: cards, comments and time both ways.",
    distribution="devlog-reference",
    features=("items", "comments", "worklogs", "webhooks"),
    triggers=TRIGGERS,
    sandbox=ReferenceSandbox,
)
