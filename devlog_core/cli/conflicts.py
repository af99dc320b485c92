"""`devlog conflicts`: decisions that wait for a person."""

from __future__ import annotations

from typing import Any

import click

from devlog_core.cli.frame import Noun
from devlog_core.cli.names import CONFLICT
from devlog_core.cli.places import conflict_list
from devlog_core.cli.shell import Shell, pass_shell
from devlog_core.model.errors import UsageError


@click.group(
    "conflicts",
    cls=Noun,
    examples=(
        "devlog conflicts",
        "devlog conflicts resolve dl-7c41f09a.title.3f9a01 --take local",
        'devlog conflicts resolve dl-7c41f09a.title.3f9a01 --value "Fix the login page"',
    ),
)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List what was changed differently in two places, and decide it."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_all)


@command.command("list", examples=("devlog conflicts list --json",))
@pass_shell
def list_all(shell: Shell) -> None:
    """List the open conflicts with what each place says."""
    from devlog_core.sync.documents import Documents

    with shell.app.store.read() as unit:
        documents = Documents(unit).conflicts(unit.conflicts.all())
    shell.emit(documents, lambda: conflict_list(documents))


@command.command("resolve", examples=("devlog conflicts resolve dl-7c41f09a.title.3f9a01 --take local",))
@click.argument("conflict", type=CONFLICT)
@click.option("--take", metavar="local|NAME", help="The entry's own value, or that of an integration.")
@click.option("--value", metavar="TEXT", help="A value of your own.")
@pass_shell
def resolve(shell: Shell, conflict: str, take: str | None, value: str | None) -> None:
    """Decide a conflict; the next sync takes the decision to every place."""
    from devlog_core.sync.conflicts import find
    from devlog_core.sync.conflicts import resolve as decide
    from devlog_core.sync.documents import Documents
    from devlog_core.sync.edits import Reader

    if (take is None) == (value is None):
        raise UsageError("say how to decide: --take local, --take NAME, or --value TEXT; one of them")
    with shell.app.change("resolve") as recorder:
        found = find(recorder.unit, conflict)
        document: dict[str, Any] = Documents(recorder.unit).conflicts([found])[0]
        typed: Any = None
        if value is not None:
            reader = Reader(recorder.unit, shell.app.persons(recorder).named)
            typed = reader.values(recorder.unit.entries.get(found.entry), [(found.field, value)])[found.field]
        entry = decide(recorder, found, take=take, value=typed)
        document["value"] = Documents(recorder.unit).value(found.field, entry.value(found.field))
    shell.emit(document, lambda: _text(document))


def _text(document: dict[str, Any]) -> str:
    from devlog_core.cli.cards import shown
    from devlog_core.cli.output import line

    return f"Resolved {document['field']} of {document['entry']}: {line(shown(document['value']))}"
