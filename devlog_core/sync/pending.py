"""Reading the items that were linked by hand."""

from __future__ import annotations

from dataclasses import replace

from devlog_core.model.errors import GoneError, RejectedError, UnreadableError
from devlog_core.model.link import Link
from devlog_core.sync.apply import Applier, Reading
from devlog_core.sync.place import Place


def resolve_pending(place: Place, entry: str | None = None) -> None:
    """Read each item linked by hand, or that of the entry; what cannot be is told, and holds up no other."""
    if not place.is_tracker:
        return
    with place.store.read() as unit:
        pending = unit.links.pending(place.name)
    for link in pending:
        if entry in (None, link.entry):
            try:
                _fetch(place, link)
            except UnreadableError as error:
                place.tally.error(error.kind, f"{place.name} {link.ref.key}: {error}")


def _fetch(place: Place, link: Link) -> None:
    scope = place.scope.id if place.scope else ""
    refused: RejectedError | None = None
    try:
        item = place.tracker.fetch(replace(link.ref, scope=link.ref.scope or scope))
    except GoneError:
        item = None
    except RejectedError as error:
        item, refused = None, error
    with place.write() as unit:
        current = unit.links.item(link.entry, place.name)
        if current is None or current.state != "pending":
            return
        other = unit.links.by_remote(place.name, item.ref.id) if item is not None else None
        entry = unit.entries.get(link.entry)
        if item is None or (other is not None and other.uid != current.uid):
            reason = "does not exist" if item is None else "is linked to another entry: see `devlog merge`"
            said = str(refused) if refused else f"{place.name} {link.ref.url or link.ref.key} {reason}"
            place.tally.error((refused or GoneError).kind, said, entry.ref if entry else None)
            unit.links.put(replace(current, state="gone"))
            return
        unit.links.put(replace(current, ref=item.ref))
        applier = Applier(place, unit, Reading(generation=unit.links.generation(), complete=True))
        place.tally.pulled["read"] += 1
        applier.apply(item)
