"""The fields of an entry: their kinds, choices and defaults, and how their values are checked.

A field's value is plain JSON everywhere outside the Entry itself: in the
journal, in a link's base, in a conflict and on its way to a plugin.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Kind = Literal["line", "text", "choice", "set", "people", "list", "map", "number", "date", "flag", "any"]
"""The forms that a value may have."""

TYPES = ("feature", "bugfix", "task", "refactor", "docs")
"""What kind of work it is."""
STATUSES = ("new", "in-progress", "blocked", "in-review", "testing", "done", "cancelled")
"""Where it stands."""
CLOSED_STATUSES = frozenset({"done", "cancelled"})
"""Those in which nothing is left to do."""
PRIORITIES = ("low", "medium", "high", "critical")
"""How much it matters."""
DEPENDENCY_KINDS = ("blocks", "blocked-by", "related-to", "parent-of", "child-of")
"""How an entry stands to another; a place tells the first three."""
NOTE_CATEGORIES = ("progress", "issue", "solution", "idea", "reminder", "feedback", "acceptance-criteria")
"""What a note is about; a comment read from a place is `progress`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What one field may hold and how two edits of it are merged."""

    name: str  # As in `values` of an item.
    kind: Kind  # Which values it takes.
    default: Any = None  # What an entry has that nobody told; None where it may be empty.
    choices: tuple[str, ...] = ()  # Of a choice.


FIELDS: Mapping[str, Field] = {
    field.name: field
    for field in (
        Field(name="title", kind="line", default=""),
        Field(name="description", kind="text", default=""),
        Field(name="type", kind="choice", default="task", choices=TYPES),
        Field(name="status", kind="choice", default="new", choices=STATUSES),
        Field(name="priority", kind="choice", default="medium", choices=PRIORITIES),
        Field(name="labels", kind="set", default=[]),
        Field(name="assignees", kind="people", default=[]),
        Field(name="milestone", kind="line"),
        Field(name="parent", kind="line"),
        Field(name="dependencies", kind="set", default=[]),
        Field(name="estimate", kind="number"),
        Field(name="due", kind="date"),
        Field(name="files", kind="set", default=[]),
        Field(name="acceptance_criteria", kind="list", default=[]),
        Field(name="decisions", kind="list", default=[]),
        Field(name="risks", kind="list", default=[]),
        Field(name="context", kind="map", default={}),
        Field(name="agent_context", kind="map", default={}),
        Field(name="archived", kind="flag", default=False),
    )
}


def field_of(name: str) -> Field:
    """The definition of a field by name; `custom.NAME` is any JSON value.

    Raises KeyError for a name that no entry has.
    """
    if name.startswith("custom.") and len(name) > len("custom."):
        return Field(name=name, kind="any")
    return FIELDS[name]


def is_set(field: Field) -> bool:
    """Whether edits of the field merge by element."""
    return field.kind in ("set", "people")


# One encoder for all: `json.dumps` would make one for each value.
_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def canonical(value: Any) -> str:
    """One text for equal JSON values, for comparing and hashing."""
    return _encode(value)


def sorted_set(values: Any) -> list[Any]:
    """The elements once each, in an order that does not depend on how they came."""
    items = list(values)
    if len(items) < 2:
        return items
    unique = {canonical(item): item for item in items}
    return [unique[text] for text in sorted(unique)]


def checked(name: str, value: Any) -> Any:
    """The value in the field's canonical JSON form.

    Raises ValueError saying what was expected, and KeyError for an unknown field.
    """
    field = field_of(name)
    if value is None:
        return None if field.default is None else field.default
    return _CHECKS[field.kind](field, value)


def _line(field: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{field.name}: expected a text, got {value!r}")
    text = " ".join(value.split())
    if field.name == "title" and not text:
        raise ValueError("title: expected a text that is not empty")
    return text


def _text(field: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{field.name}: expected a text, got {value!r}")
    return value.replace("\r\n", "\n").replace("\r", "\n")


def _choice(field: Field, value: Any) -> str:
    if value not in field.choices:
        raise ValueError(f"{field.name}: expected one of {', '.join(field.choices)}, got {value!r}")
    return str(value)


def _set(field: Field, value: Any) -> list[Any]:
    if not isinstance(value, list | tuple | set | frozenset):
        raise ValueError(f"{field.name}: expected a list, got {value!r}")
    items = [item.strip() if isinstance(item, str) else item for item in value]
    if field.name != "dependencies" and not all(isinstance(item, str) and item for item in items):
        raise ValueError(f"{field.name}: expected texts that are not empty, got {value!r}")
    return sorted_set(items)


def _list(field: Field, value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise ValueError(f"{field.name}: expected a list, got {value!r}")
    return list(value)


def _map(field: Field, value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{field.name}: expected a table, got {value!r}")
    return dict(value)


def _number(field: Field, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"{field.name}: expected whole minutes of 0 or more, got {value!r}")
    return value


def _date(field: Field, value: Any) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise ValueError(f"{field.name}: expected a date like 2026-03-31, got {value!r}") from None


def _flag(field: Field, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{field.name}: expected true or false, got {value!r}")
    return value


def _any(_field: Field, value: Any) -> Any:
    return value


_CHECKS = {
    "line": _line,
    "text": _text,
    "choice": _choice,
    "set": _set,
    "people": _set,
    "list": _list,
    "map": _map,
    "number": _number,
    "date": _date,
    "flag": _flag,
    "any": _any,
}
