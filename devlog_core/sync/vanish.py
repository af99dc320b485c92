"""Items that a complete reading did not meet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from devlog_core.model.conflict import Conflict
from devlog_core.model.entry import Entry
from devlog_core.model.errors import GuardError, UnreadableError
from devlog_core.model.link import Link
from devlog_core.model.remote import Mode, RemoteRef
from devlog_core.storage.unit import Unit
from devlog_core.sync.conflicts import reassess
from devlog_core.sync.place import Place
from devlog_core.sync.recorder import Recorder
from devlog_core.sync.tally import PlanRow

ARRIVED = "arrived"
"""On a link: the item came with our mark and nobody here sent it, as one that was moved there."""


def judge_vanished(
    place: Place,
    seen: int,
    *,
    mode: Mode,
    allow_shrink: bool,
    shrink_guard: float,
    fetch: Callable[[RemoteRef], bool],
) -> None:
    """Make sure of each linked item that was not met, and mark what is gone.

    Raises GuardError, with nothing marked, where more than the guard's share of the
    linked items is missing.
    """
    if not place.is_tracker:
        return
    with place.store.read() as unit:
        missing = unit.links.unseen(place.name, seen)
        linked = unit.links.count(place.name)
    if not missing:
        return
    if len(missing) > shrink_guard * linked and not allow_shrink:
        raise GuardError(
            f"{place.name}: {len(missing)} of {linked} linked items are missing from a complete {mode}; "
            "nothing was marked gone. If they really are, run "
            f"`devlog sync {place.name} --full --allow-shrink`"
        )
    for link in missing:
        place.check_alive()
        try:
            if not fetch(link.ref):
                mark_gone(place, link)
        except UnreadableError as error:
            place.tally.error(error.kind, f"{place.name} {link.ref.key}: {error}")


def mark_gone(place: Place, link: Link) -> None:
    """The item no longer exists: the link says so, and the entry is cancelled or kept by policy."""
    with place.write() as unit:
        current = unit.links.item(link.entry, place.name)
        entry = unit.entries.get(link.entry)
        if current is None or current.state == "gone" or entry is None:
            return
        contested = unit.conflicts.of(entry.uid)
        # A contested field was never in step: should the item come back, it is contested again.
        base = {name: pair for name, pair in (current.base or {}).items() if name not in contested}
        unit.links.put(replace(current, state="gone", base=base))
        unit.outbox.drop_for(entry.uid, place.name)
        recorder = place.recorder(unit, "gone")
        for conflict in contested.values():
            entry = _without_place(recorder, entry, conflict)
        entry = recorder.remark(entry, f"link:{place.name}", {"key": link.ref.key}, None)
        moved = any(link.data.get(ARRIVED) and link.state == "linked" for link in unit.links.of(entry.uid))
        if place.integration.on_delete == "cancel" and not entry.closed and not moved:
            recorder.change(entry, {"status": "cancelled"})
        place.tally.skipped["gone"] += 1
        place.tally.plan.append(PlanRow(place.name, "pull", "gone", entry.ref, link.ref.key))


def undo_gone(place: Place, unit: Unit, entry: Entry, link: Link, ref: RemoteRef) -> Entry:
    """The item is there again: a cancellation that its going made, and nobody confirmed, is taken back."""
    recorder = place.recorder(unit, "returned")
    if link.state == "gone":
        entry = recorder.remark(entry, f"link:{place.name}", None, {"key": ref.key})
    last = unit.changes.last(entry.uid, "status")
    if last is None or last.cause != "gone" or last.new != entry.status:
        return entry
    source = unit.links.item(entry.uid, last.origin)
    if last.origin == place.name or (source is not None and source.state == "gone"):
        entry, _ = recorder.change(entry, {"status": last.old})
    return entry


def _without_place(recorder: Recorder, entry: Entry, conflict: Conflict) -> Entry:
    """The conflict no longer counts the place, whose value the journal keeps."""
    for candidate in conflict.candidates:
        if candidate.place == recorder.cause.origin and candidate.value != entry.value(conflict.field):
            entry = recorder.remark(entry, conflict.field, candidate.value, entry.value(conflict.field))
    return reassess(recorder, entry, conflict)
