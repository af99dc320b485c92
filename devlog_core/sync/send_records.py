"""Sending an entry's notes and worklogs to one place."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from devlog_core.model.entry import LOCAL
from devlog_core.model.errors import RejectedError
from devlog_core.model.link import Link, Pair
from devlog_core.model.remote import Mark
from devlog_core.model.replacement import NOTHING
from devlog_core.storage.queue import Intent
from devlog_core.storage.records import Counterpart
from devlog_core.storage.unit import Unit
from devlog_core.sync.beside import said_beside
from devlog_core.sync.kinds import KINDS, Kind
from devlog_core.sync.place import Place
from devlog_core.sync.records import take_record
from devlog_core.sync.tally import PlanRow


def send_records(place: Place, entry: str, *, fresh: bool = False) -> None:
    """Bring the item's comments and time bookings to the entry's notes and worklogs.

    New ones are written, our own edited or deleted. `fresh` says that the item was made just now, so that
    no other store can have written there. One that is refused holds up no other; its RejectedError is
    raised when the others are sent.
    """
    refused: RejectedError | None = None
    for kind in KINDS:
        if kind.taken(place.capabilities):
            refused = _send_kind(place, kind, entry, fresh=fresh) or refused
    if refused is not None:
        raise refused


def unsent(unit: Unit, entry: str, integration: str) -> Counter[str]:
    """How many of the entry's notes, and of its worklogs, the integration does not hold as they are here."""
    found: Counter[str] = Counter()
    for kind in KINDS:
        records = kind.kept(unit)
        places = records.places(entry, integration)
        for record in records.of(entry, deleted=True):
            if _operation(kind, integration, record, places.get(record.uid)) is not None:
                found[kind.many] += 1
    return found


def _send_kind(place: Place, kind: Kind[Any, Any], entry: str, *, fresh: bool) -> RejectedError | None:
    with place.store.read() as unit:
        link = unit.links.item(entry, place.name)
        records = kind.kept(unit).of(entry, deleted=True)
        places = kind.kept(unit).places(entry, place.name)
        owner = unit.entries.get(entry)
    if link is None or link.state != "linked" or owner is None:
        return None
    refused: RejectedError | None = None
    for record in records:
        held = places.get(record.uid)
        operation = _operation(kind, place.name, record, held)
        if operation is None or (operation == "create" and said_beside(place, kind, link, record.uid)):
            continue
        if place.dry_run:
            what = f"{operation} {kind.name}"
            row = PlanRow(place.name, "push", what, owner.ref, link.ref.key, (kind.many,))
            place.tally.plan.append(row)
            continue
        elsewhere = (owner.imported or record.origin != LOCAL) and not fresh
        errand = _Errand(place, kind, link, record, held, elsewhere)
        try:
            errand.delete() if operation == "delete" else errand.put()
        except RejectedError as error:
            refused = refused or error
        else:
            place.tally.pushed[kind.many] += 1
    return refused


def _operation(kind: Kind[Any, Any], place: str, record: Any, held: Counterpart | None) -> str | None:
    if held is None or held.ref is None:
        # One of this very place that is no longer known there was deleted by a person.
        return None if record.deleted or record.origin == place else "create"
    if not held.ours:
        return None
    if record.deleted:
        return "delete"
    return "update" if kind.value(record) != held.local else None


@dataclass(frozen=True, slots=True)
class _Errand:
    """One record that is to be written to the place, or taken away there."""

    place: Place
    kind: Kind[Any, Any]
    link: Link
    record: Any
    held: Counterpart | None
    elsewhere: bool
    """Whether another store may have written it there."""

    @property
    def _subject(self) -> str:
        return f"{self.kind.name}:{self.record.uid}"

    @property
    def _stood(self) -> Pair:
        return NOTHING if self.held is None else Pair(self.held.local, self.held.remote)

    def delete(self) -> None:
        """Take it away there."""
        place, record = self.place, self.record
        assert self.held is not None
        assert self.held.ref is not None
        self.kind.delete(place.tracker, self.link.ref, self.held.ref)
        with place.write() as unit:
            self.kind.kept(unit).drop_place(record.uid, place.name)
            place.replaced(unit, record.entry, self._subject, self._stood, NOTHING)

    def put(self) -> None:
        """Write it, unless an earlier try, here or in another store, has left it there."""
        place, record, kind = self.place, self.record, self.kind
        new = self.held is None or self.held.ref is None
        found = self._found_earlier() if new else None
        if found is not None:
            return self._adopt(found)
        answer = self._written(new)
        with place.write() as unit:
            sent, shown = kind.value(record), kind.value(answer)
            kind.kept(unit).put_place(
                Counterpart(
                    record=record.uid,
                    entry=record.entry,
                    integration=place.name,
                    ref=answer.ref,
                    ours=True,
                    local=sent,
                    remote=shown,
                )
            )
            place.replaced(unit, record.entry, self._subject, self._stood, Pair(sent, shown))
            unit.intents.done(record.entry, place.name, self._subject)
        return None

    def _adopt(self, found: Any) -> None:
        """It is there already: what became of it since counts on both sides."""
        place, record, kind = self.place, self.record, self.kind
        with place.write() as unit:
            entry = unit.entries.get(record.entry)
            assert entry is not None
            take_record(place, unit, kind, entry, found)
            held = kind.kept(unit).places(entry.uid, place.name)[record.uid]
            place.replaced(unit, record.entry, self._subject, self._stood, Pair(held.local, held.remote))
            record = kind.kept(unit).get(record.uid)
        if _operation(kind, place.name, record, held) == "update":
            replace(self, record=record, held=held).put()

    def _written(self, new: bool) -> Any:
        place, record = self.place, self.record
        if new:
            with place.write() as unit:
                unit.intents.put(
                    Intent(
                        entry=record.entry,
                        integration=place.name,
                        subject=self._subject,
                        tried_at=place.tally.meter.heard_at,
                        draft=self.kind.value(record),
                    )
                )
        try:
            return self.kind.put(place.tracker, self.link.ref, record, self.held)
        except RejectedError:
            with place.write() as unit:
                # A refusal is an answer: nothing was written.
                unit.intents.done(record.entry, place.name, self._subject)
            raise

    def _found_earlier(self) -> Any:
        place, record = self.place, self.record
        with place.store.read() as unit:
            intent = unit.intents.get(record.entry, place.name, self._subject)
            as_of = unit.state.time(place.owner, "as_of")
        if intent is None and not self.elsewhere:
            return None
        tried_at = intent.tried_at if intent is not None and not self.elsewhere else None
        if self.elsewhere and as_of is not None:
            tried_at = as_of
        mark = Mark(uid=record.uid)
        found = self.kind.find(place.tracker, self.link.ref, mark, tried_at)
        found = sorted(found, key=lambda one: (one.at, one.ref.id))
        if len(found) > 1:
            key, what = self.link.ref.key, self.kind.there
            place.tally.error("rejected", f"{place.name} {key}: two {what}s carry one mark, delete one")
        return found[0] if found else None
