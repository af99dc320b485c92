"""Conflicts: opening, following and deciding them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from devlog_core.model.conflict import Candidate, Conflict, conflict_id
from devlog_core.model.entry import LOCAL, Entry
from devlog_core.model.errors import NotFoundError, UsageError
from devlog_core.model.fields import checked
from devlog_core.model.link import Link
from devlog_core.storage.unit import Unit

if TYPE_CHECKING:
    from devlog_core.sync.recorder import Recorder


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """A conflict as it stands now: still open, or settled on a value."""

    conflict: Conflict | None
    value: Any = None


def assess(
    entry: Entry,
    field: str,
    base: Any,
    links: Sequence[Link],
    *,
    since: datetime,
    extra: Sequence[Candidate] = (),
) -> Assessment:
    """Gather the candidates of all places; where all that differ from the base agree, it is settled.

    `extra` are candidates that no link holds, such as an import's.
    """
    candidates = [Candidate(place=LOCAL, value=entry.value(field), at=entry.updated_at)]
    candidates += [
        Candidate(place=link.integration, value=link.base[field].local, at=link.last_synced_at)
        for link in links
        if link.kind == "item" and link.state != "gone" and link.base is not None and field in link.base
    ]
    candidates += extra
    changed = [c.value for c in candidates if c.value != base]
    if all(value == changed[0] for value in changed[1:]):
        return Assessment(conflict=None, value=changed[0] if changed else base)
    conflict = Conflict(
        id=conflict_id(entry.ref, field, candidates),
        entry=entry.uid,
        field=field,
        base=base,
        candidates=tuple(candidates),
        since=since,
    )
    return Assessment(conflict=conflict)


def reassess(recorder: Recorder, entry: Entry, conflict: Conflict) -> Entry:
    """Follow a conflict after one of its places changed; returns the entry, which takes a settled value."""
    unit = recorder.unit
    links = unit.links.of(entry.uid)
    placed = {LOCAL, *(link.integration for link in links)}
    extra = [c for c in conflict.candidates if c.place not in placed]
    now = assess(entry, conflict.field, conflict.base, links, since=conflict.since, extra=extra)
    if now.conflict is not None:
        unit.conflicts.put(now.conflict)
        return entry
    unit.conflicts.close(entry.uid, conflict.field)
    entry, _ = recorder.change(entry, {conflict.field: now.value})
    recorder.queue(entry)
    return entry


def find(unit: Unit, conflict: str) -> Conflict:
    """The open conflict of that id.

    Raises NotFoundError, or UsageError naming the new id where the candidates changed since.
    """
    every = unit.conflicts.all()
    for found in every:
        if found.id == conflict:
            return found
    for found in every:
        if found.id.rpartition(".")[0] == conflict.rpartition(".")[0]:
            raise UsageError(
                f"{conflict} has other candidates by now: look at `devlog conflicts`, it is {found.id} today"
            )
    raise NotFoundError(f"no open conflict {conflict}: see `devlog conflicts`")


def resolve(recorder: Recorder, conflict: Conflict, *, take: str | None = None, value: Any = None) -> Entry:
    """Decide a conflict by the candidate of a place, or by a value; every place gets it by an ordinary push.

    The journal keeps the candidates that lose. Raises UsageError where no such candidate exists.
    """
    unit = recorder.unit
    entry = unit.entries.get(conflict.entry)
    if entry is None:
        raise NotFoundError(f"the entry of {conflict.id} no longer exists")
    value = checked(conflict.field, value) if take is None else _candidate(conflict, take).value
    unit.conflicts.close(entry.uid, conflict.field)
    for candidate in conflict.candidates:
        if candidate.place != LOCAL and candidate.value not in (value, conflict.base):
            entry = recorder.remark(entry, conflict.field, candidate.value, value)
    entry, _ = recorder.change(entry, {conflict.field: value})
    _try_again(unit, entry, conflict.field)
    recorder.queue(entry)
    return entry


def _try_again(unit: Unit, entry: Entry, field: str) -> None:
    """Let a value that a place refused before be sent once more: now somebody has decided for it."""
    for link in unit.links.of(entry.uid):
        row = unit.outbox.of(entry.uid, link.integration)
        if row is not None and field in row.aside:
            unit.outbox.put(replace(row, aside={k: v for k, v in row.aside.items() if k != field}))


def _candidate(conflict: Conflict, place: str) -> Candidate:
    for candidate in conflict.candidates:
        if candidate.place == place:
            return candidate
    places = ", ".join(c.place for c in conflict.candidates)
    raise UsageError(f"{conflict.id} has no candidate {place}: take one of {places}")
