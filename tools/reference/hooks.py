"""The page of the plugin contract, from the files that are the contract."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from devlog_core.model import change, delivery, integration, overwritten, remote, run, webhook
from devlog_core.plugin import capability, hookspecs, info, playing, sandbox, service
from tools.reference.source import GENERATED, document, fields, own_methods, signature, table, text

_INTRO = """\
# The plugin contract

How to write one is told [for plugin authors](../plugins/index.md); this is the contract itself.
A plugin is an entry point in the group `devlog.plugins`: an object, or a module, that answers the hooks
below. Most plugins write one service class and one model of their settings, and let
`devlog_core.plugin.plugin.Plugin` make the hooks of them. Importing a plugin does nothing. The engine drives:
a plugin never retries, sleeps, prints or stores, and the errors it raises say what is to be done
([errors](errors.md))."""


CLASSES = (
    service.IntegrationService,
    service.SourceService,
    service.TrackerService,
    sandbox.Sandbox,
    playing.PlayableSandbox,
)


def hooks() -> list[Any]:
    """Every hook, in order."""
    return [
        found
        for name, found in vars(hookspecs).items()
        if name.startswith("devlog_") and inspect.isfunction(found)
    ]


def page() -> str:
    """docs/reference/hooks.md"""
    parts = [GENERATED, _INTRO, "## Hooks"]
    for hook in hooks():
        marked = getattr(hook, f"{hookspecs.PROJECT}_spec")
        answered = "One plugin answers." if marked["firstresult"] else "Every plugin that has it is called."
        parts += [f"### {hook.__name__}", _code(signature(hook)), f"{text(hook)} {answered}"]
    for cls in CLASSES:
        parts += [f"## {cls.__name__}", text(cls), *_table(cls), *_methods(cls)]
    parts.append("## Values")
    parts += [part for cls in values() for part in _value(cls)]
    return document(*parts)


def _methods(cls: type) -> Iterator[str]:
    for method in own_methods(cls):
        abstract = getattr(method, "__isabstractmethod__", False)
        need = "Required." if abstract else "May be left out."
        yield f"### {cls.__name__}.{method.__name__}"
        yield _code(signature(method, owned=True))
        yield f"{text(method)}\n\n{need}"


def values() -> list[type]:
    """Every value that the page explains, in order."""
    modules = (info, capability, remote, overwritten, webhook, delivery, integration, change, run)
    return [
        found
        for module in modules
        for found in vars(module).values()
        if inspect.isclass(found) and found.__module__ == module.__name__
    ]


def _value(cls: type) -> Iterator[str]:
    yield f"### {cls.__name__}"
    yield text(cls)
    yield from _table(cls)


def _table(cls: type) -> Iterator[str]:
    rows = [
        (f"`{name}`", f"`{kind}`", f"`{default}`" if default else "", about)
        for name, kind, default, about in fields(cls)
    ]
    if rows:
        yield table(("field", "type", "default", "about"), rows)


def _code(line: str) -> str:
    return f"```python\n{line}\n```"
