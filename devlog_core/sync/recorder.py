"""The one way an entry changes: entry, journal and outbox in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from devlog_core.model.change import Change
from devlog_core.model.entry import LOCAL, Entry, checked_content
from devlog_core.model.fields import CLOSED_STATUSES, checked
from devlog_core.model.ids import new_uid, ref_of, slug
from devlog_core.model.link import Link
from devlog_core.model.note import Note, Worklog, booked
from devlog_core.storage.unit import Unit
from devlog_core.sync.conflicts import reassess
from devlog_core.sync.giving_up import given_up
from devlog_core.sync.routing import Routes
from devlog_core.sync.things import attach_waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Who changes what, from where, and why; stands on every journal record."""

    at: datetime
    actor: str | None = None
    origin: str = LOCAL
    why: str = "edit"
    run: str | None = None


class Recorder:
    """Changes entries within one transaction, and asks for them to be sent where they concern."""

    def __init__(self, unit: Unit, routes: Routes, cause: Cause) -> None:
        self.unit = unit
        self.routes = routes
        self.cause = cause

    def create(
        self,
        values: Mapping[str, Any],
        *,
        uid: str | None = None,
        created_at: datetime | None = None,
        updated_at: datetime | None = None,
        closed_at: datetime | None = None,
        aliases: tuple[str, ...] = (),
        key: str | None = None,
        targets: tuple[str, ...] = (),
        imported: bool = False,
        vector: Mapping[str, int] | None = None,
        stranger: bool = False,
    ) -> Entry:
        """A new entry; raises ValueError or KeyError for a value that no entry may have.

        `stranger` says that its ref is free and that nothing waits for it.
        """
        checked("title", values.get("title", ""))
        uid = uid or new_uid()
        born = created_at or self.cause.at
        changed = max(updated_at or born, born)
        content = checked_content(values)
        seq = self.unit.changes.next_seq()
        fresh = Entry(
            uid=uid,
            id=0,
            ref=ref_of(uid),
            key=key or slug(str(values.get("title", ""))),
            aliases=aliases,
            content=content,
            created_at=born,
            updated_at=changed,
            closed_at=closed_at or updated_at or born if content.get("status") in CLOSED_STATUSES else None,
            origin=self.cause.origin,
            targets=targets,
            imported=imported,
            vector={**(vector or {}), self.unit.replica: seq},
        )
        entry = self.unit.entries.insert(fresh, ref_is_free=stranger)
        change = self._journal(entry, "entry", None, dict(entry.content), seq)
        for name in self.routes.born_to(entry):
            self.unit.outbox.add(entry.uid, name, change.seq)
        return entry if stranger else attach_waiting(self, entry, entry.ref)

    def change(self, entry: Entry, values: Mapping[str, Any]) -> tuple[Entry, list[Change]]:
        """The entry with these fields changed, and the journal records; unchanged fields make none."""
        clean = {name: checked(name, value) for name, value in values.items()}
        differing = {name: value for name, value in clean.items() if value != entry.value(name)}
        if not differing:
            return entry, []
        changed = entry.with_values(differing, self.cause.at)
        records = [
            self._journal(entry, name, entry.value(name), changed.value(name)) for name in sorted(differing)
        ]
        changed = self._stamp(changed, records[-1])
        for field, conflict in self.unit.conflicts.of(entry.uid).items():
            if field in differing:
                changed = reassess(self, changed, conflict)
        if "archived" in differing:
            # Archiving may close the item elsewhere, which no link's base shows.
            self.queue_all(changed, records[-1].seq)
        else:
            self.queue(changed, records[-1].seq)
        return changed, records

    def note(self, entry: Entry, note: Note, old: Note | None = None) -> Entry:
        """Add, edit or delete a note."""
        return self.kept(entry, [self.keep_note(entry, note, old)])

    def keep_note(self, entry: Entry, note: Note, old: Note | None = None) -> Change:
        """Add, edit or delete one of several notes; what is left to do for all of them, `kept` does."""
        self.unit.notes.put(note)
        after = None if note.deleted else {"content": note.content, "category": note.category}
        before = None if old is None or old.deleted else {"content": old.content, "category": old.category}
        return self._journal(entry, f"note:{note.uid}", before, after)

    def worklog(self, entry: Entry, log: Worklog, old: Worklog | None = None) -> Entry:
        """Add, edit or delete a worklog."""
        return self.kept(entry, [self.keep_worklog(entry, log, old)])

    def keep_worklog(self, entry: Entry, log: Worklog, old: Worklog | None = None) -> Change:
        """Add, edit or delete one of several worklogs; what is left to do for all of them, `kept` does."""
        self.unit.worklogs.put(log)
        after = None if log.deleted else booked(log.at, log.minutes, log.text)
        before = None if old is None or old.deleted else booked(old.at, old.minutes, old.text)
        return self._journal(entry, f"worklog:{log.uid}", before, after)

    def kept(self, entry: Entry, changes: Sequence[Change], *, as_stored: bool = False) -> Entry:
        """The entry after notes or worklogs were kept, the latest last; asks for them to be sent.

        `as_stored` says that the entry was just read and nothing of it was changed.
        """
        at = max(entry.updated_at, *(change.at for change in changes))
        entry = self._stamp(replace(entry, updated_at=at), changes[-1], found_alike=as_stored)
        exclude = () if self.cause.origin == LOCAL else (self.cause.origin,)
        self.queue_all(entry, changes[-1].seq, exclude=exclude)
        return entry

    def remark(self, entry: Entry, field: str, old: Any, new: Any) -> Entry:
        """A journal record that changes none of the entry's fields, such as a link or a lost value."""
        return self._stamp(entry, self._journal(entry, field, old, new))

    def queue(self, entry: Entry, seq: int | None = None) -> None:
        """Ask for the entry to be sent to every place that does not hold its present values."""
        fresh = seq is not None
        seq = self.unit.changes.latest() if seq is None else seq
        links = self.unit.links.of(entry.uid)
        open_fields = self.unit.conflicts.of(entry.uid)
        for link in self.routes.followed(links):
            if differing_fields(entry, link, set(open_fields)) or (fresh and self._aside(link)):
                self._ask(entry, link.integration, seq, fresh=fresh)
        self._queue_unborn(entry, links, seq, fresh=fresh)

    def queue_all(self, entry: Entry, seq: int, exclude: tuple[str, ...] = ()) -> None:
        """Ask for the entry to be sent to every place, whatever it holds."""
        links = self.unit.links.of(entry.uid)
        for link in self.routes.followed(links):
            if link.integration not in exclude:
                self.unit.outbox.add(entry.uid, link.integration, seq)
        self._queue_unborn(entry, links, seq, fresh=True)

    def queue_records(self, entry: Entry, link: Link) -> None:
        """Ask for the entry's notes and worklogs to be sent to an item that has just become its own."""
        if not self.routes.followed([link]):
            return
        if self.unit.notes.of(entry.uid) or self.unit.worklogs.of(entry.uid):
            self.unit.outbox.add(entry.uid, link.integration, self.unit.changes.latest())

    def _queue_unborn(self, entry: Entry, links: list[Link], seq: int, *, fresh: bool) -> None:
        linked = {link.integration for link in links if link.kind == "item"}
        for name in self.routes.born_to(entry):
            if name in linked or self.unit.links.was_unlinked(name, entry=entry.uid):
                continue
            # What was set aside is tried again only after a change, not whenever the entry is looked at.
            if fresh or self.unit.outbox.of(entry.uid, name) is None:
                self._ask(entry, name, seq, fresh=fresh)

    def _aside(self, link: Link) -> bool:
        """Whether what was refused there waits still: an edit may have taken it back."""
        row = self.unit.outbox.of(link.entry, link.integration)
        return row is not None and row.state == "set-aside"

    def _ask(self, entry: Entry, integration: str, seq: int, *, fresh: bool) -> None:
        if fresh or not given_up(self.unit, entry, integration):
            self.unit.outbox.add(entry.uid, integration, seq)

    def _journal(self, entry: Entry, field: str, old: Any, new: Any, seq: int | None = None) -> Change:
        cause = self.cause
        return self.unit.changes.add(
            entry.uid,
            field,
            old,
            new,
            at=cause.at,
            actor=cause.actor,
            origin=cause.origin,
            cause=cause.why,
            run=cause.run,
            seq=seq,
        )

    def _stamp(self, entry: Entry, change: Change, *, found_alike: bool = False) -> Entry:
        stamped = replace(entry, vector={**entry.vector, change.replica: change.seq})
        self.unit.entries.update(stamped, found_alike=found_alike)
        return stamped


def differing_fields(entry: Entry, link: Link, skip: set[str] | frozenset[str] = frozenset()) -> list[str]:
    """The fields that the link carries and whose value is not the one last in step there.

    A link that was never read differs in every field.
    """
    if link.base is None:
        return sorted(set(entry.content) - skip)
    return [name for name, pair in link.base.items() if name not in skip and entry.value(name) != pair.local]
