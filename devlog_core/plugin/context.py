"""What the core lends to one service: connections, secrets, a log, a clock and a small memory."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import requests
    from requests.adapters import HTTPAdapter

    from devlog_core.plugin.limits import LimitReader


class Credentials(Protocol):
    """Secrets of one integration, resolved when asked."""

    def get(self, name: str = "token") -> str | None:
        """The secret that the `config` key `name` refers to, or None where the key is not set.

        Raises ConfigError where the reference cannot be resolved.
        """
        ...


class Log(Protocol):
    """A structured log; secrets are filtered out before anything is written."""

    def debug(self, event: str, **values: Any) -> None:
        """For who hunts a fault; shown with `-v`."""
        ...

    def info(self, event: str, **values: Any) -> None:
        """What happened, for who reads the log later."""
        ...

    def warning(self, event: str, **values: Any) -> None:
        """What somebody should look at though the work goes on."""
        ...

    def error(self, event: str, **values: Any) -> None:
        """What failed; that the work fails is said by raising."""
        ...


class PluginContext(Protocol):
    """Everything a service may use of the core; made by the core for one integration."""

    @property
    def credentials(self) -> Credentials:
        """The secrets of this integration and of no other."""
        ...

    @property
    def log(self) -> Log:
        """Where to tell what happens; a plugin prints nothing."""
        ...

    @property
    def state(self) -> MutableMapping[str, Any]:
        """A small map that is kept between runs, JSON values only."""
        ...

    def clock(self) -> datetime:
        """The present, aware, UTC, by this machine."""
        ...

    def session(self, limits: LimitReader | None = None) -> requests.Session:
        """A session whose requests are counted, timed out and held to the account's budget.

        `limits` reads the headers that tell of that budget, where these are not the common ones.
        """
        ...

    def adapter(self, limits: LimitReader | None = None) -> HTTPAdapter:
        """The same for a session that a library made: mount it on `http://` and `https://`."""
        ...


class MemoryState(MutableMapping[str, Any]):
    """A state map that lives as long as its process; what a sandbox or a dry run gets."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._values[key] = value

    def __delitem__(self, key: str) -> None:
        del self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)
