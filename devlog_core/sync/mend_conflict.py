"""Gathering a conflict again from the entry and the links that it is about."""

from __future__ import annotations

from datetime import datetime

from devlog_core.model.conflict import Candidate, Conflict, conflict_id
from devlog_core.model.entry import LOCAL, Entry
from devlog_core.model.times import from_micros
from devlog_core.storage.connection import Row
from devlog_core.storage.rows import load
from devlog_core.storage.unit import Unit
from devlog_core.sync.conflicts import assess
from devlog_core.sync.mend_entry import attempt


def gathered(unit: Unit, entry: Entry, row: Row, now: datetime) -> Conflict | None:
    """The conflict as it stands by what is known for sure; None where all places agree."""
    field, links = row["field"], unit.links.of(entry.uid)
    since = attempt(from_micros, row["since"]) or now
    # In a tuple, so that a base of null is told from one that cannot be read.
    read = attempt(lambda text: (load(text),), row["base"])
    base = read[0] if read else None
    known = assess(entry, field, base, links, since=since)
    if known.conflict is not None or (read is not None and known.value == entry.value(field)):
        return known.conflict
    # Without a base nobody can say who changed it: a person decides wherever two differ.
    candidates = [Candidate(place=LOCAL, value=entry.value(field), at=entry.updated_at)]
    candidates += [
        Candidate(place=link.integration, value=link.base[field].local, at=link.last_synced_at)
        for link in links
        if link.kind == "item" and link.base is not None and field in link.base
    ]
    if all(one.value == candidates[0].value for one in candidates):
        return None
    return Conflict(
        id=conflict_id(entry.ref, field, candidates),
        entry=entry.uid,
        field=field,
        base=base,
        candidates=tuple(candidates),
        since=since,
    )
