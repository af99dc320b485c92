"""The registry holds one service per integration and lets go of all of them."""

from __future__ import annotations

import logging
import sys
from typing import cast

import pytest

from devlog_core.model.errors import NotFoundError, PluginError
from devlog_core.model.integration import Integration
from devlog_core.plugin.context import PluginContext
from devlog_core.plugin.registry import Plugins
from devlog_core.plugin.services import IntegrationRegistry
from tests.unit.plugin.shelf import Shelf

CONTEXT = cast(PluginContext, None)
CLOSING = """
closed = []

class Config(PluginConfig):
    pass

class Service(SourceService[Config]):
    def check(self): return AccountInfo(account="me")
    def scope(self): return None
    def fetch_page(self, cursor, mode): return SyncPage(mode=mode)
    def close(self):
        closed.append(self.integration.name)
        if self.integration.name == "bad":
            raise RuntimeError("stuck")

plugin = Plugin(Service, Config, name="place", description="", distribution="devlog-place")
"""


def test_services_are_found_by_the_name_of_their_integration(shelf: Shelf) -> None:
    """Otherwise two integrations of one plugin could not be told apart."""
    shelf.install("place", CLOSING)
    plugins = Plugins(shelf.points())
    registry = IntegrationRegistry(plugins)
    assert not registry.any()
    services = [
        registry.register(plugins.initialize(Integration(name=name, plugin="place"), CONTEXT))
        for name in ("backend", "frontend")
    ]

    assert registry.any()
    assert (registry.count(), len(registry)) == (2, 2)
    assert registry.all() == list(registry) == services
    assert registry.get("frontend") is services[1]
    assert "backend" in registry
    with pytest.raises(
        NotFoundError, match=r"no integration `backened` is at work; did you mean `backend`\?"
    ):
        registry.get("backened")


def test_a_second_service_of_one_integration_is_refused(shelf: Shelf) -> None:
    """Otherwise the first would never be shut down."""
    shelf.install("place", CLOSING)
    plugins = Plugins(shelf.points())
    registry = IntegrationRegistry(plugins)
    integration = Integration(name="one", plugin="place")
    first = registry.register(plugins.initialize(integration, CONTEXT))

    assert registry.register(first) is first
    with pytest.raises(PluginError, match="integration `one` has a service already"):
        registry.register(plugins.initialize(integration, CONTEXT))


def test_closing_reaches_every_service_once(shelf: Shelf, caplog: pytest.LogCaptureFixture) -> None:
    """Otherwise one that fails to close keeps the connections of the others open."""
    module = shelf.install("place", CLOSING)
    plugins = Plugins(shelf.points())
    registry = IntegrationRegistry(plugins)
    for name in ("first", "bad", "last"):
        registry.register(plugins.initialize(Integration(name=name, plugin="place"), CONTEXT))

    with caplog.at_level(logging.ERROR):
        registry.close_all()
    registry.close_all()
    assert sys.modules[module].closed == ["last", "bad", "first"]
    assert "integration `bad` did not shut down" in caplog.text
    assert registry.count() == 0
