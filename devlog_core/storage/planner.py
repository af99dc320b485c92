"""What SQLite's query planner is told of a store, so that a large one is read by its indexes."""

from __future__ import annotations

import sqlite3

_ROWS = 1_000_000
_DISTINCT = 100_000
_FEW = {"workspace": 1, "replica": 2, "archived": 2, "kind": 4, "integration": 4, "state": 4}
"""How many values a column holds that tells few rows apart; the others tell nearly all apart."""


def tell_planner(connection: sqlite3.Connection) -> None:
    """Describe every index of the schema as it is in a large store.

    Left to guess, SQLite takes the rows of a workspace to be ten, and walks through all of them
    wherever that spares sorting a few. To count would not help: the first pull begins with nothing.
    """
    connection.execute("ANALYZE workspaces")
    connection.execute("DELETE FROM sqlite_stat1")
    indexes = connection.execute(
        "SELECT name, tbl_name FROM sqlite_master WHERE type = 'index' AND tbl_name NOT LIKE 'sqlite_%'"
    ).fetchall()
    for index, table in indexes:
        columns = [row[2] for row in connection.execute(f"PRAGMA index_info({index})").fetchall()]
        connection.execute("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", (table, index, _statistics(columns)))
    connection.execute("ANALYZE sqlite_master")


def _statistics(columns: list[str]) -> str:
    """The rows of an index, then how many of them share its first column, its first two and so on."""
    left = _ROWS
    shares = []
    for column in columns:
        left = max(1, left // _FEW.get(column, _DISTINCT))
        shares.append(left)
    return " ".join(map(str, [_ROWS, *shares]))
