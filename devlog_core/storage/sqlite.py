"""The store in one SQLite file."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devlog_core.model.errors import StoreError
from devlog_core.model.ids import new_uid
from devlog_core.model.times import now, to_micros
from devlog_core.storage.connection import Session, as_store_error
from devlog_core.storage.unit import Unit

_MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 15.0


class SqliteStore:
    """A workspace's store in one file; any number of threads and processes may use it at once."""

    def __init__(self, path: Path, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self._busy = busy_seconds
        self._local = threading.local()
        self._all: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self.noted: dict[str, None] = {}
        """The records that were met and cannot be read, each once."""
        self.workspace = ""
        self.replica = ""

    def open(self, *, create: bool = False) -> SqliteStore:
        """Connect, bring the schema up to date, and learn who we are.

        Raises StoreError where the file is absent (unless `create`), locked, damaged or of a newer devlog.
        """
        if not create and not self.path.exists():
            raise StoreError(f"{self.path} does not exist: run `devlog init`, or restore a copy")
        try:
            connection = self._connection()
            if not create and not connection.execute("PRAGMA user_version").fetchone()[0]:
                self._refuse_empty(connection)
            row = self._identity(connection) if self._is_current(connection) else None
            if row is None:
                row = self._prepare(connection)
        except sqlite3.Error as error:
            raise as_store_error(error, str(self.path)) from error
        self.workspace, self.replica = row
        return self

    @contextmanager
    def read(self) -> Iterator[Unit]:
        """One consistent view; nothing can be changed through it."""
        with self._transaction(writes=False) as unit:
            yield unit

    @contextmanager
    def write(self) -> Iterator[Unit]:
        """One transaction: all of it is kept, or none where an error leaves the block."""
        with self._transaction(writes=True) as unit:
            yield unit

    def close(self) -> None:
        """Close the connections of all threads; the store may be opened again."""
        with self._guard:
            for connection in self._all:
                connection.close()
            self._all.clear()
            self._local = threading.local()

    def copy_to(self, path: Path) -> SqliteStore:
        """A store of its own with the same content, for trying something out."""
        target = sqlite3.connect(path)
        try:
            self._connection().backup(target)
        finally:
            target.close()
        return SqliteStore(path, self._busy).open()

    def check(self) -> list[str]:
        """What SQLite finds wrong with the file; empty where it is sound."""
        try:
            rows = self._connection().execute("PRAGMA integrity_check").fetchall()
        except sqlite3.Error as error:
            return [str(as_store_error(error, str(self.path)))]
        return [str(row[0]) for row in rows if row[0] != "ok"]

    def reindex(self) -> bool:
        """Make all indexes anew from the tables; False where the tables themselves forbid it."""
        try:
            self._connection().execute("REINDEX")
        except sqlite3.Error:
            return False
        return True

    @contextmanager
    def noticing(self) -> Iterator[list[str]]:
        """What this thread meets within the block and cannot read."""
        met: list[str] = []
        self._local.met = met
        try:
            yield met
        finally:
            self._local.met = None

    def _note(self, record: str) -> None:
        self.noted[record] = None
        met: list[str] | None = getattr(self._local, "met", None)
        if met is not None and record not in met:
            met.append(record)

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[Unit]:
        """A transaction, or a part of the one that this thread is in.

        A plugin's memory lies in the store, and may be asked for while a value is worked out.
        """
        outer: tuple[Unit, bool] | None = getattr(self._local, "running", None)
        if outer is not None and (outer[1] or not writes):
            with outer[0].session.savepoint():
                yield outer[0]
            return
        # A view stays as it is: what is written meanwhile goes by a connection of its own.
        name = "connection" if outer is None else "beside"
        with self._begun(self._connection(name), writes) as unit:
            self._local.running = (unit, writes)
            try:
                yield unit
            finally:
                self._local.running = outer

    @contextmanager
    def _begun(self, connection: sqlite3.Connection, writes: bool) -> Iterator[Unit]:
        try:
            connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
        except sqlite3.Error as error:
            raise as_store_error(error, str(self.path)) from error
        session = Session(connection, self.workspace, self._note, str(self.path))
        try:
            yield Unit(session, self.replica)
            session.flush()
        except BaseException:
            connection.rollback()
            raise
        try:
            connection.commit()
        except sqlite3.Error as error:
            connection.rollback()
            raise as_store_error(error, str(self.path)) from error

    def _connection(self, name: str = "connection") -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, name, None)
        if connection is None:
            connection = sqlite3.connect(
                self.path, timeout=self._busy, isolation_level=None, check_same_thread=False
            )
            connection.execute("PRAGMA synchronous = FULL")
            setattr(self._local, name, connection)
            with self._guard:
                self._all.append(connection)
        return connection

    def _refuse_empty(self, connection: sqlite3.Connection) -> None:
        """A file that lost its content must not pass for a new store: every item would be made again."""
        if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            raise StoreError(
                f"{self.path} holds nothing: put a copy of the store in its place,"
                " or run `devlog init` to begin with an empty one"
            )

    def _is_current(self, connection: sqlite3.Connection) -> bool:
        applied = connection.execute("PRAGMA user_version").fetchone()[0]
        newest = len(_migration_files())
        if applied > newest:
            raise StoreError(
                f"{self.path} was written by a newer devlog (schema {applied}, this one knows {newest}):"
                " upgrade devlog"
            )
        return bool(applied == newest)

    def _identity(self, connection: sqlite3.Connection) -> tuple[str, str] | None:
        row = connection.execute("SELECT workspace, replica FROM workspaces").fetchone()
        return None if row is None else (row[0], row[1])

    def _prepare(self, connection: sqlite3.Connection) -> tuple[str, str]:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        try:
            applied = connection.execute("PRAGMA user_version").fetchone()[0]
            _migrate(connection, applied)
            row = self._identity(connection)
            if row is None:
                row = (new_uid(), new_uid())
                connection.execute("INSERT INTO workspaces VALUES (?, ?, ?)", (*row, to_micros(now())))
            connection.commit()
        except BaseException:
            connection.rollback()
            raise
        return row


def _migration_files() -> list[Path]:
    return sorted(_MIGRATIONS.glob("[0-9]*.sql"))


def _migrate(connection: sqlite3.Connection, applied: int) -> None:
    """Apply every migration after `applied`; refuses a store whose applied ones were altered since."""
    from devlog_core.storage.planner import tell_planner

    connection.execute(
        "CREATE TABLE IF NOT EXISTS migrations (name TEXT NOT NULL PRIMARY KEY, checksum TEXT NOT NULL)"
    )
    known = dict(connection.execute("SELECT name, checksum FROM migrations").fetchall())
    for number, path in enumerate(_migration_files(), start=1):
        text = path.read_text(encoding="utf-8")
        checksum = hashlib.sha256(text.encode()).hexdigest()
        if number <= applied:
            if known.get(path.name) != checksum:
                raise StoreError(
                    f"migration {path.name} differs from the one this store was made with: reinstall devlog"
                )
            continue
        for statement in _split(text):
            connection.execute(statement)
        connection.execute("INSERT INTO migrations VALUES (?, ?)", (path.name, checksum))
        connection.execute(f"PRAGMA user_version = {number}")
    tell_planner(connection)


def _split(text: str) -> list[str]:
    """The statements of a script; `executescript` would commit the transaction around them."""
    statements: list[str] = []
    pending = ""
    for line in text.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            statements.append(pending)
            pending = ""
    return statements
