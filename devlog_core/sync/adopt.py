"""Whose item is this: finding or refusing an entry for a remote item without a link."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import Any

from devlog_core.model.entry import Entry
from devlog_core.model.fields import field_of, sorted_set
from devlog_core.model.ids import new_uid, remote_uid
from devlog_core.model.link import Link, Pair
from devlog_core.model.remote import RemoteItem
from devlog_core.storage.moves import drop_places
from devlog_core.storage.unit import Unit
from devlog_core.sync.directory import Directory
from devlog_core.sync.item_merge import as_read
from devlog_core.sync.moves import follow
from devlog_core.sync.place import Place
from devlog_core.sync.vanish import ARRIVED


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """The entry that an item belongs to, or with `entry` None the uid of the one to make of it."""

    entry: Entry | None
    link: Link
    uid: str | None = None
    fresh: bool = False
    """Whether the link is new to the store."""
    stranger: bool = False
    """Whether the store knows nothing of the item, not even that something waits for it."""

    @property
    def created(self) -> bool:
        return self.entry is None


def adopt(
    place: Place, unit: Unit, directory: Directory, item: RemoteItem, stranger: str | None = None
) -> Adoption | str:
    """The entry for an unlinked item, or the reason why it gets none.

    `stranger` is the uid of the entry to make of an item that the store knows nothing of.
    """
    if stranger is not None:
        refusal = _refusal(place, directory, item)
        return refusal or Adoption(
            entry=None, uid=stranger, link=_link(place, stranger, item, None), fresh=True, stranger=True
        )
    if unit.links.was_unlinked(place.name, remote_id=item.ref.id):
        return "parted by unlink"
    uid = _marked_uid(item) or remote_uid(place.host, item.ref.id)
    # An entry that was joined into another lives on under its old uid.
    entry = unit.entries.get(uid) or next(iter(unit.entries.by_name(uid)), None)
    if entry is not None:
        return _known(place, unit, directory, entry, item)
    refusal = _refusal(place, directory, item)
    if refusal is not None:
        return refusal
    return Adoption(entry=None, uid=uid, link=_link(place, uid, item, None), fresh=True)


def _known(place: Place, unit: Unit, directory: Directory, entry: Entry, item: RemoteItem) -> Adoption | str:
    if unit.links.was_unlinked(place.name, entry=entry.uid):
        return "parted by unlink"
    held = unit.links.item(entry.uid, place.name)
    if held is not None and held.state == "gone" and item.mark == entry.uid:
        # It came back under another id, as an issue does that was moved away and back.
        drop_places(unit.session, entry.uid, place.name)
        return Adoption(entry=entry, link=replace(follow(unit, held, item.ref), version=None), fresh=True)
    if held is not None and (held.ref.id or held.ref.key != item.ref.key):
        if item.mark is not None:
            place.tally.error(
                "rejected",
                f"{item.ref.key} carries the mark of {entry.ref}, which is {held.ref.key} already:"
                " close one of them",
                entry.ref,
            )
            return "a second item with one mark"
        return "the entry has another item here"
    base = None
    if item.mark == entry.uid:
        base = _intended(place, unit, directory, entry, item)
    link = _link(place, entry.uid, item, base) if held is None else held
    if (
        held is None
        and item.mark == entry.uid
        and base is None
        and entry.uid != remote_uid(place.host, item.ref.id)
    ):
        # Nobody here sent it: it was moved, or another store made it.
        link = replace(link, data={**link.data, ARRIVED: True})
    unit.intents.done(entry.uid, place.name)
    return Adoption(entry=entry, link=link, fresh=True)


def _intended(
    place: Place, unit: Unit, directory: Directory, entry: Entry, item: RemoteItem
) -> dict[str, Pair] | None:
    """The base of an item whose creation was begun here and whose answer never came.

    Where nobody has edited it since, what it holds is the answer. Otherwise what the
    draft would have been answered stands in, so that the edit shows as one. What the
    item may not have been told yet is taken as it is held, and so sent where the entry differs.
    """
    intent = unit.intents.get(entry.uid, place.name)
    if intent is None:
        return None
    untouched = item.edited_at is None or item.edited_at == item.created_at
    base: dict[str, Pair] = {}
    for name, local in intent.draft.items():
        if name not in item.values:
            continue
        if name in item.pending:
            if untouched or item.values[name] == field_of(name).default:
                base[name] = as_read(place, directory, name, item.values[name])
            continue
        answer = item.values[name] if untouched else _expressed(place, directory, name, local)
        base[name] = Pair(local, answer)
    return base


def _expressed(place: Place, directory: Directory, name: str, local: Any) -> Any:
    value = place.express(directory, name, local)
    return sorted_set(value) if isinstance(value, list) else value


def _refusal(place: Place, directory: Directory, item: RemoteItem) -> str | None:
    integration = place.integration
    if integration.create not in ("local", "both"):
        return f'create is "{integration.create}"'
    if not item.selected:
        return "filter.query does not select it"
    accounts = list(item.values.get("assignees") or ())
    people = [directory.known(account, place.name) for account in accounts]
    values = {**item.values, "assignees": [*accounts, *(p for p in people if p)]}
    return place.routes.filtered(integration, values)


def _marked_uid(item: RemoteItem) -> str | None:
    if item.mark is None:
        return None
    try:
        return str(uuid.UUID(item.mark))
    except ValueError:
        return None


def _link(place: Place, entry: str, item: RemoteItem, base: dict[str, Pair] | None) -> Link:
    return Link(
        uid=new_uid(),
        entry=entry,
        integration=place.name,
        ref=item.ref,
        marked=item.mark == entry,
        base=base,
        version=None,
    )
