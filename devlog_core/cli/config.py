"""`devlog config`: the settings and where each came from."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Literal

import click

from devlog_core.cli.frame import Noun
from devlog_core.cli.names import SETTING
from devlog_core.cli.shell import Shell, pass_shell


@click.group(
    "config",
    cls=Noun,
    examples=(
        "devlog config",
        "devlog config get sync.create_guard",
        "devlog config set sync.create_guard 50",
    ),
)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Show the settings, and change them."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(show)


@command.command("show", examples=("devlog config show --json",))
@pass_shell
def show(shell: Shell) -> None:
    """Show every setting in force and where it came from; secrets are masked."""
    configuration = shell.tolerant_app.configuration
    documents = [
        {"key": shown.key, "value": shown.value, "origin": shown.origin} for shown in configuration.show()
    ]
    shell.emit(documents, lambda: _table(documents))
    _warn(shell, (*configuration.faults, *configuration.problems.values()))
    for warning in configuration.warnings:
        shell.say(f"warning: {warning}")


@command.command("get", examples=("devlog config get storage.url",))
@click.argument("key", type=SETTING)
@pass_shell
def get(shell: Shell, key: str) -> None:
    """Print one setting, or a table of them; secrets are masked."""
    configuration = shell.tolerant_app.configuration
    value = configuration.get(key)
    shell.emit(value, lambda: value if isinstance(value, str) else _json(value))
    # Where a file cannot be read, what is shown is not what it says.
    _warn(shell, configuration.faults)


@command.command(
    "set",
    examples=("devlog config set sync.create_guard 50", "devlog config set people.ada.email ada@example.org"),
)
@click.argument("key", type=SETTING)
@click.argument("value")
@click.option("--user", is_flag=True, help="Write the user's own file, which counts in every workspace.")
@pass_shell
def set_key(shell: Shell, key: str, value: str, user: bool) -> None:
    """Write one setting into the workspace's file; comments are kept.

    VALUE is read as TOML where the key takes more than text. What would be refused is not written.
    """
    configuration = shell.tolerant_app.configuration
    file: Literal["user", "workspace"] = "user" if user else "workspace"
    configuration.set(key, value, file)
    document = {"key": key, "value": configuration.get(key)}
    shell.emit(document, lambda: f"{key} = {_json(document['value'])}")


def _warn(shell: Shell, faults: Iterable[object]) -> None:
    for fault in faults:
        shell.say(f"warning: {' '.join(str(fault).split())}")


def _table(documents: list[dict[str, Any]]) -> str:
    from devlog_core.cli.output import table

    rows = [(found["key"], _json(found["value"]), found["origin"]) for found in documents]
    return table(("KEY", "VALUE", "FROM"), rows, elastic=1)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
