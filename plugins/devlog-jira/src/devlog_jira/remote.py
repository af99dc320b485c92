"""One server at work for one integration: everything that needs requests and the jira library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from devlog_core.model.integration import Integration
from devlog_core.model.overwritten import Overwritten, Write
from devlog_core.model.remote import (
    AccountInfo,
    Cursor,
    Mark,
    Mode,
    RemoteItem,
    RemoteRef,
    RemoteWorklog,
    Scope,
    SyncPage,
)
from devlog_core.model.webhook import WebhookRegistration
from devlog_core.plugin.context import PluginContext
from devlog_jira import account, overwriting, registration
from devlog_jira.agile import Agile
from devlog_jira.booking import Booker
from devlog_jira.catalog import Catalog, remembered
from devlog_jira.client import Client
from devlog_jira.commenting import Commenter
from devlog_jira.completing import Completer
from devlog_jira.config import JiraConfig
from devlog_jira.express import express
from devlog_jira.fetching import fetch
from devlog_jira.finding import Finder
from devlog_jira.mapping import Source
from devlog_jira.movedissues import MovedIssues
from devlog_jira.reading import Reader
from devlog_jira.richtext import codec
from devlog_jira.vocabulary import Vocabulary
from devlog_jira.writing import Writer


class Remote:
    """The service's requests, with one connection for all."""

    def __init__(self, integration: Integration, config: JiraConfig, context: PluginContext) -> None:
        self._integration = integration
        self._client = Client(config, context)
        self._catalog = Catalog(self._client)
        self._moved = MovedIssues(context.state)
        self._made: Source | None = None

    @property
    def source(self) -> Source:
        """How the project's issues are understood; what that needs of the server is asked for here."""
        if self._made is None:
            client, catalog = self._client, self._catalog
            self._made = Source(
                scope=catalog.project["id"],
                url=client.config.url,
                cloud=client.cloud,
                words=Vocabulary(client.config.mapping, remembered(client.context.state)),
                text=codec(client.cloud),
                custom=catalog.custom() if client.config.custom else (),
                epic=catalog.epic(),
                links=client.config.links,
                desk=catalog.project["type"] == "service_desk",
            )
        return self._made

    @property
    def _reader(self) -> Reader:
        query = str(self._integration.filter.get("query") or "")
        return Reader(self._client, self.source, lambda: self._catalog.me["account"], self._moved, query)

    def check(self) -> AccountInfo:
        """Who we are and what we may do."""
        return account.check(self._client, self._catalog, codec(self._client.cloud))

    def scope(self) -> Scope:
        """The project that carries the configured key now."""
        return account.scope_of(self._client, self._catalog)

    def close(self) -> None:
        """Release the connection."""
        self._client.close()

    def page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        """The next page of a reading."""
        return self._reader.page(cursor, mode)

    def fetch(self, ref: RemoteRef) -> RemoteItem | None:
        """The issue with its comments and worklogs; None where it is gone."""
        return fetch(self._client, self._reader, self.source, ref)

    def express(self, field: str, value: Any) -> Any:
        """What Jira answers after being sent a value."""
        return express(field, value, self._informed)

    @property
    def _informed(self) -> Source:
        """The source with what the project offers, as soon as a write has asked for it.

        Else the status that the first new issue really got would be taken for somebody's edit.
        """
        source = self.source
        if not source.words.offered.statuses:
            offered = remembered(self._client.context.state)
            self._made = replace(source, words=Vocabulary(self._client.config.mapping, offered))
        return self._made or source

    def overwritten(self, writes: Sequence[Write]) -> Sequence[Overwritten]:
        """What these writes replaced unread."""
        return overwriting.overwritten(self._client, writes, self.source, lambda: self._catalog.me["account"])

    @cached_property
    def writer(self) -> Writer:
        """Creates and changes issues."""
        return Writer(self._client, self._catalog, self.source, self._reader)

    @cached_property
    def finder(self) -> Finder:
        """Finds what carries a mark."""
        # What is not found here is written again, so whose records to look at must be certain.
        completer = Completer(self._client, self._catalog.ask_me(), self.source.desk)
        return Finder(self._client, self.source, self._reader, completer)

    @cached_property
    def commenter(self) -> Commenter:
        """Writes comments."""
        return Commenter(self._client, self.source)

    @cached_property
    def booker(self) -> Booker:
        """Writes time bookings."""
        return Booker(self._client, self.source, self._booked)

    def _booked(self, ref: RemoteRef, mark: Mark) -> Sequence[RemoteWorklog]:
        return self.finder.worklogs(ref, mark)

    @cached_property
    def agile(self) -> Agile:
        """Boards and sprints."""
        return Agile(self._client, self._catalog)

    def register(self, url: str, secret: str | None) -> WebhookRegistration:
        """The webhook that delivers to `url`."""
        return registration.register(self._client, url, secret)
