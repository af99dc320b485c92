"""`devlog plugins`: what is installed to reach places."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from devlog_core.cli.frame import Noun
from devlog_core.cli.names import PLUGIN
from devlog_core.cli.plugins_new import command as new
from devlog_core.cli.shell import Shell, pass_shell
from devlog_core.model.errors import NotFoundError
from devlog_core.plugin.nearest import hint

if TYPE_CHECKING:
    from devlog_core.plugin.manifest import Manifest
    from devlog_core.plugin.registry import Plugins


@click.group(
    "plugins", cls=Noun, examples=("devlog plugins", "devlog plugins schema NAME", "devlog plugins check")
)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List the installed plugins, show their settings, and check them."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_all)


@command.command("list", examples=("devlog plugins list --json",))
@pass_shell
def list_all(shell: Shell) -> None:
    """List the installed plugins; those that do not load say why."""
    documents = _documents(shell)
    shell.emit(documents, lambda: _table(documents))


@command.command("schema", examples=("devlog plugins schema NAME",))
@click.argument("name", type=PLUGIN)
@pass_shell
def schema(shell: Shell, name: str) -> None:
    """Print the JSON Schema of a plugin's `config` table."""
    plugins = shell.tolerant_app.installed
    _require(plugins, name)
    found = dict(plugins.schema(name))
    shell.emit(found, lambda: json.dumps(found, indent=2, ensure_ascii=False))


@command.command("check", examples=("devlog plugins check", "devlog plugins check NAME"))
@click.argument("name", type=PLUGIN, required=False)
@pass_shell
def check(shell: Shell, name: str | None) -> int:
    """Check that plugins keep the contract; ends with 1 where one does not.

    Without NAME all are loaded. With NAME one is looked over whole, for its author: what importing it does,
    hooks, settings, capabilities, triggers, actions, sandbox and documentation. No network is used but
    loopback, where the sandbox is started.
    """
    plugins = shell.tolerant_app.installed
    if name is not None:
        _require(plugins, name)
        return _inspect(shell, plugins, name)
    documents = _documents(shell)
    shell.emit(documents, lambda: _table(documents))
    return 1 if any(found["status"] == "failed" for found in documents) else 0


def _inspect(shell: Shell, plugins: Plugins, name: str) -> int:
    """Say of one plugin what is right and what is wrong."""
    from devlog_core.cli.inspecting import inspected, outlined

    found = inspected(plugins, name)
    shell.emit(found, lambda: outlined(found))
    return 1 if any(row["problem"] for row in found["checks"]) else 0


command.add_command(new)


def _require(plugins: Plugins, name: str) -> None:
    """Raise NotFoundError where no plugin of this name is installed."""
    if name not in plugins.names():
        known = ", ".join(plugins.names()) or "none"
        raise NotFoundError(
            f"no plugin `{name}` is installed{hint(name, plugins.names())}; installed: {known}"
        )


def _documents(shell: Shell) -> list[dict[str, Any]]:
    """All plugins; one whose own process met with a mishap tells of it until that ran well again."""
    app = shell.tolerant_app
    manifests, told = app.installed.manifests(), app.mishaps()
    return [
        {**found, "error": found["error"] or "; ".join(told.get(found["name"], ())) or None}
        for found in map(document, manifests)
    ]


def document(manifest: Manifest) -> dict[str, Any]:
    """A plugin as every command shows it."""
    return {
        "name": manifest.name,
        "version": manifest.version,
        "distribution": manifest.distribution,
        "status": manifest.status,
        "description": manifest.description,
        "capabilities": dict(manifest.capabilities),
        "triggers": list(manifest.triggers),
        "actions": list(manifest.actions),
        "error": manifest.error,
    }


def _table(documents: Sequence[dict[str, Any]]) -> str:
    from devlog_core.cli.output import table

    rows = [
        (found["name"], found["version"], found["status"], found["error"] or found["description"])
        for found in documents
    ]
    return table(("NAME", "VERSION", "STATUS", "ABOUT"), rows, empty="no plugins; `pip install devlog-...`")
