"""The core's side of what a service in a process of its own is lent."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict

from devlog_core.model.codec import to_json
from devlog_core.model.errors import ConfigError, PluginError
from devlog_core.plugin.context import PluginContext
from devlog_core.plugin.isolation.access import HOSTS, Access, host_of
from devlog_core.plugin.isolation.reading import ToldLimits

_LEVELS = frozenset({"debug", "info", "warning", "error"})
_ADAPTERS = 16
"""As many adapters as one service may have."""
_WORDS = 2000

Reader = Callable[[Mapping[str, Any]], Any]
"""Asks the plugin what the headers of an answer say."""
Asked = Mapping[str, Any]


class Lender:
    """Answers what an isolated service asks of its context, and nothing else."""

    def __init__(
        self,
        context: PluginContext,
        access: Access,
        hide: Callable[[str], None],
        read_limit: Callable[[int, Mapping[str, Any]], Any],
    ) -> None:
        self._context = context
        self._access = access
        self._hide = hide
        self._read_limit = read_limit
        self._adapters: dict[int, tuple[HTTPAdapter, ToldLimits]] = {}
        self._environment = requests.Session()
        self._known: Mapping[str, Callable[[Asked], Any]] = {
            "credentials.get": self._credential,
            "log": self._log,
            "clock": lambda _: to_json(context.clock()),
            "state.get": self._state_get,
            "state.set": self._state_set,
            "state.drop": self._state_drop,
            "state.keys": lambda _: list(context.state),
            "http": self._http,
        }

    def answer(self, what: str, asked: Asked) -> Any:
        """The answer to one question; raises what the context raises, and PluginError for an unknown one."""
        if what not in self._known:
            raise PluginError(f"there is nothing to ask called `{what}`")
        return self._known[what](asked)

    def close(self) -> None:
        """Release connections."""
        for adapter, _ in self._adapters.values():
            adapter.close()
        self._environment.close()

    def _credential(self, asked: Asked) -> str | None:
        value = self._context.credentials.get(str(asked["name"]))
        if value is not None:
            self._hide(value)
        return value

    def _log(self, asked: Asked) -> None:
        level = asked["level"]
        if level in _LEVELS:
            values = {str(k): v[:_WORDS] if isinstance(v, str) else v for k, v in asked["values"].items()}
            # The names of our own arguments are taken.
            values = {name: value for name, value in values.items() if name not in ("event", "exc_info")}
            getattr(self._context.log, level)(str(asked["event"])[:_WORDS], **values)

    def _state_get(self, asked: Asked) -> Any:
        key = str(asked["key"])
        return [to_json(self._context.state[key])] if key in self._context.state else None

    def _state_set(self, asked: Asked) -> None:
        self._context.state[str(asked["key"])] = asked["value"]

    def _state_drop(self, asked: Asked) -> None:
        del self._context.state[str(asked["key"])]

    def _http(self, asked: Asked) -> Any:
        request = _prepared(asked)
        if not self._access.allows(request.url or ""):
            host = host_of(request.url or "") or "an address without a host"
            raise ConfigError(
                f"it asked for {host}, which its settings "
                f"do not declare: write the address into a setting, or tell its author to name the host "
                f"in `{HOSTS}` of the settings' schema"
            )
        adapter, limits = self._adapter(int(asked["reader"]))
        limits.writes, limits.counted_on = bool(asked["writes"]), str(asked["resource"])
        # Proxies and authorities are of the user's environment, which the plugin does not see.
        verify = None if asked["verify"] else False
        around = self._environment.merge_environment_settings(request.url or "", {}, False, verify, None)
        timeout = asked["timeout"]
        response = adapter.send(
            request,
            timeout=tuple(timeout) if isinstance(timeout, list) else timeout,
            verify=True if around["verify"] is None else around["verify"],
            proxies=around["proxies"],
        )
        content = response.content
        headers = getattr(response.raw, "headers", None) or response.headers
        return {
            "status": response.status_code,
            "reason": response.reason or "",
            "headers": [[str(name), str(value)] for name, value in headers.items()],
            "body": base64.b64encode(content).decode(),
        }

    def _adapter(self, number: int) -> tuple[HTTPAdapter, ToldLimits]:
        if number not in self._adapters:
            if len(self._adapters) >= _ADAPTERS:
                raise PluginError(f"it asked for more than {_ADAPTERS} adapters; tell its author")
            limits = ToldLimits(lambda told: self._read_limit(number, told))
            self._adapters[number] = self._context.adapter(limits), limits
        return self._adapters[number]


def _prepared(asked: Asked) -> requests.PreparedRequest:
    """The request, its address read once more as whoever sends it will read it."""
    request = requests.PreparedRequest()
    request.method = str(asked["method"])
    request.prepare_url(str(asked["url"]), None)
    request.headers = CaseInsensitiveDict({str(name): str(value) for name, value in asked["headers"]})
    request.body = None if asked["body"] is None else base64.b64decode(asked["body"])
    return request
