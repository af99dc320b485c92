"""Finding what a write of ours replaced in the moment between our read and it.

A place without preconditions takes a write on what has changed meanwhile. Where it keeps a history,
that tells afterwards: the value comes into the journal, what was added to a set is added again, and
a single value is decided as if it had been read in time.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from devlog_core.model.conflict import Candidate
from devlog_core.model.entry import Entry
from devlog_core.model.errors import AuthError, DeadlineError, DevlogError, RateLimitedError
from devlog_core.model.fields import field_of, is_set, sorted_set
from devlog_core.model.overwritten import Overwritten, Write
from devlog_core.model.remote import FieldChange
from devlog_core.model.replacement import Replacement
from devlog_core.storage.unit import Unit
from devlog_core.sync.conflicts import assess
from devlog_core.sync.place import Place
from devlog_core.sync.recorder import Recorder

_KNOWN = "recovered"


def recover(place: Place) -> None:
    """Ask for what the writes since the last time replaced unread, and bring it back."""
    if not place.is_tracker or not place.capabilities.recovery:
        return
    with place.store.read() as unit:
        rows = unit.replacements.after(place.name, unit.state.get(place.owner, _KNOWN, 0))
        sent = [row for _, row in rows if row.field in place.capabilities.recovery]
        writes = _writes(unit, place, sent)
    if not rows:
        return
    try:
        found = place.tracker.overwritten(writes) if writes else ()
    except (AuthError, DeadlineError, RateLimitedError):
        raise
    except DevlogError as error:
        # All items are read, so there is nothing that sending has to wait for; the next complete
        # reading asks again.
        place.tally.error(error.kind, f"{place.name}: what writes replaced unread was not found out: {error}")
        return
    with place.write() as unit:
        for lost in found:
            _bring_back(place, unit, lost, sent)
        unit.state.put(place.owner, _KNOWN, rows[-1][0])


def _writes(unit: Unit, place: Place, sent: list[Replacement]) -> list[Write]:
    writes = []
    for (entry, at, _), rows in groupby(sent, key=lambda row: (row.entry, row.at, row.run)):
        link = unit.links.item(entry, place.name)
        if link is not None and link.state == "linked":
            fields = {row.field: FieldChange(old=row.old.remote, new=row.new.remote) for row in rows}
            writes.append(Write(ref=link.ref, fields=fields, at=at))
    return writes


def _bring_back(place: Place, unit: Unit, lost: Overwritten, sent: list[Replacement]) -> None:
    link = unit.links.by_remote(place.name, lost.ref.id)
    entry = unit.entries.get(link.entry) if link is not None else None
    if entry is None:
        return
    directory = place.directory(unit)
    by = directory.person(lost.by, place.name) if lost.by is not None else None
    recorder = place.recorder(unit, "recover", at=lost.at, actor=by)
    now = entry.value(lost.field)
    if lost.field == "parent" and place.relations(directory).unknown("parent", lost.value):
        # No entry stands for what was set there: the journal has it by its id.
        recorder.remark(entry, lost.field, lost.value, now)
        return
    value = place.to_local(directory, field_of(lost.field), lost.value)
    if is_set(field_of(lost.field)):
        recorder.change(entry, {lost.field: sorted_set([*now, *value])})
    elif value != now:
        entry = recorder.remark(entry, lost.field, value, now)
        ours = [row for row in sent if (row.entry, row.field) == (entry.uid, lost.field)]
        _decide(place, recorder, entry, lost, value, _replacing(ours, lost))
    place.tally.touched(entry.id, "updated")


def _replacing(ours: Sequence[Replacement], lost: Overwritten) -> Replacement:
    """The write that replaced the value: the next after it was set, and none that came later."""
    at = min((row.at for row in ours if row.at >= lost.at), default=ours[-1].at)
    return [row for row in ours if row.at == at][-1]


def _decide(
    place: Place, recorder: Recorder, entry: Entry, lost: Overwritten, value: object, ours: Replacement
) -> None:
    """By the policy of the field; what was changed again since stands, and the journal has the value."""
    unit, policy = recorder.unit, place.integration.policy(lost.field)
    if entry.value(lost.field) != ours.new.local or lost.field in unit.conflicts.of(entry.uid):
        return
    if policy == "remote":
        recorder.change(entry, {lost.field: value})
    elif policy == "manual":
        rival = Candidate(place=f"{place.name}-overwritten", value=value, at=lost.at, by=recorder.cause.actor)
        links = unit.links.of(entry.uid)
        now = assess(entry, lost.field, ours.old.local, links, since=place.clock(), extra=[rival])
        if now.conflict is not None:
            unit.conflicts.put(now.conflict)
            place.tally.conflicts += 1
