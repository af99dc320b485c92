"""Which way SQLite takes to the rows that a statement asks for."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from devlog_core.storage.batches import records_of
from devlog_core.storage.entries import EntryQuery
from devlog_core.storage.sqlite import SqliteStore
from devlog_core.storage.statements import statements

WHOLE = {
    "conflicts_all", "conflicts_count", "entries_by_tail", "entries_naming", "entry_uids", "outbox_all",
    "people_all", "runs_by_tail", "workspace_read",
}  # fmt: skip
"""The statements that mean the whole workspace, or look for a part of a word."""

WALKS = re.compile(r"\bSCAN (?!last\b)|\(workspace=\?\)")
"""How a plan says that it passes by every row of the workspace; `last` is a subquery's own small result."""


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    SqliteStore(tmp_path / "devlog.db").open(create=True).close()
    with closing(sqlite3.connect(tmp_path / "devlog.db")) as opened:
        yield opened


def plan(connection: sqlite3.Connection, sql: str) -> str:
    values = dict.fromkeys(re.findall(r":(\w+)", sql), "")
    return " | ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values))


@pytest.mark.parametrize("name", sorted(set(statements()) - WHOLE))
def test_a_statement_goes_by_an_index(connection: sqlite3.Connection, name: str) -> None:
    """Otherwise each item of a first pull costs more the more were read before it."""
    assert not WALKS.search(plan(connection, statements()[name]))


@pytest.mark.parametrize(
    "query",
    [
        EntryQuery(),
        EntryQuery(status=("new",), type=("bugfix",), priority=("high",)),
        EntryQuery(labels=("ui", "api")),
        EntryQuery(assignee="ada"),
        EntryQuery(integration="tracker"),
    ],
)
def test_a_listing_goes_by_indexes(tmp_path: Path, query: EntryQuery) -> None:
    """Otherwise the fifty newest cost as much as all."""
    store = SqliteStore(tmp_path / "devlog.db").open(create=True)
    asked: list[str] = []
    with store.read() as unit:
        connection = unit.session._connection
        connection.set_trace_callback(asked.append)
        unit.entries.search(query)
        for table in ("notes", "worklogs", "links", "conflicts"):
            records_of(unit.session, table, ["one", "two"])
        connection.set_trace_callback(None)
        plans = [plan(connection, sql) for sql in asked]
    assert len(plans) == 5
    assert not [found for found in plans if WALKS.search(found)]
