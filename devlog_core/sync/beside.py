"""One item that two integrations hold, as when it was moved from the one's project to the other's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from devlog_core.model.codec import from_json
from devlog_core.model.link import Link
from devlog_core.model.remote import Scope
from devlog_core.storage.unit import Unit
from devlog_core.sync.kinds import Kind
from devlog_core.sync.place import Place


def said_beside(place: Place, kind: Kind[Any, Any], link: Link, record: str) -> bool:
    """Whether another integration has said the record at this very item, or is to say it.

    Otherwise a note would stand there twice, and one that a person wrote there would be said again. What
    is new is said by the integration that met the item last.
    """
    with place.store.read() as unit:
        twins = _twins(unit, place, link)
        held = [kind.kept(unit).places(link.entry, twin.integration).get(record) for twin in twins]
    known = next((one for one in held if one is not None and one.ref is not None), None)
    if known is not None and not place.dry_run:
        with place.write() as unit:
            kind.kept(unit).put_place(replace(known, integration=place.name))
    return known is not None or any(twin.uid > link.uid for twin in place.routes.followed(twins))


def _twins(unit: Unit, place: Place, link: Link) -> list[Link]:
    """The other links of the entry that lead to the same item."""
    alike = [
        other
        for other in unit.links.of(link.entry)
        if other.kind == "item" and other.state == "linked" and other.ref.id == link.ref.id
    ]
    return [
        other
        for other in alike
        if other.integration != place.name and _host(unit, other.integration) == place.host
    ]


def _host(unit: Unit, integration: str) -> str | None:
    stored = unit.state.get(f"integration:{integration}", "scope")
    return from_json(Scope, stored).host if stored else None
