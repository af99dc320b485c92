"""`devlog init`: make a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from devlog_core.cli.frame import Command
from devlog_core.cli.shell import Shell, pass_shell


@click.command(
    "init",
    cls=Command,
    examples=(
        "devlog init",
        "devlog init ~/shop",
        "devlog init --storage sqlite:////var/lib/devlog/shop.db",
    ),
)
@click.argument("directory", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--storage", metavar="URL", help="Where entries live; sqlite:///devlog.db in .devlog/ unless told."
)
@pass_shell
def command(shell: Shell, directory: Path | None, storage: str | None) -> None:
    """Make a workspace in this directory, or in DIR; an existing one stays as it is."""
    from devlog_core.cli.guide import ask_integrations, guided
    from devlog_core.cli.making import make_workspace

    root = (shell.directory or Path.cwd()) / (directory or Path())
    made, document = make_workspace(root, storage)
    shell.emit(document, lambda: _text(made, document))
    if made and guided(shell):
        shell.directory = root
        ask_integrations(shell.app)
    if made and not shell.json:
        shell.say('next: devlog new "..." adds an entry, devlog integrations add connects a place')


def _text(made: bool, document: dict[str, Any]) -> str:
    word = "Made" if made else "There is already"
    return f"{word} a workspace in {document['workspace']} with its entries in {document['storage']}"
