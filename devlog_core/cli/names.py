"""Arguments that name entries and integrations, with completion."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from devlog_core.cli.shell import Shell

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from devlog_core.app import App

    _Text = click.ParamType[str]
else:
    # Generic to the type checker only; older ones take no parameter when running.
    _Text = click.ParamType


class EntryName(_Text):
    """An entry by number, ref, key, alias, uid or the key of its item at a place."""

    name = "id"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The newest open entries whose ref, number or key begins so."""
        from click.shell_completion import CompletionItem

        from devlog_core.storage.entries import EntryQuery

        found: list[CompletionItem] = []
        # A shell that asks for completions has no place to show an error.
        with suppress(Exception), _shell(ctx).app.store.read() as unit:
            for entry in unit.entries.search(EntryQuery(limit=500)):
                for name in (entry.ref, str(entry.id), entry.key):
                    if incomplete and name.startswith(incomplete):
                        found.append(CompletionItem(name, help=entry.title))
                        break
                else:
                    if not incomplete and len(found) < 30:
                        found.append(CompletionItem(entry.ref, help=entry.title))
        return found


class _Known(_Text):
    """One of the names that the workspace knows."""

    def known(self, app: App) -> Iterable[str]:
        """All of them."""
        raise NotImplementedError

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Those that begin so."""
        from click.shell_completion import CompletionItem

        with suppress(Exception):
            return [
                CompletionItem(name) for name in self.known(_shell(ctx).app) if name.startswith(incomplete)
            ]
        return []


class IntegrationName(_Known):
    """A configured integration."""

    name = "integration"

    def known(self, app: App) -> Iterable[str]:
        return app.configuration.settings.integrations


class ConflictName(_Known):
    """An open conflict."""

    name = "conflict"

    def known(self, app: App) -> Iterable[str]:
        with app.store.read() as unit:
            return [conflict.id for conflict in unit.conflicts.all()]


class PluginName(_Known):
    """An installed plugin."""

    name = "plugin"

    def known(self, app: App) -> Iterable[str]:
        return app.installed.names()


class ActionName(_Known):
    """An action of an installed plugin."""

    name = "action"

    def known(self, app: App) -> Iterable[str]:
        plugins = app.installed.manifests()
        return [f"{plugin.name}.{action['name']}" for plugin in plugins for action in plugin.actions]


class SettingName(_Known):
    """A setting by its dotted key."""

    name = "key"

    def known(self, app: App) -> Iterable[str]:
        return [shown.key for shown in app.configuration.show()]


ACTION = ActionName()
CONFLICT = ConflictName()
ENTRY = EntryName()
INTEGRATION = IntegrationName()
PLUGIN = PluginName()
SETTING = SettingName()


def _shell(ctx: click.Context) -> Shell:
    return ctx.ensure_object(Shell)
