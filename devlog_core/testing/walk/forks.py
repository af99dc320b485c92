"""Commands as forks of one warm process: real processes, at a tenth of the price."""

from __future__ import annotations

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from devlog_core.testing.ended import SECONDS, Ended

Fate = Mapping[str, Any]
"""Arguments of `fate.arm`."""


class Fork:
    """One command that runs, or has run."""

    def __init__(self, warm: Warm, arguments: tuple[str, ...], pid: int, out: int, err: IO[bytes]) -> None:
        self.pid = pid
        self._warm, self._arguments, self._out, self._err = warm, arguments, out, err
        self._gone = threading.Event()

    def signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it, and return when none of its threads is left; somebody else waits for it."""
        self.signal(signal.SIGKILL)
        assert self._gone.wait(SECONDS)

    def wait(self, seconds: float = SECONDS) -> Ended:
        """Wait for its end."""
        data, late = self._read(seconds)
        self._gone.set()
        self._warm.alive.discard(self)
        code = self._warm.tell({"await": self.pid})
        self._err.seek(0)
        err = self._err.read().decode()
        self._err.close()
        if late:
            err += f"\nended after {seconds} s"
        return Ended(self._arguments, code, data.decode(), err)

    def ends_within(self, seconds: float) -> bool:
        """Whether it says something, or ends, so soon."""
        return _said(self._out, seconds)

    def _read(self, seconds: float) -> tuple[bytes, bool]:
        """Standard output, whose end is the end of the process."""
        data, late, until = b"", False, time.monotonic() + seconds
        while True:
            if not late and not _said(self._out, max(0, until - time.monotonic())):
                late = True
                self.signal(signal.SIGKILL)
            chunk = os.read(self._out, 1 << 16)
            if not chunk:
                os.close(self._out)
                return data, late
            data += chunk


def _said(pipe: int, seconds: float) -> bool:
    # Not `select.select`, which knows no descriptor above 1023.
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        return bool(selector.select(seconds))


class Warm:
    """The process that forks."""

    def __init__(self, control: socket.socket, environ: Mapping[str, str]) -> None:
        self._control = control
        self.environ = environ
        self.alive: set[Fork] = set()
        self._lock = threading.Lock()

    def tell(self, order: Mapping[str, Any], *descriptors: int) -> int:
        """Give it an order and return its answer."""
        with self._lock:
            socket.send_fds(self._control, [json.dumps(order).encode() + b"\n"], descriptors)
            answer = b""
            while not answer.endswith(b"\n"):
                part = self._control.recv(64)
                assert part, "the warm process has ended"
                answer += part
            return int(answer)

    def fork(
        self,
        folder: Path,
        environ: Mapping[str, str],
        *arguments: str,
        typed: str = "",
        fate: Fate | None = None,
    ) -> Fork:
        """Begin a command in a folder, with `typed` as its standard input and a fate of its own."""
        out, their_out = os.pipe()
        err = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the one who waits
        order = {
            "folder": str(folder),
            "environ": dict(environ),
            "arguments": arguments,
            "fate": dict(fate) if fate is not None else None,
        }
        with tempfile.TemporaryFile() as stdin:
            stdin.write(typed.encode())
            stdin.seek(0)
            pid = self.tell(order, stdin.fileno(), their_out, err.fileno())
        os.close(their_out)
        fork = Fork(self, arguments, pid, out, err)
        self.alive.add(fork)
        return fork

    def end(self) -> None:
        """Leave no process behind, as when a test has failed."""
        for fork in list(self.alive):
            fork.signal(signal.SIGKILL)
            fork.wait()


@contextmanager
def warmed(*modules: str, environ: Mapping[str, str] | None = None) -> Iterator[Warm]:
    """A warm process that has imported these modules too, ended at the end.

    `environ` tells its Python where modules are.
    """
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-m", "devlog_core.testing.walk.warm", str(theirs.fileno()), *modules]
    with (
        ours,
        subprocess.Popen(
            command,
            env=None if environ is None else dict(environ),
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        ) as process,
    ):
        theirs.close()
        try:
            yield Warm(ours, os.environ if environ is None else environ)
        finally:
            ours.close()
            process.wait(SECONDS)
