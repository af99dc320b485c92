"""When a process is to end by its own hand: after an answer, or around a commit of its store.

Moments are counted for each thread and for each request by itself, so that the same name means the
same moment however the threads of two places take turns.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import threading
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter


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

    def live(self, moment: str) -> None:
        """Live through a moment, unless it is the last."""
        if self._diary is not None:
            with self._lock, self._diary.open("a", encoding="utf-8") as lines:
                lines.write(f"{moment}\n")
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


def arm(moment: str | None = None, number: str = str(int(signal.SIGKILL)), diary: str | None = None) -> None:
    """Send this process a signal at a moment, or write all its moments into a file."""
    Mortal.fate = fate = Fate(moment, number, diary)
    send = HTTPAdapter.send

    def sent(adapter: HTTPAdapter, request: PreparedRequest, **kwargs: Any) -> Response:
        name = fate.number(f"{request.method} {request.path_url}")
        answer = send(adapter, request, **kwargs)
        fate.live(f"answered {name}")
        return answer

    patch.object(HTTPAdapter, "send", sent).start()
    patch.object(sqlite3, "connect", partial(sqlite3.connect, factory=Mortal)).start()
