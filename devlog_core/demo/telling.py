"""How the demo is told: printed for people, or kept for a document."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING

from devlog_core.demo.record import Step

if TYPE_CHECKING:
    from rich.console import Console

_WIDEST = 100


class Silent:
    """Prints nothing; what commands print is kept."""

    def heading(self, number: int, step: Step) -> None:
        """A step begins."""

    def prose(self, text: str) -> None:
        """A few sentences on what happens now."""

    def command(self, line: str) -> None:
        """What a user would type."""

    def elsewhere(self, text: str) -> None:
        """What somebody else does, or what happens at the place."""

    def output(self, text: str) -> None:
        """What another program printed."""

    def check(self, what: str, ok: bool) -> None:
        """What had to hold, and whether it does."""

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Figures."""

    @contextmanager
    def listening(self) -> Iterator[StringIO]:
        """Keep what is printed to either stream."""
        heard = StringIO()
        with redirect_stdout(heard), redirect_stderr(heard):
            yield heard


class Printed(Silent):
    """Prints the story, in colours where there is a terminal."""

    def __init__(self, console: Console | None = None) -> None:
        from rich.text import Text

        self._terminal = sys.stdout.isatty()
        self._console = console or _console(self._terminal)
        self._text = Text

    def heading(self, number: int, step: Step) -> None:
        self._console.print()
        self._console.print(f"{number}. {step.title}", style="bold magenta")

    def prose(self, text: str) -> None:
        self._console.print(text, style="dim" if self._terminal else None)

    def command(self, line: str) -> None:
        self._console.print(self._text.assemble(("$ ", "bold green"), (line, "bold")), soft_wrap=True)

    def elsewhere(self, text: str) -> None:
        self._console.print(self._text.assemble(("> ", "bold yellow"), (text, "yellow")), soft_wrap=True)

    def output(self, text: str) -> None:
        if text:
            self._console.print(text, soft_wrap=True)

    def check(self, what: str, ok: bool) -> None:
        word, style = ("ok", "green") if ok else ("FAILED", "bold red")
        self._console.print(self._text.assemble((f"  {word}  ", style), what))

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        from rich.box import SIMPLE_HEAD
        from rich.table import Table

        table = Table(*headers, box=SIMPLE_HEAD, pad_edge=False)
        for row in rows:
            table.add_row(*row)
        self._console.print(table)

    @contextmanager
    def listening(self) -> Iterator[StringIO]:
        """Let commands print as they would; without a terminal both streams are told in one order."""
        if self._terminal:
            yield StringIO()
            return
        with redirect_stderr(sys.stdout):
            yield StringIO()


def _console(terminal: bool) -> Console:
    from rich.console import Console

    console = Console(markup=False, highlight=False, emoji=False)
    if not terminal or console.width > _WIDEST:
        console.width = _WIDEST
    return console
