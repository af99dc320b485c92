"""`devlog note`: add a note to an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from devlog_core.cli.changing import change_entry, long_text
from devlog_core.cli.frame import Command
from devlog_core.cli.names import ENTRY
from devlog_core.cli.shell import Shell, pass_shell
from devlog_core.model.errors import UsageError
from devlog_core.model.fields import NOTE_CATEGORIES

if TYPE_CHECKING:
    from devlog_core.model.entry import Entry
    from devlog_core.sync.recorder import Recorder


@click.command(
    "note",
    cls=Command,
    examples=(
        'devlog note 12 "Reproduced on staging"',
        'devlog note 12 "Cache the session" --category solution',
        "devlog note 12 - < findings.md",
    ),
)
@click.argument("entry", metavar="ID", type=ENTRY)
@click.argument("text")
@click.option(
    "--category", type=click.Choice(NOTE_CATEGORIES), default="progress", help="What kind of note it is."
)
@pass_shell
def command(shell: Shell, entry: str, text: str, category: str) -> None:
    """Add a note to an entry; `-` reads it from standard input."""
    content = long_text(text).replace("\r\n", "\n")
    if not content.strip():
        raise UsageError("a note needs a text that is not empty")

    def change(recorder: Recorder, found: Entry) -> Entry:
        from devlog_core.model.ids import new_uid
        from devlog_core.model.note import Note

        note = Note(
            uid=new_uid(),
            entry=found.uid,
            at=recorder.cause.at,
            author=shell.app.persons(recorder).named(shell.app.actor),
            category=category,
            content=content,
        )
        return recorder.note(found, note)

    change_entry(shell, entry, "note", "Noted", change)
