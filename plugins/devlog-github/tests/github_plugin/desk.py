"""A service with the context that the core would lend it, and words for what tests do again and again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from devlog_core.model.remote import RemoteThing, SyncPage
from devlog_core.testing import desk
from devlog_github import plugin
from devlog_github.service import GitHubService

Desk = desk.Desk[GitHubService]
Opener = Callable[..., Desk]
items = desk.whole_items


def things(pages: list[SyncPage]) -> list[RemoteThing]:
    """The pull requests of a reading."""
    return [thing for page in pages for thing in page.refs]


def opened(config: Mapping[str, Any], **changes: Any) -> Desk:
    """A service for a `config` table."""
    return desk.open_desk(plugin, GitHubService, "github", {**config, **changes})
