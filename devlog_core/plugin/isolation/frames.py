"""What goes over the two pipes of an isolated plugin: one JSON object in each line."""

from __future__ import annotations

import json
import os
import selectors
import time
from collections.abc import Mapping
from typing import Any

PROTOCOL = 1
"""Rises when either side would misunderstand the other's frames."""
LONGEST = 64 * 1024 * 1024
"""Bytes of the longest frame; a longer one is a flood."""
_CHUNK = 1 << 16

Frame = dict[str, Any]


class Ended(Exception):
    """The other side has closed its pipe."""


class Late(Exception):
    """Nothing came in time."""


class Garbled(Exception):
    """What came is no frame."""


class Wire:
    """Reads frames from one pipe and writes them into another."""

    def __init__(self, incoming: int, outgoing: int) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._held = bytearray()
        self._seen = 0
        self._closed = False
        self._coming, self._going = selectors.DefaultSelector(), selectors.DefaultSelector()
        self._coming.register(incoming, selectors.EVENT_READ)
        self._going.register(outgoing, selectors.EVENT_WRITE)
        os.set_blocking(outgoing, False)

    def read(self, until: float | None = None) -> Frame:
        """The next frame; raises Ended, Garbled, or Late where none came `until` (monotonic)."""
        while (end := self._held.find(b"\n", self._seen)) < 0:
            self._seen = len(self._held)
            if self._seen > LONGEST:
                raise Garbled(f"it sent more than {LONGEST >> 20} MiB at once")
            self._held += self._chunk(until)
        line = bytes(self._held[:end])
        del self._held[: end + 1]
        self._seen = 0
        return _frame(line)

    def write(self, frame: Mapping[str, Any], until: float | None = None) -> None:
        """Send a frame; raises TypeError or ValueError where it is no JSON, Ended, or Late if none reads."""
        data = json.dumps(frame, separators=(",", ":"), default=_refuse).encode() + b"\n"
        if len(data) > LONGEST:
            raise ValueError(f"it is longer than {LONGEST >> 20} MiB")
        view = memoryview(data)
        while view:
            _wait(self._going, until)
            try:
                view = view[os.write(self._outgoing, view) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise Ended from error

    def close(self) -> None:
        """Close both pipes; calling it again does nothing."""
        if self._closed:
            return
        self._closed = True
        self._coming.close()
        self._going.close()
        os.close(self._incoming)
        os.close(self._outgoing)

    def _chunk(self, until: float | None) -> bytes:
        _wait(self._coming, until)
        try:
            data = os.read(self._incoming, _CHUNK)
        except OSError as error:
            raise Ended from error
        if not data:
            raise Ended
        return data


def _wait(selector: selectors.BaseSelector, until: float | None) -> None:
    if not selector.select(None if until is None else max(0.0, until - time.monotonic())):
        raise Late


def _frame(line: bytes) -> Frame:
    try:
        frame = json.loads(line)
    except (ValueError, RecursionError):
        raise Garbled("it sent what is no frame of the protocol") from None
    if not isinstance(frame, dict):
        raise Garbled("it sent what is no frame of the protocol")
    return frame


def _refuse(value: Any) -> Any:
    raise TypeError(f"a {type(value).__name__} is no plain value")
