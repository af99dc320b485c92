"""A process that has imported everything, and forks a child for each command that it is told.

To start Python and import a sync takes longer than the sync. A walk through hundreds of kills has
no time for that; a fork is as real a process, and dies as a real one does.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any, NoReturn

from devlog_core.plugin.loader import PluginLoader
from devlog_core.testing.walk.fate import arm

WANTED = (
    "devlog_core.app.log",
    "devlog_core.cli.progress",
    "devlog_core.cli.reports",
    "devlog_core.cli.sync",
    "devlog_core.storage.planner",
    "devlog_core.sync.engine",
    "devlog_core.sync.lookup",
)
"""What every sync would import; only the time depends on it."""


def _command() -> Callable[[list[str]], Any]:
    """The command line, which the script of that name calls."""
    (point,) = entry_points(group="console_scripts", name="devlog")
    found: Callable[[list[str]], Any] = point.load()
    return found


def serve(control: socket.socket) -> None:
    """Fork and await children as told, one line of JSON each, until the other end is closed."""
    while True:
        line, descriptors, _, _ = socket.recv_fds(control, 1 << 16, 3)
        while line and not line.endswith(b"\n"):
            line += control.recv(1 << 16)
        if not line:
            return
        order = json.loads(line)
        if "await" in order:
            answer = os.waitstatus_to_exitcode(os.waitpid(order["await"], 0)[1])
        else:
            answer = os.fork()
            if answer == 0:
                control.close()
                _live(order, *descriptors)
            for descriptor in descriptors:
                os.close(descriptor)
        control.sendall(b"%d\n" % answer)


def _live(order: dict[str, Any], *descriptors: int) -> NoReturn:
    code = 1
    try:
        for number, descriptor in enumerate(descriptors):
            os.dup2(descriptor, number)
            os.close(descriptor)
        # Whoever runs the tests in the background may have it ignored.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.chdir(order["folder"])
        os.environ.clear()
        os.environ.update(order["environ"])
        time.tzset()
        if order["fate"] is not None:
            arm(**order["fate"])
        _command()(order["arguments"])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _command()
    for name in (*WANTED, *sys.argv[2:]):
        import_module(name)
    # What a schema was found to be once is known to every fork.
    PluginLoader().load_all()
    serve(socket.socket(fileno=int(sys.argv[1])))
