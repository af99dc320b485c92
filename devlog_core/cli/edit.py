"""`devlog edit`: change fields of an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from devlog_core.cli.changing import change_entry, long_text
from devlog_core.cli.frame import Command
from devlog_core.cli.names import ENTRY, INTEGRATION
from devlog_core.cli.shell import Shell, pass_shell
from devlog_core.model.errors import UsageError
from devlog_core.model.fields import PRIORITIES, STATUSES, TYPES

if TYPE_CHECKING:
    from devlog_core.model.entry import Entry
    from devlog_core.sync.people import Persons
    from devlog_core.sync.recorder import Recorder


@click.command(
    "edit",
    cls=Command,
    examples=(
        "devlog edit 12 --status in-progress --add-label security",
        "devlog edit 12 --set milestone=1.0 --set estimate=2h30m --set due=2026-03-31",
        'devlog edit 12 --set context.business="Customers cannot log in" --set dependencies=blocked-by:11',
        "devlog edit 12 --to tracker",
    ),
)
@click.argument("entry", metavar="ID", type=ENTRY)
@click.option("--title", metavar="TEXT", help="What it is called.")
@click.option("-d", "--description", metavar="TEXT", help="Markdown; `-` reads standard input.")
@click.option("--status", type=click.Choice(STATUSES), help="Where it stands.")
@click.option("--priority", type=click.Choice(PRIORITIES), help="How pressing it is.")
@click.option("--type", type=click.Choice(TYPES), help="What kind of work it is.")
@click.option("--add-label", metavar="LABEL", multiple=True, help="May be repeated.")
@click.option("--remove-label", metavar="LABEL", multiple=True, help="May be repeated.")
@click.option(
    "--add-assignee", metavar="NAME", multiple=True, help="A person by id, name, e-mail or account."
)
@click.option("--remove-assignee", metavar="NAME", multiple=True, help="May be repeated.")
@click.option(
    "--set",
    "assignments",
    metavar="FIELD=VALUE",
    multiple=True,
    help="Any field, custom.NAME too; nothing after = empties it; lists as JSON, or --set repeated.",
)
@click.option(
    "--to", metavar="NAME", type=INTEGRATION, multiple=True, help="Send it to this integration too."
)
@pass_shell
def command(shell: Shell, /, entry: str, to: tuple[str, ...], **given: Any) -> None:
    """Change fields of an entry, all of them or none."""
    if not to and not any(value is not None and value != () for value in given.values()):
        raise UsageError("nothing to change; name a field, such as --status or --set FIELD=VALUE")
    if given["description"] is not None:
        given["description"] = long_text(given["description"])

    added: list[str] = []

    def change(recorder: Recorder, found: Entry) -> Entry:
        from devlog_core.sync.edits import accepted
        from devlog_core.sync.linking import add_targets

        persons = shell.app.persons(recorder)
        values = _values(persons, recorder, found, given)
        added.extend(persons.added)
        found, _ = recorder.change(found, accepted(values))
        return add_targets(recorder, found, tuple(dict.fromkeys(to))) if to else found

    change_entry(shell, entry, "edit", "Changed", change)
    shell.say_all(added)


def _values(persons: Persons, recorder: Recorder, entry: Entry, given: dict[str, Any]) -> dict[str, Any]:
    from devlog_core.sync.edits import Reader, assignment, joined

    values = {
        name: given[name]
        for name in ("title", "description", "status", "priority", "type")
        if given[name] is not None
    }
    if given["add_label"] or given["remove_label"]:
        kept = [label for label in entry.value("labels") if label not in given["remove_label"]]
        values["labels"] = [*kept, *given["add_label"]]
    if given["add_assignee"] or given["remove_assignee"]:
        removed = {persons.known(name) or name for name in given["remove_assignee"]}
        kept = [person for person in entry.value("assignees") if person not in removed]
        values["assignees"] = [*kept, *(persons.named(name) for name in given["add_assignee"])]
    reader = Reader(recorder.unit, persons.named)
    typed = reader.values(entry, [assignment(text) for text in given["assignments"]])
    return joined(values, typed)
