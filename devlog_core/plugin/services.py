"""Holding the services that plugins make."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from devlog_core.model.errors import NotFoundError, PluginError
from devlog_core.plugin.nearest import hint
from devlog_core.plugin.registry import Plugins, Service

_log = logging.getLogger(__name__)


class IntegrationRegistry:
    """The services of this process by the name of their integration."""

    def __init__(self, plugins: Plugins) -> None:
        self._plugins = plugins
        self._services: dict[str, Service] = {}

    def register(self, service: Service) -> Service:
        """Hold a service under its integration's name; raises PluginError where the name is taken."""
        name = service.integration.name
        if self._services.get(name, service) is not service:
            raise PluginError(f"integration `{name}` has a service already")
        self._services[name] = service
        return service

    def get(self, name: str) -> Service:
        """The service of one integration; raises NotFoundError."""
        if name not in self._services:
            raise NotFoundError(f"no integration `{name}` is at work{hint(name, self._services)}")
        return self._services[name]

    def all(self) -> list[Service]:
        """Every service, in the order they came."""
        return list(self._services.values())

    def any(self) -> bool:
        """Whether there is a service at all."""
        return bool(self._services)

    def count(self) -> int:
        """How many services there are."""
        return len(self._services)

    def close_all(self) -> None:
        """Shut every service down, each in a guard; calling it again does nothing."""
        services, self._services = self._services, {}
        for name, service in reversed(services.items()):
            try:
                self._plugins.shutdown(service.integration.plugin, service)
            except Exception:  # noqa: BLE001 - one service may not keep another open
                _log.exception("integration `%s` did not shut down", name)

    def __len__(self) -> int:
        return len(self._services)

    def __iter__(self) -> Iterator[Service]:
        return iter(self.all())

    def __contains__(self, name: object) -> bool:
        return name in self._services
