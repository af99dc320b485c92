"""The whole check: devlog's own sections against their models, each `config` against its plugin's schema."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import ValidationError

from devlog_core.config import schema_view
from devlog_core.config.faults import Fault, KeyPath
from devlog_core.config.secrets import is_reference
from devlog_core.config.settings import field_policies
from devlog_core.config.shape import ConfigurationFile
from devlog_core.config.sources import Merged
from devlog_core.model.fields import FIELDS, field_of
from devlog_core.plugin.nearest import hint

Locate = Callable[[KeyPath], str]
_PERSON = ("name", "email", "emails")


@cache
def config_schema() -> Mapping[str, Any]:
    """The JSON Schema of a configuration file, with `config` tables open."""
    return ConfigurationFile.model_json_schema()


def own_faults(merged: Merged, across: bool = True) -> list[Fault]:
    """What is wrong with devlog's own sections; `across` also checks names that must exist elsewhere."""
    faults = []
    try:
        ConfigurationFile.model_validate(merged.data)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_context=False)
        faults += [_own_fault(found["type"], found["loc"], merged) for found in errors]
    else:
        faults += _across(merged) if across else []
    return _sorted([fault for fault in faults if not _explained(fault, faults)])


def plugin_faults(merged: Merged, name: str, schema: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with one integration's `config` table by its plugin's schema."""
    from jsonschema.validators import validator_for

    root: KeyPath = ("integrations", name, "config")
    config = merged.data["integrations"][name].get("config", {})
    faults: list[Fault] = []
    for error in validator_for(schema)(schema).iter_errors(config):
        for path, what in _explain(error, schema):
            faults.append(Fault(merged.place(root + path), root + path, what))
    return _sorted(faults)


def _explained(fault: Fault, faults: list[Fault]) -> bool:
    """Whether another fault is more exact about the same place, as of the branches of a union."""
    inside = (other for other in faults if len(other.path) > len(fault.path))
    return fault.what.startswith("expected ") and any(o.path[: len(fault.path)] == fault.path for o in inside)


def _sorted(faults: list[Fault]) -> list[Fault]:
    """Each fault once, in the order of the lines."""
    return sorted(dict.fromkeys(faults), key=lambda fault: _line(fault.where))


def _line(where: str) -> tuple[str, int]:
    file, _, line = where.rpartition(":")
    return (file, int(line)) if line.isdigit() else (where, 0)


def _own_fault(kind: str, location: tuple[int | str, ...], merged: Merged) -> Fault:
    schema = config_schema()
    if location and location[-1] == "[key]":
        path = location[:-1]
        return Fault(
            merged.place(path), path, "a name is lower-case letters, digits and hyphens, a letter first"
        )
    path = _real(location, merged.data) + (location[-1:] if kind == "missing" else ())
    if kind == "extra_forbidden":
        return _unknown(merged, path, schema_view.keys(schema, path[:-1]))
    wanted = schema_view.expected(schema, path)
    if kind == "missing":
        return Fault(merged.place(path), path, f"missing; expected {wanted}")
    value = _value(merged.data, path)
    if path[2:3] == ("fields",) and len(path) > 3:
        wanted = schema_view.expected(schema, (*path[:2], "conflict"))
    said = f"expected {wanted}, got {_got(schema, path, value)}"
    if wanted.startswith("a list of text") and isinstance(value, str):
        said += f"; write it as [{json.dumps(value, ensure_ascii=False)}]"
    return Fault(merged.place(path), path, said)


_TAKEN = {"local": "the entry itself", "import": "what an import brought"}
"""Places of a conflict that are no integration."""


def _across(merged: Merged) -> list[Fault]:
    """What the models cannot see: names that must exist elsewhere."""
    faults = []
    integrations = merged.data.get("integrations", {})
    for name, table in integrations.items():
        path: KeyPath = ("integrations", name)
        if name in _TAKEN:
            what = f"`{name}` means {_TAKEN[name]}; choose another name"
            faults.append(Fault(merged.place(path), path, what))
        if "python" in table and table.get("isolation") != "process":
            here = (*path, "python")
            what = 'it holds only beside `isolation = "process"`; add that, or leave it out'
            faults.append(Fault(merged.place(here), here, what))
        for index, other in enumerate(table.get("mirror", ())):
            if other not in integrations or other == name:
                here = (*path, "mirror", index)
                others = [known for known in integrations if known != name]
                what = f"there is no other integration `{other}`{hint(other, others)}"
                faults.append(Fault(merged.place(here), here, what))
        for field in field_policies(table.get("fields", {})):
            try:
                field_of(field)
            except KeyError:
                faults.append(_unknown(merged, (*path, "fields", field), [*FIELDS, "custom.NAME"]))
    for name, table in merged.data.get("people", {}).items():
        for key in table:
            # A key close to one of ours is a slip; any other may be an integration of another workspace.
            known = key in integrations or key in _PERSON
            if not known and hint(key, _PERSON):
                faults.append(_unknown(merged, ("people", name, key), [*_PERSON, *integrations]))
    return faults


def _explain(error: Any, schema: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    """The places and words of one finding of jsonschema, whose own messages may hold secrets."""
    from jsonschema.exceptions import best_match

    path: KeyPath = tuple(error.absolute_path)
    value, kind = error.instance, error.validator
    if (
        isinstance(value, str)
        and is_reference(value)
        and ("${" in value or schema_view.is_secret(schema, path))
    ):
        return
    if kind in ("additionalProperties", "unevaluatedProperties") and isinstance(value, Mapping):
        known = schema_view.keys(schema, path)
        for key in value:
            if key not in known:
                yield (*path, key), _unknown_text(key, known)
    elif kind == "required":
        for key in error.validator_value:
            if key not in value:
                yield (*path, key), f"missing; expected {schema_view.expected(schema, (*path, key))}"
    elif kind in ("anyOf", "oneOf") and isinstance(value, Mapping | list) and error.context:
        yield from _explain(best_match(error.context), schema)
    elif isinstance(value, Mapping | list) and kind not in ("type", "enum", "const"):
        yield path, f"does not satisfy `{kind}` of the plugin's schema"
    else:
        yield path, f"expected {schema_view.expected(schema, path)}, got {_got(schema, path, value)}"


def _unknown(merged: Merged, path: KeyPath, known: list[str]) -> Fault:
    return Fault(merged.place(path), path, _unknown_text(str(path[-1]), known))


def _unknown_text(key: str, known: list[str]) -> str:
    return f"unknown key{hint(key, known) or '; known are ' + ', '.join(known)}" if known else "unknown key"


def _got(schema: Mapping[str, Any], path: KeyPath, value: Any) -> str:
    return schema_view.got(value, schema_view.is_secret(schema, path))


def _real(location: KeyPath, data: Any) -> KeyPath:
    """The part of pydantic's location that names keys, without its names of the branches of a union."""
    path: KeyPath = ()
    for part in location:
        inside = isinstance(part, int) and part < len(data) if isinstance(data, list) else False
        if inside or (isinstance(data, Mapping) and part in data):
            data = data[part]
            path = (*path, part)
    return path


def _value(data: Any, path: KeyPath) -> Any:
    for part in path:
        data = data[part]
    return data
