"""`devlog archive`: put an entry away."""

from __future__ import annotations

import click

from devlog_core.cli.changing import change_entry
from devlog_core.cli.frame import Command
from devlog_core.cli.names import ENTRY
from devlog_core.cli.shell import Shell, pass_shell


@click.command("archive", cls=Command, examples=("devlog archive 12", "devlog edit 12 --set archived=false"))
@click.argument("entry", metavar="ID", type=ENTRY)
@pass_shell
def command(shell: Shell, entry: str) -> None:
    """Put an entry away, out of the listing; it stays in the store."""
    change_entry(
        shell,
        entry,
        "archive",
        "Archived",
        lambda recorder, found: recorder.change(found, {"archived": True})[0],
    )
