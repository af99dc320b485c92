"""The hooks of a plugin in a process of its own, as the core calls them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from devlog_core.model.delivery import Delivery
from devlog_core.model.errors import UnsupportedError
from devlog_core.model.integration import Integration
from devlog_core.model.remote import Cursor, SyncPage
from devlog_core.model.webhook import WebhookResult
from devlog_core.plugin.context import PluginContext
from devlog_core.plugin.hookspecs import hookimpl
from devlog_core.plugin.service import IntegrationService, SourceService

Make = Callable[[Integration, PluginContext], IntegrationService[Any]]


class Elsewhere:
    """Marks a service whose work is done in another process."""


class IsolatedHooks:
    """Answers for every isolated plugin alike: which one it is, each service knows by itself."""

    def __init__(self, make: Make) -> None:
        self._make = make

    @hookimpl
    def devlog_initialize(self, integration: Integration, context: PluginContext) -> IntegrationService[Any]:
        return self._make(integration, context)

    @hookimpl
    def devlog_sync(
        self,
        service: IntegrationService[Any],
        cursor: Cursor | None,
        mode: Literal["delta", "snapshot", "census"],
    ) -> SyncPage:
        return _source(service).fetch_page(cursor, mode)

    @hookimpl
    def devlog_webhook(self, service: IntegrationService[Any], delivery: Delivery) -> WebhookResult:
        return _source(service).parse(delivery)

    @hookimpl
    def devlog_shutdown(self, service: IntegrationService[Any]) -> None:
        service.close()


def _source(service: IntegrationService[Any]) -> SourceService[Any]:
    if not isinstance(service, SourceService):
        raise UnsupportedError(
            f"{service.integration.plugin} brings nothing to sync, and receives no webhooks"
        )
    return service
