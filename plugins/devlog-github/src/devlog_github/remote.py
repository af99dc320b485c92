"""One server at work for one integration: everything that needs PyGithub."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from devlog_core.model.integration import Integration
from devlog_core.model.overwritten import Overwritten, Write
from devlog_core.model.remote import (
    AccountInfo,
    Cursor,
    Draft,
    Mark,
    Mode,
    NoteDraft,
    Patch,
    RemoteItem,
    RemoteNote,
    RemoteRef,
    Scope,
    SyncPage,
    Version,
)
from devlog_core.plugin.context import PluginContext
from devlog_github import account, overwriting
from devlog_github.client import Client
from devlog_github.commenting import Commenter
from devlog_github.config import GitHubConfig
from devlog_github.mapping import item_of
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
        self._writer = Writer(self._client, words, written)
        self._comments = Commenter(self._client, written)

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
        scope = str(cursor.data["repository"]) if cursor else self._id()
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
        scope = self._scope_of(ref)
        record = issue(self._client, ref, scope)
        if record is None:
            return None
        notes = self._comments.all(ref, scope) if record.get("comments") != 0 else []
        return item_of(record, scope, self._words, notes)

    def find(self, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteItem]:
        """Every issue that carries the mark."""
        return self._writer.find(self._id(), mark, tried_at)

    def create(self, draft: Draft) -> RemoteItem:
        """A new issue."""
        return self._writer.create(self._id(), draft)

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        """The issue changed."""
        return self._writer.update(ref, self._scope_of(ref), patch, expected)

    def overwritten(self, writes: Sequence[Write]) -> Sequence[Overwritten]:
        """What these writes replaced unread."""
        client = self._client
        return overwriting.overwritten(
            client, self._id(), writes, self._words, lambda: account.login_of(client)
        )

    def put_note(self, ref: RemoteRef, note: NoteDraft) -> RemoteNote:
        """A comment written."""
        return self._comments.put(ref, self._scope_of(ref), note)

    def find_note(self, ref: RemoteRef, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteNote]:
        """Every comment of the issue that carries the mark."""
        return self._comments.find(ref, self._scope_of(ref), mark, tried_at)

    def delete_note(self, ref: RemoteRef, note: RemoteRef) -> None:
        """A comment removed."""
        self._comments.delete(note, self._scope_of(ref))

    def _id(self) -> str:
        return account.known_id(self._client, self._context.state)

    def _scope_of(self, ref: RemoteRef) -> str:
        return ref.scope or self._id()
