"""`devlog list`: entries, newest first."""

from __future__ import annotations

import click

from devlog_core.cli.frame import Command
from devlog_core.cli.names import INTEGRATION
from devlog_core.cli.shell import Shell, pass_shell
from devlog_core.model.fields import PRIORITIES, STATUSES, TYPES

DEFAULT_LIMIT = 50


@click.command(
    "list",
    cls=Command,
    examples=(
        "devlog list",
        "devlog list --status in-progress --status blocked --priority high",
        "devlog list --search login --all --limit 10 --json",
    ),
)
@click.option("--status", type=click.Choice(STATUSES), multiple=True, help="Only these; may be repeated.")
@click.option("--type", "types", type=click.Choice(TYPES), multiple=True, help="Only these; may be repeated.")
@click.option("--priority", type=click.Choice(PRIORITIES), multiple=True, help="Only these; may be repeated.")
@click.option(
    "--label", "labels", metavar="LABEL", multiple=True, help="Only with this label; with all of several."
)
@click.option("--assignee", metavar="NAME", help="Only of this person, by id, name, e-mail or account.")
@click.option("--integration", metavar="NAME", type=INTEGRATION, help="Only what is linked there.")
@click.option("--search", metavar="TEXT", help="Only what holds this text in a field or a note.")
@click.option(
    "--limit", metavar="N", type=click.IntRange(min=1), help=f"At most so many; {DEFAULT_LIMIT} unless told."
)
@click.option("--all", "everything", is_flag=True, help="Closed and archived ones too.")
@pass_shell
def command(
    shell: Shell,
    status: tuple[str, ...],
    types: tuple[str, ...],
    priority: tuple[str, ...],
    labels: tuple[str, ...],
    assignee: str | None,
    integration: str | None,
    search: str | None,
    limit: int | None,
    everything: bool,
) -> None:
    """List open entries, newest first."""
    from devlog_core.cli.cards import entry_table
    from devlog_core.storage.entries import EntryQuery
    from devlog_core.sync.documents import Documents

    app = shell.app
    if integration is not None:
        app.require_integration(integration)
    with app.store.read() as unit:
        if assignee is not None:
            from devlog_core.sync.lookup import find_person

            known = {person.id: person for person in unit.people.all()}
            person = find_person((known | dict(app.configuration.settings.people)).values(), assignee)
            assignee = person.id if person else assignee
        query = EntryQuery(
            status=status,
            type=types,
            priority=priority,
            labels=labels,
            assignee=assignee,
            integration=integration,
            search=search,
            limit=limit or DEFAULT_LIMIT,
            all=everything,
        )
        documents = Documents(unit).entries(unit.entries.search(query), notes=False)
    shell.emit(documents, lambda: entry_table(documents))
    if limit is None and len(documents) == DEFAULT_LIMIT and not shell.json:
        shell.say(f"the newest {DEFAULT_LIMIT}; --limit shows more")
