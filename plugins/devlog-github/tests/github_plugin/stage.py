"""A server that gives the answers it was told to give, for what no sandbox would do."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass
class Reply:
    """One answer; a body that is no text is sent as JSON."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


Answerer = Callable[[Asked], Reply]


class Stage:
    """Serves on loopback until closed, and remembers what it was asked."""

    def __init__(self, answer: Answerer) -> None:
        self.asked: list[Asked] = []
        stage = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _any(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                text = self.rfile.read(length).decode() if length else ""
                asked = Asked(self.command, self.path, dict(self.headers), json.loads(text) if text else None)
                stage.asked.append(asked)
                reply = answer(asked)
                data = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
                encoded = b"" if reply.body is None else data.encode()
                self.send_response(reply.status)
                kind = {
                    "Content-Type": "application/json; charset=utf-8",
                    "Content-Length": str(len(encoded)),
                }
                for name, value in (kind | reply.headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(encoded)

            do_GET = do_POST = do_PATCH = do_DELETE = _any  # noqa: N815

            def log_message(self, format: str, *args: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it serves."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """End serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
