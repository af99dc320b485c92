"""One service class, one configuration model and a few words, turned into the hooks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from devlog_core.model.delivery import Delivery
from devlog_core.model.errors import ConfigError, UnsupportedError
from devlog_core.model.integration import Integration
from devlog_core.model.remote import Cursor, SyncPage
from devlog_core.model.webhook import WebhookResult
from devlog_core.plugin.actions import ActionSpec, actions_of
from devlog_core.plugin.context import PluginContext
from devlog_core.plugin.hookspecs import hookimpl
from devlog_core.plugin.info import UNSTATED_API_VERSION, PluginInfo, TriggerSpec
from devlog_core.plugin.sandbox import Sandbox
from devlog_core.plugin.service import IntegrationService, SourceService


class Plugin:
    """The object that a plugin's entry point names.

    `sandbox` and the heavy parts of `service` are called only when used; making a
    Plugin does nothing else.
    """

    def __init__(
        self,
        service: type[IntegrationService[Any]],
        config: type[BaseModel],
        *,
        name: str,
        description: str,
        distribution: str,
        display_name: str = "",
        features: Sequence[str] = (),
        icon: str = "",
        triggers: Sequence[TriggerSpec] = (),
        sandbox: Callable[[], Sandbox] | None = None,
        api_version: int = UNSTATED_API_VERSION,
        status: Literal["available", "planned"] = "available",
    ) -> None:
        self.service = service
        self.config = config
        self._sandbox = sandbox
        self._triggers = tuple(triggers)
        self._distribution = distribution
        self._info = PluginInfo(
            name=name,
            version="",
            description=description,
            api_version=api_version,
            features=tuple(features),
            icon=icon,
            status=status,
            display_name=display_name or name,
        )

    @property
    def actions(self) -> dict[str, ActionSpec]:
        """The service's actions by name."""
        return actions_of(self.service)

    @hookimpl
    def devlog_plugin_info(self) -> PluginInfo:
        info = self._info
        try:
            found = version(self._distribution)
        except PackageNotFoundError:
            found = "0"
        return PluginInfo(
            name=info.name,
            version=found,
            description=info.description,
            api_version=info.api_version,
            features=info.features,
            icon=info.icon,
            status=info.status,
            display_name=info.display_name,
        )

    @hookimpl
    def devlog_config_schema(self) -> dict[str, Any]:
        return self.config.model_json_schema()

    @hookimpl
    def devlog_supported_triggers(self) -> Sequence[TriggerSpec]:
        return self._triggers

    @hookimpl
    def devlog_initialize(self, integration: Integration, context: PluginContext) -> IntegrationService[Any]:
        try:
            config = self.config.model_validate(dict(integration.config))
        except ValidationError as error:
            first = error.errors(include_input=False)[0]
            where = ".".join(
                str(part) for part in ("integrations", integration.name, "config", *first["loc"])
            )
            what = first["msg"].removeprefix("Value error, ")
            raise ConfigError(f"{where}: {what}; see `devlog plugins schema {integration.plugin}`") from None
        return self.service(integration, config, context)

    @hookimpl
    def devlog_sync(
        self,
        service: IntegrationService[Any],
        cursor: Cursor | None,
        mode: Literal["delta", "snapshot", "census"],
    ) -> SyncPage:
        if not isinstance(service, SourceService):
            raise UnsupportedError(f"{self._info.name} brings nothing to sync")
        return service.fetch_page(cursor, mode)

    @hookimpl
    def devlog_webhook(self, service: IntegrationService[Any], delivery: Delivery) -> WebhookResult:
        if not isinstance(service, SourceService):
            raise UnsupportedError(f"{self._info.name} receives no webhooks")
        return service.parse(delivery)

    @hookimpl
    def devlog_shutdown(self, service: IntegrationService[Any]) -> None:
        service.close()

    @hookimpl
    def devlog_sandbox(self) -> Sandbox | None:
        return self._sandbox() if self._sandbox else None
