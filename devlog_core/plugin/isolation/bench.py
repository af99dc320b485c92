"""What the child works with: the plugin, loaded as the core would, and the one service that it makes."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import EntryPoint
from typing import TYPE_CHECKING, Any

from devlog_core.model.codec import from_json
from devlog_core.model.errors import ConfigError, PluginError
from devlog_core.model.integration import Integration
from devlog_core.plugin.actions import actions_of, filled, given
from devlog_core.plugin.candidate import GROUP
from devlog_core.plugin.isolation.bounds import allow_cpu, bind
from devlog_core.plugin.isolation.lent import LentContext
from devlog_core.plugin.isolation.methods import KINDS, methods, plain, take
from devlog_core.plugin.registry import Plugins, Service

if TYPE_CHECKING:
    from devlog_core.plugin.isolation.child import Link

Asked = Mapping[str, Any]


class Bench:
    """One plugin, and one service of it."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._plugins: Plugins | None = None
        self._name = ""
        self._cpu = 0
        self._service: Service | None = None
        self._kind = "other"
        self._told: Any = None

    def work(self, call: str, asked: Asked) -> dict[str, Any]:
        """The frame that answers one call."""
        if self._cpu:
            allow_cpu(self._cpu)
        own = {
            "load": self._load,
            "describe": self._describe,
            "refusals": self._refusals,
            "inspect": self._inspect,
            "open": self._open,
            "act": self._act,
            "end": self._end,
        }
        if call in own:
            return {"answer": own[call](asked)}
        frame = {"answer": plain(self._call(call, asked))}
        capabilities = plain(self._at_work.capabilities)
        if capabilities != self._told:
            frame["capabilities"] = self._told = capabilities
        return frame

    def _load(self, asked: Asked) -> str:
        """Find the plugin; whatever its import does, it does within the limits."""
        if asked.get("path"):
            sys.path[:] = asked["path"]
        self._cpu = int(asked["cpu"])
        bind(int(asked["memory"]))
        allow_cpu(self._cpu)
        self._name, value = asked["plugin"], asked.get("value")
        found = [EntryPoint(self._name, value, GROUP)] if value else None
        self._plugins = Plugins(found)
        return self._plugins.info(self._name).version

    def _describe(self, _: Asked) -> Any:
        return plain(self._loaded.manifest(self._name))

    def _refusals(self, asked: Asked) -> Any:
        return [[list(path), what] for path, what in self._loaded.refusals(self._name, asked["config"])]

    def _inspect(self, _: Asked) -> Any:
        return plain(self._loaded.inspect(self._name))

    def _open(self, asked: Asked) -> Any:
        integration = replace(from_json(Integration, asked["integration"]), isolation="none")
        context = LentContext(self._link.ask, self._link.register)
        self._service = self._loaded.initialize(integration, context)
        self._kind = next(k for k in reversed(list(KINDS)) if isinstance(self._service, KINDS[k]))
        self._told = plain(self._service.capabilities)
        actions = [
            {
                "name": spec.name,
                "description": spec.description,
                "input": spec.input.model_json_schema(),
                "output": spec.output.model_json_schema(),
            }
            for spec in actions_of(type(self._service)).values()
        ]
        return {"kind": self._kind, "capabilities": self._told, "actions": actions}

    def _call(self, name: str, asked: Asked) -> Any:
        if name not in methods(self._kind):
            raise PluginError(f"there is no method `{name}`")
        taken = take(self._kind, name, asked)
        if name == "fetch_page":
            return self._loaded.sync(self._name, self._at_work, taken["cursor"], taken["mode"])
        if name == "parse":
            return self._loaded.webhook(self._name, self._at_work, taken["delivery"])
        return getattr(self._at_work, name)(**taken)

    def _act(self, asked: Asked) -> Any:
        spec = actions_of(type(self._at_work))[asked["action"]]
        name = f"{self._name}.{spec.name}"
        return given(spec, name, getattr(self._at_work, spec.method)(filled(spec, name, asked["input"])))

    def _end(self, _: Asked) -> None:
        if self._service is not None:
            service, self._service = self._service, None
            self._loaded.shutdown(self._name, service)

    @property
    def _loaded(self) -> Plugins:
        if self._plugins is None:
            raise PluginError("no plugin is loaded")
        return self._plugins

    @property
    def _at_work(self) -> Service:
        if self._service is None:
            raise ConfigError("the service is closed")
        return self._service
