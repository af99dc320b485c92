"""What the store knows of the items of one page, asked once for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

from devlog_core.model.ids import ref_of, remote_uid
from devlog_core.model.link import Link
from devlog_core.model.remote import RemoteItem
from devlog_core.storage.batches import comments_of, held
from devlog_core.storage.unit import Unit
from devlog_core.sync.place import Place


class Ahead:
    """The links of a page's items, and the items that nothing at all is known of.

    Good for the transaction that it was asked in, and for items that stand in the page once: what is
    done to one item of a page touches the link of another only where that has waited for it, and is
    forgotten here.
    """

    def __init__(self, place: Place, unit: Unit, items: Iterable[RemoteItem]) -> None:
        self._place = place
        self._unit = unit
        whole = [item for item in items if item.version is not None and item.ref.id]
        ids = Counter(item.ref.id for item in whole)
        single = [item for item in whole if ids[item.ref.id] == 1]
        self.links: dict[str, Link] = unit.links.by_remotes(place.name, [item.ref.id for item in single])
        self.strangers: Mapping[str, str] = {}
        """The uids of the entries that could be made of the unknown items, by the items' ids."""
        new = [item for item in single if item.ref.id not in self.links]
        if new:
            self.strangers = self._unknown(new, {item.mark for item in whole})

    def forget(self, remote_ids: Iterable[str]) -> None:
        """The links of these items have changed since they were asked for."""
        for remote_id in remote_ids:
            self.links.pop(remote_id, None)

    @cached_property
    def comments(self) -> Mapping[str, int]:
        """How many comments are known of each entry that is linked to an item of the page."""
        entries = [link.entry for link in self.links.values()]
        return comments_of(self._unit.session, self._place.name, entries)

    def _unknown(self, items: list[RemoteItem], marks: set[str | None]) -> dict[str, str]:
        name, session = self._place.name, self._unit.session
        uids = {item.ref.id: remote_uid(self._place.host, item.ref.id) for item in items if not item.mark}
        refs = {remote_id: ref_of(uid) for remote_id, uid in uids.items()}
        keys = {item.ref.id: item.ref.key for item in items}
        waited = {remote_id: f"{name}:{key}" for remote_id, key in keys.items()}

        by_id = held(session, "unlinked", "remote_id", list(uids), integration=name)
        # A link that cannot be read is none of the links, and still holds its item.
        by_id |= held(session, "links", "item_remote", list(uids), integration=name)
        by_id |= held(session, "passed_items", "remote_id", list(uids), integration=name)
        by_key = held(session, "links", "remote_key", list(keys.values()), integration=name, kind="item")
        by_uid = held(session, "entries", "uid", list(uids.values()))
        by_uid |= held(session, "entry_names", "name", list(uids.values()))
        by_ref = held(session, "entries", "ref", list(refs.values()))
        targets = held(session, "waiting_things", "target", [*refs.values(), *waited.values()])
        twice = {key for key, count in Counter(keys.values()).items() if count > 1}
        twice |= {ref for ref, count in Counter(refs.values()).items() if count > 1}
        return {
            remote_id: uid
            for remote_id, uid in uids.items()
            if remote_id not in by_id
            and uid not in by_uid
            and uid not in marks
            and keys[remote_id] not in by_key | twice
            and refs[remote_id] not in by_ref | targets | twice
            and waited[remote_id] not in targets
        }
