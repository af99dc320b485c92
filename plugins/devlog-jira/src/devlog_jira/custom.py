"""Custom fields: from Jira's JSON to plain values and back, by the schema that Jira gives of each; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from devlog_core.model.errors import RejectedError
from devlog_core.model.fields import sorted_set
from devlog_jira.fieldkinds import (
    BY_CUSTOM,
    BY_TYPE,
    EXPECTED,
    LISTS,
    READ_ONLY,
    READERS,
    RICH,
    WRITERS,
    text_of,
)

Record = Mapping[str, Any]


class RichText(Protocol):
    """Markdown from and to the body of a rich text."""

    def read(self, body: Any) -> str: ...
    def write(self, text: str) -> Any: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomField:
    """One field of Jira that an entry holds under `custom.LABEL`."""

    label: str
    id: str
    name: str
    type: str
    items: str = ""
    """What a list consists of."""
    custom: str = ""
    """The last word of the type's long name, such as `textarea`."""

    @staticmethod
    def of(label: str, record: Record) -> CustomField:
        """The field of a record as `/field`, the create and the edit description give it."""
        schema = record.get("schema") or {}
        return CustomField(
            label=label,
            id=str(record.get("id") or record.get("fieldId") or record.get("key")),
            name=str(record.get("name") or label),
            type=str(schema.get("type") or "any"),
            items=str(schema.get("items") or ""),
            custom=str(schema.get("custom") or "").rpartition(":")[2],
        )

    @property
    def field(self) -> str:
        """What the entry calls it."""
        return f"custom.{self.label}"

    @property
    def kind(self) -> str:
        """How its values are written; empty where nobody here knows."""
        if self.custom in BY_CUSTOM:
            return BY_CUSTOM[self.custom]
        if self.id in RICH:
            return "richtext"
        if self.type == "array":
            return f"{self.items}s" if self.items in LISTS else ""
        return BY_TYPE.get(self.type, "")

    @property
    def writable(self) -> bool:
        """Whether values can be sent."""
        return self.kind in WRITERS


def read(field: CustomField, raw: Any, text: RichText) -> Any:
    """The plain value of a field; None where it is empty.

    Raises TypeError or ValueError where the value has a shape that the field's kind cannot have.
    """
    if raw is None or raw in ("", []):
        return None
    kind = field.kind
    if kind == "richtext":
        return text.read(raw) or None
    if kind.endswith("s") and kind[:-1] in LISTS:
        if not isinstance(raw, list):
            raise TypeError(f"{field.name}: expected a list, got {raw!r}")
        return sorted_set(READERS[kind[:-1]](item) for item in raw)
    return READERS.get(kind, _anything)(raw)


def write(field: CustomField, value: Any, text: RichText, cloud: bool) -> Any:
    """What is sent for a value.

    Raises RejectedError naming the field where it is of a type that nobody here can write, or where
    the value does not suit the type.
    """
    if not field.writable:
        why = READ_ONLY.get(field.kind) or "devlog can read it, not write it"
        raise RejectedError(f"{field.name} has the type {_type_of(field)}: {why}", (field.field,))
    kind = field.kind
    listed = kind.endswith("s") and kind[:-1] in LISTS
    if value is None or value in ("", []):
        return [] if listed else None
    try:
        if kind == "richtext":
            return text.write(text_of(value))
        return WRITERS[kind](value, cloud)
    except (TypeError, ValueError) as error:
        raise RejectedError(
            f"{field.name} takes {EXPECTED[kind]}, not {value!r} ({error})", (field.field,)
        ) from None


def express(field: CustomField, value: Any, text: RichText, cloud: bool) -> Any:
    """What Jira answers after being sent a value; one that it does not take stays as it is."""
    try:
        return read(field, write(field, value, text, cloud), text)
    except RejectedError:
        return value


def allowed(record: Record) -> list[str]:
    """The values that a field's description allows, by the names under which they are written."""
    names = []
    for option in record.get("allowedValues") or ():
        name = _named(option)
        names.append(name)
        children = option.get("children") if isinstance(option, Mapping) else None
        names += [f"{name} > {_named(child)}" for child in children or ()]
    return names


def _anything(raw: Any) -> Any:
    """What nobody here knows, by its name where it has one."""
    if isinstance(raw, list):
        return [_anything(item) for item in raw]
    if isinstance(raw, Mapping):
        return next((raw[key] for key in ("value", "name", "key", "id") if raw.get(key)), dict(raw))
    return raw


def _named(option: Any) -> str:
    if isinstance(option, Mapping):
        return str(option.get("value") or option.get("name") or option.get("key") or option.get("id"))
    return str(option)


def _type_of(field: CustomField) -> str:
    of = f" of {field.items}" if field.items else ""
    return f"{field.type}{of}{f' ({field.custom})' if field.custom else ''}"
