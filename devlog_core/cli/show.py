"""`devlog show`: one entry."""

from __future__ import annotations

import click

from devlog_core.cli.frame import Command
from devlog_core.cli.names import ENTRY
from devlog_core.cli.shell import Shell, pass_shell


@click.command("show", cls=Command, examples=("devlog show 12", "devlog show dl-7c41f09a --json"))
@click.argument("entry", metavar="ID", type=ENTRY)
@pass_shell
def command(shell: Shell, entry: str) -> None:
    """Show one entry with its notes, worklogs, links and conflicts."""
    from devlog_core.cli.cards import entry_card
    from devlog_core.sync.documents import Documents, deployments
    from devlog_core.sync.lookup import find_entry

    with shell.app.store.read() as unit:
        found = find_entry(unit, entry)
        document, deployed = Documents(unit).entry(found), deployments(unit, found)
    shell.emit(document, lambda: entry_card(document, deployed))
