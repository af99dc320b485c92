"""`devlog history`: the journal of an entry."""

from __future__ import annotations

from typing import Any

import click

from devlog_core.cli.frame import Command
from devlog_core.cli.names import ENTRY
from devlog_core.cli.shell import Shell, pass_shell


@click.command(
    "history", cls=Command, examples=("devlog history 12", "devlog history 12 --field status --json")
)
@click.argument("entry", metavar="ID", type=ENTRY)
@click.option("--field", metavar="FIELD", help="Only the changes of this field.")
@pass_shell
def command(shell: Shell, entry: str, field: str | None) -> None:
    """Show the journal of an entry, oldest change first."""
    from devlog_core.sync.documents import change_document
    from devlog_core.sync.lookup import find_entry

    with shell.app.store.read() as unit:
        changes = unit.changes.of(find_entry(unit, entry).uid, field)
    documents = [change_document(change) for change in changes]
    shell.emit(documents, lambda: _table(documents))


def _table(changes: list[dict[str, Any]]) -> str:
    from devlog_core.cli.cards import shown
    from devlog_core.cli.output import table, when

    rows = [
        (
            when(change["at"]),
            change["actor"] or change["origin"],
            change["cause"],
            change["field"],
            shown(change["new"])
            if change["old"] is None
            else f"{shown(change['old'])} → {shown(change['new'])}",
        )
        for change in changes
    ]
    return table(("AT", "BY", "CAUSE", "FIELD", "CHANGE"), rows, empty="no changes")
