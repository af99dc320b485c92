"""People whom an export of another store brings along."""

from __future__ import annotations

from devlog_core.model.person import Person
from devlog_core.storage.people import People


def take_person(people: People, known: Person | None, person: Person) -> str | None:
    """Add a person, or what the other store knows of one that is known here.

    Returns what is odd about it: a name or an account that this store has otherwise stays.
    """
    if known is None:
        people.put(person)
        return None
    joined = Person(
        id=known.id,
        name=known.name,
        emails=tuple(dict.fromkeys((*known.emails, *person.emails))),
        identities={**person.identities, **known.identities},
    )
    if joined != known:
        people.put(joined)
    other = ["the name"] if known.name != person.name else []
    other += [name for name, account in person.identities.items() if joined.identities[name] != account]
    return f"{', '.join(other)} of {known.id} stays as it is here" if other else None
