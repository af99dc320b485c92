"""The classes that every command is made of: global flags anywhere, examples in the help."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from devlog_core.cli.shell import Shell

_OURS = "devlog_"
"""Before the names of the global flags, so that a command's own parameter may be called the same."""


class Command(click.Command):
    """A command whose help ends in examples."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)
        add_global_flags(self)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_examples(formatter, self.examples)
        super().format_epilog(ctx, formatter)


class Noun(click.Group):
    """Commands about one kind of thing; the group's own function runs where none of them is named."""

    command_class = Command

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "invoke_without_command": True})
        self.examples = tuple(examples)
        add_global_flags(self)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if not args[0].startswith("-") and args[0] not in self.commands:
            from devlog_core.plugin.nearest import hint

            known = ", ".join(sorted(self.commands))
            ctx.fail(f"no command `{self.name} {args[0]}`{hint(args[0], self.commands)}; there are {known}")
        return super().resolve_command(ctx, args)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_examples(formatter, self.examples)
        super().format_epilog(ctx, formatter)


def write_examples(formatter: click.HelpFormatter, examples: Sequence[str]) -> None:
    """The section Examples of a help page."""
    if examples:
        with formatter.section("Examples"):
            for example in examples:
                formatter.write(f"{'':>{formatter.current_indent}}{example}\n")


def add_global_flags(command: click.Command) -> click.Command:
    """Let the command take the global flags too, so that they may stand before it or after it."""
    taken = {flag for param in command.params if isinstance(param, click.Option) for flag in param.opts}
    command.params += [flag for flag in _flags() if not taken.intersection(flag.opts)]
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        add_global_flags(below)
    return command


def _flags() -> list[click.Option]:
    def remember(ctx: click.Context, param: click.Parameter, value: Any) -> None:
        # Given before the command and not after it, the flag still holds.
        if value:
            setattr(ctx.ensure_object(Shell), (param.name or "").removeprefix(_OURS), value)

    def flag(name: str, *names: str, help: str, **more: Any) -> click.Option:
        return click.Option(
            (f"{_OURS}{name}", *names), help=help, expose_value=False, callback=remember, **more
        )

    return [
        flag(
            "directory", "-C", metavar="DIR", type=click.Path(path_type=Path), help="Work in this directory."
        ),
        flag("verbose", "-v", "--verbose", is_flag=True, help="Say more; errors with their trace."),
        flag("quiet", "-q", "--quiet", is_flag=True, help="Leave out hints and progress."),
        flag("json", "--json", is_flag=True, help="Print one JSON document."),
    ]
