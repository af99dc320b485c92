"""A server that gives the answers it was told to give, for what no sandbox would do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from requests.structures import CaseInsensitiveDict


@dataclass
class Reply:
    """One answer; a body that is no text is sent as JSON."""

    status: int = 200  # Of HTTP.
    body: Any = None  # Text as it is, all else as JSON.
    headers: dict[str, str] = field(default_factory=dict)  # Besides the usual ones.


@dataclass
class Asked:
    """One request as it came."""

    method: str  # In capitals.
    where: str
    """The path with its query."""
    path: str  # Without its query.
    query: dict[str, str]  # The last value of each name.
    headers: CaseInsensitiveDict[str]  # Whatever their case.
    body: Any  # Read as JSON where it is; else as text, such as a form.


Answerer = Callable[[Asked], Reply]  # What a test hands over: the answer to each request.


def _read(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text


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
                parts = urlsplit(self.path)
                query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
                headers = CaseInsensitiveDict(self.headers.items())
                body = _read(text)
                asked = Asked(self.command, self.path, parts.path, query, headers, body)
                stage.asked.append(asked)
                self._tell(answer(asked))

            def _tell(self, reply: Reply) -> None:
                data = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
                encoded = b"" if reply.body is None else data.encode()
                self.send_response_only(reply.status)
                kind = {
                    "Date": self.date_time_string(),
                    "Content-Type": "application/json;charset=UTF-8",
                    "Content-Length": str(len(encoded)),
                }
                for name, value in (kind | reply.headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(encoded)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _any  # noqa: N815

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

    def paths(self) -> list[str]:
        """What was asked for, as METHOD /path."""
        return [f"{asked.method} {asked.path}" for asked in self.asked]

    def close(self) -> None:
        """End serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def stages() -> Iterator[Callable[[Answerer], Stage]]:
    """Starts as many as a test wants, and ends them."""
    started: list[Stage] = []

    def start(answer: Answerer) -> Stage:
        started.append(Stage(answer))
        return started[-1]

    try:
        yield start
    finally:
        for stage in started:
            stage.close()
