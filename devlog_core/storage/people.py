"""Persons in the store."""

from __future__ import annotations

from devlog_core.model.person import Person
from devlog_core.storage.connection import Row, Session
from devlog_core.storage.rows import dump, load


class People:
    """Everybody known to one workspace."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> list[Person]:
        """All persons by id."""
        return [_person(row) for row in self._session.rows("people_all")]

    def put(self, person: Person) -> None:
        """Store a person, new or changed."""
        self._session.run(
            "person_upsert",
            id=person.id,
            name=person.name,
            emails=dump(list(person.emails)),
            identities=dump(dict(person.identities)),
        )


def _person(row: Row) -> Person:
    return Person(
        id=row["id"], name=row["name"], emails=tuple(load(row["emails"])), identities=load(row["identities"])
    )
