"""Reading a place to the end of its changes."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any, Literal

from devlog_core.model.codec import from_json, to_json
from devlog_core.model.errors import GoneError, UnreadableError
from devlog_core.model.remote import Cursor, Mode, RemoteRef, SyncPage
from devlog_core.model.times import rfc3339
from devlog_core.storage.batches import comments_of, held
from devlog_core.storage.unit import Unit
from devlog_core.sync.apply import Applier, Reading
from devlog_core.sync.moves import follow, moved
from devlog_core.sync.pending import resolve_pending
from devlog_core.sync.place import Place
from devlog_core.sync.recovery import recover
from devlog_core.sync.scopes import bind_scope
from devlog_core.sync.sound import HALF, is_text, sound
from devlog_core.sync.things import attach_thing, detach_thing, give_up_waiting
from devlog_core.sync.vanish import judge_vanished, mark_gone
from devlog_core.sync.waiting import Waiter, duration


@dataclass(frozen=True, slots=True, kw_only=True)
class PullOptions:
    """What a pull is asked for."""

    full: bool = False
    allow_shrink: bool = False
    shrink_guard: float = 0.5


class Puller:
    """One pull of one place."""

    def __init__(self, place: Place, options: PullOptions, rng: random.Random) -> None:
        self.place = place
        self.options = options
        self._waiter = Waiter(place, rng)
        self._told: dict[str, tuple[str, int]] = {}
        """By entry the id of its item and how many comments the list told of, as far as it has changed."""
        self._waits = False
        """Whether a thing could not be attached because a record of the store cannot be read."""

    def pull(self) -> None:
        """Read everything new, then what needs a closer look; errors leave the cursor where it stands."""
        place = self.place
        self._waiter.patiently(lambda: bind_scope(place))
        self._waiter.patiently(lambda: resolve_pending(place))
        mode = self._mode()
        if mode == "snapshot" and self.options.full:
            self._begin_again()
        self._read_all(mode)
        if mode == "delta" and self._census_due():
            self._read_all("census")
        self._reread()

    def pull_entry(self, entry: str) -> None:
        """Read only the item of one entry, and mark it where it is gone."""
        bind_scope(self.place)
        resolve_pending(self.place, entry)
        with self.place.store.read() as unit:
            link = unit.links.item(entry, self.place.name)
        if link is not None and self.place.is_tracker and link.ref.id and not self._fetch(link.ref):
            mark_gone(self.place, link)

    def _mode(self) -> Mode:
        with self.place.store.read() as unit:
            state = unit.state
            unfinished = state.get(self.place.owner, "cursor:snapshot") is not None
            known = state.get(self.place.owner, "cursor:delta") is not None
        return "delta" if known and not unfinished and not self.options.full else "snapshot"

    def _begin_again(self) -> None:
        with self.place.write() as unit:
            unit.state.drop(self.place.owner, "cursor:snapshot")

    def _read_all(self, mode: Mode) -> None:
        place = self.place
        with place.store.read() as unit:
            stored = unit.state.get(place.owner, f"cursor:{mode}")
            since = unit.state.time(place.owner, "as_of") if mode == "delta" else None
        cursor = Cursor(data=stored) if stored is not None else None
        seen = self._reading_number(mode, fresh=cursor is None)
        done = 0
        while True:
            place.check_alive()
            with place.store.read() as unit:
                reading = Reading(generation=unit.links.generation(), seen=seen, since=since)
            page = self._page(cursor, mode)
            self._store(page, mode, reading, cursor)
            done += len(page.items) + len(page.refs) + len(page.present)
            place.progress.update(place.name, "pull", done, page.total)
            cursor = page.next
            if not page.more:
                break
        if mode == "delta":
            self._count_notes()
        else:
            judge_vanished(
                place,
                seen,
                mode=mode,
                allow_shrink=self.options.allow_shrink,
                shrink_guard=self.options.shrink_guard,
                fetch=lambda ref: bool(self._fetch(ref)),
            )
            recover(place)
            # Only now: what the guard or a kill stopped is judged again by the next sync.
            with place.write() as unit:
                unit.state.put(place.owner, "counted_at", rfc3339(place.clock()))

    def _count_notes(self) -> None:
        """Read by themselves the items that have fewer comments than have come by now.

        One that was taken away hides behind another that was written since, until both lists are read.
        """
        told, self._told = self._told, {}
        if not told:
            return
        with self.place.write() as unit:
            known = comments_of(unit.session, self.place.name, list(told))
            for entry, (remote_id, count) in told.items():
                if known.get(entry, 0) > count:
                    unit.state.put(f"reread:{self.place.name}", remote_id, True)

    def _page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        try:
            return sound(self._waiter.patiently(lambda: self.place.fetch_page(cursor, mode)))
        except GoneError:
            bind_scope(self.place, again=True)
            raise

    def _store(self, page: SyncPage, mode: Mode, reading: Reading, cursor: Cursor | None) -> None:
        place = self.place
        if (
            mode == "delta"
            and page.next == cursor
            and not (page.items or page.refs or page.events or page.gone or page.rejected)
        ):
            return
        with place.write() as unit:
            applier = Applier(place, unit, reading, page.items)
            for item in page.items:
                if item.version is not None:
                    place.tally.pulled["read"] += 1
                applier.apply(item)
            there = [bad.ref.id for bad in page.rejected if bad.ref is not None]
            unit.links.mark_seen(place.name, applier.met + there, reading.seen)
            if mode == "delta":
                self._told |= applier.told
            self._things(unit, page, live=mode == "delta")
            self._present(unit, page, applier, reading)
            for event in page.events:
                unit.events.add(place.name, event)
            for bad in page.rejected:
                place.tally.error("rejected", f"{place.name} {bad.key}: {bad.reason}")
            self._gone(unit, page, applier)
            refs = {item.ref.id: to_json(item.ref) for item in page.items if item.ref.id in applier.reread}
            for remote_id in applier.reread:
                unit.state.put(f"reread:{place.name}", remote_id, refs.get(remote_id, True))
            self._keep_cursor(unit, page, mode)

    def _things(self, unit: Unit, page: SyncPage, *, live: bool) -> None:
        recorder = self.place.recorder(unit, "commit")
        self.place.tally.pulled["read"] += len(page.refs)
        for thing in page.refs:
            # A source that had to begin again says which of its things are no news.
            news = live and bool(thing.data.get("news", True))
            try:
                with unit.session.savepoint():
                    attached = attach_thing(recorder, self.place.name, thing, live=news)
            except UnreadableError as error:
                self.place.tally.error(error.kind, f"{self.place.name} {thing.ref.key}: {error}")
                self._waits = True
                continue
            self.place.tally.pulled["attached"] += attached
        give_up_waiting(recorder, self.place.name, page.refs)

    def _present(self, unit: Unit, page: SyncPage, applier: Applier, reading: Reading) -> None:
        name = self.place.name
        known = unit.links.known(name, [ref.id for ref in page.present])
        unit.links.mark_seen(name, list(known), reading.seen)
        unlinked = []
        for ref in page.present:
            if ref.id not in known:
                unlinked.append(ref)
            elif moved(known[ref.id].ref, ref):
                try:
                    link = unit.links.by_remote(name, ref.id)
                except UnreadableError as error:
                    self.place.tally.error(error.kind, str(error))
                    continue
                assert link is not None
                unit.links.put(follow(unit, link, ref))
        applier.reread += [remote_id for remote_id, link in known.items() if link.state == "gone"]
        if unlinked and self.place.is_tracker:
            passed = held(
                unit.session, "passed_items", "remote_id", [ref.id for ref in unlinked], integration=name
            )
            for ref in unlinked:
                if ref.id not in passed:
                    # A gap: neither linked nor ever passed over.
                    unit.state.put(f"reread:{name}", ref.id, to_json(ref))

    def _gone(self, unit: Unit, page: SyncPage, applier: Applier) -> None:
        for ref in page.gone:
            if self.place.is_tracker:
                applier.reread.append(ref.id)
            else:
                detach_thing(self.place.recorder(unit, "rewritten"), self.place.name, ref.id)

    def _keep_cursor(self, unit: Unit, page: SyncPage, mode: Mode) -> None:
        state, owner = unit.state, self.place.owner
        ended = not page.more
        data: Any = to_json(page.next.data) if page.next is not None else None
        if mode == "delta" or not ended:
            state.put(owner, f"cursor:{mode}", data)
        else:
            state.drop(owner, f"cursor:{mode}")
            state.drop(owner, "counted_at")
            if mode == "snapshot":
                state.put(owner, "cursor:delta", data)
        if page.as_of is not None and ended:
            state.put(owner, "as_of", rfc3339(page.as_of))
        if self._waits and ended:
            # A thing that could not be attached is met again only where everything is read again.
            state.drop(owner, "cursor:delta")

    def _reading_number(self, mode: Mode, *, fresh: bool) -> int:
        if mode == "delta":
            return 0
        with self.place.write() as unit:
            name = f"reading:{mode}"
            number = unit.state.get(self.place.owner, name)
            if fresh or number is None:
                number = unit.session.next_number("reading")
                unit.state.put(self.place.owner, name, number)
            return int(number)

    def _census_due(self) -> bool:
        every = self.place.integration.auto.get("reconcile", "24h")
        with self.place.store.read() as unit:
            last = unit.state.time(self.place.owner, "counted_at")
            unfinished = unit.state.get(self.place.owner, "cursor:census") is not None
        due = last is None or self.place.clock() - last >= duration(str(every))
        return self.place.is_tracker and (unfinished or due)

    def _reread(self) -> None:
        """Read one by one what the lists could not settle."""
        place = self.place
        owner = f"reread:{place.name}"
        with place.store.read() as unit:
            wanted = unit.state.all(owner)
        for remote_id, ref in wanted.items():
            place.check_alive()
            try:
                with place.store.read() as unit:
                    link = unit.links.by_remote(place.name, remote_id)
            except UnreadableError as error:
                place.tally.error(error.kind, str(error))
                continue
            target = link.ref if link is not None else None
            if target is None and isinstance(ref, dict):
                target = from_json(RemoteRef, ref)
            if target is not None and self._fetch(target) == "waits":
                continue
            with place.write() as unit:
                unit.state.drop(owner, remote_id)

    def _fetch(self, ref: RemoteRef) -> Literal["there", "waits", ""]:
        """Read one item and apply it; returns whether it exists, and could be applied."""
        place = self.place
        with place.store.read() as unit:
            generation = unit.links.generation()
        item = self._safely(ref)
        if item is None:
            return ""
        if not is_text(item):
            place.tally.error("rejected", f"{place.name} {ref.key}: {HALF}")
            return "waits"
        with place.write() as unit:
            applier = Applier(place, unit, Reading(generation=generation, complete=True))
            place.tally.pulled["read"] += 1
            applier.apply(item)
        return "waits" if applier.waits else "there"

    def _safely(self, ref: RemoteRef) -> Any:
        try:
            return self._waiter.patiently(lambda: self.place.tracker.fetch(ref))
        except GoneError:
            return None
