"""One database connection that speaks in named statements."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from devlog_core.model.errors import StoreError, UnreadableError
from devlog_core.storage.statements import statements

Row = Mapping[str, Any]
T = TypeVar("T")
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, OverflowError)
"""What reading a damaged row raises."""


class Session:
    """Runs named statements for one workspace inside one transaction."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        workspace: str,
        note: Callable[[str], None] = lambda _: None,
        where: str = "the store",
    ) -> None:
        self._connection = connection
        self._where = where
        self.workspace = workspace
        self._note = note
        self._counters: dict[str, int] = {}
        self._taken: set[str] = set()

    def rows(self, statement: str, /, **values: Any) -> list[Row]:
        """All rows of the named statement."""
        return self.select(statements()[statement], **values)

    def row(self, statement: str, /, **values: Any) -> Row | None:
        """The first row of the named statement, or None."""
        found = self.rows(statement, **values)
        return found[0] if found else None

    def readable(self, what: str, rows: Iterable[Row], read: Callable[[Row], T]) -> list[T]:
        """What the rows hold; one that cannot be read is set aside by itself and named."""
        found: list[T] = []
        for row in rows:
            try:
                found.append(read(row))
            except UNREADABLE as error:
                self._note(f"{name_of(what, row)} cannot be read ({why(error)})")
        return found

    def whole(self, what: str, rows: Iterable[Row], read: Callable[[Row], T]) -> list[T]:
        """What the rows hold, for whoever decides by all of them.

        Raises UnreadableError where one cannot be read.
        """
        return [self.one(what, row, read) for row in rows]

    def one(self, what: str, row: Row, read: Callable[[Row], T]) -> T:
        """What the row holds; raises UnreadableError where it cannot be read."""
        try:
            return read(row)
        except UNREADABLE as error:
            said = f"{name_of(what, row)} cannot be read ({why(error)})"
            raise UnreadableError(f"{said}: run `devlog doctor --fix`") from error

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part of the transaction that an error takes back by itself."""
        self._execute("SAVEPOINT part", {})
        try:
            yield
        except BaseException:
            self._execute("ROLLBACK TO part", {})
            self._execute("RELEASE part", {})
            raise
        self._execute("RELEASE part", {})

    def run(self, statement: str, /, **values: Any) -> int:
        """Execute the named statement and return how many rows it changed."""
        return self._execute(statements()[statement], values).rowcount

    def select(self, sql: str, /, **values: Any) -> list[Row]:
        """All rows of a statement that was put together for one question."""
        try:
            return self._fetch(sql, values)
        except sqlite3.OperationalError as error:
            if "decode" not in str(error):
                raise as_store_error(error, self._where) from error
        except sqlite3.DatabaseError as error:
            raise as_store_error(error, self._where) from error
        # A damaged text must not hide the other rows: it is handed over as the bytes that it is.
        self._connection.text_factory = _text_or_bytes
        try:
            return self._fetch(sql, values)
        finally:
            self._connection.text_factory = str

    def _fetch(self, sql: str, values: dict[str, Any]) -> list[Row]:
        cursor = self._connection.execute(sql, {"ws": self.workspace, **values})
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def change(self, sql: str, /, **values: Any) -> int:
        """Execute a statement that was put together for many rows; returns how many it changed."""
        return self._execute(sql, values).rowcount

    def next_number(self, name: str, by: int = 1) -> int:
        """The next value of a counter, taken inside this transaction; the last of `by` numbers."""
        if name not in self._counters:
            # Writing first takes the row's lock, so that no other transaction reads the same value.
            known = self.run("counter_bump", name=name, by=0)
            if not known:
                self.run("counter_insert", name=name, value=0)
            self._counters[name] = self.number(name)
        self._counters[name] += by
        self._taken.add(name)
        return self._counters[name]

    def set_number(self, name: str, value: int) -> None:
        """Put a counter where it belongs."""
        if not self.run("counter_set", name=name, value=value):
            self.run("counter_insert", name=name, value=value)
        self._counters[name] = value

    def number(self, name: str) -> int:
        """The present value of a counter, 0 for one that was never used."""
        if name in self._counters:
            return self._counters[name]
        row = self.row("counter_read", name=name)
        return int(row["value"]) if row else 0

    def flush(self) -> None:
        """Write the counters that were taken from; part of every commit."""
        for name in sorted(self._taken):
            self.run("counter_set", name=name, value=self._counters[name])
        self._taken.clear()

    def _execute(self, sql: str, values: dict[str, Any]) -> sqlite3.Cursor:
        try:
            return self._connection.execute(sql, {"ws": self.workspace, **values})
        except (sqlite3.OperationalError, sqlite3.DatabaseError) as error:
            raise as_store_error(error, self._where) from error


def _text_or_bytes(value: bytes) -> str | bytes:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value


def name_of(what: str, row: Row) -> str:
    """A record as people find it again: what it is, then what tells it apart."""
    if what == "entry":
        return f"entry {row['id']} ({row['ref']})"
    if what == "link":
        return f"link of {row['integration']} {row['remote_key'] or row.get('remote_id') or row.get('uid')}"
    parts = [str(row[name]) for name in _KEYS.get(what, ("id",)) if name in row]
    return " ".join((what, *parts))


_KEYS = {
    "note": ("uid",),
    "comment": ("integration", "remote_key"),
    "worklog": ("uid",),
    "booking": ("integration", "remote_key"),
    "change": ("seq",),
    "conflict": ("id",),
    "outbox row": ("row_id",),
    "intent": ("integration", "subject"),
    "state": ("owner", "name"),
    "waiting thing": ("integration", "remote_id"),
    "counter": ("name",),
}


def why(error: BaseException) -> str:
    """What reading a row complained about, in a few words."""
    text = " ".join(str(error).split())
    return f"no JSON: {text}" if isinstance(error, json.JSONDecodeError) else text or type(error).__name__


def as_store_error(error: sqlite3.Error, where: str = "the store") -> StoreError:
    """The database's complaint in one line with its cure."""
    text = str(error)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreError(f"{where} is locked by another process: wait for it or end it, then try again")
    if code == sqlite3.SQLITE_FULL or "disk is full" in text:
        return StoreError(
            f"the disk of {where} is full: free some space, then try again; nothing was changed"
        )
    if code == sqlite3.SQLITE_IOERR:
        return StoreError(
            f"{where} could not be written or read ({text}): its disk is full or failing; nothing was changed"
        )
    if code == sqlite3.SQLITE_READONLY:
        return StoreError(f"{where} is read-only: make it and its directory writable, then try again")
    if code == sqlite3.SQLITE_CANTOPEN:
        return StoreError(
            f"{where} cannot be opened ({text}): check that its directory exists and is writable"
        )
    if code == sqlite3.SQLITE_CONSTRAINT:
        return StoreError(
            f"{where} holds that already ({text}): nothing was changed; run `devlog doctor --fix`"
        )
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StoreError(f"{where} is damaged ({text}): run `devlog doctor`, or restore a copy")
    return StoreError(f"{where} answered: {text}; run `devlog doctor`")
