"""What the core lends to a service, for tests of a plugin by itself."""

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
    """Secrets as the core would resolve them; each asking is counted."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = dict(values)
        self.asked = 0

    def get(self, name: str = "token") -> str | None:
        """The value of a key of the settings."""
        self.asked += 1
        return self.values.get(name)


class Journal:
    """A log whose records can be looked at."""

    def __init__(self) -> None:
        self.records: list[tuple[str, dict[str, Any]]] = []

    def debug(self, event: str, **values: Any) -> None:
        """Keep the record; so do `info`, `warning` and `error`."""
        self.records.append((event, values))

    info = warning = error = debug


class Context:
    """A context for one service with these settings, its requests counted by a meter."""

    def __init__(self, config: Mapping[str, Any], time: datetime | None = None) -> None:
        self.secrets = Secrets(config)
        self.journal = Journal()
        self.meter = Meter()
        self.kept: MutableMapping[str, Any] = MemoryState()
        self.time = time
        """When it is; by this machine's clock where none is set."""
        self.timeout: float = 30
        """Seconds that a request may take."""

    @property
    def credentials(self) -> Secrets:
        """The values of the settings, each asking counted."""
        return self.secrets

    @property
    def log(self) -> Journal:
        """The records so far are in `journal`."""
        return self.journal

    @property
    def state(self) -> MutableMapping[str, Any]:
        """The map that is kept between runs."""
        return self.kept

    def clock(self) -> datetime:
        """The time that was set, else the present."""
        return self.time or datetime.now(UTC)

    def adapter(self, limits: LimitReader | None = None) -> HTTPAdapter:
        """A counted adapter with a budget of its own."""
        # Each with a budget of its own: what one test meets must not hold up the next.
        return MeteredAdapter(self.meter, self.timeout, limits=limits, clock=self.clock)

    def session(self, limits: LimitReader | None = None) -> Session:
        """A session all of whose requests are counted."""
        return metered_session(self.adapter(limits))
