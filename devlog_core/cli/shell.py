"""One invocation of the command line: its global flags, and what it says and prints."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

if TYPE_CHECKING:
    from devlog_core.app import App


class Shell:
    """What every command is given."""

    def __init__(self) -> None:
        self.directory: Path | None = None
        self.verbose = False
        self.quiet = False
        self.json = False
        self._app: App | None = None

    @property
    def app(self) -> App:
        """The workspace that the command is about, opened at the first use."""
        if self._app is None:
            from devlog_core.app import App

            self._app = App(self.directory, verbose=self.verbose)
        return self._app

    @property
    def tolerant_app(self) -> App:
        """The same for commands that go on where the configuration files are at fault."""
        self.app.tolerant = True
        return self.app

    def entries(self, *, everything: bool = False) -> list[dict[str, Any]]:
        """The open entries, newest first, as `devlog show --json` prints each; with `everything` all."""
        from devlog_core.storage.entries import EntryQuery
        from devlog_core.sync.documents import Documents

        with self.app.store.read() as unit:
            return Documents(unit).entries(unit.entries.search(EntryQuery(limit=None, all=everything)))

    def emit(self, document: Any, text: Callable[[], str]) -> None:
        """Print the result: the JSON document where it was asked for, else the text."""
        if self.json:
            print_json(document, indent=2)
        else:
            shown = text()
            if shown:
                print_out(shown)

    def say(self, message: str) -> None:
        """A remark to the user, never on standard output."""
        if not self.quiet:
            click.echo(message, err=True)

    def say_all(self, messages: Iterable[str]) -> None:
        """Several remarks."""
        for message in messages:
            self.say(message)

    def redact(self, text: str) -> str:
        """The text without secrets."""
        return text if self._app is None else self._app.redact(text)

    def close(self) -> None:
        """Release what was opened, and name what could not be read."""
        if self._app is not None:
            for record in self._app.unreadable:
                self.say(f"warning: {record} and is left out; `devlog doctor` says more")
            self._app.close()


def print_json(document: Any, indent: int | None = None) -> None:
    """A JSON document on standard output, in ASCII where its encoding cannot say everything."""
    import json

    text = json.dumps(document, ensure_ascii=False, indent=indent)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(document, indent=indent)
    _write(text)


def print_out(text: str) -> None:
    """Text on standard output; what its encoding cannot say is escaped."""
    encoding = sys.stdout.encoding or "utf-8"
    _write(text.encode(encoding, "backslashreplace").decode(encoding))


def aside() -> contextlib.redirect_stdout[TextIO]:
    """Around the work of plugins: what one prints is no part of a command's document."""
    return contextlib.redirect_stdout(sys.stderr)


def abandon_output() -> None:
    """Write nothing more: nobody takes it, and what is left in the buffer goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write(text: str) -> None:
    try:
        click.echo(text)
        sys.stdout.flush()
    except OSError as error:
        abandon_output()
        if not isinstance(error, BrokenPipeError):
            raise


pass_shell = click.make_pass_decorator(Shell)
