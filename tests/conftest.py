"""What holds for every test, and what tests have counted, told at the end of the run."""

from __future__ import annotations

import signal
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from _pytest.terminal import TerminalReporter

from devlog_core.testing.walk.forks import Warm, warmed
from tests.forks import SERVICES


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    """What forks commands."""
    with warmed(*SERVICES) as running:
        yield running


def pytest_configure() -> None:
    """Let Ctrl-C reach the commands that tests start, also where the tests themselves run in the background.

    A shell lets what it sends there ignore Ctrl-C, and every process begun from it too.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Add up the counts that tests recorded under one name, as by `record_property(name, {"kills": 3})`."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for report in _reports(terminalreporter):
        for name, value in report.user_properties:
            if isinstance(value, dict):
                counts[name].update(value)
    if counts:
        terminalreporter.section("counted")
        for name, found in sorted(counts.items()):
            told = ", ".join(f"{number} {what}" for what, number in found.items())
            terminalreporter.write_line(f"{name}: {told}")


def _reports(terminalreporter: TerminalReporter) -> Iterable[Any]:
    for outcome in ("passed", "failed"):
        yield from (r for r in terminalreporter.getreports(outcome) if getattr(r, "when", "") == "call")
