"""Somebody who has webhooks sent to him, for tests of a simulator that delivers some."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from devlog_core.plugin.service import TARGET


@dataclass(frozen=True)
class Received:
    """One request as it came."""

    headers: dict[str, str]  # As they came, and the target under `:path`.
    body: bytes  # As it came.

    @property
    def json(self) -> dict[str, Any]:
        """What it says."""
        found: dict[str, Any] = json.loads(self.body)
        return found


class Receiver:
    """Takes posts on loopback and answers each with the next of `statuses`, then with 200.

    `event` is the key by which the provider's payloads name what happened.
    """

    def __init__(self, event: str) -> None:
        self._event = event
        self.received: list[Received] = []
        self.statuses: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                receiver.received.append(Received({**self.headers, TARGET: self.path}, body))
                self.send_response(receiver.statuses.pop(0) if receiver.statuses else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Keep quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def payloads(self) -> list[dict[str, Any]]:
        """What was received so far, in order."""
        return [one.json for one in self.received]

    def names(self) -> list[str]:
        """The events received so far, in order."""
        return [one.json[self._event] for one in self.received]

    def find(self, event: str, fits: Callable[[dict[str, Any]], bool] = bool) -> dict[str, Any]:
        """What the first such event said."""
        return next(one.json for one in self.received if one.json[self._event] == event and fits(one.json))

    def end(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
