"""Tying an entry to a remote item by hand, and parting them."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from devlog_core.model.entry import Entry
from devlog_core.model.errors import NotFoundError, UsageError
from devlog_core.model.ids import new_uid
from devlog_core.model.link import Link
from devlog_core.model.remote import RemoteRef
from devlog_core.storage.moves import drop_intents, drop_places
from devlog_core.sync.arrivals import part
from devlog_core.sync.recorder import Recorder
from devlog_core.sync.routing import Routes


class Remote(NamedTuple):
    """A remote item as somebody typed it."""

    key: str
    url: str


def parse_remote(text: str) -> Remote:
    """The item of `12`, `#12`, a key, or a URL whose last part is the key; raises UsageError."""
    plain = text.strip()
    url = plain if "://" in plain else ""
    path = plain.partition("#")[0].partition("?")[0] if url else plain.removeprefix("#")
    key = path.rstrip("/").rpartition("/")[2] if url else path
    if not key or any(letter.isspace() for letter in key):
        raise UsageError(f"`{text}` names no remote item; write its number, its key or its URL")
    return Remote(key=key, url=url)


def require_integration(routes: Routes, name: str) -> None:
    """Raise NotFoundError, naming the nearest, where no such integration is configured."""
    if name not in routes.integrations:
        from devlog_core.plugin.nearest import hint

        known = ", ".join(routes.integrations) or "none yet"
        raise NotFoundError(
            f"no integration `{name}` is configured{hint(name, routes.integrations)}; there are: {known}"
        )


def link(recorder: Recorder, entry: Entry, integration: str, remote: Remote) -> Entry:
    """Tie the entry to an item; the next sync reads it.

    Raises UsageError where the item or the entry is tied already, naming the cure.
    """
    unit = recorder.unit
    require_integration(recorder.routes, integration)
    require_items(recorder.routes, integration)
    for other in unit.links.by_key(integration, remote.key):
        if other.entry == entry.uid:
            return entry
        owner = unit.entries.get(other.entry)
        holder = owner.ref if owner else other.entry
        raise UsageError(
            f"{remote.key} of {integration} is linked to {holder}; "
            f"join the two by `devlog merge {entry.ref} {holder}`"
        )
    tied = unit.links.item(entry.uid, integration)
    if tied is not None:
        raise UsageError(
            f"{entry.ref} is linked to {tied.ref.key} of {integration}; "
            f"part them first by `devlog unlink {entry.ref} {integration}`"
        )
    ref = RemoteRef(id="", key=remote.key, url=remote.url)
    unit.links.put(Link(uid=new_uid(), entry=entry.uid, integration=integration, ref=ref, state="pending"))
    unit.links.forget_unlinked(integration, entry.uid)
    entry = recorder.remark(entry, f"link:{integration}", None, _told(ref, "pending"))
    unit.outbox.add(entry.uid, integration, unit.changes.latest())
    return entry


def unlink(recorder: Recorder, entry: Entry, integration: str) -> Entry:
    """Part the entry from everything of the integration, and remember it."""
    unit = recorder.unit
    links = [found for found in unit.links.of(entry.uid) if found.integration == integration]
    if not links:
        require_integration(recorder.routes, integration)
        if unit.links.was_unlinked(integration, entry=entry.uid):
            return entry
    for found in links:
        unit.links.delete(found)
        if found.kind == "item" and found.ref.id:
            part(unit, entry, found)
            # Should the entry be sent there again, its own item is looked at before one is made.
            mark = entry.uid if found.marked else None
            unit.links.pass_over(integration, found.ref, mark, "parted by unlink", recorder.cause.at)
    for remote_id in {found.ref.id for found in links} or {""}:
        unit.links.remember_unlinked(integration, entry.uid, remote_id)
    unit.outbox.drop_for(entry.uid, integration)
    drop_intents(unit.session, entry.uid, integration)
    drop_places(unit.session, entry.uid, integration)
    old = [_told(found.ref, found.state) for found in links]
    entry = recorder.remark(entry, f"link:{integration}", old[0] if len(old) == 1 else old or None, None)
    return _settle_conflicts(recorder, entry, integration)


def add_targets(recorder: Recorder, entry: Entry, names: tuple[str, ...]) -> Entry:
    """Send the entry to these integrations too, past their filters."""
    unit, routes = recorder.unit, recorder.routes
    for name in names:
        require_target(routes, name)
        unit.links.forget_unlinked(name, entry.uid)
    new = [name for name in names if name not in entry.targets]
    if new:
        # Naming targets ends the routing by filter: where the entry goes already is named with them.
        going = [
            name
            for name in (entry.targets or routes.born_to(entry))
            if not unit.links.was_unlinked(name, entry=entry.uid)
        ]
        entry = replace(entry, targets=tuple(dict.fromkeys((*going, *new))))
    for name in names:
        if unit.links.item(entry.uid, name) is None:
            entry = recorder.remark(entry, f"link:{name}", None, {"state": "target"})
    recorder.queue(entry)
    return entry


def require_items(routes: Routes, name: str) -> None:
    """Raise UsageError where the integration has no items to tie an entry to."""
    if not routes.is_tracker(name):
        raise UsageError(f"integration `{name}` has no items: what it reads attaches to entries by itself")


def require_target(routes: Routes, name: str) -> None:
    """Raise NotFoundError or UsageError where no entry can be sent to the integration."""
    require_integration(routes, name)
    require_items(routes, name)
    if not routes.integrations[name].pushes:
        raise UsageError(f'integration `{name}` takes nothing: its direction is "pull"')


def _settle_conflicts(recorder: Recorder, entry: Entry, integration: str) -> Entry:
    """Follow the open conflicts now that one place no longer counts; the journal keeps its values."""
    for field, conflict in recorder.unit.conflicts.of(entry.uid).items():
        from devlog_core.sync.conflicts import reassess

        left = tuple(c for c in conflict.candidates if c.place != integration)
        for gone in conflict.candidates:
            if gone not in left and gone.value not in (entry.value(field), conflict.base):
                entry = recorder.remark(entry, field, gone.value, entry.value(field))
        entry = reassess(recorder, entry, replace(conflict, candidates=left))
    return entry


def _told(ref: RemoteRef, state: str) -> dict[str, str]:
    return {"key": ref.key, "url": ref.url, "state": state}
