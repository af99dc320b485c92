"""Items that people know by another key or address than before."""

from __future__ import annotations

from dataclasses import replace

from devlog_core.model.entry import Entry
from devlog_core.model.link import Link
from devlog_core.model.remote import RemoteRef
from devlog_core.storage.unit import Unit


def moved(known: RemoteRef, ref: RemoteRef) -> bool:
    """Whether the item's key, URL or container is not the one that its link tells."""
    return known != _present(known, ref)


def follow(unit: Unit, link: Link, ref: RemoteRef) -> Link:
    """The link with the item's present key and address; by its earlier key commits still find the entry."""
    present, old = _present(link.ref, ref), link.ref.key
    if old and old != present.key:
        unit.state.put(_owner(link.integration), old, link.entry)
        aliases = list(dict.fromkeys([*link.data.get("aliases", ()), old]))
        link = replace(link, data={**link.data, "aliases": aliases})
    return replace(link, ref=present)


def entry_by_old_key(unit: Unit, integration: str, key: str) -> Entry | None:
    """The entry whose item was known by this key before it moved."""
    uid = unit.state.get(_owner(integration), key)
    if uid is None:
        return None
    # An entry that was joined into another lives on under its old uid.
    return unit.entries.get(uid) or next(iter(unit.entries.by_name(uid)), None)


def forget_old_keys(unit: Unit, integration: str) -> None:
    """The integration begins anew with another container."""
    unit.state.clear(_owner(integration))


def _present(known: RemoteRef, ref: RemoteRef) -> RemoteRef:
    return replace(ref, key=ref.key or known.key, url=ref.url or known.url, scope=ref.scope or known.scope)


def _owner(integration: str) -> str:
    return f"alias:{integration}"
