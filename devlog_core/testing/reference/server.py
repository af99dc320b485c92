"""The board behind HTTP on loopback, with faults."""

from __future__ import annotations

import json
import re
import socket
import socketserver
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from devlog_core.testing.reference.state import BoardState, Card, RefusalError
from devlog_core.testing.reference.trouble import Trouble, Troubles

Answer = tuple[int, dict[str, str], Any]
PAGE = 3


class Board:
    """One board: its state, what it was asked, and how it fails."""

    def __init__(self, name: str, now: float) -> None:
        self.name = name
        self.state = BoardState(now)
        self.troubles = Troubles()
        self.down = False
        self.asked: list[tuple[str, str]] = []
        self.shift: Callable[[str], None] = lambda _: None
        """What a person does to the list while it is read, or to a card just before it is written."""

    def serve(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer | None:
        """The answer, None where none is given."""
        with self.state.lock:
            self.asked.append((method, path))
            trouble = self.troubles.take(f"{method} {path}")
            if self.down or (trouble and trouble.kind in ("refuse", "drop-before")):
                return None
            early = trouble and _early(trouble, self.state.now)
            if early:
                return early
            if trouble and trouble.kind == "stale" and method in ("PATCH", "POST"):
                self.shift("touch")
            answer = self._handle(method, path, headers, body)
            if trouble and trouble.kind == "shift" and method == "GET":
                self.shift(trouble.argument)
        return _late(answer, trouble) if trouble else answer

    def _handle(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        parts = urlsplit(path)
        query = dict(parse_qsl(parts.query))
        data = json.loads(body) if body else {}
        expected = headers.get("if-match")
        try:
            found = self._route(
                method, parts.path, query, data, int(expected.strip('"')) if expected else None
            )
        except RefusalError as refusal:
            return refusal.status, {}, {"message": refusal.message, "field": refusal.name}
        return (201 if method == "POST" else 200), {}, found

    def _route(
        self, method: str, path: str, query: dict[str, str], data: dict[str, Any], revision: int | None
    ) -> Any:
        state, names = self.state, [part for part in path.split("/") if part]
        number = int(names[1]) if len(names) > 1 else 0
        match method, names[0], names[2:]:
            case "GET", "board", []:
                return {"id": f"board-{self.name}", "name": self.name}
            case "GET", "cards" | "ids", [] if not number:
                return self._listed(names[0], query)
            case "GET", "cards", []:
                return asdict(state.card(number))
            case "POST", "cards", [] if not number:
                return asdict(state.add(**data))
            case "PATCH", "cards", []:
                return asdict(state.change(number, data, revision))
            case "POST", "cards", ["moves"]:
                return asdict(state.move(number, data["state"], revision, data.get("props")))
            case "POST", "cards", ["remarks"]:
                return asdict(state.remark(number, data["text"], "bot", data.get("props")))
            case "PATCH", "cards", ["remarks", remark]:
                return asdict(state.reword(number, int(remark), data["text"], revision))
            case "DELETE", "cards", ["remarks", remark]:
                state.silence(number, int(remark), revision)
                return {}
        raise RefusalError(404, f"{method} {path} is nothing here")

    def _listed(self, what: str, query: dict[str, str]) -> Any:
        state = self.state
        since, after = int(query.get("since", 0)), int(query.get("after", 0))
        found = [state.cards[n] for n in sorted(state.cards) if n > after]
        found = [card for card in found if card.revision > since]
        if "mark" in query:
            found = [card for card in found if card.props.get("uid") == query["mark"]]
        page = found[:PAGE]
        shown = [card.id for card in page] if what == "ids" else [asdict(card) for card in page]
        gone = [number for number, end in state.gone.items() if since and end > since]
        return {"list": shown, "gone": gone, "revision": state.revision, "more": len(found) > len(page)}


def _early(trouble: Trouble, now: float) -> Answer | None:
    if trouble.kind in ("500", "502", "503") and trouble.argument != "applied":
        return int(trouble.kind), {}, {"message": "out of order"}
    seconds = int(trouble.argument or 1) if trouble.argument.isdigit() or not trouble.argument else 1
    headers = {
        "limit": {},
        "limit-seconds": {"Retry-After": str(seconds)},
        "limit-date": {"Retry-After": formatdate(now + seconds, usegmt=True)},
        "limit-primary": {"Retry-After": "3600"},
    }.get(trouble.kind)
    return None if headers is None else (429, headers, {"message": "too many requests"})


def _late(answer: Answer, trouble: Trouble) -> Answer | None:
    status, headers, body = answer
    if trouble.kind == "lost-answer":
        return None
    if trouble.kind in ("500", "502", "503"):
        return int(trouble.kind), {}, {"message": "out of order"}
    if trouble.kind == "wrong-type":
        return 200, {"Content-Type": "text/html"}, "<html>Sign in</html>"
    if trouble.kind == "truncated":
        return status, {"Cut": "yes", **headers}, body
    if isinstance(body, dict) and "list" in body and status == 200:
        if trouble.kind == "empty-list":
            return status, headers, {**body, "list": [], "more": False}
        if trouble.kind == "duplicate-item":
            return status, headers, {**body, "list": body["list"][:1] + body["list"]}
    return answer


class BoardServer(ThreadingHTTPServer):
    """Serves whichever board is put in place."""

    daemon_threads = True

    def __init__(self, board: Board) -> None:
        self.board = board
        super().__init__(("127.0.0.1", 0), _Connection)
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are no news."""

    def end(self) -> None:
        """Stop serving."""
        self.shutdown()
        self._thread.join()
        self.server_close()


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: BoardServer

    def log_message(self, format: str, *args: Any) -> None:
        return None

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.board.serve(self.command, self.path, headers, body)
        if answer is None:
            self._hang_up()
            return
        status, told, found = answer
        data = found.encode() if isinstance(found, str) else json.dumps(found).encode()
        cut = told.pop("Cut", None)
        now = formatdate(self.server.board.state.now, usegmt=True)
        head = {"Content-Type": "application/json", "Date": now, "Content-Length": str(len(data)), **told}
        lines = [f"HTTP/1.1 {status} {status}", *(f"{name}: {value}" for name, value in head.items())]
        if cut:
            self.close_connection = True
            data = data[: len(data) // 2]
        self.wfile.write("\r\n".join(lines).encode() + b"\r\n\r\n" + data)

    do_GET = do_POST = do_PATCH = do_DELETE = _serve  # noqa: N815

    def _hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()


def mark_of(card: Card) -> str | None:
    """The uid of the entry that devlog made the card from."""
    uid = card.props.get("uid")
    return str(uid) if uid and re.fullmatch(r"[0-9a-f-]{36}", str(uid)) else None
