"""What an isolated plugin prints: caught, kept short, and without the secrets that it was given."""

from __future__ import annotations

import os
import selectors
from collections import deque
from threading import Event

from devlog_core.model.saying import hide

_KEPT = 64 * 1024
"""Bytes that are kept until somebody takes them; the rest is counted and dropped."""
_LINES = 200
_LONGEST = 500
_PIPE = 1 << 20
"""Bytes that a pipe holds at most."""
_LOOK = 0.1
"""Seconds between two looks whether it is over."""


class Output:
    """The end of one pipe that everything printed goes into."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._dropped = 0
        self.last: deque[str] = deque(maxlen=5)
        """The latest lines that were taken."""
        self._secrets: set[str] = set()

    def hide(self, secret: str) -> None:
        """Blot out this secret from now on, whole or by the lines that it is written in."""
        self._secrets.add(secret)

    def redacted(self, text: str) -> str:
        """The text without the secrets."""
        return hide(text, self._secrets)

    def drain(self, pipe: int, over: Event) -> None:
        """Read until it is over or nobody can print any more; a flood never makes its writer wait.

        What was printed before it was over is read; somebody who stays and prints on is not waited for.
        """
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            while not over.is_set():
                if selector.select(_LOOK) and not self._read(pipe):
                    return
            left = _PIPE
            while left > 0 and selector.select(0) and (read := self._read(pipe)):
                left -= read

    def _read(self, pipe: int) -> int:
        data = os.read(pipe, 1 << 16)
        room = max(0, _KEPT - len(self._held))
        self._held += data[:room]
        self._dropped += len(data[room:])
        return len(data)

    def take(self) -> list[str]:
        """What was printed since the last time, by lines."""
        held, self._held = self._held, bytearray()
        dropped, self._dropped = self._dropped, 0
        text = self.redacted(bytes(held).decode("utf-8", "replace"))
        lines = [line[:_LONGEST] for line in text.splitlines() if line.strip()]
        if dropped or len(lines) > _LINES:
            lines = [*lines[:_LINES], f"and more: {dropped + len(held)} bytes in all"]
        self.last.extend(lines)
        return lines
