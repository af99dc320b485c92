"""`devlog actions`: what plugins can do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click

from devlog_core.cli.frame import Noun
from devlog_core.cli.names import ACTION, ENTRY, INTEGRATION
from devlog_core.cli.shell import Shell, pass_shell


@click.group(
    "actions",
    cls=Noun,
    examples=("devlog actions", "devlog actions run code.create_branch --entry 12 --input checkout=true"),
)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List what plugins can do, and do it."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_all)


@command.command("list", examples=("devlog actions list --json",))
@pass_shell
def list_all(shell: Shell) -> None:
    """List the actions of the installed plugins, with the integrations that can run them.

    INPUT names the keys of --input, in brackets those that may be left out. `entry`, `title`, `item` and
    `branch` come from --entry where one is named. --json describes each key.
    """
    integrations = shell.app.configuration.settings.integrations.values()
    documents = [
        {
            "name": f"{manifest.name}.{action['name']}",
            "description": action["description"],
            "integrations": [found.name for found in integrations if found.plugin == manifest.name],
            "input": action["input"],
            "output": action["output"],
        }
        for manifest in shell.app.plugins.manifests()
        for action in manifest.actions
    ]
    shell.emit(documents, lambda: _table(documents))


@command.command(
    "run",
    examples=(
        "devlog actions run code.create_branch --entry 12",
        'devlog actions run code.commit --entry 12 --input body="As agreed" --input files=\'["a.py"]\'',
    ),
)
@click.argument("action", type=ACTION, metavar="PLUGIN.ACTION")
@click.option(
    "--integration", metavar="NAME", type=INTEGRATION, help="Which one, where several use the plugin."
)
@click.option("--entry", metavar="ID", type=ENTRY, help="The entry that it is about.")
@click.option(
    "--input",
    "inputs",
    metavar="KEY=VALUE",
    multiple=True,
    help="A part of its input; what is not text as JSON.",
)
@pass_shell
def run(
    shell: Shell, action: str, integration: str | None, entry: str | None, inputs: tuple[str, ...]
) -> None:
    """Run one action and print what it gives."""
    from devlog_core.cli.acting import act

    output = act(shell.app, action, integration, entry, inputs)
    shell.emit(output, lambda: _outline(output))


def _table(documents: Sequence[dict[str, Any]]) -> str:
    from devlog_core.cli.output import table

    rows = [
        (
            found["name"],
            ", ".join(found["integrations"]) or "(none)",
            " ".join(_inputs(found["input"])) or "(none)",
            found["description"],
        )
        for found in documents
    ]
    return table(("ACTION", "INTEGRATIONS", "INPUT", "ABOUT"), rows, empty="no actions")


def _inputs(schema: dict[str, Any]) -> Iterator[str]:
    """The keys that an action takes, in brackets those that may be left out."""
    required = schema.get("required", ())
    for name in sorted(schema.get("properties", {}), key=lambda name: name not in required):
        yield name if name in required else f"[{name}]"


def _outline(output: dict[str, Any]) -> str:
    from devlog_core.cli.outline import outline

    return "\n".join(outline(output))
