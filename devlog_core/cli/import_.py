"""`devlog import`: take over entries from a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from devlog_core.cli.frame import Command
from devlog_core.cli.shell import Shell, pass_shell
from devlog_core.sync.exchange.formats import IMPORTED

if TYPE_CHECKING:
    from devlog_core.sync.exchange.report import Report

_SHOWN = 50
"""Oddities listed for a person; all of them are in the JSON document."""


@click.command(
    "import",
    cls=Command,
    examples=(
        "devlog import codervisor-json .devlog/entries",
        "devlog import devlog team.json --json",
    ),
)
@click.argument("name", metavar="FORMAT", shell_complete=lambda *_: list(IMPORTED))
@click.argument("path", metavar="PATH", type=click.Path(path_type=Path))
@pass_shell
def command(shell: Shell, name: str, path: Path) -> int:
    """Take over entries from a file or a folder of files; FORMAT is codervisor-json or devlog.

    Doing it again brings only what changed since. Everything odd in the source is named;
    a record that cannot be read is set aside, the others come in, and the command ends with 1.
    """
    from devlog_core.cli.progress import progress
    from devlog_core.sync.exchange.desk import Desk
    from devlog_core.sync.exchange.formats import import_file, require_format

    require_format(name, IMPORTED)
    app = shell.app
    with progress(shell) as shown:
        desk = Desk(
            store=app.store,
            routes=app.routes,
            persons=app.persons,
            actor=app.actor,
            progress=lambda done, total: shown.update(name, "importing", done, total),
        )
        report = import_file(desk, name, path)
    shell.emit(report.document(), lambda: _text(report))
    return 1 if report.rejected else 0


def _text(report: Report) -> str:
    from devlog_core.cli.output import line, table

    counts = [f"{report.created} created", f"{report.updated} updated", f"{report.unchanged} unchanged"]
    if report.rejected:
        counts.append(f"{report.rejected} set aside")
    parts = [", ".join(counts)]
    if report.oddities:
        rows = [(line(odd.where), line(odd.what)) for odd in report.oddities[:_SHOWN]]
        parts += ["", table(("WHERE", "WHAT"), rows)]
        if len(report.oddities) > _SHOWN:
            parts.append(f"and {len(report.oddities) - _SHOWN} more; --json lists them all")
    return "\n".join(parts)
