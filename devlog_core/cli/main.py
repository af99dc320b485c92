"""`devlog`: finds the command, runs it, and turns whatever happens into an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from devlog_core.cli.commands import COMMANDS, SECTIONS
from devlog_core.cli.frame import add_global_flags, write_examples
from devlog_core.cli.shell import Shell

EXAMPLES = (
    "devlog init",
    'devlog new "Fix the login" --priority high --label security',
    "devlog list --status in-progress",
    "devlog sync",
)

ENVIRONMENT = (
    ("DEVLOG_WORKSPACE", "The workspace, where -C says none."),
    ("DEVLOG_USER", "Who changes things; the account's name unless set."),
    ("DEVLOG_SECTION__KEY", "A setting, before those of the files; see `devlog config`."),
    ("DEVLOG_BUSY_SECONDS", "How long to wait for a store that another process holds."),
    ("NO_COLOR", "No emphasis on a terminal."),
)


class Program(click.Group):
    """The top of the command line; imports a command when it runs, never to list it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        from devlog_core.cli.extra import names

        return [*COMMANDS, *names()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from importlib import import_module

        if cmd_name not in COMMANDS:
            from devlog_core.cli.extra import load

            extra = load(cmd_name)
            return add_global_flags(extra) if extra else None
        command = import_module(f"devlog_core.cli.{COMMANDS[cmd_name].module}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        command = self.get_command(ctx, name)
        if command is None:
            from devlog_core.plugin.nearest import hint

            ctx.fail(f"no command `{name}`{hint(name, self.list_commands(ctx))}")
        return name, command, args[1:]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for section, commands in SECTIONS.items():
            with formatter.section(section):
                formatter.write_dl([(name, listed.help) for name, listed in commands.items()])
        from devlog_core.cli.extra import names

        if extra := names():
            with formatter.section("From other packages"):
                formatter.write_dl([(name, "") for name in extra])
        with formatter.section("Environment"):
            formatter.write_dl(ENVIRONMENT)
        write_examples(formatter, EXAMPLES)


def program() -> Program:
    """The command line as click sees it."""
    made = Program(
        "devlog",
        help="One entry for each unit of work, kept in step with every place it lives in.",
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    made.params.append(
        click.Option(
            ["--version"],
            is_flag=True,
            expose_value=False,
            is_eager=True,
            callback=_version,
            help="Print the version.",
        )
    )
    add_global_flags(made)
    return made


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and end the process with its exit code; SIGTERM ends it as Ctrl-C does."""
    import signal

    # What a service manager or a shutdown sends must not cut a sync off between two steps.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    shell = Shell()
    try:
        code = program().main(
            None if arguments is None else list(arguments),
            prog_name="devlog",
            standalone_mode=False,
            obj=shell,
        )
        sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001 - whatever ends a command becomes its exit code
        from devlog_core.cli.failure import report

        return report(error, shell)
    else:
        return code if isinstance(code, int) else 0
    finally:
        shell.close()


def _version(ctx: click.Context, _param: click.Parameter, value: Any) -> None:
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"devlog {version('devlog-core')}")
        ctx.exit()
