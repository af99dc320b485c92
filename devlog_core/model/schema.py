"""The JSON Schema of an entry, as `devlog show --json` prints it and others may rely on it."""

from __future__ import annotations

from typing import Any, get_args

from devlog_core.model.fields import DEPENDENCY_KINDS, FIELDS, NOTE_CATEGORIES, Field
from devlog_core.model.link import LinkKind, LinkState

Schema = dict[str, Any]
ID = "urn:devlog:entry"

_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "integer", "minimum": 0}
_TIME: Schema = {"type": "string", "format": "date-time", "pattern": "Z$"}
_REF: Schema = {"type": "string", "pattern": "^dl-[0-9a-f]{8,32}$"}
_UID: Schema = {"type": "string", "format": "uuid"}


def entry_schema() -> Schema:
    """The schema, generated from the fields that entries have."""
    properties: Schema = {
        "id": {**_NUMBER, "description": "A number of this workspace, for typing only."},
        "uid": {**_UID, "description": "The identity, the same in every store."},
        "ref": {**_REF, "description": "What stands in commits, branches and marks."},
        "key": {**_TEXT, "description": "A slug of the first title."},
        "aliases": _list(_TEXT, unique=True),
    }
    for name, field in FIELDS.items():
        properties[name] = _field(field)
        if name == "estimate":
            properties["estimate"]["description"] = "Minutes."
            properties["spent"] = {**_NUMBER, "description": "Minutes: the sum of the worklogs."}
    properties |= {
        "custom": {"type": "object", "description": "Values of any form by name."},
        "created_at": _TIME,
        "updated_at": _TIME,
        "closed_at": _or_null(_TIME),
        "notes": _list(_NOTE),
        "worklogs": _list(_WORKLOG),
        "links": _list(_LINK),
        "conflicts": _list(_CONFLICT),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "Entry",
        "description": "One unit of work. A listing leaves out the notes.",
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name != "notes"],
        "additionalProperties": False,
    }


def _field(field: Field) -> Schema:
    special: dict[str, Schema] = {
        "title": {"type": "string", "minLength": 1},
        "parent": _or_null(_OTHER),
        "dependencies": _list(_DEPENDENCY, unique=True),
        "agent_context": _AGENT_CONTEXT,
        "context": _CONTEXT,
    }
    if field.name in special:
        return dict(special[field.name])
    if field.kind == "choice":
        return {"type": "string", "enum": list(field.choices)}
    kinds: dict[str, Schema] = {
        "line": _TEXT if field.default is not None else _or_null(_TEXT),
        "text": _TEXT,
        "set": _list(_TEXT, unique=True),
        "people": _list(_PERSON, unique=True),
        "list": {"type": "array"},
        "map": {"type": "object"},
        "number": _or_null(_NUMBER),
        "date": _or_null({"type": "string", "format": "date"}),
        "flag": {"type": "boolean"},
    }
    return dict(kinds[field.kind])


def _list(items: Schema, *, unique: bool = False) -> Schema:
    schema: Schema = {"type": "array", "items": items}
    return {**schema, "uniqueItems": True} if unique else schema


def _or_null(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_PERSON = _object(id=_TEXT, name=_TEXT)
_SOMEBODY = {"anyOf": [_PERSON, {"type": "null"}]}
_OTHER: Schema = {**_TEXT, "description": "The ref of an entry; the uid of one that is not in this store."}
_DEPENDENCY = _object(kind={"type": "string", "enum": list(DEPENDENCY_KINDS)}, entry=_OTHER)
_CONTEXT: Schema = {"type": "object", "properties": {"business": _TEXT, "technical": _TEXT}}
_AGENT_CONTEXT: Schema = {
    "type": "object",
    "properties": {
        "summary": _TEXT,
        "key_insights": _list(_TEXT),
        "open_questions": _list(_TEXT),
        "next_steps": _list(_TEXT),
    },
}
_NOTE = _object(
    uid=_TEXT,
    at=_TIME,
    edited_at=_or_null(_TIME),
    author=_SOMEBODY,
    category={"type": "string", "enum": list(NOTE_CATEGORIES)},
    content=_TEXT,
    files=_list(_TEXT),
    origin={**_TEXT, "description": "`local`, or the integration that the note came from."},
)
_WORKLOG = _object(uid=_TEXT, at=_TIME, author=_SOMEBODY, minutes={"type": "integer"}, text=_TEXT)
_LINK = _object(
    integration=_TEXT,
    kind={"type": "string", "enum": list(get_args(LinkKind))},
    remote_id=_TEXT,
    remote_key=_TEXT,
    url=_TEXT,
    state={
        **_TEXT,
        "description": f"One of {', '.join(get_args(LinkState))}; of a build or deployment how it stands, "
        "such as running, succeeded or failed.",
    },
    last_synced_at=_or_null(_TIME),
)
_CANDIDATE = _object(
    place={**_TEXT, "description": "`local` for the entry itself, else an integration or an import."},
    value={},
    at=_or_null(_TIME),
    by={"type": ["string", "null"]},
)
_CONFLICT = _object(id=_TEXT, entry=_TEXT, field=_TEXT, base={}, candidates=_list(_CANDIDATE), since=_TIME)
