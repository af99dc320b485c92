"""Long waits are shown with their end, and can be left."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import IO

import pytest

from devlog_core.testing.sandbox import Moment
from tests.integration.desk import Desk, until
from tests.integration.hub import Hub

WAIT = re.compile(
    r"github: the budget of requests is used up; waiting until \d\d:\d\d:\d\d UTC \(\d+ s\); "
    r"Ctrl-C leaves, the next sync continues\n"
)


def test_a_wait_is_told_with_its_end_and_can_be_left(desk: Desk, hub: Hub) -> None:
    """Otherwise a sync looks hung, or has to be killed."""
    hub.clock.thaw()
    desk.new("made here")
    hub.fault("retry-after-seconds:25", match="POST ")
    with waiting(desk, "the budget") as (process, line):
        assert WAIT.fullmatch(line), line
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
    posts = [request for request in hub.writes() if request.startswith("POST")]
    assert len(posts) == 1
    desk.outlast_limits()
    for row in desk.do("outbox", "list"):
        desk.do("outbox", "retry", str(row["row"]))
    desk.near()
    assert hub.titled("made here")


@pytest.mark.skipif(sys.platform == "win32", reason="terminals are POSIX's here")
def test_a_wait_is_drawn_on_a_terminal(desk: Desk, hub: Hub) -> None:
    """Whoever watches sees the end beside the bar."""
    import pty

    hub.clock.thaw()
    hub.fault("retry-after-seconds:25")
    ours, theirs = pty.openpty()
    with closing(os.fdopen(ours, "rb", buffering=0)) as screen:
        command = [sys.executable, "-m", "devlog_core", "-C", str(desk.folder), "sync"]
        wide = desk.environ | {"COLUMNS": "200", "TERM": "xterm"}
        process = subprocess.Popen(
            command, env=wide, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=theirs
        )
        os.close(theirs)
        drawn = b""
        while b"waiting until" not in drawn:
            assert process.poll() is None, drawn
            drawn += screen.read(4096)
        process.send_signal(signal.SIGINT)
        reader = threading.Thread(target=_drain, args=(screen,), daemon=True)
        reader.start()
        assert process.wait(20) == 130
        reader.join()


def _drain(screen: IO[bytes]) -> None:
    with suppress(OSError):  # the terminal has no other end any more
        while screen.read(4096):
            pass


@pytest.mark.long
def test_a_short_wait_is_waited_out_and_quiet_is_quiet(desk: Desk, hub: Hub) -> None:
    """A line for each wait, none with -q."""
    hub.clock.thaw()
    desk.new("made here")
    hub.fault("retry-after-seconds:5", match="POST ")
    done = desk.try_("sync")
    assert done.code == 0
    assert WAIT.fullmatch(done.err), done.err
    hub.fault("retry-after-seconds:5")
    done = desk.try_("sync", "-q")
    assert (done.code, done.err) == (0, "")


@pytest.mark.long
def test_waiting_for_another_process_is_told_and_can_be_left(desk: Desk, hub: Hub) -> None:
    """Otherwise a second sync looks hung."""
    hub.fault("slow:30")
    first = desk.start("sync")
    until(lambda: bool(hub.requests()))
    with waiting(desk, "another process is syncing it") as (process, line):
        assert re.search(r"waiting until \d\d:\d\d:\d\d UTC \(600 s\); Ctrl-C leaves", line), line
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
    first.kill()
    first.communicate()
    hub.clear_faults()
    desk.sync()


@pytest.mark.long
def test_a_sync_that_is_killed_while_it_waits_holds_up_nobody(desk: Desk, hub: Hub) -> None:
    """Its wait is kept, its locks are not."""
    hub.clock.thaw()
    hub.fault("retry-after-seconds:8")
    with waiting(desk, "the budget") as (process, _):
        process.kill()
        process.wait()
        hub.clear_requests()
        asked: list[Moment] = []
        hub.on_request(asked.append)
        assert desk.try_("sync").code == 0
    assert asked


@contextmanager
def waiting(desk: Desk, said: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A sync that has just said that it waits, and the line."""
    process = desk.start("sync")
    assert process.stderr is not None
    assert process.stdout is not None
    try:
        line = process.stderr.readline()
        assert said in line
        yield process, line
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
