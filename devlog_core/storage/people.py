"""Persons in the store."""

from __future__ import annotations

from devlog_core.model.person import Person
from devlog_core.storage.connection import Row, Session
from devlog_core.storage.rows import dump, load_list, load_map, text


class People:
    """Everybody known to one workspace."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> list[Person]:
        """All persons by id."""
        return self.sorted_out()[0]

    def sorted_out(self) -> tuple[list[Person], set[str]]:
        """All persons by id, and the ids of those whose record cannot be read."""
        rows = self._session.rows("people_all")
        found = self._session.readable("person", rows, read_person)
        return found, {str(row["id"]) for row in rows} - {person.id for person in found}

    def put(self, person: Person) -> None:
        """Store a person, new or changed."""
        self._session.run(
            "person_upsert",
            id=person.id,
            name=person.name,
            emails=dump(list(person.emails)),
            identities=dump(dict(person.identities)),
        )


def read_person(row: Row) -> Person:
    """The person of a row; raises one of UNREADABLE where it holds none."""
    return Person(
        id=row["id"],
        name=text(row["name"]),
        emails=tuple(load_list(row["emails"])),
        identities=load_map(row["identities"]),
    )
