"""Custom values: from a field's JSON to plain values and back, by the type that the field has; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from devlog_azure_devops.people import account
from devlog_azure_devops.texts import Texts
from devlog_core.model.errors import RejectedError
from devlog_core.model.times import parse_time, rfc3339

_TEXTS = frozenset({"string", "plaintext", "treepath", "guid", "picklist", "pickliststring"})
_WHOLE = frozenset({"integer", "picklistinteger"})
_REAL = frozenset({"double", "picklistdouble"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomField:
    """One field of the provider's that an entry holds under `custom.LABEL`."""

    label: str
    id: str
    """Its reference name, such as `Microsoft.VSTS.Scheduling.StoryPoints`."""
    name: str
    type: str
    """Its type in lower case, such as `string`."""
    identity: bool = False
    read_only: bool = False

    @staticmethod
    def of(label: str, record: Mapping[str, Any]) -> CustomField:
        """The field of a record of the provider's list."""
        return CustomField(
            label=label,
            id=str(record["referenceName"]),
            name=str(record.get("name") or record["referenceName"]),
            type=str(record.get("type") or "string").casefold(),
            identity=bool(record.get("isIdentity")) or record.get("type") == "identity",
            read_only=bool(record.get("readOnly")),
        )

    @property
    def field(self) -> str:
        """What the entry calls it."""
        return f"custom.{self.label}"

    @property
    def rich(self) -> bool:
        """Whether it holds rich text."""
        return self.type in ("html", "history")


def read(field: CustomField, raw: Any, texts: Texts, form: object = None) -> Any:
    """The plain value of a field; None where it is empty.

    Raises TypeError or ValueError where the value has a shape that the field's type cannot have.
    """
    if raw is None or raw == "":
        return None
    if field.identity:
        return account(raw)
    if field.rich:
        return texts.read(raw, form) or None
    if field.type == "datetime":
        return rfc3339(parse_time(str(raw)))
    if field.type in _REAL:
        number = float(raw)
        return int(number) if number.is_integer() else number
    if field.type in _WHOLE:
        return int(raw)
    if field.type == "boolean":
        return raw if isinstance(raw, bool) else str(raw).casefold() in ("true", "1")
    return raw


def write(field: CustomField, value: Any) -> Any:
    """What is sent for the value of a field without rich text; None to empty it.

    Raises RejectedError naming the field where it cannot be written or the value does not suit it.
    """
    if field.read_only:
        raise RejectedError(f"the field {field.name} is read-only: take it out of `custom`", (field.field,))
    if value is None or value == "":
        return None
    try:
        return _written(field, value)
    except (TypeError, ValueError, OverflowError):
        raise RejectedError(
            f"{field.name} is a {field.type}: it does not take {value!r}", (field.field,)
        ) from None


def text_of(field: CustomField, value: Any) -> str:
    """The value of a rich text; raises RejectedError where it is none."""
    try:
        return _text("" if value is None else value)
    except TypeError:
        raise RejectedError(f"{field.name} is a text: it does not take {value!r}", (field.field,)) from None


def express(field: CustomField, value: Any, texts: Texts) -> Any:
    """What is read after a value was written."""
    try:
        if field.rich:
            return texts.settled(text_of(field, value)) or None
        return read(field, write(field, value), texts)
    except (RejectedError, TypeError, ValueError):
        # Sending it says what is wrong with it.
        return value


def _written(field: CustomField, value: Any) -> Any:
    if field.identity or field.type in _TEXTS:
        return _text(value)
    if field.type == "datetime":
        return rfc3339(parse_time(_text(value)))
    if field.type in _WHOLE:
        number = float(_number(value))
        if not number.is_integer():
            raise ValueError(value)
        return int(number)
    if field.type in _REAL:
        return float(_number(value))
    if field.type == "boolean":
        if not isinstance(value, bool):
            raise TypeError(value)
        return value
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str | int | float | date) or isinstance(value, bool):
        raise TypeError(value)
    return str(value)


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError(value)
    return value
