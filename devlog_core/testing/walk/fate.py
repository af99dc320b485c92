"""When a process is to end by its own hand: after an answer, or around a commit of its store.

Moments are counted for each thread and for each request by itself, or for each place, so that the same
name means the same moment however the threads of two places take turns.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import threading
from collections import Counter
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter

from devlog_core.plugin.service import TrackerService


class Fate:
    """Counts the moments that a process lives through, writes them down, and ends it at one of them."""

    def __init__(self, moment: str | None, number: str, diary: str | None) -> None:
        self._moment = moment
        self._number = int(number)
        self._diary = Path(diary) if diary else None
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def number(self, name: str) -> str:
        """The name with how often it has come by now."""
        with self._lock:
            self._counts[name] += 1
            return f"{name} [{self._counts[name]}]"

    def live(self, moment: str, about: str = "") -> None:
        """Live through a moment, unless it is the last; the diary tells more `about` it."""
        if self._diary is not None:
            with self._lock, self._diary.open("a", encoding="utf-8") as lines:
                lines.write(f"{moment}{about}\n")
        if moment == self._moment:
            os.kill(os.getpid(), self._number)


class Mortal(sqlite3.Connection):
    """A connection whose commits are moments, where they end a transaction that may have written."""

    fate: Fate
    _writing = False

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        if sql.startswith("BEGIN"):
            self._writing = "IMMEDIATE" in sql
        return super().execute(sql, parameters)

    def commit(self) -> None:
        if not self._writing:
            return super().commit()
        name = self.fate.number(f"commit of {threading.current_thread().name}")
        self.fate.live(f"before {name}")
        super().commit()
        return self.fate.live(f"after {name}")


def arm(
    moment: str | None = None,
    number: str = str(int(signal.SIGKILL)),
    diary: str | None = None,
    places: Mapping[str, str] | None = None,
) -> None:
    """Send this process a signal at a moment, or write all its moments into a file.

    With `places`, by host and port, requests are counted for each of them whatever they ask for, and are
    moments before they are sent too.
    """
    Mortal.fate = fate = Fate(moment, number, diary)
    send = HTTPAdapter.send

    def sent(adapter: HTTPAdapter, request: PreparedRequest, **kwargs: Any) -> Response:
        told, about = f"{request.method} {request.path_url}", ""
        if places is not None:
            host = urlsplit(request.url or "").netloc
            told, about = f"request to {places.get(host, host)}", f"\t{told}\t{_asker()}"
        name = fate.number(told)
        if places is not None:
            fate.live(f"sending {name}", about)
        answer = send(adapter, request, **kwargs)
        fate.live(f"answered {name}", about)
        return answer

    patch.object(HTTPAdapter, "send", sent).start()
    patch.object(sqlite3, "connect", partial(sqlite3.connect, factory=Mortal)).start()


def _asker() -> str:
    """What the service was asked to do that sends this request, such as `create`."""
    frame = sys._getframe(1)
    while frame.f_back is not None:
        frame = frame.f_back
        name = frame.f_code.co_name
        if isinstance(frame.f_locals.get("self"), TrackerService) and hasattr(TrackerService, name):
            return name
    return ""
