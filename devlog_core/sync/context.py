"""What the core lends to a service."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from datetime import datetime
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from devlog_core.plugin.budget import Budgets
from devlog_core.plugin.context import Log
from devlog_core.plugin.http import Meter, MeteredAdapter, metered_session
from devlog_core.plugin.limits import LimitReader
from devlog_core.storage.sqlite import SqliteStore

ReadSecret = Callable[[str], str | None]


class StoredCredentials:
    """Secrets of one integration, resolved anew each time they are asked for."""

    def __init__(self, read: ReadSecret) -> None:
        self._read = read

    def get(self, name: str = "token") -> str | None:
        """The secret that the `config` key refers to; raises ConfigError where it cannot be resolved."""
        return self._read(name)


class StoredState(MutableMapping[str, Any]):
    """A plugin's small memory, kept in the store."""

    def __init__(self, store: SqliteStore, owner: str) -> None:
        self._store = store
        self._owner = owner

    def __getitem__(self, key: str) -> Any:
        value = self._all().get(key)
        if value is None:
            raise KeyError(key)
        return value

    def __setitem__(self, key: str, value: Any) -> None:
        with self._store.write() as unit:
            unit.state.put(self._owner, key, value)

    def __delitem__(self, key: str) -> None:
        self[key]
        with self._store.write() as unit:
            unit.state.drop(self._owner, key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> dict[str, Any]:
        with self._store.read() as unit:
            return unit.state.all(self._owner)


class ServiceContext:
    """The PluginContext of one integration in one run."""

    def __init__(
        self,
        *,
        store: SqliteStore,
        integration: str,
        meter: Meter,
        read_secret: ReadSecret,
        log: Log,
        clock: Callable[[], datetime],
        budgets: Budgets,
    ) -> None:
        self._meter = meter
        self._clock = clock
        self._log = log
        self._budgets = budgets
        self._credentials = StoredCredentials(read_secret)
        self._state = StoredState(store, f"plugin:{integration}")

    @property
    def credentials(self) -> StoredCredentials:
        return self._credentials

    @property
    def log(self) -> Log:
        return self._log

    @property
    def state(self) -> StoredState:
        return self._state

    def clock(self) -> datetime:
        """The present by this machine's clock."""
        return self._clock()

    def session(self, limits: LimitReader | None = None) -> requests.Session:
        """A session whose requests are counted, timed out, stopped with the run and held to the budget."""
        return metered_session(self.adapter(limits))

    def adapter(self, limits: LimitReader | None = None) -> HTTPAdapter:
        """The same for a session that a library made."""
        return MeteredAdapter(self._meter, budgets=self._budgets, limits=limits, clock=self._clock)
