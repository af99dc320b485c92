"""The remote container that an integration is bound to."""

from __future__ import annotations

import hashlib

from devlog_core.model.codec import from_json, to_json
from devlog_core.model.errors import ConfigError
from devlog_core.model.fields import canonical
from devlog_core.model.integration import Integration
from devlog_core.model.remote import Scope
from devlog_core.storage.moves import drop_places
from devlog_core.storage.unit import Unit
from devlog_core.sync.arrivals import forget_waiting
from devlog_core.sync.moves import forget_old_keys
from devlog_core.sync.place import Place


def bind_scope(place: Place, *, again: bool = False) -> Scope | None:
    """The container of this integration, asked for when it is not known, `again`, or the settings changed.

    Raises ConfigError where another container stands under the name now.
    """
    fingerprint = _fingerprint(place.integration)
    with place.store.read() as unit:
        stored = unit.state.get(place.owner, "scope")
        settings = unit.state.get(place.owner, "settings")
    known = from_json(Scope, stored) if stored else None
    if known is not None and settings == fingerprint and not again:
        place.scope = known
        return known
    found = place.service.scope()
    if found is None:
        return None
    if known is not None and found.id != known.id:
        raise ConfigError(
            f"integrations.{place.name}: {found.name} is not the {known.name} that this workspace is linked "
            f"with (another one under the same name, or the settings name another): "
            f"put the settings back, or run `devlog integrations rescope {place.name}`"
        )
    with place.write() as unit:
        unit.state.put(place.owner, "scope", to_json(found))
        unit.state.put(place.owner, "settings", fingerprint)
    place.scope = found
    return found


def still_bound(unit: Unit, name: str, found: Scope | None) -> bool:
    """Whether the container that was found is the one that the integration is linked with."""
    stored = unit.state.get(f"integration:{name}", "scope")
    return bool(stored) and found is not None and from_json(Scope, stored).id == found.id


def rescope(unit: Unit, name: str) -> int:
    """Part the integration from its container and return how many of its items were linked.

    Links, cursors and memory go; the entries and the journal stay. The next sync starts with the
    container that the settings name.
    """
    links = unit.links
    parted = links.count(name)
    for entry in unit.entries.all():
        for link in links.of(entry.uid):
            if link.integration == name:
                links.delete(link)
                drop_places(unit.session, entry.uid, name)
                unit.intents.done(entry.uid, name)
                unit.outbox.drop_for(entry.uid, name)
    unit.state.clear(f"integration:{name}")
    unit.state.clear(f"plugin:{name}")
    unit.state.clear(f"reread:{name}")
    unit.state.clear(f"dropped:{name}")
    forget_waiting(unit, name)
    forget_old_keys(unit, name)
    links.forget_all_passed(name)
    unit.waiting.clear(name)
    return parted


def _fingerprint(integration: Integration) -> str:
    text = canonical({"plugin": integration.plugin, "config": dict(integration.config)})
    return hashlib.sha256(text.encode()).hexdigest()[:16]
