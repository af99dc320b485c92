"""`devlog export`: write entries to a file."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from devlog_core.cli.frame import Command
from devlog_core.cli.shell import Shell, pass_shell
from devlog_core.sync.exchange.formats import EXPORTED

if TYPE_CHECKING:
    from collections.abc import Callable


@click.command(
    "export",
    cls=Command,
    examples=(
        "devlog export devlog --out team.json",
        "devlog export | gzip > team.json.gz",
        "devlog export entry-schema --out entry.schema.json",
    ),
)
@click.argument(
    "name", metavar="[FORMAT]", required=False, default="devlog", shell_complete=lambda *_: list(EXPORTED)
)
@click.option("--out", metavar="PATH", type=click.Path(path_type=Path), help="Write this file instead.")
@pass_shell
def command(shell: Shell, name: str, out: Path | None) -> None:
    """Write all entries for another store to take in; FORMAT is devlog unless told.

    The format entry-schema writes the JSON Schema of an entry instead, as `show --json` prints it.
    """
    from devlog_core.sync.exchange.formats import require_format

    require_format(name, EXPORTED)
    write: Callable[[TextIO], int] = _schema if name == "entry-schema" else _entries(shell)
    if out is None:
        _print(write)
        return
    from devlog_core.files import replacing

    with replacing(out) as file:
        count = write(file)
    document = {"format": name, "path": str(out), "entries": count}
    wrote = "the schema of an entry" if name == "entry-schema" else f"{count} entries"
    shell.emit(document, lambda: f"Wrote {wrote} to {out}")


def _print(write: Callable[[TextIO], int]) -> None:
    """Write to standard output in UTF-8, whatever the terminal is set to."""
    stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="\n")
    try:
        write(stdout)
        stdout.flush()
    finally:
        stdout.detach()


def _entries(shell: Shell) -> Callable[[TextIO], int]:
    def write(file: TextIO) -> int:
        from devlog_core.cli.progress import progress
        from devlog_core.sync.exchange.devlog.writing import export_devlog

        store = shell.app.store
        with progress(shell) as shown:
            return export_devlog(
                store, file, lambda done, total: shown.update("devlog", "exporting", done, total)
            )

    return write


def _schema(file: TextIO) -> int:
    import json

    from devlog_core.model.schema import entry_schema

    file.write(json.dumps(entry_schema(), ensure_ascii=False, indent=2) + "\n")
    return 0
