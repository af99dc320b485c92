"""Small conversions between values and what a row holds."""

from __future__ import annotations

import json
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


def micros(value: datetime | None) -> int | None:
    """Microseconds since 1970, or None."""
    return None if value is None else to_micros(value)


def moment(value: int | None) -> datetime | None:
    """The time of `micros`, or None."""
    return None if value is None else from_micros(value)
