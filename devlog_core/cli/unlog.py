"""`devlog unlog`: take a time booking away."""

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


@click.command("unlog", cls=Command, examples=("devlog unlog 12 019590a1",))
@click.argument("entry", metavar="ID", type=ENTRY)
@click.argument("worklog", metavar="WORKLOG")
@pass_shell
def command(shell: Shell, entry: str, worklog: str) -> None:
    """Take a time booking of ours away, here and by the next sync at its places.

    WORKLOG is its uid, or as much of the beginning as `devlog show` prints. What was booked at a place is
    taken away there.
    """

    def change(recorder: Recorder, found: Entry) -> Entry:
        from dataclasses import replace

        from devlog_core.sync.lookup import find_own_worklog

        log = find_own_worklog(recorder.unit, found, worklog)
        return recorder.worklog(found, replace(log, deleted=True), log)

    change_entry(shell, entry, "unlog", "Unlogged", change)
