"""`devlog integrations`: the places that entries live in."""

from __future__ import annotations

from typing import Any

import click

from devlog_core.cli.frame import Noun
from devlog_core.cli.names import INTEGRATION, PLUGIN
from devlog_core.cli.places import begin_anew, integration_document, integration_documents, integration_table
from devlog_core.cli.shell import Shell, aside, pass_shell
from devlog_core.model.errors import DevlogError, UsageError


@click.group(
    "integrations",
    cls=Noun,
    examples=(
        "devlog integrations",
        "devlog integrations add tracker --plugin NAME --set url=https://tracker.example",
        "devlog integrations check tracker",
    ),
)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List the integrations, or add, check and remove them."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_all)


@command.command("list", examples=("devlog integrations list --json",))
@pass_shell
def list_all(shell: Shell) -> None:
    """List the integrations with how they are."""
    documents = integration_documents(shell.app)
    shell.emit(documents, lambda: integration_table(documents))


@command.command(
    "add",
    examples=(
        "devlog integrations add tracker --plugin NAME --set project=shop --set token='${TRACKER_TOKEN}'",
        "devlog integrations add docs --plugin NAME --set path=docs",
    ),
)
@click.argument("name")
@click.option("--plugin", type=PLUGIN, metavar="PLUGIN", help="The plugin that reaches it; NAME unless told.")
@click.option(
    "--set", "values", metavar="KEY=VALUE", multiple=True, help="A key of its `config`; may be repeated."
)
@pass_shell
def add(shell: Shell, name: str, plugin: str | None, values: tuple[str, ...]) -> None:
    """Write a new integration into the settings, checked against its plugin's schema.

    On a terminal, what the plugin needs and --set did not give is asked for.
    """
    from devlog_core.cli.guide import ask_config, guided

    config = dict(_pair(value) for value in values)
    plugin = plugin or name
    if guided(shell):
        config = ask_config(shell.app.plugins.schema(plugin), name, config)
    shell.app.configuration.add_integration(name, plugin, config)
    begin_anew(shell.app, name)
    _emit(shell, name, "Added")
    for warning in shell.app.configuration.warnings:
        if f"integrations.{name}." in warning:
            shell.say(f"warning: {warning}")
    if not shell.json:
        shell.say(f"next: devlog integrations check {name}, then devlog sync {name}")


@command.command("check", examples=("devlog integrations check tracker", "devlog integrations check"))
@click.argument("name", type=INTEGRATION, required=False)
@pass_shell
@click.pass_context
def check(ctx: click.Context, shell: Shell, name: str | None) -> None:
    """Ask the place who we are there, what we may do, and what is missing for which feature.

    Without NAME every enabled one is asked, and one that fails does not keep the others from answering.
    """
    if name is not None:
        document = _asked(shell, name)
        shell.emit(document, lambda: _checked(document))
        return
    documents, code = [], 0
    for each, integration in shell.app.configuration.settings.integrations.items():
        if not integration.enabled:
            continue
        try:
            documents.append(_asked(shell, each))
        except DevlogError as error:
            code = 3 if 3 in (code, error.exit_code) else 1
            said = " ".join(shell.redact(str(error)).split())
            documents.append(integration_document(shell.app, each) | {"status": "error", "error": said})
    shell.emit(documents, lambda: "\n".join(map(_answered, documents)) or "no integration is enabled")
    if code:
        ctx.exit(code)


@command.command("enable", examples=("devlog integrations enable tracker",))
@click.argument("name", type=INTEGRATION)
@pass_shell
def enable(shell: Shell, name: str) -> None:
    """Let an integration take part again."""
    shell.app.configuration.set_enabled(name, True)
    _emit(shell, name, "Enabled")


@command.command("disable", examples=("devlog integrations disable tracker",))
@click.argument("name", type=INTEGRATION)
@pass_shell
def disable(shell: Shell, name: str) -> None:
    """Let an integration rest: it is neither read nor written."""
    shell.app.configuration.set_enabled(name, False)
    _emit(shell, name, "Disabled")


@command.command("remove", examples=("devlog integrations remove tracker",))
@click.argument("name", type=INTEGRATION)
@pass_shell
def remove(shell: Shell, name: str) -> None:
    """Take an integration out of the settings; entries, links and journal stay."""
    document = integration_document(shell.app, name)
    shell.app.configuration.remove_integration(name)
    begin_anew(shell.app, name)
    document |= {"enabled": False, "status": "inactive", "error": None}
    shell.emit(document, lambda: f"Removed {name}")


@command.command("rescope", examples=("devlog integrations rescope tracker",))
@click.argument("name", type=INTEGRATION)
@pass_shell
def rescope(shell: Shell, name: str) -> None:
    """Take the container that the settings name now for a new one.

    What was linked to the old one is parted from it; the entries stay. Where the settings still name
    the same container, nothing changes.
    """
    from devlog_core.sync.scopes import rescope as part
    from devlog_core.sync.scopes import still_bound

    with aside(), shell.app.service(name) as service:
        found = service.scope()
    with shell.app.store.write() as unit:
        same = still_bound(unit, name, found)
        parted = 0 if same else part(unit, name)
    document = integration_document(shell.app, name)
    container = found.name if found else "the same container"
    said = f"{name} is linked with {container} already; nothing changed"
    shell.emit(document, lambda: said if same else f"Rescoped {name}; {parted} links parted")
    if same and shell.json:
        shell.say(said)


def _asked(shell: Shell, name: str) -> dict[str, Any]:
    with aside(), shell.app.service(name) as service:
        account, scope = service.check(), service.scope()
    return integration_document(shell.app, name) | {
        "account": account.account,
        "account_name": account.name or None,
        "scope": scope.name if scope else None,
        "permissions": list(account.permissions),
        "missing": dict(account.missing),
        "warnings": list(account.warnings),
    }


def _emit(shell: Shell, name: str, word: str) -> None:
    document = integration_document(shell.app, name)
    shell.emit(document, lambda: f"{word} {name} ({document['plugin']}, {document['status']})")


def _pair(text: str) -> tuple[str, str]:
    key, found, value = text.partition("=")
    if not found or not key.strip():
        raise UsageError(f"--set {text}: expected KEY=VALUE, such as --set project=shop")
    return key.strip(), value


def _answered(document: dict[str, Any]) -> str:
    from devlog_core.cli.output import line

    return _checked(document) if "account" in document else f"{document['name']}: {line(document['error'])}"


def _checked(document: dict[str, Any]) -> str:
    from devlog_core.cli.output import line

    account, known = line(document["account"]), line(document["account_name"] or "")
    who = f"{known} ({account})" if known and known != account else account
    lines = [f"{document['name']}: {who} at {line(document['scope'] or 'an unknown place')}"]
    if document["permissions"]:
        lines.append(f"  may: {', '.join(map(line, document['permissions']))}")
    lines += [f"  missing for {line(feature)}: {line(what)}" for feature, what in document["missing"].items()]
    lines += [f"  warning: {line(warning)}" for warning in document["warnings"]]
    return "\n".join(lines)
