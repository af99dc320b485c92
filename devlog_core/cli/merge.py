"""`devlog merge`: join two entries into one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from devlog_core.cli.changing import change_entry
from devlog_core.cli.frame import Command
from devlog_core.cli.names import ENTRY
from devlog_core.cli.shell import Shell, pass_shell

if TYPE_CHECKING:
    from devlog_core.model.entry import Entry
    from devlog_core.sync.recorder import Recorder


@click.command("merge", cls=Command, examples=("devlog merge 12 15", "devlog merge dl-7c41f09a dl-0be3a512"))
@click.argument("entry", metavar="ID", type=ENTRY)
@click.argument("other", type=ENTRY)
@pass_shell
def command(shell: Shell, entry: str, other: str) -> None:
    """Join OTHER into the entry ID, with its notes, links and journal.

    Sets are united and empty fields filled; where both say something, ID stays and the
    journal keeps what OTHER said. OTHER's names find ID from then on.
    """

    def change(recorder: Recorder, found: Entry) -> Entry:
        from devlog_core.sync.joining import join
        from devlog_core.sync.lookup import find_entry

        return join(recorder, found, find_entry(recorder.unit, other))

    change_entry(shell, entry, "merge", "Joined", change)
