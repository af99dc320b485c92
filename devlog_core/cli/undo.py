"""`devlog undo`: put one run back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from devlog_core.cli.frame import Command
from devlog_core.cli.shell import Shell, pass_shell

if TYPE_CHECKING:
    from devlog_core.sync.undo import Undo


@click.command(
    "undo", cls=Command, examples=("devlog undo 4f0c21d9 --dry-run", "devlog undo 4f0c21d9", "devlog sync")
)
@click.argument("run", metavar="RUN")
@click.option("--dry-run", is_flag=True, help="Print what would go back, and change nothing.")
@pass_shell
def command(shell: Shell, run: str, dry_run: bool) -> int:
    """Put back what one run of a sync changed: here, and by the next sync at its place.

    RUN is the run's id, or its last digits as `devlog sync` and `devlog history` print them. A value goes
    back by the merge that a sync uses; what has changed since is refused by name and stays. Nothing is
    deleted at a place: items that the run created there stay. Ends with 1 where something was refused; with
    --dry-run always with 0.
    """
    from devlog_core.sync.undo import carry_out, find_run, plan_undo

    if dry_run:
        with shell.app.store.read() as unit:
            undo = plan_undo(unit, find_run(unit, run))
    else:
        with shell.app.change("undo") as recorder:
            undo = plan_undo(recorder.unit, find_run(recorder.unit, run))
            carry_out(recorder, undo)
    document = {
        "run": undo.run,
        "undone": len(undo.steps),
        "refused": [
            {"entry": refused.entry.ref, "field": refused.field, "reason": refused.reason}
            for refused in undo.refused
        ],
    }
    shell.emit(document, lambda: _text(undo, dry_run=dry_run))
    return 1 if undo.refused and not dry_run else 0


def _text(undo: Undo, *, dry_run: bool) -> str:
    from devlog_core.cli.cards import shown
    from devlog_core.cli.output import line, table

    rows = [(step.entry.ref, step.field, shown(step.now), shown(step.back)) for step in undo.steps]
    told = [table(("ENTRY", "FIELD", "NOW", "BACK TO"), rows, elastic=3, empty="nothing to put back")]
    told += [f"stays: {one.entry.ref} {one.field}: {line(one.reason)}" for one in undo.refused]
    if undo.steps and not dry_run:
        told.append("`devlog sync` brings this to the places")
    return "\n".join(told)
