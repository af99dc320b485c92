"""`devlog outbox`: what waits to be sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from devlog_core.cli.frame import Noun
from devlog_core.cli.places import outbox_documents, outbox_table, waiting_rows
from devlog_core.cli.shell import Shell, pass_shell
from devlog_core.model.errors import NotFoundError

if TYPE_CHECKING:
    from devlog_core.model.outbox import OutboxRow
    from devlog_core.storage.unit import Unit


@click.group("outbox", cls=Noun, examples=("devlog outbox", "devlog outbox retry", "devlog outbox drop 17"))
@click.pass_context
def command(ctx: click.Context) -> None:
    """List what waits to be sent, try it again, or give it up."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_all)


@command.command("list", examples=("devlog outbox list --json",))
@pass_shell
def list_all(shell: Shell) -> None:
    """List what waits to be sent, and what was set aside and why."""
    with shell.app.store.read() as unit:
        documents = outbox_documents(unit, waiting_rows(shell, unit))
    shell.emit(documents, lambda: outbox_table(documents))


@command.command("retry", examples=("devlog outbox retry", "devlog outbox retry 17"))
@click.argument("row", type=int, required=False)
@pass_shell
def retry(shell: Shell, row: int | None) -> None:
    """Let the next sync try a row again, or all of them."""
    with shell.app.store.write() as unit:
        rows = waiting_rows(shell, unit) if row is None else [_row(unit, row)]
        again = [
            replace(found, state="pending", attempts=0, next_at=None, error=None, aside={}) for found in rows
        ]
        for found in again:
            unit.outbox.put(found)
        documents = outbox_documents(unit, again)
    shell.emit(documents if row is None else documents[0], lambda: outbox_table(documents))


@command.command("drop", examples=("devlog outbox drop 17",))
@click.argument("row", type=int)
@pass_shell
def drop(shell: Shell, row: int) -> None:
    """Do not send the entry there as it stands now; it keeps its values, and its next change is sent."""
    from devlog_core.sync.giving_up import give_up

    with shell.app.store.write() as unit:
        found = _row(unit, row)
        document = outbox_documents(unit, [found])[0]
        give_up(unit, found)
    shell.emit(document, lambda: f"Dropped {row}: {document['entry']} to {document['integration']}")


def _row(unit: Unit, row: int) -> OutboxRow:
    found = unit.outbox.get(row)
    if found is None:
        raise NotFoundError(f"no row {row} waits; `devlog outbox` shows those that do")
    return found
