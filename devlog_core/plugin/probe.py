"""Run as a process of its own: imports one module and writes down what that did besides."""

from __future__ import annotations

import importlib
import json
import os
import sys
import threading
import weakref
from pathlib import Path
from typing import Any

from devlog_core.plugin.guard import Guard

_CHANGES = frozenset(
    {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.chmod", "os.symlink", "os.link", "sqlite3.connect"}
)
_STARTS = frozenset({"subprocess.Popen", "os.system", "os.fork", "os.posix_spawn", "os.exec"})


class Watch:
    """What the interpreter says of files, sockets and processes while a module is imported."""

    def __init__(self) -> None:
        self.on = True
        self.files: list[str] = []
        self.processes: list[str] = []
        self._sockets: list[weakref.ref[Any]] = []
        sys.addaudithook(self._heard)

    def open_sockets(self) -> int:
        """How many of the sockets that were made are still open."""
        return sum(1 for ref in self._sockets if (found := ref()) is not None and found.fileno() != -1)

    def _heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if (event == "open" and _writes(arguments[2]) and arguments[0] != os.devnull) or event in _CHANGES:
            self.files.append(str(arguments[0]))
        elif event in _STARTS:
            self.processes.append(str(arguments[0]))
        elif event == "socket.__new__":
            self._sockets.append(weakref.ref(arguments[0]))


def _writes(flags: Any) -> bool:
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def main(module: str, report: str) -> None:
    """Import the module and write the report as JSON; what it left running ends with the process."""
    guard, watch, error = Guard(), Watch(), None
    try:
        importlib.import_module(module)
    except BaseException as raised:  # noqa: BLE001 - SystemExit and its like are told of too
        error = f"{type(raised).__name__}: {raised}"
    watch.on = False
    threads = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
    found = {
        "error": error,
        "hosts": guard.taken(),
        "files": watch.files,
        "processes": watch.processes,
        "sockets": watch.open_sockets(),
        "threads": threads,
    }
    Path(report).write_text(json.dumps(found), encoding="utf-8")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
