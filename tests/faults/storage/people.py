"""Persons, put into a store by its own means."""

from __future__ import annotations

from devlog_core.model.person import Person
from devlog_core.storage.sqlite import SqliteStore
from tests.integration.desk import Desk


def add_person(desk: Desk, name: str) -> None:
    """Somebody who is known at no place."""
    store = SqliteStore(desk.inner / "devlog.db").open()
    with store.write() as unit:
        unit.people.put(Person(id=name, name=name))
    store.close()
