"""The page of everything that plugin authors import, from the modules that they import it from."""

from __future__ import annotations

import importlib
import inspect
import json
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from devlog_core.model import errors
from devlog_core.model import fields as model_fields
from devlog_core.plugin import hookspecs
from tools.reference import hooks
from tools.reference.errors import classes
from tools.reference.source import GENERATED, constants, document, fields, signature, table, text

_INTRO = """\
# Reference for plugin authors

Everything that a plugin may import, by the module that has it. The hooks, the service classes, the sandbox
and the values have a page of their own, [the plugin contract](../reference/hooks.md), and so have the
[errors](../reference/errors.md); they are named here with their sentence, so that one page finds all;
`kill_walk` and `tell_stories` are told in [kills and stories](walks.md). What is not here is the core's own
business and changes without a word."""
TOLD_ELSEWHERE = ("testing.reference", "testing.stories", "testing.walk")
"""What pages of their own show how to use."""

GROUPS = {
    "What a plugin is made of": (
        "plugin.hookspecs",
        "plugin.service",
        "plugin.plugin",
        "plugin.config",
        "plugin.capability",
        "plugin.info",
        "plugin.actions",
        "plugin.deferred",
    ),
    "What the core lends": ("plugin.context", "plugin.command"),
    "What the core and a plugin hand each other": (
        "model.remote",
        "model.webhook",
        "model.delivery",
        "model.integration",
        "model.overwritten",
        "model.change",
        "model.run",
        "model.ids",
        "model.fields",
        "model.times",
    ),
    "Help with HTTP, limits and webhooks": (
        "plugin.http",
        "plugin.limits",
        "plugin.ratelimit",
        "plugin.answer",
        "plugin.signature",
        "plugin.payload",
    ),
    "Help with fields and text": (
        "plugin.valuemap",
        "plugin.prose",
        "plugin.richtext.escape",
        "plugin.richtext.comments",
        "plugin.richtext.carried",
        "plugin.richtext.brackets",
    ),
    "Sandboxes": ("plugin.sandbox", "plugin.playing"),
    "Blocks for sandboxes": (
        "testing.sandbox.world",
        "testing.sandbox.clock",
        "testing.sandbox.exchange",
        "testing.sandbox.wire",
        "testing.sandbox.answer",
        "testing.sandbox.routes",
        "testing.sandbox.faults",
        "testing.sandbox.steering",
        "testing.sandbox.served",
        "testing.sandbox.courier",
        "testing.sandbox.delivering",
    ),
    "The contract kit": ("testing.contract.classes", "testing.contract.base"),
    "Help with tests": ("testing.context", "testing.desk", "testing.stage", "testing.receiver"),
}
_ELSEWHERE = "../reference/hooks.md"
_FORMS = {
    "line": "a text on one line",
    "text": "Markdown, its line ends `\\n`",
    "choice": "a text",
    "set": "a list, each element once, as `sorted_set` orders it",
    "people": "a list of the place's accounts, as `sorted_set` orders it",
    "list": "a list, in an order that means something",
    "map": "a table",
    "number": "whole minutes",
    "date": "a day, such as `2026-03-31`",
    "flag": "true or false",
}
_BY_PLACE = {
    "parent": "the immutable id of an item",
    "dependencies": 'a list of `{"kind", "entry"}`, the other item\'s immutable id as `entry`',
}
"""What stands in `values` of an item otherwise than in an entry."""


def modules() -> Iterator[tuple[str, ModuleType]]:
    """Every module that the page is about, under its heading."""
    for heading, names in GROUPS.items():
        for name in names:
            yield heading, importlib.import_module(f"devlog_core.{name}")


def public(module: ModuleType) -> list[tuple[str, Any]]:
    """The classes and functions that a module defines for others."""
    return [
        (name, found)
        for name, found in vars(module).items()
        if not name.startswith("_")
        and (inspect.isclass(found) or inspect.isfunction(found))
        and found.__module__ == module.__name__
    ]


def page() -> str:
    """docs/plugins/reference.md"""
    parts, under = [GENERATED, _INTRO, *_errors()], ""
    for heading, module in modules():
        if heading != under:
            parts.append(f"## {heading}")
            under = heading
        parts += _module(module)
    return document(*parts)


def _errors() -> Iterator[str]:
    yield "## Errors, by their cure"
    yield f"From `{errors.__name__}`. A plugin raises these and no others; the engine acts by the class."
    rows = [
        (
            f"[`{error.__name__}`](../reference/errors.md#{error.__name__.lower()})",
            f"`{error.kind}`",
            text(error),
        )
        for error in classes()
    ]
    yield table(("error", "kind", "what it means and who does what"), rows)


def _module(module: ModuleType) -> Iterator[str]:
    yield f"### {module.__name__}"
    yield text(module)
    elsewhere = [(name, found) for name, found in public(module) if _has_page(found)]
    if elsewhere:
        rows = [(_linked(name), text(found).split("\n")[0]) for name, found in elsewhere]
        yield table(("name", "about"), rows)
    if given := constants(module):
        yield table(
            ("name", "value", "about"), [(f"`{name}`", f"`{value}`", about) for name, value, about in given]
        )
    if module is model_fields:
        yield "What an item's `values` hold, and what a draft or a patch brings:"
        yield table(("field", "value", "where nothing is known"), map(_field, model_fields.FIELDS.values()))
        yield "`custom.NAME` is any JSON value. Where the last column says null, None is the empty field."
    for name, found in public(module):
        if not _has_page(found):
            yield from _class(name, found) if inspect.isclass(found) else _function(name, found)


def _field(field: model_fields.Field) -> tuple[str, str, str]:
    form = _BY_PLACE.get(field.name, _FORMS[field.kind])
    choices = ": " + ", ".join(f"`{one}`" for one in field.choices) if field.choices else ""
    return f"`{field.name}`", form + choices, f"`{json.dumps(field.default)}`"


def _has_page(found: Any) -> bool:
    return found in hooks.hooks() or found in (*hooks.CLASSES, *hooks.values())


def _linked(name: str) -> str:
    return f"[`{name}`]({_ELSEWHERE}#{name.lower()})"


def _class(name: str, found: type) -> Iterator[str]:
    yield f"#### {name}"
    made = vars(found).get("__init__")
    if made and not hasattr(found, "__dataclass_fields__") and not getattr(found, "_is_protocol", False):
        yield _code(signature(made, owned=True).replace("__init__", name, 1).removesuffix(" -> None"))
    yield text(found)
    if rows := [(f"`{field}`", f"`{kind}`", f"`{default}`" if default else "", about)
                for field, kind, default, about in fields(found)]:  # fmt: skip
        yield table(("field", "type", "default", "about"), rows)
    if methods := list(documented(found)):
        yield table(("method", "about"), [(f"`{head}`", about) for head, about in methods])


def documented(found: type) -> Iterator[tuple[str, str]]:
    """The public methods and properties of a class with what is said of them; hooks are said elsewhere."""
    for name, member in vars(found).items():
        if name.startswith("_") or name in vars(hookspecs):
            continue
        if isinstance(member, property):
            yield name, text(member)
        elif inspect.isfunction(member) and member.__name__ == name:
            yield signature(member, owned=True), text(member)
        elif isinstance(member, staticmethod):
            yield signature(member.__func__), text(member.__func__)


def _function(name: str, found: Any) -> Iterator[str]:
    yield f"#### {name}"
    yield _code(signature(found))
    yield text(found)


def _code(line: str) -> str:
    return f"```python\n{line}\n```"
