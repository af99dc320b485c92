"""Whether the people who set an integration up can know what to write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from devlog_core.plugin.checks import schema_of
from devlog_core.plugin.config import secret_keys
from devlog_core.plugin.inspection.finding import Finding, Subject

_SECRET = re.compile(r"(^|_)(token|password|passphrase|secret|(api|private|access)_key)$")


def check_schema(subject: Subject) -> Iterator[Finding]:
    """The schema is a valid one, and takes its own defaults."""
    from jsonschema.validators import validator_for

    schema = _schema(subject)
    validator = validator_for(schema)
    for path, owner in _objects(schema):
        for name in owner.get("required", ()):
            if name not in owner["properties"]:
                yield Finding(
                    check="schema",
                    problem=f"`{path}{name}` is required, and nothing says what it is",
                    cure="describe it under `properties`, or do not require it",
                )
        for name, prop in owner["properties"].items():
            if isinstance(prop, Mapping) and "default" in prop:
                asked = {**prop, "$defs": schema.get("$defs", {})}
                fault = next(validator(asked).iter_errors(prop["default"]), None)
                if fault is not None:
                    yield Finding(
                        check="schema",
                        problem=f"the default of `{path}{name}` is not valid itself: {fault.message}",
                        cure="correct the default or its type",
                    )


def check_settings(subject: Subject) -> Iterator[Finding]:
    """Every setting is described, and every secret marked as one."""
    schema = _schema(subject)
    secrets = secret_keys(schema)
    for path, owner in _objects(schema):
        for name, prop in owner["properties"].items():
            key = f"{path}{name}"
            if not _described(prop, owner, schema, nested=bool(path)):
                yield _finding(
                    f"the setting `{key}` has no description", "say what to write: Field(description=...)"
                )
            looks_secret = bool(_SECRET.search(name)) and _is_text(prop)
            marked = name in secret_keys({"properties": {name: prop}})
            if looks_secret and not marked:
                yield _finding(
                    f"`{key}` looks like a secret and is shown as any other value", "type it as Secret"
                )
            if marked and path:
                yield _finding(
                    f"the secret `{key}` stands below the top, where nobody masks it", "move it to the top"
                )
            if name in secrets and not path and isinstance(prop.get("default"), str):
                yield _finding(
                    f"the secret `{key}` has a default that everybody can read", "take the default out"
                )


def check_unknown_settings(subject: Subject) -> Iterator[Finding]:
    """A key that is none is refused wherever it stands, so that a misspelled one is not passed over."""
    for path, owner in _objects(_schema(subject)):
        if owner.get("additionalProperties") is not False:
            where = f"below `{path.rstrip('.')}`" if path else "in the `config` table"
            yield Finding(
                check="unknown-settings",
                problem=f"an unknown key {where} is taken and passed over",
                cure="make the model a PluginConfig, or say `additionalProperties: false`",
            )


def _schema(subject: Subject) -> dict[str, Any]:
    schema = schema_of(subject.ask("devlog_config_schema"), "devlog_config_schema")
    return schema if "properties" in schema else {**schema, "properties": {}}


def _objects(schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The tables that a schema describes, outermost first, each with the path of its keys."""
    yield "", schema
    waiting, seen = [("", schema)], set[str]()
    while waiting:
        path, owner = waiting.pop(0)
        for name, prop in owner["properties"].items():
            for target, part in _parts(prop, schema):
                if "properties" in part and target not in seen:
                    seen |= {target} - {""}
                    yield f"{path}{name}.", part
                    waiting.append((f"{path}{name}.", part))


def _parts(prop: Any, schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What a property may be, references followed, each with the reference that led there."""
    if not isinstance(prop, Mapping):
        return
    target = str(prop.get("$ref", ""))
    found = schema.get("$defs", {}).get(target.removeprefix("#/$defs/")) if target else prop
    if isinstance(found, Mapping):
        yield target, found
    for way in ("anyOf", "oneOf", "allOf"):
        for option in prop.get(way, ()):
            yield from _parts(option, schema)


def _described(prop: Any, owner: Mapping[str, Any], schema: Mapping[str, Any], *, nested: bool) -> bool:
    """Whether a property says what it is; within a table that says it of all of them, its name does."""
    texts = [part.get("description") for _, part in _parts(prop, schema)]
    texts += [prop.get("description")] if isinstance(prop, Mapping) else []
    texts += [owner.get("description")] if nested else []
    return any(str(text or "").strip() for text in texts)


def _is_text(prop: Any) -> bool:
    return isinstance(prop, Mapping) and "string" in (
        prop.get("type"),
        *(option.get("type") for option in prop.get("anyOf", ())),
    )


def _finding(problem: str, cure: str) -> Finding:
    return Finding(check="settings", problem=problem, cure=cure)
