"""`devlog log`: book time on an entry."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from devlog_core.cli.changing import change_entry, long_text
from devlog_core.cli.frame import Command
from devlog_core.cli.names import ENTRY
from devlog_core.cli.output import duration
from devlog_core.cli.shell import Shell, pass_shell
from devlog_core.model.errors import UsageError

if TYPE_CHECKING:
    from devlog_core.model.entry import Entry
    from devlog_core.sync.recorder import Recorder

_SPAN = re.compile(r"(?:(?P<hours>\d{1,5}(?:\.\d{1,4})?)h)?(?:(?P<minutes>\d{1,6})m)?", re.ASCII)


@click.command(
    "log",
    cls=Command,
    examples=(
        'devlog log 12 90m -m "Wrote the tests"',
        "devlog log 12 1.5h --at 2026-03-02T09:30",
        "devlog log dl-7c41f09a 1h30m --author ada",
    ),
)
@click.argument("entry", metavar="ID", type=ENTRY)
@click.argument("span", metavar="DURATION")
@click.option("-m", "--message", metavar="TEXT", default="", help="What was done; `-` reads standard input.")
@click.option(
    "--at",
    metavar="TIME",
    help="When the work was begun, such as 2026-03-02T09:30; in this machine's zone unless it names one. "
    "Now, if left out.",
)
@click.option(
    "--author",
    metavar="NAME",
    help="Who spent the time: a person by id, name, e-mail or account. You, if left out.",
)
@pass_shell
def command(shell: Shell, entry: str, span: str, message: str, at: str | None, author: str | None) -> None:
    """Book time on an entry.

    DURATION is in hours and minutes: `90m`, `1h30m`, `2h`, `1.5h`. The next sync books it at the entry's
    places that keep time. `devlog show` lists what is booked, `devlog unlog` takes a booking away.
    """
    minutes = minutes_of(span)
    begun = None if at is None else moment_of(at)
    text = long_text(message).replace("\r\n", "\n").strip()
    added: list[str] = []

    def change(recorder: Recorder, found: Entry) -> Entry:
        from devlog_core.model.ids import new_uid
        from devlog_core.model.note import Worklog

        persons = shell.app.persons(recorder)
        log = Worklog(
            uid=new_uid(),
            entry=found.uid,
            at=begun or recorder.cause.at,
            author=persons.named(author or shell.app.actor),
            minutes=minutes,
            text=text,
        )
        added.extend(persons.added if author else ())
        return recorder.worklog(found, log)

    change_entry(shell, entry, "log", f"Logged {duration(minutes)} on", change)
    shell.say_all(added)


def minutes_of(text: str) -> int:
    """The minutes of `90m`, `1h30m`, `2h` or `1.5h`, rounded to whole ones; raises UsageError."""
    found = _SPAN.fullmatch("".join(text.split()).lower())
    if found is None or not found[0]:
        raise UsageError(f"`{text}` is no duration: write it as 90m, 1h30m, 2h or 1.5h")
    minutes = round(float(found["hours"] or 0) * 60) + int(found["minutes"] or 0)
    if not minutes:
        raise UsageError(f"`{text}` is less than a minute: a booking needs one at least")
    return minutes


def moment_of(text: str) -> datetime:
    """The time that somebody typed, in this machine's zone unless it names one; raises UsageError."""
    try:
        return datetime.fromisoformat(text.strip()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageError(f"`{text}` is no time: write it as 2026-03-02T09:30 or 2026-03-02") from None
