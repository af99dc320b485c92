"""The SQLite store: identity, transactions, numbers, refs, finding."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from devlog_core.model.entry import Entry
from devlog_core.model.errors import StoreError
from devlog_core.model.ids import new_uid, ref_of
from devlog_core.model.link import Link, Pair
from devlog_core.model.remote import RemoteRef
from devlog_core.model.times import now
from devlog_core.storage.entries import EntryQuery
from devlog_core.storage.sqlite import SqliteStore
from devlog_core.storage.statements import statements


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    return SqliteStore(tmp_path / "devlog.db").open(create=True)


def entry(**content: object) -> Entry:
    uid = new_uid()
    moment = now()
    values = {"title": "t", **content}
    return Entry(
        uid=uid, id=0, ref=ref_of(uid), key="t", content=values, created_at=moment, updated_at=moment
    )


def test_a_store_keeps_its_identity(store: SqliteStore) -> None:
    again = SqliteStore(store.path).open()
    assert (again.workspace, again.replica) == (store.workspace, store.replica)
    assert store.workspace != store.replica


def test_a_store_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="devlog init"):
        SqliteStore(tmp_path / "none.db").open()


def test_an_entry_comes_back_as_it_was(store: SqliteStore) -> None:
    full = entry(
        labels=["b", "ä"], assignees=["ada"], description="x\ny", **{"custom.deep": {"a": [1, None]}}
    )
    with store.write() as unit:
        kept = unit.entries.insert(replace(full, aliases=("old",), targets=("a",), vector={"r": 3}))
    with store.read() as unit:
        assert unit.entries.get(full.uid) == kept
        assert unit.entries.by_id(kept.id) == kept
        assert unit.entries.by_name("old") == [kept]
        assert unit.entries.by_tail(full.uid[-12:]) == [kept]


def test_an_error_leaves_nothing_changed(store: SqliteStore) -> None:
    with pytest.raises(RuntimeError), store.write() as unit:
        unit.entries.insert(entry())
        raise RuntimeError
    with store.write() as unit:
        assert unit.entries.after(0, 10) == []
        assert unit.entries.insert(entry()).id == 1


def test_a_transaction_within_one_is_a_part_of_it(store: SqliteStore) -> None:
    """Otherwise a plugin that looks into its memory while a value is worked out ends the sync."""
    with pytest.raises(RuntimeError), store.write() as unit:
        unit.state.put("a", "outer", 1)
        with store.read() as inner:
            assert inner.state.get("a", "outer") == 1
        with store.write() as inner:
            inner.state.put("a", "inner", 2)
        with pytest.raises(KeyError), store.write() as inner:
            inner.state.put("a", "lost", 3)
            raise KeyError
        assert unit.state.all("a") == {"outer": 1, "inner": 2}
        raise RuntimeError
    with store.read() as unit:
        assert unit.state.all("a") == {}


def test_what_is_written_within_a_view_does_not_change_it(store: SqliteStore) -> None:
    """The view is of one moment, and what was written stands when it ends."""
    with store.read() as view:
        assert view.state.all("a") == {}
        with store.write() as unit:
            unit.state.put("a", "beside", 1)
        assert view.state.all("a") == {}
        with store.write() as unit:
            unit.state.put("a", "again", 2)
    with store.read() as unit:
        assert unit.state.all("a") == {"beside": 1, "again": 2}


def test_numbers_are_taken_once_by_any_number_of_threads(store: SqliteStore) -> None:
    def work() -> None:
        for _ in range(25):
            with store.write() as unit:
                unit.entries.insert(entry())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as unit:
        assert [e.id for e in unit.entries.all()] == list(range(1, 101))


def test_refs_grow_where_two_entries_end_alike(store: SqliteStore) -> None:
    first = replace(entry(), uid="01890000-0000-7000-8000-00017c41f09a")
    second = replace(entry(), uid="01890000-0000-7000-8000-00027c41f09a")
    with store.write() as unit:
        assert unit.entries.insert(first).ref == "dl-7c41f09a"
        assert unit.entries.insert(second).ref == "dl-00027c41f09a"


def test_one_item_is_one_entry_and_one_entry_one_item(store: SqliteStore) -> None:
    with store.write() as unit:
        one, two = unit.entries.insert(entry()), unit.entries.insert(entry())
        link = Link(
            uid=new_uid(),
            entry=one.uid,
            integration="a",
            ref=RemoteRef(id="1"),
            base={"title": Pair("t", "t")},
        )
        unit.links.put(link)
    for clash in (
        replace(link, uid=new_uid(), entry=two.uid),
        replace(link, uid=new_uid(), ref=RemoteRef(id="2")),
    ):
        with pytest.raises(StoreError, match="holds that already"), store.write() as unit:
            unit.links.put(clash)
    with store.read() as unit:
        assert unit.links.of(one.uid) == [link]


def test_listing_passes_what_was_asked_for(store: SqliteStore) -> None:
    with store.write() as unit:
        for number in range(5):
            unit.entries.insert(entry(title=f"number {number}", labels=["x"] if number % 2 else []))
        unit.entries.insert(entry(title="100%_sure", status="done"))
        unit.entries.insert(entry(title="put away", archived=True))
    with store.read() as unit:
        search = unit.entries.search
        assert [e.title for e in search(EntryQuery(limit=2))] == ["number 4", "number 3"]
        assert len(search(EntryQuery(labels=["x"]))) == 2
        assert [e.title for e in search(EntryQuery(search="0%_s", all=True))] == ["100%_sure"]
        assert [e.title for e in search(EntryQuery(status=["done"]))] == ["100%_sure"]
        assert len(search(EntryQuery(all=True, limit=None))) == 7


def test_a_store_of_a_newer_devlog_is_refused(store: SqliteStore) -> None:
    store.close()
    connection = sqlite3.connect(store.path)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(StoreError, match="newer devlog"):
        SqliteStore(store.path).open()


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "devlog.db"
    path.write_bytes(b"this is no database, and never was one" * 100)
    with pytest.raises(StoreError, match="damaged"):
        SqliteStore(path).open()


def test_a_locked_store_says_so(store: SqliteStore) -> None:
    holder = sqlite3.connect(store.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        patient = SqliteStore(store.path, busy_seconds=0.05).open()
        with pytest.raises(StoreError, match="locked by another process"), patient.write():
            pass
    finally:
        holder.rollback()
        holder.close()


def test_a_full_disk_changes_nothing(store: SqliteStore) -> None:
    with store.write() as unit:
        unit.entries.insert(entry())
        unit.session.select("PRAGMA max_page_count = 80")
    with pytest.raises(StoreError, match="full"), store.write() as unit:
        for _ in range(100):
            unit.entries.insert(entry(description="x" * 10_000))
    with store.read() as unit:
        assert len(unit.entries.after(0, 1000)) == 1


def test_a_copy_is_a_store_of_its_own(store: SqliteStore, tmp_path: Path) -> None:
    with store.write() as unit:
        unit.entries.insert(entry())
    copy = store.copy_to(tmp_path / "copy.db")
    with copy.write() as unit:
        unit.entries.insert(entry())
    with store.read() as unit:
        assert len(unit.entries.after(0, 10)) == 1


def test_an_altered_migration_is_noticed(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from devlog_core.storage import sqlite

    folder = tmp_path / "migrations"
    shutil.copytree(sqlite._MIGRATIONS, folder)
    first = folder / "0001_initial.sql"
    first.write_text(first.read_text() + "\n-- edited later\n")
    (folder / "9999_more.sql").write_text("CREATE TABLE more (workspace TEXT NOT NULL);\n")
    monkeypatch.setattr(sqlite, "_MIGRATIONS", folder)
    with pytest.raises(StoreError, match="0001_initial"):
        SqliteStore(store.path).open()


def test_every_statement_names_the_workspace() -> None:
    exempt = {"workspace_read"}
    assert [n for n, text in statements().items() if ":ws" not in text and n not in exempt] == []
