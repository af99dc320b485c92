"""One project at work for one integration: everything that needs requests and the azure-devops library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any

from devlog_azure_devops import account, registration
from devlog_azure_devops.boards.moving import Mover
from devlog_azure_devops.boards.team import Team
from devlog_azure_devops.catalog import Catalog
from devlog_azure_devops.client import Client
from devlog_azure_devops.commenting import Commenter
from devlog_azure_devops.config import AzureDevOpsConfig
from devlog_azure_devops.discussion import Discussion
from devlog_azure_devops.express import express
from devlog_azure_devops.fetching import work_item
from devlog_azure_devops.finding import Finder
from devlog_azure_devops.home import Home
from devlog_azure_devops.mapping import Source
from devlog_azure_devops.pipelines.deployments import Deployments
from devlog_azure_devops.pipelines.places import Places
from devlog_azure_devops.pipelines.running import Runner
from devlog_azure_devops.pipelines.runs import Runs
from devlog_azure_devops.pipelines.stream import Pipelines
from devlog_azure_devops.pulls.making import Puller
from devlog_azure_devops.reading import Reader
from devlog_azure_devops.richtext import codec, dropped, introduced
from devlog_azure_devops.streams.following import Following
from devlog_azure_devops.streams.origin import Origin
from devlog_azure_devops.streams.pull_requests import PullRequests
from devlog_azure_devops.streams.stream import Stream
from devlog_azure_devops.texts import Texts
from devlog_azure_devops.vocabulary import Vocabulary
from devlog_azure_devops.writing import Writer
from devlog_core.model.integration import Integration
from devlog_core.model.remote import AccountInfo, Cursor, Mode, RemoteItem, RemoteRef, Scope, SyncPage
from devlog_core.model.webhook import WebhookRegistration
from devlog_core.plugin.context import PluginContext


class Remote:
    """The service's requests, with one connection for all."""

    def __init__(self, integration: Integration, config: AzureDevOpsConfig, context: PluginContext) -> None:
        self._integration = integration.name
        self._query = str(integration.filter.get("query") or "")
        self._client = Client(config, context)
        self._catalog = Catalog(self._client)

    @cached_property
    def source(self) -> Source:
        """How the project's work items are understood; what that needs is asked for here."""
        project, config = self._catalog.project, self._client.config
        return Source(
            scope=project["id"],
            project=project["name"],
            url=config.organization_url,
            words=Vocabulary(config.mapping, self._catalog.process),
            texts=Texts(codec, dropped, introduced),
            integration=self._integration,
            custom=self._catalog.custom() if config.custom else (),
            board=self.team.board(),
        )

    def check(self) -> AccountInfo:
        """Who we are and what is missing for which feature."""
        found = account.check(self._client, self._catalog, self.team, self._query)
        return replace(found, missing={**found.missing, **self._following.missing()})

    def scope(self) -> Scope:
        """The project that carries the configured name now."""
        return account.scope_of(self._client, self._catalog)

    def close(self) -> None:
        """Release the connection."""
        self._client.close()

    def page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        """The next page of a reading."""
        return self._following.page(cursor, mode)

    def fetch(self, ref: RemoteRef) -> RemoteItem | None:
        """The work item with its comments; None where it is gone."""
        record = work_item(self._client, self.source, ref)
        return None if record is None else self.reader.item(record)

    def express(self, field: str, value: Any) -> Any:
        """What is answered after a value was sent."""
        return express(field, value, self.source)

    @cached_property
    def reader(self) -> Reader:
        """Reads the project."""
        return Reader(self._client, self.source, self._home, self._discussion, self._query)

    @cached_property
    def origin(self) -> Origin:
        """What pure functions are told of the project."""
        project = self._catalog.project
        return Origin(
            integration=self._integration,
            scope=project["id"],
            project=project["name"],
            url=self._client.config.organization_url,
        )

    @cached_property
    def runs(self) -> Runs:
        """The project's builds."""
        return Runs(self._client, self._catalog.project["id"])

    @cached_property
    def runner(self) -> Runner:
        """Starts pipelines."""
        return Runner(self._client, self.origin)

    @cached_property
    def _following(self) -> Following:
        """Reads the project and, behind it, each stream that is followed."""
        wanted = self._client.config.follow
        known: dict[str, Callable[[], Stream]] = {
            "pull_requests": lambda: PullRequests(self._client, self.origin),
            "pipelines": lambda: Pipelines(self.runs, self.origin),
            "deployments": lambda: Deployments(
                Places(self._client, self._catalog),
                self.runs,
                self.origin,
                associate="pipelines" not in wanted,
            ),
        }
        return Following(self.reader.page, [made() for name, made in known.items() if name in wanted])

    @cached_property
    def puller(self) -> Puller:
        """Opens pull requests and links them."""
        return Puller(self._client, self.source)

    @cached_property
    def writer(self) -> Writer:
        """Creates and changes work items."""
        return Writer(self._client, self.source, self.team)

    @cached_property
    def team(self) -> Team:
        """The boards and iterations of the team of the settings."""
        return Team(self._client, self._catalog)

    @cached_property
    def mover(self) -> Mover:
        """Moves cards and plans work items."""
        return Mover(self._client, self.source, self.team)

    @cached_property
    def finder(self) -> Finder:
        """Finds what carries a mark."""
        return Finder(self._client, self.source, self.reader, self._discussion)

    @cached_property
    def commenter(self) -> Commenter:
        """Writes comments."""
        return Commenter(
            self._client, self.source, self._discussion, lambda: bool(self._catalog.me["hosted"])
        )

    def register(self, url: str, password: str | None) -> WebhookRegistration:
        """The subscriptions that deliver to `url`."""
        return registration.register(self._client, self._catalog.project["id"], url, password)

    @cached_property
    def _home(self) -> Home:
        return Home(self._client, self.source.scope, self.source.project)

    @cached_property
    def _discussion(self) -> Discussion:
        return Discussion(self._client, self._home)
