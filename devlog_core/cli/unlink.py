"""`devlog unlink`: part an entry from an integration."""

from __future__ import annotations

import click

from devlog_core.cli.changing import change_entry
from devlog_core.cli.frame import Command
from devlog_core.cli.names import ENTRY, INTEGRATION
from devlog_core.cli.shell import Shell, pass_shell


@click.command("unlink", cls=Command, examples=("devlog unlink 12 tracker",))
@click.argument("entry", metavar="ID", type=ENTRY)
@click.argument("integration", type=INTEGRATION)
@pass_shell
def command(shell: Shell, entry: str, integration: str) -> None:
    """Part an entry from an integration; the remote item stays as it is.

    It is remembered: no sync ties them again until `devlog link` or `devlog edit --to`.
    """
    from devlog_core.sync.linking import unlink

    change_entry(
        shell, entry, "unlink", "Parted", lambda recorder, found: unlink(recorder, found, integration)
    )
