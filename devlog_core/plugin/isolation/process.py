"""One process with a private folder and a pipe for what it prints; it ends with all that it started."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from devlog_core.plugin.isolation.output import Output

Command = Callable[[str], Sequence[str]]
"""What starts the process, given its private folder."""


class Process:
    """A process in a group of its own."""

    def __init__(
        self, command: Command, environ: Mapping[str, str], pipes: Sequence[int], output: Output, name: str
    ) -> None:
        """Start it; `pipes` are handed over and closed here. Raises OSError."""
        self.gone = threading.Event()
        """Set when nothing is left of it."""
        self._command = command
        self._environ = environ
        self._pipes = pipes
        self._output = output
        self._reaping = threading.Lock()
        self._popen: subprocess.Popen[bytes] | None = None
        self._error: Exception | None = None
        begun = threading.Event()
        # The process ends with the thread that started it, so that one lives as long as it does.
        threading.Thread(target=self._live, args=(begun,), name=name, daemon=True).start()
        begun.wait()
        if self._error is not None:
            raise OSError(str(self._error)) from self._error

    @property
    def code(self) -> int | None:
        """What it ended with, negative for a signal; None while it runs."""
        return None if self._popen is None else self._popen.returncode

    def kill(self, patience: float) -> None:
        """End it and its group at once, and wait for that."""
        self._kill_group()
        self.gone.wait(patience)

    def _live(self, begun: threading.Event) -> None:
        try:
            with tempfile.TemporaryDirectory(prefix="devlog-plugin-", ignore_cleanup_errors=True) as home:
                self._run(home, begun)
        except (OSError, ValueError) as error:
            # The latter for a name that no file can have.
            self._error = error
        finally:
            begun.set()
            self.gone.set()

    def _run(self, home: str, begun: threading.Event) -> None:
        printed, printing = os.pipe()
        over = threading.Event()
        try:
            popen = self._started(home, printing)
        except BaseException:
            os.close(printed)
            raise
        finally:
            os.close(printing)
            for pipe in self._pipes:
                os.close(pipe)
        drain = threading.Thread(target=self._output.drain, args=(printed, over), daemon=True)
        drain.start()
        begun.set()
        # Looked at before it is reaped: until then its number is its own, and its group can be ended safely.
        os.waitid(os.P_PID, popen.pid, os.WEXITED | os.WNOWAIT)
        self._kill_group()
        with self._reaping:
            popen.wait()
        over.set()
        drain.join()
        os.close(printed)

    def _started(self, home: str, printing: int) -> subprocess.Popen[bytes]:
        self._popen = subprocess.Popen(
            [*self._command(home), *map(str, self._pipes)],
            stdin=subprocess.DEVNULL,
            stdout=printing,
            stderr=printing,
            cwd=home,
            env={**self._environ, "HOME": home, "TMPDIR": home},
            pass_fds=tuple(self._pipes),
            start_new_session=True,
        )
        return self._popen

    def _kill_group(self) -> None:
        with self._reaping:
            if self._popen is not None and self._popen.returncode is None:
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(self._popen.pid, signal.SIGKILL)
