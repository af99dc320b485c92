"""Finding the entry or the person that somebody typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from devlog_core.model.entry import LOCAL, Entry
from devlog_core.model.errors import NotFoundError, UsageError
from devlog_core.storage.unit import Unit

if TYPE_CHECKING:
    from devlog_core.model.note import Worklog
    from devlog_core.model.person import Person

_NUMBER = re.compile(r"#?([0-9]{1,18})")
_BEGINNING = 4
"""So many characters of a uid name it, where no other begins so."""
_REF = re.compile(r"dl-([0-9a-f]{4,32})")


def find_entry(unit: Unit, text: str) -> Entry:
    """The entry called `12`, `#12`, by its ref, uid, key, an alias, or the key of its item at a place.

    Raises NotFoundError where none answers, UsageError naming them where several do.
    """
    name = text.strip()
    found = _by_number(unit, name) or _by_ref(unit, name.lower()) or _by_uid(unit, name.lower())
    if found is None:
        several = unit.entries.by_name(name) or unit.entries.by_name(name.removeprefix("#"))
        found = _only(name, several or _by_remote_key(unit, name))
    if found is None:
        raise NotFoundError(f"no entry answers to `{text}`; `devlog list --all` shows those that exist")
    return found


def find_own_worklog(unit: Unit, entry: Entry, text: str) -> Worklog:
    """The worklog of the entry with this uid, or whose uid alone begins so, if it was booked here.

    Raises NotFoundError where none answers, UsageError where several do or it was booked at a place.
    """
    name = text.strip().lower()
    listed = f"`devlog show {entry.ref}` lists those that exist"
    if len(name) < _BEGINNING:
        raise UsageError(
            f"`{text}` is too short to name a worklog: write {_BEGINNING} characters or more; {listed}"
        )
    found = [log for log in unit.worklogs.of(entry.uid) if log.uid.startswith(name)]
    if not found:
        raise NotFoundError(f"no worklog of {entry.ref} begins with `{text}`; {listed}")
    if len(found) > 1:
        several = ", ".join(log.uid for log in found[:5])
        raise UsageError(f"`{text}` names {len(found)} worklogs: {several}; write more of one")
    if found[0].origin != LOCAL:
        place = found[0].origin
        raise UsageError(
            f"{found[0].uid} was booked at {place}: take it away there, and the next sync follows"
        )
    return found[0]


def _by_number(unit: Unit, name: str) -> Entry | None:
    number = _NUMBER.fullmatch(name)
    return unit.entries.by_id(int(number[1])) if number else None


def _by_ref(unit: Unit, name: str) -> Entry | None:
    ref = _REF.fullmatch(name)
    if ref is None:
        return None
    return unit.entries.by_ref(name) or _only(name, unit.entries.by_tail(ref[1]))


def _by_uid(unit: Unit, name: str) -> Entry | None:
    return unit.entries.get(name) if len(name) == 36 else None


def _by_remote_key(unit: Unit, name: str) -> list[Entry]:
    # A bare number is ours alone: the place's 12 is seldom our 12.
    if _NUMBER.fullmatch(name):
        return []
    return unit.entries.by_remote_key(name) or unit.entries.by_remote_key(name.upper())


def _only(name: str, found: Sequence[Entry]) -> Entry | None:
    if len(found) > 1:
        listed = ", ".join(f"{entry.ref} ({entry.title})" for entry in found[:5])
        more = f" and {len(found) - 5} more" if len(found) > 5 else ""
        raise UsageError(f"`{name}` names {len(found)} entries: {listed}{more}; use one of these refs")
    return found[0] if found else None


def find_person(people: Iterable[Person], text: str) -> Person | None:
    """The person with this id, name, e-mail or account; None where nobody is known by it.

    Raises UsageError where several are.
    """
    wanted = text.strip().removeprefix("@").casefold()
    everybody = list(people)
    for person in everybody:
        if person.id.casefold() == wanted:
            return person
    found = [
        person
        for person in everybody
        if wanted in {name.casefold() for name in (person.name, *person.emails, *person.identities.values())}
    ]
    if len(found) > 1:
        listed = ", ".join(f"{person.id} ({person.name})" for person in found)
        raise UsageError(f"`{text}` names several people: {listed}; use one of these ids")
    return found[0] if found else None
