"""Sending one entry to one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from devlog_core.model.entry import LOCAL, Entry
from devlog_core.model.errors import GoneError, RejectedError, StaleError
from devlog_core.model.ids import new_uid
from devlog_core.model.link import Link, Pair
from devlog_core.model.outbox import OutboxRow
from devlog_core.model.remote import Mark, RemoteItem, RemoteRef, SetChange
from devlog_core.model.replacement import ITEM, NOTHING
from devlog_core.storage.queue import Intent
from devlog_core.storage.unit import Unit
from devlog_core.sync.apply import Applier, Reading
from devlog_core.sync.arrivals import await_entries
from devlog_core.sync.aside import reconsider, still_aside
from devlog_core.sync.item_merge import ItemMerge, as_read
from devlog_core.sync.outgoing import Outgoing, draft_of, outgoing, shown_of, with_status_sent
from devlog_core.sync.place import Place
from devlog_core.sync.records import apply_records
from devlog_core.sync.send_records import send_records
from devlog_core.sync.tally import PlanRow

_STALE_ROUNDS = 3


@dataclass(kw_only=True)
class Sender:
    """Sends entries to one place, one row at a time."""

    place: Place
    may_create: Callable[[], bool]
    """Whether the create guard lets new items through."""
    _made: bool = False
    """Whether the item of the present row was made just now."""
    _told: dict[str, Any] = field(default_factory=dict)
    """What the present update tells the place, in the place's terms: of an archived entry, another status."""
    _stepped: Mapping[str, SetChange] = field(default_factory=dict)
    """What the present update adds to sets and takes out of them."""
    _refusal: str | None = None
    """Why the place refused fields of the present row."""

    def send(self, row: OutboxRow) -> None:
        """Bring the place to the entry's present values; the row is dropped unless more was asked for since.

        Raises what the service raises; nothing that was sent before is lost.
        """
        self._made, self._told, self._stepped, self._refusal = False, {}, {}, None
        entry, link = self._load(row)
        if entry is None or (link is not None and link.state == "gone"):
            return self._finish(row)
        if link is None:
            if self.place.routes.refusal(entry, self.place.name) is not None:
                return self._finish(row)
            if not self.may_create():
                return None
            link = self._create(entry, row)
            if link is None:
                return None
        elif link.base is None or not link.ref.id:
            self._read(link)
        with self.place.write() as unit:
            reconsider(unit, row.row, entry)
        self._update(row)
        self._send_records(row)
        return self._finish(row)

    def _load(self, row: OutboxRow) -> tuple[Entry | None, Link | None]:
        with self.place.store.read() as unit:
            return unit.entries.get(row.entry), unit.links.item(row.entry, self.place.name)

    def _finish(self, row: OutboxRow) -> None:
        with self.place.write() as unit:
            current = unit.outbox.get(row.row)
            if current is None:
                return
            entry = unit.entries.get(row.entry)
            aside = still_aside(current, entry)
            if current.seq <= row.seq and aside:
                why = current.error or self._refusal
                unit.outbox.put(replace(current, state="set-aside", aside=aside, error=why))
            elif not unit.outbox.sent(row):
                # More was asked for meanwhile: that is a new errand, whatever became of earlier tries.
                why = current.error if aside else None
                fresh = replace(current, state="pending", attempts=0, next_at=None, error=why)
                unit.outbox.put(fresh)

    def _create(self, entry: Entry, row: OutboxRow) -> Link | None:
        place = self.place
        mark = Mark(uid=entry.uid, ref=entry.ref)
        with place.store.read() as unit:
            directory = place.directory(unit)
            draft, sent = draft_of(place, directory, entry)
            intent = unit.intents.get(entry.uid, place.name)
            passed = unit.links.passed_with(place.name, entry.uid)
            as_of = unit.state.time(place.owner, "as_of")
        if place.dry_run:
            names = tuple(name for name, value in sent.items() if value not in (None, "", [], {}))
            place.tally.plan.append(PlanRow(place.name, "push", "create", entry.ref, None, names))
            with place.write() as unit:
                unit.outbox.drop(row)
            return None
        elsewhere = entry.imported or entry.origin != LOCAL
        found: list[RemoteItem] = []
        if intent is not None or elsewhere:
            tried_at = intent.tried_at if intent is not None and not elsewhere else as_of
            found += place.tracker.find(mark, tried_at)
        found += [i for i in map(self._fetch_passed, passed) if i is not None and i.mark == entry.uid]
        if found:
            place.tally.pushed["created"] += intent is not None
            return self._adopt(entry, found, begun=intent is not None)
        with place.write() as unit:
            heard = place.tally.meter.heard_at or as_of
            unit.intents.put(
                Intent(entry=entry.uid, integration=place.name, subject="item", tried_at=heard, draft=sent)
            )
        try:
            item = place.tracker.create(draft)
        except RejectedError:
            with place.write() as unit:
                # A refusal is an answer: nothing was created.
                unit.intents.done(entry.uid, place.name)
            raise
        link = Link(uid=new_uid(), entry=entry.uid, integration=place.name, ref=item.ref, marked=True)
        place.tally.pushed["created"] += 1
        self._made = True
        with place.write() as unit:
            # A reading beside us may have met the new item first.
            link = unit.links.by_remote(place.name, item.ref.id) or link
            merge = self._record(unit, link, item, sent, frozenset(item.pending))
            merge.arrive(entry, link)
            place.replaced(unit, entry.uid, ITEM, NOTHING, Pair(item.ref.key, item.ref.key))
            unit.intents.done(entry.uid, place.name)
        return link

    def _fetch_passed(self, passed: Any) -> RemoteItem | None:
        scope = self.place.scope.id if self.place.scope else ""
        return self.place.tracker.fetch(RemoteRef(id=passed.remote_id, key=passed.key, scope=scope))

    def _adopt(self, entry: Entry, found: list[RemoteItem], *, begun: bool) -> Link | None:
        """The item was created before: the oldest is taken, others are reported by name."""
        place = self.place
        found.sort(key=lambda item: (item.created_at is None, item.created_at, item.ref.id))
        with place.write() as unit:
            applier = Applier(place, unit, Reading(generation=unit.links.generation(), complete=True))
            for item in found:
                applier.apply(item)
            if begun:
                place.replaced(unit, entry.uid, ITEM, NOTHING, Pair(found[0].ref.key, found[0].ref.key))
            return unit.links.item(entry.uid, place.name)

    def _read(self, link: Link) -> None:
        """Read the item and merge it; raises GoneError where there is none."""
        with self.place.store.read() as unit:
            generation = unit.links.generation()
        item = self.place.tracker.fetch(link.ref)
        if item is None:
            raise GoneError(f"{self.place.name} {link.ref.key} does not exist")
        with self.place.write() as unit:
            Applier(self.place, unit, Reading(generation=generation, complete=True)).apply(item)

    def _update(self, row: OutboxRow) -> None:
        place = self.place
        for round_ in range(_STALE_ROUNDS):
            with place.store.read() as unit:
                entry, link = unit.entries.get(row.entry), unit.links.item(row.entry, place.name)
                current = unit.outbox.get(row.row)
                if entry is None or link is None or link.state == "gone":
                    return None
                skip = frozenset(unit.conflicts.of(entry.uid))
                aside = current.aside if current is not None else {}
                out = outgoing(place, place.directory(unit), entry, link, skip, aside)
            if out.missing:
                with place.write() as unit:
                    await_entries(unit, place.name, row.entry, out.missing)
            if out.empty:
                return self._move(row, out.moved)
            if place.dry_run:
                names = tuple(sorted(out.sent))
                place.tally.plan.append(PlanRow(place.name, "push", "update", entry.ref, link.ref.key, names))
                return self._move(row, {**out.moved, **out.sent})
            try:
                return self._write(link, out)
            except StaleError:
                if round_ == _STALE_ROUNDS - 1:
                    raise
                self._read(link)
            except RejectedError as error:
                named = frozenset(error.fields) & set(out.sent)
                if not named:
                    raise
                self._set_aside(row, error, {name: entry.value(name) for name in named})
        return None

    def _send_records(self, row: OutboxRow) -> None:
        for round_ in range(_STALE_ROUNDS):
            try:
                return send_records(self.place, row.entry, fresh=self._made)
            except StaleError:
                _, link = self._load(row)
                if link is None or round_ == _STALE_ROUNDS - 1:
                    raise
                self._read(link)
        return None

    def _write(self, link: Link, out: Outgoing) -> None:
        place = self.place
        self._stepped = out.sets
        self._told = {name: change.new for name, change in out.fields.items()}
        answer = place.tracker.update(link.ref, out.patch, link.version)
        place.tally.pushed["updated"] += 1
        with place.write() as unit:
            current = unit.links.item(link.entry, place.name) or link
            base = dict(current.base or {})
            # Nothing of these was sent: what the answer says of them may be news.
            base |= {
                name: Pair(local, base[name].remote) for name, local in out.moved.items() if name in base
            }
            self._record(unit, replace(current, base=base), answer, out.sent)
            for name, local in out.sent.items():
                if name in answer.values:
                    old = (link.base or {}).get(name, NOTHING)
                    new = Pair(local, answer.values[name])
                    place.replaced(unit, link.entry, name, old, new, at=answer.edited_at)

    def _record(
        self,
        unit: Unit,
        link: Link,
        answer: RemoteItem,
        sent: Mapping[str, Any],
        pending: frozenset[str] = frozenset(),
    ) -> ItemMerge:
        """Keep what was sent and what was read back; the rest of the answer is merged as if pulled.

        What is `pending` was not sent after all: where it differs, it goes out with the next update.
        Returns what merged it.
        """
        place = self.place
        base = dict(link.base or {})
        for name, local in sent.items():
            if name in pending and name in answer.values:
                base[name] = as_read(place, place.directory(unit), name, answer.values[name])
            elif name in answer.values:
                base[name] = Pair(local, self._read_back(name, local, base.get(name), answer))
        entry = unit.entries.get(link.entry)
        assert entry is not None
        if "status" in sent and "status" not in pending:
            link = with_status_sent(link, entry)
        recorder, directory = place.recorder(unit, "push", at=answer.edited_at), place.directory(unit)
        directory.introduce(answer.people, place.name)
        merge = ItemMerge(place=place, unit=unit, directory=directory, recorder=recorder)
        entry, link = merge.merge(entry, replace(link, base=base), answer)
        apply_records(place, unit, directory, entry, answer)
        return merge

    def _read_back(self, name: str, local: Any, before: Pair | None, answer: RemoteItem) -> Any:
        """What the answer shows of a value that was sent; what another set meanwhile is no answer."""
        shown = answer.values[name]
        if name in self._stepped and before is not None:
            return shown_of(self._stepped[name], before.remote or [], shown or [])
        if name != "status" or name not in self._told or before is None or shown == before.remote:
            return shown
        if self.place.capabilities.precondition:
            # Nobody set it in between: this kind of item may lack what others of the place can say.
            return shown
        return self.place.tracker.express(name, self._told[name])

    def _move(self, row: OutboxRow, moved: Mapping[str, Any]) -> None:
        """The place says it as well as it can already: only the local halves move."""
        if not moved:
            return
        with self.place.write() as unit:
            link = unit.links.item(row.entry, self.place.name)
            if link is None or link.base is None:
                return
            base = {
                **link.base,
                **{k: Pair(v, link.base[k].remote) for k, v in moved.items() if k in link.base},
            }
            entry = unit.entries.get(row.entry)
            if entry is not None and "status" in moved:
                link = with_status_sent(link, entry)
            unit.links.put(replace(link, base=base))

    def _set_aside(self, row: OutboxRow, error: RejectedError, values: Mapping[str, Any]) -> None:
        # A place may repeat in its refusal what it was told to sign in with.
        why = self._refusal = self.place.tally.redact(error.reason)
        with self.place.write() as unit:
            current = unit.outbox.get(row.row)
            entry = unit.entries.get(row.entry)
            self.place.tally.set_aside += 1
            self.place.tally.error("rejected", why, entry.ref if entry else None)
            if current is not None:
                aside = {**current.aside, **values}
                unit.outbox.put(replace(current, state="set-aside", aside=aside, error=why))
