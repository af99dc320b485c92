"""What goes over the wire, both ways."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """What came over the wire, the header names in Title-Case."""

    method: str  # In capitals.
    path: str  # With its query.
    headers: Mapping[str, str]  # By name in Title-Case.
    body: bytes  # As it came.


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes over the wire; `length` may promise more than `body` holds, `close` ends the connection."""

    status: int  # Of HTTP; 0 is never sent.
    headers: dict[str, str]  # By name.
    body: bytes  # What is sent of it.
    length: int  # What the header promises.
    close: bool = False  # Whether the connection ends.

    def cut(self) -> Reply:
        """The same with half of the body missing."""
        return replace(self, body=self.body[: len(self.body) // 2], close=True)


class DisconnectError(Exception):
    """Raised to close the connection without an answer; a hook may raise it."""

    def __init__(self, reset: bool = False) -> None:
        super().__init__()
        self.reset = reset


def encoded(body: Any) -> bytes:
    """The bytes of a body: none for None, a text as it is, everything else as JSON."""
    if body is None:
        return b""
    if not isinstance(body, str):
        body = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    return str(body).encode("utf-8", "replace")
