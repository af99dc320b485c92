"""JSON for every frozen value, so that one can cross a process or lie in a store."""

from __future__ import annotations

import base64
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from devlog_core.model.times import parse_time, rfc3339

T = TypeVar("T")


def to_json(value: Any) -> Any:
    """The value as plain JSON data: times as RFC 3339, bytes as base64, sets sorted."""
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(k): to_json(v) for k, v in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(to_json(v) for v in value)
    if isinstance(value, tuple | list):
        return [to_json(v) for v in value]
    return value


def from_json(cls: type[T], data: Any) -> T:
    """The value of class `cls` that `to_json` wrote.

    Raises TypeError or ValueError where the data does not fit.
    """
    return typing.cast(T, _read(cls, data))


@cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _read(hint: Any, data: Any) -> Any:
    if data is None or hint is Any:
        return data
    origin = typing.get_origin(hint)
    args = typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _read(next(a for a in args if a is not type(None)), data)
    if origin is Sequence:
        return tuple(_read(args[0], v) for v in data)
    if origin in (tuple, frozenset, list):
        if origin is tuple and not (len(args) == 2 and args[1] is ...):
            return tuple(_read(a, v) for a, v in zip(args, data, strict=True))
        return origin(_read(args[0], v) for v in data)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return {k: _read(args[1], v) for k, v in data.items()}
    if hint is datetime:
        return parse_time(data)
    if hint is bytes:
        return base64.b64decode(data)
    if isinstance(hint, type) and is_dataclass(hint):
        known = _hints(hint)
        return hint(**{k: _read(known[k], v) for k, v in data.items() if k in known})
    if isinstance(hint, type) and hasattr(hint, "_fields"):
        known = _hints(hint)
        return hint(*(_read(known[k], v) for k, v in zip(hint._fields, data, strict=True)))
    return data
