"""`devlog new`: add an entry."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from devlog_core.cli.changing import long_text, print_entry
from devlog_core.cli.frame import Command
from devlog_core.cli.names import ENTRY, INTEGRATION
from devlog_core.cli.shell import Shell, pass_shell
from devlog_core.model.errors import UsageError
from devlog_core.model.fields import PRIORITIES, STATUSES, TYPES


@click.command(
    "new",
    cls=Command,
    examples=(
        'devlog new "Fix the login"',
        'devlog new "Fix the login" --type bugfix --priority high --label security --assignee ada',
        'devlog new "Fix the login" --due 2026-03-31 --set estimate=2h30m --set milestone=1.0',
        'git log -1 --format=%B | devlog new "Follow up" -d -',
    ),
)
@click.argument("title")
@click.option("-d", "--description", metavar="TEXT", help="Markdown; `-` reads standard input.")
@click.option(
    "--description-file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Take the description from a file.",
)
@click.option("--type", type=click.Choice(TYPES), help="What kind of work it is.")
@click.option("--priority", type=click.Choice(PRIORITIES), help="How pressing it is.")
@click.option("--status", type=click.Choice(STATUSES), help="Where it stands.")
@click.option("--label", "labels", metavar="LABEL", multiple=True, help="A label; may be repeated.")
@click.option(
    "--assignee",
    "assignees",
    metavar="NAME",
    multiple=True,
    help="A person by id, name, e-mail or account; may be repeated.",
)
@click.option("--parent", metavar="ID", type=ENTRY, help="The entry that it stands under.")
@click.option("--due", metavar="DATE", help="The day by which it is to be done, such as 2026-03-31.")
@click.option(
    "--set",
    "assignments",
    metavar="FIELD=VALUE",
    multiple=True,
    help="Any other field, as `devlog edit` takes it; may be repeated.",
)
@click.option(
    "--to",
    metavar="NAME",
    type=INTEGRATION,
    multiple=True,
    help="An integration to send it to, past its filter; may be repeated.",
)
@pass_shell
def command(
    shell: Shell, /, title: str, description: str | None, description_file: Path | None, **given: Any
) -> None:
    """Add an entry and print its ref."""
    from devlog_core.sync.documents import Documents
    from devlog_core.sync.edits import Reader, accepted, assignment, joined
    from devlog_core.sync.linking import require_target

    if description is not None and description_file is not None:
        raise UsageError("-d and --description-file say the same thing; give one of them")
    values: dict[str, Any] = {"title": title}
    if description is not None or description_file is not None:
        values["description"] = (
            long_text(description) if description is not None else read_text(description_file)
        )
    values |= {name: given[name] for name in ("type", "priority", "status", "due") if given[name]}
    if given["labels"]:
        values["labels"] = list(given["labels"])
    targets = tuple(dict.fromkeys(given["to"]))
    added: list[str] = []
    with shell.app.change("new") as recorder:
        for name in targets:
            require_target(recorder.routes, name)
        if given["parent"]:
            values["parent"] = Reader(recorder.unit).parent(None, given["parent"])
        if given["assignees"] or given["assignments"]:
            persons = shell.app.persons(recorder)
            if given["assignees"]:
                values["assignees"] = [persons.named(name) for name in given["assignees"]]
            typed = [assignment(text) for text in given["assignments"]]
            values = joined(values, Reader(recorder.unit, persons.named).values(None, typed))
            added = persons.added
        entry = recorder.create(accepted(values), targets=targets)
        document = Documents(recorder.unit).entry(entry)
    print_entry(shell, document, "Added")
    shell.say_all(added)


def read_text(path: Path | None) -> str:
    """The text of a file in UTF-8."""
    assert path is not None
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not UTF-8 text (byte {error.start}); convert it first") from None
