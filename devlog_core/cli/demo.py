"""`devlog demo`: devlog at work, against simulated systems."""

from __future__ import annotations

import click

from devlog_core.cli.frame import Command
from devlog_core.cli.shell import Shell, pass_shell


@click.command("demo", cls=Command, examples=("devlog demo", "devlog demo --keep", "devlog demo --json"))
@click.option("--keep", is_flag=True, help="Keep the workspace and say where it is.")
@pass_shell
def command(shell: Shell, keep: bool) -> int:
    """Play a story of one team, one repository and one simulated tracker.

    Nothing leaves this machine, and nothing stays on it. Ends with 1 where a step does not hold.
    """
    from devlog_core.cli.main import run
    from devlog_core.demo.perform import failure, perform
    from devlog_core.demo.telling import Printed, Silent

    teller = Silent() if shell.json or shell.quiet else Printed()
    document = perform(run, teller, keep=keep)
    shell.emit(document, lambda: "")
    if document["ok"]:
        return 0
    click.echo(f"error: {failure(document)}", err=True)
    return 1
