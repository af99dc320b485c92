"""A service with the context that the core would lend it, and words for what tests do again and again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from devlog_core.testing import desk
from devlog_jira import plugin
from devlog_jira.service import JiraService

Desk = desk.Desk[JiraService]
Opener = Callable[..., Desk]
items = desk.whole_items


def opened(config: Mapping[str, Any], query: str = "", **changes: Any) -> Desk:
    """A service for a `config` table."""
    return desk.open_desk(plugin, JiraService, "jira", {**config, **changes}, query)
