"""One budget of requests for each account, kept to by every process that uses it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from devlog_core.model.errors import PausedError, RateLimitedError
from devlog_core.plugin.budgetfile import BudgetFile, secret_key
from devlog_core.plugin.limits import Limit
from devlog_core.plugin.standing import WHOLE, Standing

_CREDENTIALS = ("Authorization", "Private-Token", "X-Api-Key", "X-Auth-Token")
_LAG = timedelta(seconds=5)
"""How long others may not know how much is left, while there is enough."""


class Budget:
    """The budget of one account, shared by the threads of this process and by other processes."""

    def __init__(self, host: str, file: BudgetFile | None = None) -> None:
        self._standing = Standing(host=host)
        self._file = file
        self._lock = threading.Lock()
        self._told: Standing | None = None
        self._tried_at: datetime | None = None

    def admit(self, resource: str, now: datetime, *, reading: bool = False) -> None:
        """Let a request leave, or raise RateLimitedError with the time at which it may.

        Mere reading leaves a reserve to writes: PausedError, where no more than that is left.
        """
        with self._lock:
            self._look()
            standing = self._standing
        until = standing.until(resource, now)
        if until is not None:
            raise RateLimitedError(
                until, f"no request to {standing.host} may leave before {until:%Y-%m-%d %H:%M:%S} UTC"
            )
        short = standing.short(resource, now) if reading else None
        if short is not None:
            raise PausedError(
                short.resets_at,
                f"{short.remaining} of {short.limit} requests to {standing.host} are left until "
                f"{short.resets_at:%Y-%m-%d %H:%M:%S} UTC, and are kept for what is to be sent; "
                "a sync after that reads on from here",
            )

    def hear(self, resource: str, limit: Limit, now: datetime) -> None:
        """Note what an answer said. A wait, or a window that runs short, is told to others at once."""
        with self._lock:
            before = self._standing
            after = self._standing = before.hearing(resource, limit, now)
            news = after.until(resource, now) != before.until(resource, now)
            news |= (after.short(resource, now) is None) != (before.short(resource, now) is None)
            since = self._tried_at = self._tried_at or now
            if news or not since <= now < since + _LAG:
                self._tell(now)

    def wait(self, until: datetime, now: datetime) -> None:
        """Note a wait that a service has found in an answer by itself."""
        with self._lock:
            self._look()
            if (self._standing.waits.get(WHOLE) or now) >= until:
                return
            self._standing = self._standing.hearing("", Limit(until=until, whole=True), now)
            self._tell(now)

    def save(self, now: datetime) -> None:
        """Tell others what they do not know yet."""
        with self._lock:
            self._tell(now)

    def standing(self, now: datetime) -> Standing:
        """What is known, without what is over."""
        with self._lock:
            self._look()
            return self._standing.current(now)

    def _look(self) -> None:
        news = self._file.news() if self._file is not None else None
        if news is not None:
            self._standing = self._standing.joined(news)

    def _tell(self, now: datetime) -> None:
        known = self._standing.current(now)
        if self._file is None or known == self._told or not (known.windows or known.waits):
            return
        self._tried_at = now
        joined = self._file.join(known)
        if joined is not None:
            self._standing, self._told = joined, known


class Budgets:
    """The budgets of all accounts; with a folder they are shared by every process that uses it."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._key: bytes | None = None
        self._known: dict[str, Budget] = {}
        self._lock = threading.Lock()

    def account(self, url: str, headers: Mapping[str, str | bytes]) -> str:
        """The name of the account that a request is made for: host and credentials, under a secret key."""
        with self._lock:
            key = self._secret()
        parts = [_host(url).encode()]
        for name in _CREDENTIALS:
            value = headers.get(name) or b""
            parts.append(value.encode("latin-1", "replace") if isinstance(value, str) else value)
        return hmac.new(key, b"\0".join(parts), hashlib.sha256).hexdigest()[:32]

    def of(self, account: str, host: str = "") -> Budget:
        """The budget of an account."""
        with self._lock:
            if account not in self._known:
                file = BudgetFile(self._folder / f"{account}.json") if self._folder is not None else None
                self._known[account] = Budget(host, file)
            return self._known[account]

    def for_request(self, url: str, headers: Mapping[str, str | bytes]) -> tuple[str, Budget]:
        """The account that a request is made for, and its budget."""
        account = self.account(url, headers)
        return account, self.of(account, _host(url))

    def _secret(self) -> bytes:
        if self._key is None:
            self._key = secret_key(self._folder) if self._folder is not None else None
            if self._key is None:
                # Nothing can be kept: the budgets hold in this process alone.
                self._folder, self._key = None, secrets.token_bytes(32)
        return self._key


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2].lower()
