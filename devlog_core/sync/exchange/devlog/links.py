"""Links that an export brings along: which remote things are tied, to be read by the next sync."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from devlog_core.model.entry import Entry
from devlog_core.model.ids import new_uid
from devlog_core.model.link import Link
from devlog_core.model.remote import RemoteRef
from devlog_core.sync.exchange.devlog.document import LinkRecord
from devlog_core.sync.recorder import Recorder

Odd = Callable[[str, str], None]


def bring_links(recorder: Recorder, entry: Entry, records: Sequence[LinkRecord], odd: Odd) -> Entry:
    """Tie the entry to what it is tied to in the other store, unless somebody parted them here.

    An item is stored without a base, so that the next sync reads it and merges it two-way.
    """
    links = recorder.unit.links
    for record in records:
        if links.was_unlinked(record.integration, entry=entry.uid, remote_id=record.remote_id or None):
            continue
        if record.kind == "item":
            entry = _bring_item(recorder, entry, record, odd)
        elif links.thing(record.integration, record.kind, record.remote_id, entry.uid) is None:
            links.put(_link(entry, record, "linked"))
            entry = _journal(recorder, entry, record)
    return entry


def _bring_item(recorder: Recorder, entry: Entry, record: LinkRecord, odd: Odd) -> Entry:
    links = recorder.unit.links
    name = f"link:{record.integration}"
    held = links.item(entry.uid, record.integration)
    if held is not None:
        same = held.ref.id == record.remote_id or (held.ref.key == record.remote_key and not record.remote_id)
        if not same and held.ref.id:
            odd(name, f"linked to {record.remote_key} there and to {held.ref.key} here: ours stays")
        return entry
    taken = links.by_remote(record.integration, record.remote_id) if record.remote_id else None
    if taken is not None:
        other = recorder.unit.entries.get(taken.entry)
        ref = other.ref if other else taken.entry
        odd(
            name,
            f"{record.remote_key} is linked to {ref} here: `devlog merge {entry.ref} {ref}` joins the two",
        )
        return entry
    links.put(_link(entry, record, "pending"))
    entry = _journal(recorder, entry, record)
    if recorder.routes.followed(links.of(entry.uid)):
        recorder.queue(entry)
    return entry


def _link(entry: Entry, record: LinkRecord, state: str) -> Link:
    return Link(
        uid=new_uid(),
        entry=entry.uid,
        integration=record.integration,
        kind=record.kind,
        ref=RemoteRef(id=record.remote_id, key=record.remote_key, url=record.url, scope=record.scope),
        state="pending" if state == "pending" else "linked",
        marked=record.marked,
        data=record.data,
    )


def _journal(recorder: Recorder, entry: Entry, record: LinkRecord) -> Entry:
    told = {"kind": record.kind, "id": record.remote_id, "key": record.remote_key}
    return recorder.remark(entry, f"link:{record.integration}", None, told)
