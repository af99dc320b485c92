"""`devlog completion`: the completion script of a shell."""

from __future__ import annotations

import click

from devlog_core.cli.frame import Command
from devlog_core.cli.shell import Shell


@click.command(
    "completion",
    cls=Command,
    examples=(
        'eval "$(devlog completion bash)"    # in ~/.bashrc',
        'eval "$(devlog completion zsh)"     # in ~/.zshrc',
        "devlog completion fish > ~/.config/fish/completions/devlog.fish",
    ),
)
@click.argument("name", metavar="SHELL", type=click.Choice(("bash", "zsh", "fish")))
@click.pass_context
def command(ctx: click.Context, name: str) -> None:
    """Print the completion script of bash, zsh or fish.

    It completes commands and options, and the refs of entries and names of integrations.
    """
    from click.shell_completion import get_completion_class

    found = get_completion_class(name)
    assert found is not None
    script = found(ctx.find_root().command, {}, "devlog", "_DEVLOG_COMPLETE").source()
    ctx.ensure_object(Shell).emit({"shell": name, "script": script}, lambda: script)
