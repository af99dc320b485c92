"""`devlog status`: what waits, what failed, and when each last ran."""

from __future__ import annotations

from typing import Any

import click

from devlog_core.cli.accounts import budget_documents, budget_table
from devlog_core.cli.frame import Command
from devlog_core.cli.places import (
    conflict_list,
    integration_documents,
    integration_table,
    outbox_documents,
    outbox_table,
    waiting_rows,
)
from devlog_core.cli.shell import Shell, pass_shell


@click.command("status", cls=Command, examples=("devlog status", "devlog status --json"))
@pass_shell
def command(shell: Shell) -> None:
    """Show the integrations, what waits to be sent or decided, and what is left of the accounts' budgets."""
    from devlog_core.sync.documents import Documents

    document: dict[str, Any] = {"integrations": integration_documents(shell.app)}
    with shell.app.store.read() as unit:
        document["outbox"] = outbox_documents(unit, waiting_rows(shell, unit))
        document["conflicts"] = Documents(unit).conflicts(unit.conflicts.all())
    document["budgets"] = budget_documents(shell.app)
    shell.emit(document, lambda: _text(document))


def _text(document: dict[str, Any]) -> str:
    parts = (
        integration_table(document["integrations"]),
        outbox_table(document["outbox"]),
        conflict_list(document["conflicts"]),
        budget_table(document["budgets"]),
    )
    return "\n\n".join(filter(None, parts))
