"""Small conversions between values and what a row holds."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from devlog_core.model.times import from_micros, to_micros

# One encoder for all: `json.dumps` would make one for each value.
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_EMPTY = {list: "[]", tuple: "[]", dict: "{}", str: '""', type(None): "null"}


def dump(value: Any) -> str:
    """JSON text, readable and in a fixed order of keys."""
    # Most of what is stored is empty, and a call of the encoder costs more than a look.
    return _encode(value) if value else _EMPTY.get(type(value)) or _encode(value)


def load(text: str | None) -> Any:
    """The value of a JSON text; None for a row that holds none."""
    return None if text is None else json.loads(text)


def load_list(text: str) -> list[Any]:
    """The list of a JSON text; raises ValueError where it holds anything else."""
    value = json.loads(text)
    if not isinstance(value, list):
        raise ValueError(f"expected a list, got {text[:40]}")
    return value


def load_map(text: str) -> dict[str, Any]:
    """The table of a JSON text; raises ValueError where it holds anything else."""
    value = json.loads(text)
    if not isinstance(value, dict):
        raise ValueError(f"expected a table, got {text[:40]}")
    return value


def known(value: str, choices: Collection[str]) -> str:
    """The value, where it is one of the choices; raises ValueError where it is not."""
    if value not in choices:
        raise ValueError(f"expected one of {', '.join(choices)}, got {value!r}")
    return value


def number(value: int) -> int:
    """The value, where it is a whole number; raises ValueError where a damaged row holds anything else."""
    if not isinstance(value, int):
        raise ValueError(f"expected a whole number, got {value!r}")
    return value


def text(value: str) -> str:
    """The value, where it is text; raises ValueError where a damaged row holds bytes."""
    if not isinstance(value, str):
        raise ValueError(f"expected a text, got {value!r}")
    return value


def micros(value: datetime | None) -> int | None:
    """Microseconds since 1970, or None."""
    return None if value is None else to_micros(value)


def moment(value: int | None) -> datetime | None:
    """The time of `micros`, or None."""
    return None if value is None else from_micros(value)
