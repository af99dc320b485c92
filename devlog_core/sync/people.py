"""The people that somebody types: found by any of their names, added where they are new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from devlog_core.model.errors import UsageError
from devlog_core.model.ids import slug
from devlog_core.model.integration import Integration
from devlog_core.model.person import Person
from devlog_core.plugin.nearest import hint
from devlog_core.storage.unit import Unit
from devlog_core.sync.directory import Directory
from devlog_core.sync.lookup import find_person


class Persons:
    """Everybody known to a workspace, within one transaction."""

    def __init__(
        self, unit: Unit, integrations: Mapping[str, Integration], configured: Iterable[Person]
    ) -> None:
        self._unit = unit
        self.added: list[str] = []
        """What to say of each who was new: a name may be a slip of the pen."""
        Directory(unit.people, integrations, unit.links).configure(configured)

    def known(self, text: str) -> str | None:
        """The id of the person with this id, name, e-mail or account; raises UsageError where several are."""
        found = find_person(self._unit.people.all(), text)
        return found.id if found else None

    def named(self, text: str) -> str:
        """The same, where somebody unknown is added."""
        known = self.known(text)
        if known is not None:
            return known
        name = text.strip().removeprefix("@")
        if not name:
            raise UsageError("a person needs a name that is not empty")
        mail = "@" in name
        person = Person(
            id=self._free(slug(name.partition("@")[0])),
            name=name.partition("@")[0] if mail else name,
            emails=(name,) if mail else (),
        )
        others = [other.name for other in self._unit.people.all()]
        self._unit.people.put(person)
        self.added.append(f"new person {person.id}: nobody was known as `{text}`{hint(person.name, others)}")
        return person.id

    def _free(self, wanted: str) -> str:
        taken = {person.id for person in self._unit.people.all()}
        number, free = 1, wanted
        while free in taken:
            number += 1
            free = f"{wanted}-{number}"
        return free
