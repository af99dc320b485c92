"""All that a store holds, as one text."""

from __future__ import annotations

import hashlib
import sqlite3


def digest(connection: sqlite3.Connection) -> str:
    """Equal for stores that hold the same rows; the text of an empty database is empty."""
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    tables = [row[0] for row in connection.execute(names)]
    told = hashlib.sha256()
    for table in tables:
        rows = sorted(map(repr, connection.execute(f"SELECT * FROM {table}")))
        told.update(repr((table, rows)).encode())
    return told.hexdigest() if tables else ""


def counters(connection: sqlite3.Connection) -> dict[str, int]:
    """The counters by name; none where there is no schema yet."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'counters'").fetchone():
        return {}
    return dict(connection.execute("SELECT name, value FROM counters").fetchall())
