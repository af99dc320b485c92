"""`devlog close`: end the work on an entry."""

from __future__ import annotations

import click

from devlog_core.cli.changing import change_entry
from devlog_core.cli.frame import Command
from devlog_core.cli.names import ENTRY
from devlog_core.cli.shell import Shell, pass_shell


@click.command("close", cls=Command, examples=("devlog close 12", "devlog close 12 --as cancelled"))
@click.argument("entry", metavar="ID", type=ENTRY)
@click.option(
    "--as", "status", type=click.Choice(("done", "cancelled")), default="done", help="How it ended."
)
@pass_shell
def command(shell: Shell, entry: str, status: str) -> None:
    """Close an entry as done, or as cancelled."""
    change_entry(
        shell, entry, "close", "Closed", lambda recorder, found: recorder.change(found, {"status": status})[0]
    )
