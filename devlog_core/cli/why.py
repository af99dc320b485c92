"""`devlog why`: why an entry was or was not synced."""

from __future__ import annotations

import click

from devlog_core.cli.frame import Command
from devlog_core.cli.names import ENTRY
from devlog_core.cli.shell import Shell, pass_shell


@click.command("why", cls=Command, examples=("devlog why 12", "devlog why dl-7c41f09a --json"))
@click.argument("entry", metavar="ID", type=ENTRY)
@pass_shell
def command(shell: Shell, entry: str) -> None:
    """Tell why an entry was or was not synced to each integration.

    Each line is one thing that decides: a rule or a filter, the link, a conflict, what waits or was set
    aside, an error of the last run, and how far the place was read. The time is when that came about;
    of a retry it is when it is due.
    """
    from devlog_core.cli.output import table, when
    from devlog_core.model.times import rfc3339
    from devlog_core.sync.lookup import find_entry
    from devlog_core.sync.why import explain

    with shell.app.store.read() as unit:
        able = {plugin.name: plugin.capabilities for plugin in shell.app.plugins.manifests()}
        found = explain(unit, shell.app.routes, find_entry(unit, entry), able)
    documents = [
        {
            "integration": reason.integration,
            "decision": reason.decision,
            "reason": shell.app.redact(reason.reason),
            "at": reason.at and rfc3339(reason.at),
        }
        for reason in found
    ]
    rows = [
        (d["integration"], d["decision"], d["reason"], when(d["at"]) if d["at"] else "") for d in documents
    ]
    shell.emit(
        documents,
        lambda: table(("PLACE", "DECISION", "REASON", "SINCE"), rows, elastic=2, empty="no integrations"),
    )
