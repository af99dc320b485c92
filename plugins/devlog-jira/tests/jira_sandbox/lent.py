"""What the core lends to a service, as little as the plugin needs."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from typing import Any

from requests import Session
from requests.adapters import HTTPAdapter

from devlog_core.plugin.context import MemoryState
from devlog_core.plugin.http import Meter, MeteredAdapter, metered_session
from devlog_core.plugin.limits import LimitReader


class Secrets:
    """The secrets among the settings."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._config = config

    def get(self, name: str = "token") -> str | None:
        """One of them."""
        return self._config.get(name)


class Quiet:
    """A log that nobody reads."""

    def debug(self, event: str, **values: Any) -> None:
        """Take a record."""

    info = warning = error = debug


class Lent:
    """A context for one service, whose time is the sandbox's."""

    def __init__(self, config: Mapping[str, Any], now: datetime) -> None:
        self.credentials = Secrets(config)
        self.log = Quiet()
        self.state: MutableMapping[str, Any] = MemoryState()
        self._now = now.astimezone(UTC)

    def clock(self) -> datetime:
        """The time."""
        return self._now

    def adapter(self, limits: LimitReader | None = None) -> HTTPAdapter:
        """An adapter that counts."""
        return MeteredAdapter(Meter(), 30, limits=limits, clock=self.clock)

    def session(self, limits: LimitReader | None = None) -> Session:
        """A session on it."""
        return metered_session(self.adapter(limits))
