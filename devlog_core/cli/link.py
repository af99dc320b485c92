"""`devlog link`: tie an entry to a remote item."""

from __future__ import annotations

import click

from devlog_core.cli.changing import change_entry
from devlog_core.cli.frame import Command
from devlog_core.cli.names import ENTRY, INTEGRATION
from devlog_core.cli.shell import Shell, pass_shell


@click.command(
    "link",
    cls=Command,
    examples=("devlog link 12 tracker 345", "devlog link 12 tracker https://tracker.example/acme/shop/345"),
)
@click.argument("entry", metavar="ID", type=ENTRY)
@click.argument("integration", type=INTEGRATION)
@click.argument("remote")
@pass_shell
def command(shell: Shell, entry: str, integration: str, remote: str) -> None:
    """Tie an entry to an item that exists; the next sync reads it.

    REMOTE is the item's number, key or URL.
    """
    from devlog_core.sync.linking import link, parse_remote

    item = parse_remote(remote)
    change_entry(
        shell, entry, "link", "Linked", lambda recorder, found: link(recorder, found, integration, item)
    )
