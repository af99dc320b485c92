"""The page of the command line, from the click commands."""

from __future__ import annotations

from collections.abc import Iterator

import click

from devlog_core.cli.commands import SECTIONS
from devlog_core.cli.frame import Command, Noun
from devlog_core.cli.main import program
from tools.reference.source import GENERATED, document, table

_INTRO = """\
# The command line

```text
devlog [-C DIR] [-v] [-q] COMMAND ... [--json]
```

Every command takes the global flags, before its name or after it. With `--json`, standard output is one JSON
document and nothing else; messages and progress go to standard error. An entry is named by its number (`12`,
`#12`), its ref (`dl-7c41f09a`), its key or its uid."""

_EXIT = (
    ("0", "done"),
    ("1", "the operation failed in part or whole, or a guard stopped it"),
    ("2", "wrong usage"),
    ("3", "the configuration is refused"),
    ("4", "done, but conflicts wait (`sync` only)"),
    ("130", "interrupted, by Ctrl-C or by SIGTERM; what was done so far is kept"),
)


def page() -> str:
    """docs/reference/cli.md"""
    top = program()
    with click.Context(top, info_name="devlog", **top.context_settings) as context:
        flags = table(("flag", "does"), _options(top, context, everywhere=True))
        parts = [GENERATED, _INTRO, flags, "Exit codes:", table(("code", "means"), _EXIT)]
        for section, listed in SECTIONS.items():
            parts.append(f"## {section}")
            for name in listed:
                command = top.get_command(context, name)
                assert command is not None
                parts += _command(command, context, name)
    return document(*parts)


def walk(command: click.Command, parent: click.Context, name: str) -> Iterator[tuple[str, click.Command]]:
    """The command and those below it, with what is typed to reach them."""
    context = click.Context(command, info_name=name, parent=parent)
    yield context.command_path, command
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        yield from walk(below, context, below.name or "")


def _command(command: click.Command, parent: click.Context, name: str) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=parent)
    depth = "###" if parent.parent is None else "####"
    yield f"{depth} {context.command_path}"
    yield _block("text", " ".join([context.command_path, *_pieces(command, context)]))
    yield " ".join(command.help.split()).replace("\b", "") if command.help else ""
    if rows := list(_options(command, context, everywhere=False)):
        yield table(("option", "does"), rows)
    if isinstance(command, Command | Noun) and command.examples:
        yield _block("sh", "\n".join(command.examples))
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        yield from _command(below, context, below.name or "")


def _block(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```"


def _pieces(command: click.Command, context: click.Context) -> Iterator[str]:
    for piece in command.collect_usage_pieces(context):
        # Every command has the global flags; they are said once.
        if piece != "[OPTIONS]" or any(_options(command, context, everywhere=False)):
            yield piece


def _options(
    command: click.Command, context: click.Context, *, everywhere: bool
) -> Iterator[tuple[str, str]]:
    for parameter in command.get_params(context):
        if not isinstance(parameter, click.Option):
            continue
        shared = (parameter.name or "").startswith("devlog_") or {"--help", "--version"} & {*parameter.opts}
        if bool(shared) == everywhere and (record := parameter.get_help_record(context)):
            yield f"`{record[0]}`", record[1]
