"""Asking on a terminal for what an integration needs."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from devlog_core.cli.shell import Shell

if TYPE_CHECKING:
    from devlog_core.app import App


def guided(shell: Shell) -> bool:
    """Whether somebody is there to answer questions."""
    return sys.stdin.isatty() and sys.stdout.isatty() and not (shell.json or shell.quiet)


def ask_config(schema: Mapping[str, Any], name: str, given: Mapping[str, str]) -> dict[str, str]:
    """The given keys of a `config` table, and answers for those that the schema requires besides."""
    from devlog_core.plugin.config import secret_keys

    answers = dict(given)
    secrets, required = secret_keys(dict(schema)), schema.get("required", ())
    for key in _wanted(schema, secrets):
        if key in answers or any(other.startswith(f"{key}.") for other in answers):
            continue
        about = schema.get("properties", {}).get(key, {}).get("description", "")
        if about:
            click.echo(about)
        reference = "${" + re.sub(r"[^A-Z0-9]+", "_", f"{name}_{key}".upper()) + "}"
        if key in required:
            answers[key] = click.prompt(
                f"{name}.{key}", default=reference if key in secrets else None, type=str
            )
        elif answer := click.prompt(
            f"{name}.{key} (such as {reference}; Enter for none)", default="", show_default=False, type=str
        ):
            answers[key] = answer
    return answers


def ask_integrations(app: App) -> None:
    """Add the integrations that the answers ask for."""
    for manifest in app.plugins.manifests():
        if manifest.status != "available":
            continue
        if not click.confirm(f"Connect {manifest.display_name}? ({manifest.description})", default=False):
            continue
        name = click.prompt("Its name here", default=manifest.name, type=str)
        app.configuration.add_integration(name, manifest.name, ask_config(manifest.schema, name, {}))


def _wanted(schema: Mapping[str, Any], secrets: frozenset[str]) -> Iterator[str]:
    """The required keys, then the first secret: no place is reached without one."""
    required = list(schema.get("required", ()))
    yield from required
    properties = schema.get("properties", {})
    yield from [key for key in properties if key in secrets and key not in required][:1]
