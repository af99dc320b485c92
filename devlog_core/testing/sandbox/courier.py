"""Webhooks on their way: a thread that posts them to whoever registered, and tries again."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

PATIENCE = 10
"""Seconds that a receiver may take to answer."""


@dataclass(slots=True, eq=False)
class Delivery:
    """One event for one webhook; `statuses` holds what each try was answered, 0 for no answer."""

    id: str | int  # The provider's.
    hook: str | int  # The webhook's id.
    event: str  # In the provider's words.
    url: str  # Where it goes.
    body: bytes  # As it is sent.
    headers: Mapping[str, str]  # As they are sent.
    forged: bool = False  # Whether its signature is wrong on purpose.
    statuses: list[int] = field(default_factory=list)  # Of each try; 0 for no answer.

    def told(self) -> dict[str, Any]:
        """What a test wants to know of it."""
        return {
            "id": self.id,
            "webhook": self.hook,
            "event": self.event,
            "url": self.url,
            "forged": self.forged,
            "statuses": list(self.statuses),
            "body": self.body.decode(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How a provider delivers: how often it tries, after which answers, and how it counts."""

    tries: int  # With the first.
    again: Callable[[int], bool] = lambda status: status >= 400
    """Whether a status calls for another try; no answer always does."""
    retries: str = ""
    """The header that counts the tries after the first, where there is one."""


class Courier:
    """Delivers in order from a thread of its own, which ends when the sandbox does.

    While it `holds`, deliveries wait until they are released.
    """

    def __init__(self, manners: Manners, given_up: Callable[[Delivery], None] = lambda _: None) -> None:
        self._manners = manners
        self._given_up = given_up
        self._waiting: deque[Delivery] = deque()
        self._held: list[Delivery] = []
        self._sent: list[Delivery] = []
        self._news = threading.Condition()
        self._busy = False
        self._over = False
        self._thread: threading.Thread | None = None
        self._line: HTTPConnection | None = None
        self.holds = False

    def post(self, delivery: Delivery) -> None:
        """Take one along; what comes after the end is dropped."""
        with self._news:
            if self._over:
                return
            self._sent.append(delivery)
            if self.holds:
                self._held.append(delivery)
                return
            self._queue(delivery)

    def release(self, backwards: bool = False) -> int:
        """Let go what was held, in order or the newest first, and hold no longer; says how many."""
        with self._news:
            self.holds = False
            held, self._held = self._held, []
            for delivery in reversed(held) if backwards else held:
                self._queue(delivery)
            return len(held)

    def sent(self) -> list[dict[str, Any]]:
        """Everything so far, oldest first, held ones too."""
        with self._news:
            return [delivery.told() for delivery in self._sent]

    def settle(self, seconds: float = 10) -> bool:
        """Wait until nothing is on its way; whether that came to pass in time."""
        with self._news:
            return self._news.wait_for(lambda: not self._waiting and not self._busy, seconds)

    def end(self) -> None:
        """Drop what waits and end the thread; the next `post` after `begin` starts another."""
        with self._news:
            self._over = True
            self._waiting.clear()
            self._news.notify_all()
            if self._line is not None and self._line.sock is not None:
                # A receiver that does not answer must not hold up the end.
                with contextlib.suppress(OSError):
                    self._line.sock.shutdown(socket.SHUT_RDWR)
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def begin(self) -> None:
        """Take deliveries from now on."""
        with self._news:
            self._over = False

    def _queue(self, delivery: Delivery) -> None:
        self._waiting.append(delivery)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
            self._thread.start()
        self._news.notify_all()

    def _run(self) -> None:
        while (delivery := self._next()) is not None:
            while self._failed(delivery) and len(delivery.statuses) < self._manners.tries and not self._over:
                delivery.statuses.append(self._post(delivery))
            if self._failed(delivery):
                self._given_up(delivery)
            with self._news:
                self._busy = False
                self._news.notify_all()

    def _failed(self, delivery: Delivery) -> bool:
        last = delivery.statuses[-1] if delivery.statuses else 0
        return last == 0 or self._manners.again(last)

    def _post(self, delivery: Delivery) -> int:
        """The status of one try, 0 where nobody answered."""
        parts = urlsplit(delivery.url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._line = kind(parts.hostname or "", parts.port, timeout=PATIENCE)
        headers = dict(delivery.headers)
        if delivery.statuses and self._manners.retries:
            headers[self._manners.retries] = str(len(delivery.statuses))
        target = parts._replace(scheme="", netloc="").geturl() or "/"
        try:
            self._line.request("POST", target, delivery.body, headers)
            answer = self._line.getresponse()
            answer.read()
            return answer.status
        except (OSError, HTTPException):
            return 0
        finally:
            self._line.close()

    def _next(self) -> Delivery | None:
        with self._news:
            self._news.wait_for(lambda: self._waiting or self._over)
            if self._over:
                return None
            self._busy = True
            return self._waiting.popleft()
