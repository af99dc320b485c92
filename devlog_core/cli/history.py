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
    """Show the journal of an entry, oldest change first.

    A line that names a place is a value that a sync wrote there, with the one that stood there before;
    the others are changes of the entry itself.
    """
    from devlog_core.sync.documents import history_documents
    from devlog_core.sync.lookup import find_entry

    with shell.app.store.read() as unit:
        documents = history_documents(unit, find_entry(unit, entry).uid, field)
    shell.emit(documents, lambda: _table(documents))


def _table(changes: list[dict[str, Any]]) -> str:
    from devlog_core.cli.cards import shown
    from devlog_core.cli.output import run_tail, table, when

    rows = [
        (
            when(change["at"]),
            change["actor"] or change["origin"],
            change["cause"],
            change["place"] or "",
            change["field"],
            shown(change["new"])
            if change["old"] is None
            else f"{shown(change['old'])} → {shown(change['new'])}",
            run_tail(change["run"]),
        )
        for change in changes
    ]
    return table(
        ("AT", "BY", "CAUSE", "PLACE", "FIELD", "CHANGE", "RUN"), rows, elastic=5, empty="no changes"
    )
