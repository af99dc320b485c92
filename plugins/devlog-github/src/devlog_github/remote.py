"""One server at work for one integration: everything that needs PyGithub."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from devlog_core.model.integration import Integration
from devlog_core.model.overwritten import Overwritten, Write
from devlog_core.model.remote import (
    AccountInfo,
    Cursor,
    Mode,
    RemoteItem,
    RemoteRef,
    Scope,
    SyncPage,
)
from devlog_core.plugin.context import PluginContext
from devlog_github import account, overwriting
from devlog_github.client import Client
from devlog_github.commenting import Commenter
from devlog_github.config import GitHubConfig
from devlog_github.finding import Finder
from devlog_github.home import Home
from devlog_github.mapping import express, item_of
from devlog_github.reading import Reader
from devlog_github.records import Source
from devlog_github.vocabulary import Vocabulary
from devlog_github.writing import Writer, issue
from devlog_github.written import Written


class Remote:
    """The service's requests, with one connection for all."""

    def __init__(
        self, integration: Integration, config: GitHubConfig, context: PluginContext, words: Vocabulary
    ) -> None:
        self._integration = integration
        self._context = context
        self._words = words
        self._client = Client(config, context)
        written = Written(context.state)
        self._home = Home(self._client, context.state)
        self.writer = Writer(self._client, words, written, self._home)
        self.finder = Finder(self._client, words, self.writer, self._home)
        self.commenter = Commenter(self._client, written, self._home)

    def check(self) -> AccountInfo:
        """Who we are and what we may do."""
        return account.check(self._client, self._words)

    def scope(self) -> Scope:
        """The repository that carries the configured name now."""
        return account.scope_of(self._client, self._context.state)

    def close(self) -> None:
        """Release the connection."""
        self._client.close()

    def page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        """The next page of a reading."""
        scope = str(cursor.data["repository"]) if cursor else self._home.id
        source = Source(
            scope=scope,
            integration=self._integration.name,
            repository=self._client.config.repository,
            words=self._words,
            tracker=self._client.config.tracker,
        )
        return Reader(self._client, self._context, source).page(cursor, mode)

    def fetch(self, ref: RemoteRef) -> RemoteItem | None:
        """The issue with its comments; None where it is gone."""
        scope = self._home.of(ref)
        record = issue(self._client, ref, scope)
        if record is None:
            return None
        notes = self.commenter.all(ref, scope) if record.get("comments") != 0 else []
        return item_of(record, scope, self._words, notes)

    def express(self, field: str, value: Any) -> Any:
        """What GitHub answers after being sent a value."""
        return express(field, value, self._words)

    def overwritten(self, writes: Sequence[Write]) -> Sequence[Overwritten]:
        """What these writes replaced unread."""
        client = self._client
        return overwriting.overwritten(
            client, self._home.id, writes, self._words, lambda: account.login_of(client)
        )
