"""Items that a complete reading did not meet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from devlog_core.model.errors import GuardError
from devlog_core.model.link import Link
from devlog_core.model.remote import Mode, RemoteRef
from devlog_core.sync.place import Place
from devlog_core.sync.tally import PlanRow


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
        if not fetch(link.ref):
            mark_gone(place, link)


def mark_gone(place: Place, link: Link) -> None:
    """The item no longer exists: the link says so, and the entry is cancelled or kept by policy."""
    with place.write() as unit:
        current = unit.links.item(link.entry, place.name)
        entry = unit.entries.get(link.entry)
        if current is None or current.state == "gone" or entry is None:
            return
        unit.links.put(replace(current, state="gone"))
        unit.outbox.drop_for(entry.uid, place.name)
        recorder = place.recorder(unit, "gone")
        entry = recorder.remark(entry, f"link:{place.name}", {"key": link.ref.key}, None)
        if place.integration.on_delete == "cancel" and not entry.closed:
            recorder.change(entry, {"status": "cancelled"})
        place.tally.skipped["gone"] += 1
        place.tally.plan.append(PlanRow(place.name, "pull", "gone", entry.ref, link.ref.key))
