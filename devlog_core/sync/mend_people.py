"""Finding out again at which places somebody has which account."""

from __future__ import annotations

from devlog_core.storage.connection import UNREADABLE
from devlog_core.storage.links import read_base
from devlog_core.storage.unit import Unit


def accounts_of(unit: Unit, person: str) -> dict[str, str]:
    """The accounts of a person by integration, as the bases of links tell them.

    A base pairs the persons of an entry with the accounts at the place: where all but one of each are
    known to belong together, so do these two.
    """
    others = {known.id: known for known in unit.people.all() if known.id != person}
    found: dict[str, str] = {}
    rows = unit.session.select(
        "SELECT integration, base FROM links WHERE workspace = :ws AND base LIKE :person",
        person=f"%{person}%",
    )
    for row in rows:
        try:
            pair = (read_base(row["base"]) or {})["assignees"]
            left, accounts = set(pair.local or ()), set(pair.remote or ())
        except UNREADABLE:
            continue
        for other in left & set(others):
            account = others[other].identities.get(row["integration"])
            if account in accounts:
                left.discard(other)
                accounts.discard(account)
        if left == {person} and len(accounts) == 1:
            found[row["integration"]] = accounts.pop()
    return found
