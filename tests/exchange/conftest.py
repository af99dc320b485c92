"""Stores to import into, and the real entries where they lie beside the project."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devlog_core.storage.sqlite import SqliteStore
from devlog_core.sync.exchange.desk import Desk
from devlog_core.sync.people import Persons
from devlog_core.sync.routing import Routes

_ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("DEVLOG_SHARED") or _ROOT.parent / "shared")


@pytest.fixture(scope="session")
def real_entries() -> Path:
    """The folder of 278 real entries."""
    folder = SHARED / "data" / "entries"
    if not folder.is_dir():
        pytest.skip(
            f"the real entries are not here: set DEVLOG_SHARED to the folder that holds {folder.name}"
        )
    return folder


@pytest.fixture
def make_desk(tmp_path: Path) -> Iterator[Callable[[str], Desk]]:
    """Makes a workspace's desk by name, each with a store of its own."""
    stores: list[SqliteStore] = []

    def make(name: str) -> Desk:
        store = SqliteStore(tmp_path / f"{name}.db").open(create=True)
        stores.append(store)
        return desk_of(store)

    yield make
    for store in stores:
        store.close()


@pytest.fixture
def desk(make_desk: Callable[[str], Desk]) -> Desk:
    """A workspace without integrations."""
    return make_desk("here")


def desk_of(store: SqliteStore) -> Desk:
    """The desk of a workspace without integrations."""
    routes = Routes({}, lambda name: False)
    return Desk(
        store=store, routes=routes, persons=lambda recorder: Persons(recorder.unit, {}, ()), actor="ada"
    )
