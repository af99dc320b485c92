"""The socket in front of the sandbox: plain HTTP/1.1 on loopback."""

from __future__ import annotations

import contextlib
import json
import socket
import socketserver
import struct
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from devlog_core.testing.sandbox.control import Control
from devlog_core.testing.sandbox.exchange import BaseExchange
from devlog_core.testing.sandbox.wire import DisconnectError, Reply, Request


class Server(ThreadingHTTPServer):
    """Serves one exchange and its controls until stopped; then no connection stays open."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int, exchange: BaseExchange, control: Control) -> None:
        self.exchange = exchange
        self.control = control
        self.accepted = 0
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        super().__init__(("127.0.0.1", port), Connection)
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)

    def server_bind(self) -> None:
        """Bind without asking a name server who we are."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def begin(self) -> None:
        """Serve in a thread of its own."""
        self._thread.start()

    def end(self) -> None:
        """Stop serving and cut every connection."""
        self.shutdown()
        self._thread.join()
        self.server_close()
        with self._guard:
            for open_socket in self._open:
                _quietly_shut(open_socket)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Note the connection, so that it can be cut."""
        with self._guard:
            self.accepted += 1
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection."""
        with self._guard:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that hang up; everything else is a fault of ours and is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Connection(BaseHTTPRequestHandler):
    """One client's connection, kept alive."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet; `requests()` is the log."""

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.startswith("/_sandbox/"):
            status, result = self.server.control.serve(self.path.removeprefix("/_sandbox/"), body)
            data = json.dumps(result).encode()
            self._write(Reply(status, {"Content-Type": "application/json"}, data, len(data)))
            return
        try:
            headers = {name.title(): value for name, value in self.headers.items()}
            self._write(self.server.exchange.serve(Request(self.command, self.path, headers, body)))
        except DisconnectError as end:
            self._hang_up(end.reset)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = do_OPTIONS = _serve  # noqa: N815

    def _write(self, reply: Reply) -> None:
        phrase = HTTPStatus(reply.status).phrase
        lines = [
            f"HTTP/1.1 {reply.status} {phrase}",
            *(f"{name}: {value}" for name, value in reply.headers.items()),
        ]
        if reply.status not in (204, 304):
            lines.append(f"Content-Length: {reply.length}")
        if reply.close:
            lines.append("Connection: close")
            self.close_connection = True
        self.wfile.write("\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + reply.body)

    def _hang_up(self, reset: bool) -> None:
        self.close_connection = True
        if reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        else:
            _quietly_shut(self.connection)


def _quietly_shut(open_socket: socket.socket) -> None:
    with contextlib.suppress(OSError):
        open_socket.shutdown(socket.SHUT_RDWR)
