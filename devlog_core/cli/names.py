"""Arguments that name entries and integrations, with completion."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import click

from devlog_core.cli.shell import Shell

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    _Text = click.ParamType[str]
else:
    # Generic to the type checker only; older ones take no parameter when running.
    _Text = click.ParamType


class EntryName(_Text):
    """An entry by number, ref, key, alias or uid."""

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


class IntegrationName(_Text):
    """A configured integration."""

    name = "integration"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The integrations whose name begins so."""
        from click.shell_completion import CompletionItem

        with suppress(Exception):
            known = _shell(ctx).app.configuration.settings.integrations
            return [CompletionItem(name) for name in known if name.startswith(incomplete)]
        return []


class ConflictName(_Text):
    """An open conflict."""

    name = "conflict"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The open conflicts whose id begins so."""
        from click.shell_completion import CompletionItem

        with suppress(Exception), _shell(ctx).app.store.read() as unit:
            known = [conflict.id for conflict in unit.conflicts.all()]
            return [CompletionItem(name) for name in known if name.startswith(incomplete)]
        return []


CONFLICT = ConflictName()
ENTRY = EntryName()
INTEGRATION = IntegrationName()


def _shell(ctx: click.Context) -> Shell:
    return ctx.ensure_object(Shell)
