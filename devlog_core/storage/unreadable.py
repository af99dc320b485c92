"""Records that the database gives back and devlog cannot read."""

from __future__ import annotations

import json
from collections.abc import Iterator

from devlog_core.storage.connection import Session

_JSON = {
    "entries": ("id", ("aliases", "content", "targets", "vector")),
    "notes": ("uid", ("files",)),
    "people": ("id", ("emails", "identities")),
    "links": ("uid", ("base", "data")),
    "conflicts": ("id", ("base", "candidates")),
    "outbox": ("row_id", ("aside",)),
    "changes": ("seq", ("old_value", "new_value")),
}


def unreadable_rows(session: Session) -> Iterator[str]:
    """Each record whose JSON is broken, as `TABLE KEY (column)`."""
    for table, (key, columns) in _JSON.items():
        for row in session.select(f"SELECT {key}, {', '.join(columns)} FROM {table} WHERE workspace = :ws"):
            for column in columns:
                try:
                    json.loads(row[column] or "null")
                except (ValueError, TypeError):
                    yield f"{table} {row[key]} ({column})"
