"""The child: one service of one plugin, which does what it is told over a pipe."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import traceback
from contextlib import suppress
from threading import Lock
from typing import Any

from devlog_core.plugin.info import API_VERSION
from devlog_core.plugin.isolation.frames import PROTOCOL, Ended, Frame, Garbled, Wire

_DEATH_SIGNAL = 1
"""What prctl calls the signal that a process gets when its parent ends."""


class Link:
    """The child's end: calls come in, and questions go out while one is worked on."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        # Held while nobody works on a call: a thread that a plugin left behind waits for the next one.
        self._turn = Lock()
        self._turn.acquire()
        self._readers: list[Any] = []

    def call(self) -> Frame:
        """The next call; whoever asks may speak until it is answered."""
        frame = self._wire.read()
        self._turn.release()
        return frame

    def answer(self, frame: Frame) -> None:
        """Give a call's answer."""
        self._turn.acquire()
        try:
            self._wire.write(frame)
        except (TypeError, ValueError) as error:
            what = {"class": "PluginError", "message": f"its answer cannot be carried: {error}"}
            self._wire.write({"id": frame["id"], "error": what})

    def ask(self, what: str, /, **given: Any) -> Any:
        """What the core answers; raises what it raised."""
        from devlog_core.plugin.isolation.troubles import raised

        with self._turn:
            self._wire.write({"ask": what, "with": given})
            while "read" in (frame := self._wire.read()):
                self._wire.write(self._limit(frame))
        if "error" in frame:
            raise raised(frame["error"])
        return frame.get("answer")

    def register(self, reader: Any) -> int:
        """Keep a reader of limits, which the core asks while it sends a request."""
        self._readers.append(reader)
        return len(self._readers) - 1

    def _limit(self, frame: Frame) -> Frame:
        from devlog_core.plugin.isolation.reading import read_limit
        from devlog_core.plugin.isolation.troubles import told

        try:
            return {"said": read_limit(self._readers[frame["reader"]], frame["read"])}
        except Exception as error:  # noqa: BLE001 - a reader is the plugin's
            return {"error": told(error)}


def main(incoming: int, outgoing: int) -> None:
    """Serve until the pipe closes."""
    for pipe in (incoming, outgoing):
        os.set_inheritable(pipe, False)
    _die_with_parent()
    wire = Wire(incoming, outgoing)
    with suppress(Ended, Garbled):
        wire.write(
            {"hello": {"protocol": PROTOCOL, "api_version": API_VERSION, "python": sys.version.split()[0]}}
        )
        _serve(Link(wire))
    # Threads that a plugin left behind would keep an ordinary end waiting.
    _flush()
    os._exit(0)


def _serve(link: Link) -> None:
    from devlog_core.plugin.isolation.bench import Bench

    bench = Bench(link)
    while True:
        call = link.call()
        frame: Frame = {"id": call.get("id")}
        try:
            frame |= bench.work(str(call.get("call")), call.get("with") or {})
        except Ended:
            raise
        except BaseException as error:  # noqa: BLE001 - a plugin may raise anything, and try to end the program
            frame["error"] = _told(error)
        _flush()
        link.answer(frame)
        if call.get("call") == "end":
            return


def _told(error: BaseException) -> Any:
    from devlog_core.model.errors import DevlogError
    from devlog_core.plugin.isolation.troubles import told

    if isinstance(error.__cause__, SystemExit):
        # A hook's answer to it is an ordinary error; here it says what the process was to come to.
        error = error.__cause__
    if not isinstance(error, DevlogError):
        with suppress(Exception):
            traceback.print_exception(error)
    return told(error)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):
            stream.flush()


def _die_with_parent() -> None:
    """End with the core also in the midst of a call; elsewhere than on Linux only the pipe tells of that."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL)
