"""Entries that were there before a rule let them through."""

from __future__ import annotations

from devlog_core.model.codec import to_json
from devlog_core.model.fields import canonical
from devlog_core.sync.giving_up import given_up
from devlog_core.sync.place import Place

_BATCH = 500


def sweep_unborn(place: Place) -> None:
    """Queue the entries that the present rules send here and that earlier ones did not.

    Looks at them only when the rules have changed since the last time.
    """
    integration = place.integration
    rules = canonical(
        to_json(
            {
                "create": integration.create,
                "direction": integration.direction,
                "filter": integration.filter,
                "mirror": integration.mirror,
            }
        )
    )
    with place.store.read() as unit:
        if unit.state.get(place.owner, "rules") == rules:
            return
    last = 0
    while True:
        with place.write() as unit:
            entries = unit.entries.without_item(place.name, last, _BATCH)
            for entry in entries:
                refused = place.routes.refusal(entry, place.name) is not None
                parted = unit.links.was_unlinked(place.name, entry=entry.uid)
                parted = parted or given_up(unit, entry, place.name)
                if not refused and not parted and unit.outbox.of(entry.uid, place.name) is None:
                    unit.outbox.add(entry.uid, place.name, unit.changes.latest())
            if len(entries) < _BATCH:
                unit.state.put(place.owner, "rules", rules)
                return
            last = entries[-1].id
