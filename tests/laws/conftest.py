"""Shows at the end of a run what the long attacks have tried."""

from __future__ import annotations

from typing import Any


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The counts and seeds of every process."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, ()):
            for name, value in report.user_properties:
                if name == "attack":
                    terminalreporter.write_line(f"{report.nodeid}: {value}")
