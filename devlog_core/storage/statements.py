"""Named SQL statements, loaded from .sql files."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_HEADER = re.compile(r"^-- name: (\w+)$", re.MULTILINE)
_FOLDER = Path(__file__).parent / "sql"


@cache
def statements() -> dict[str, str]:
    """Every statement of the sql folder by its name, with `:name` parameters."""
    found: dict[str, str] = {}
    for path in sorted(_FOLDER.glob("*.sql")):
        parts = _HEADER.split(path.read_text(encoding="utf-8"))
        for name, text in zip(parts[1::2], parts[2::2], strict=True):
            if name in found:
                raise ValueError(f"{path.name}: the statement {name} exists twice")
            found[name] = text.strip().rstrip(";")
    return found
