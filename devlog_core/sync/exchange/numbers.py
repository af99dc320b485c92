"""Numbers and names of imported entries in this workspace."""

from __future__ import annotations

from devlog_core.storage.unit import Unit

_HIGHEST = 2**31


def is_empty(unit: Unit) -> bool:
    """Whether no entry was ever given a number here."""
    return unit.session.number("entry") == 0


def keep_number(unit: Unit, wanted: int | None) -> None:
    """Let the next entry get its old number, where none so high was given yet.

    Numbers are only ever taken from the counter, so that none is given twice.
    """
    given = unit.session.number("entry")
    if wanted is not None and given + 1 < wanted < _HIGHEST:
        unit.session.next_number("entry", by=wanted - given - 1)


def number_alias(unit: Unit, number: int | None, own: int | None = None) -> tuple[str, ...]:
    """The old number as an alias, unless it would stand in the way of another entry's."""
    if number is None:
        return ()
    name = str(number)
    holder = unit.entries.by_id(number)
    free = holder is None or holder.id == own
    return (name,) if free and not [e for e in unit.entries.by_name(name) if e.id != own] else ()
