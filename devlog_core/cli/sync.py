"""`devlog sync`: bring entries and places in step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from devlog_core.cli.frame import Command
from devlog_core.cli.names import ENTRY, INTEGRATION
from devlog_core.cli.shell import Shell, aside, pass_shell

if TYPE_CHECKING:
    from devlog_core.sync.workbench import SyncReport

CONFLICTS_WAIT = 4


@click.command(
    "sync",
    cls=Command,
    examples=(
        "devlog sync",
        "devlog sync tracker --pull",
        "devlog sync --entry 12",
        "devlog sync --dry-run --json",
    ),
)
@click.argument("names", metavar="[NAME]...", nargs=-1, type=INTEGRATION)
@click.option("--entry", metavar="ID", type=ENTRY, help="Only this entry.")
@click.option("--pull", is_flag=True, help="Only read.")
@click.option("--push", is_flag=True, help="Only send.")
@click.option("--dry-run", is_flag=True, help="Print what would be done, and do nothing.")
@click.option("--full", is_flag=True, help="Read everything, not only what changed.")
@click.option("--allow-shrink", is_flag=True, help="Go on where a place suddenly holds far less.")
@click.option("--allow-create", is_flag=True, help="Go on where many items would be created.")
@pass_shell
def command(
    shell: Shell,
    names: tuple[str, ...],
    entry: str | None,
    pull: bool,
    push: bool,
    dry_run: bool,
    full: bool,
    allow_shrink: bool,
    allow_create: bool,
) -> int:
    """Sync all integrations, or the named ones: read what changed there, then send what changed here.

    Ends with 4 where conflicts wait for a decision.
    """
    from devlog_core.cli.progress import progress
    from devlog_core.cli.reports import report_document, report_text
    from devlog_core.sync.lookup import find_entry
    from devlog_core.sync.workbench import SyncOptions

    app = shell.app
    for name in names:
        app.require_integration(name)
    uid = None
    if entry is not None:
        with app.store.read() as unit:
            uid = find_entry(unit, entry).uid
    options = SyncOptions(
        names=tuple(dict.fromkeys(names)),
        entry=uid,
        pull=pull or not push,
        push=push or not pull,
        dry_run=dry_run,
        full=full,
        allow_shrink=allow_shrink,
        allow_create=allow_create,
    )
    for warning in app.configuration.warnings:
        shell.say(f"warning: {warning}")
    with aside(), progress(shell) as shown:
        report = app.engine(shown).sync(options)
    document = report_document(report)
    shell.emit(document, lambda: report_text(document))
    if report.conflicts and not shell.json:
        shell.say(f"{report.conflicts} in conflict; `devlog conflicts` shows them")
    return exit_code(report)


def exit_code(report: SyncReport) -> int:
    """What the sync ends with: interrupted, refused, failed, waiting or done, the first that applies."""
    from devlog_core.cli.failure import INTERRUPTED

    if report.interrupted:
        return INTERRUPTED
    kinds = {error.kind for run in report.runs for error in run.errors}
    if "config" in kinds:
        return 3
    if any(run.status != "ok" for run in report.runs):
        return 1
    return CONFLICTS_WAIT if report.conflicts else 0
