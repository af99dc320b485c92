"""How far a sync has come, drawn where somebody watches a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from devlog_core.cli.shell import Shell

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    from devlog_core.sync.place import Progress


class Silent:
    """Nobody watches."""

    def update(self, integration: str, phase: str, done: int, total: int | None, message: str = "") -> None:
        """Draw nothing."""


class Plain:
    """Nobody watches a terminal: only long waits are told, a line each."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def update(self, integration: str, phase: str, done: int, total: int | None, message: str = "") -> None:
        """Tell of a wait."""
        del done, total
        if phase == "wait":
            self._shell.say(f"{integration}: {message}")


class Drawn:
    """One bar an integration."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def update(self, integration: str, phase: str, done: int, total: int | None, message: str = "") -> None:
        """Move the integration's bar."""
        if integration not in self._tasks:
            self._tasks[integration] = self._bars.add_task(integration, total=None, said="")
        said = f"{phase} {message}".strip()
        self._bars.update(self._tasks[integration], completed=done, total=total, said=said)


@contextmanager
def progress(shell: Shell) -> Iterator[Progress]:
    """Where a sync tells how far it has come."""
    if shell.quiet:
        yield Silent()
        return
    if not sys.stderr.isatty():
        yield Plain(shell)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.fields[said]}", markup=False),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        yield Drawn(bars)
