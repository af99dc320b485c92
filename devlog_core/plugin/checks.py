"""What a plugin must satisfy before it is used; each check refuses with its reason and cure."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from devlog_core.model.saying import in_one_line, said
from devlog_core.plugin import hookspecs
from devlog_core.plugin.info import API_VERSION, OLDEST_API_VERSION, PluginInfo, TriggerSpec
from devlog_core.plugin.nearest import hint

HookOptions = Mapping[str, Any]
ReadOptions = Callable[[object, str], HookOptions | None]
"""How pluggy reads the options of one attribute's hook marker; None where it has no marker."""

_PREFIX = f"{hookspecs.PROJECT}_"


class Refused(Exception):
    """A check that failed: the reason, and the cure where it is a special one."""

    def __init__(self, reason: str, cure: str = "") -> None:
        super().__init__(reason)
        self.cure = cure


class Hooks:
    """The hook functions of one plugin that are registered together, by the hooks' names."""


@cache
def specs() -> dict[str, frozenset[str]]:
    """Every hook of the contract and the names of its arguments."""
    return {
        name: frozenset(inspect.signature(function).parameters)
        for name, function in vars(hookspecs).items()
        if name.startswith(_PREFIX) and inspect.isfunction(function)
    }


def split(plugin: object, options: ReadOptions) -> tuple[Hooks, Hooks]:
    """The plugin's own answers, and its wrappers around those of others.

    They are registered apart, so that a call to one plugin can leave out the
    answers of the others and keep their wrappers.
    """
    calls, wrappers = Hooks(), Hooks()
    for attribute in dir(plugin):
        marked = options(plugin, attribute)
        if marked is None:
            _unmarked(plugin, attribute)
            continue
        hook = marked.get("specname") or attribute
        function = getattr(plugin, attribute)
        _arguments(hook, function)
        holder = wrappers if marked.get("wrapper") or marked.get("hookwrapper") else calls
        if hasattr(holder, hook):
            raise Refused(f"two functions answer the hook `{hook}`")
        setattr(holder, hook, function)
        if options(holder, hook) is None:
            raise Refused(f"`{attribute}`: put @hookimpl below @staticmethod or @classmethod")
    return calls, wrappers


def _unmarked(plugin: object, attribute: str) -> None:
    if not attribute.startswith(_PREFIX):
        return
    static = inspect.getattr_static(plugin, attribute, None)
    if not (inspect.isroutine(static) or isinstance(static, staticmethod | classmethod)):
        return
    if attribute in specs():
        raise Refused(f"`{attribute}` is not marked with @hookimpl and would never be called")
    raise Refused(f"there is no hook `{attribute}`{hint(attribute, specs())}")


def _arguments(hook: str, function: Callable[..., Any]) -> None:
    known = specs().get(hook)
    if known is None:
        raise Refused(f"there is no hook `{hook}`{hint(hook, specs())}")
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        if name in known and (
            parameter.default is not parameter.empty or parameter.kind == parameter.KEYWORD_ONLY
        ):
            raise Refused(f"`{hook}` would never be given `{name}`: make it positional, without a default")
        if name not in known and parameter.default is parameter.empty:
            raise Refused(f"`{hook}` has no argument `{name}`{hint(name, known)}")


def info_of(value: Any, name: str, package: str) -> PluginInfo:
    """The answer to `devlog_plugin_info`, checked against the entry point."""
    if not isinstance(value, PluginInfo):
        raise Refused(f"devlog_plugin_info gave {_word(value)} instead of a PluginInfo")
    if not OLDEST_API_VERSION <= value.api_version <= API_VERSION:
        behind = value.api_version < OLDEST_API_VERSION
        raise Refused(
            f"it speaks version {value.api_version} of the plugin contract and this devlog {_served()}",
            f"`pip install -U {package if behind else 'devlog-core'}`",
        )
    if value.name != name:
        raise Refused(f"it calls itself `{value.name}` but its entry point says `{name}`")
    return value


def _served() -> str:
    oldest = "" if OLDEST_API_VERSION == API_VERSION else f"{OLDEST_API_VERSION} to "
    return f"{oldest}{API_VERSION}"


def schema_of(value: Any, where: str, passed: Collection[str] = ()) -> dict[str, Any]:
    """A JSON Schema that is valid and plain JSON; none at all accepts every table.

    `passed` are texts of schemas that passed before: to check one costs more than to list entries.
    """
    if value is None:
        return {"type": "object"}
    if not isinstance(value, Mapping):
        raise Refused(f"{where} gave {_word(value)} instead of a JSON Schema")
    try:
        schema: dict[str, Any] = json.loads(json.dumps(value))
        text = text_of(schema)
        if text in passed:
            return schema
        if fault := _fault(text):
            raise Refused(f"{where} is no valid JSON Schema ({fault})")
    except (TypeError, ValueError, RecursionError) as error:
        raise Refused(f"{where} is not plain JSON: {error}") from None
    if remote := next((ref for ref in _references(schema) if not ref.startswith("#")), None):
        raise Refused(f"{where} refers to {remote}: a schema holds all that it needs")
    return schema


def text_of(schema: Mapping[str, Any]) -> str:
    """One text for all schemas that say the same; True and 1, equal to Python, differ in it."""
    return json.dumps(schema, sort_keys=True)


@lru_cache(maxsize=256)
def _fault(text: str) -> str:
    """Why it is no valid JSON Schema; nothing where it is one. Workspaces of one process share plugins."""
    from jsonschema.exceptions import SchemaError
    from jsonschema.validators import validator_for

    schema = json.loads(text)
    try:
        validator_for(schema).check_schema(schema)
    except SchemaError as error:
        path = ".".join(str(part) for part in error.absolute_path) or "top level"
        return f"{path}: {error.message}"
    return ""


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("$ref", "$dynamicRef") and isinstance(value, str):
                yield value
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def triggers_of(value: Any, passed: Collection[str] = ()) -> tuple[TriggerSpec, ...]:
    """The triggers, each with a name of its own and a valid schema."""
    triggers = tuple(value or ())
    seen: set[str] = set()
    for trigger in triggers:
        if not isinstance(trigger, TriggerSpec):
            raise Refused(f"devlog_supported_triggers gave {_word(trigger)} instead of a TriggerSpec")
        if trigger.name in seen:
            raise Refused(f"the trigger `{trigger.name}` is offered twice")
        seen.add(trigger.name)
        schema_of(trigger.schema, f"the schema of the trigger `{trigger.name}`", passed)
    return triggers


def one_line(error: BaseException) -> str:
    """What an exception says, in one line that names its class."""
    try:
        text = str(getattr(error, "message", error))
    except Exception:  # noqa: BLE001 - the class is the plugin's
        return said(error)
    first = next((line for each in text.splitlines() if (line := in_one_line(each))), "")
    name = type(error).__name__
    return f"{name}: {first}" if first else f"it raised {name}"


def _word(value: Any) -> str:
    return "nothing" if value is None else f"a {type(value).__name__}"
