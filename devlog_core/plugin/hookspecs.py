"""The contract: every hook that devlog calls, typed and documented in one file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import pluggy

from devlog_core.model.change import Change
from devlog_core.model.delivery import Delivery
from devlog_core.model.integration import Integration
from devlog_core.model.remote import Cursor, SyncPage
from devlog_core.model.run import Run
from devlog_core.model.webhook import WebhookResult
from devlog_core.plugin.context import PluginContext
from devlog_core.plugin.info import PluginInfo, TriggerSpec
from devlog_core.plugin.sandbox import Sandbox
from devlog_core.plugin.service import IntegrationService

PROJECT = "devlog"  # Pluggy's name for the family of hooks.
hookspec = pluggy.HookspecMarker(PROJECT)  # Marks what the core calls.
hookimpl = pluggy.HookimplMarker(PROJECT)  # Marks what a plugin answers, where it does without `Plugin`.


@hookspec(firstresult=True)
def devlog_plugin_info() -> PluginInfo:  # type: ignore[empty-body]
    """Name, version and purpose; called when the plugin is loaded."""


@hookspec(firstresult=True)
def devlog_config_schema() -> dict[str, Any]:  # type: ignore[empty-body]
    """The JSON Schema of the integration's `config` table; called when settings are checked."""


@hookspec(firstresult=True)
def devlog_supported_triggers() -> Sequence[TriggerSpec]:  # type: ignore[empty-body]
    """The events that workflows can react to; called when plugins are listed and workflows checked."""


@hookspec(firstresult=True)
def devlog_initialize(  # type: ignore[empty-body]
    integration: Integration, context: PluginContext
) -> IntegrationService[Any]:
    """Make the service of one integration; called once before its first use. No network."""


@hookspec(firstresult=True)
def devlog_sync(  # type: ignore[empty-body]
    service: IntegrationService[Any],
    cursor: Cursor | None,
    mode: Literal["delta", "snapshot", "census"],
) -> SyncPage:
    """One page of remote changes; called until a page says that there is no more."""


@hookspec(firstresult=True)
def devlog_webhook(  # type: ignore[empty-body]
    service: IntegrationService[Any], delivery: Delivery
) -> WebhookResult:
    """What a verified delivery hints at; called in the worker and by replay."""


@hookspec
def devlog_shutdown(service: IntegrationService[Any]) -> None:
    """Release what the service holds; called once after its last use."""


@hookspec(firstresult=True)
def devlog_sandbox() -> Sandbox | None:
    """The plugin's simulator of its remote system, where it has one."""


@hookspec
def devlog_entry_changed(change: Change) -> None:
    """Told of every journal record after its commit, at least once; what it raises is logged and dropped."""


@hookspec
def devlog_run_finished(run: Run) -> None:
    """Told of every run when it ends; what it raises is logged and dropped."""
