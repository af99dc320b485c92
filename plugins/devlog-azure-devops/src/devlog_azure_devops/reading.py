"""Reading the project page by page, so that a killed run continues and a quiet one costs two requests.

A snapshot lists ids and reads what stands behind them. A delta asks which work items have new revisions
or other links since the tokens of the reading before, and reads these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from devlog_azure_devops import wiql
from devlog_azure_devops.client import BATCH, Client
from devlog_azure_devops.discussion import Discussion
from devlog_azure_devops.home import Home
from devlog_azure_devops.listing import WINDOW, Changes, Lister
from devlog_azure_devops.mapping import BROKEN, COMMENTS, PROJECT, Record, Source, item_of, ref_of, why
from devlog_azure_devops.place import Place
from devlog_azure_devops.pulls.linked import MOST, Linked
from devlog_core.model.errors import RejectedError
from devlog_core.model.remote import Cursor, Mode, Rejected, RemoteItem, RemoteRef, RemoteThing, SyncPage
from devlog_core.model.times import parse_time, rfc3339

LISTED = 2000
"""How many ids a snapshot lists at once; a cursor holds those that are still to be read."""
OVERLAP = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one page brought."""

    items: tuple[RemoteItem | Rejected, ...] = ()
    present: tuple[RemoteRef, ...] = ()
    gone: tuple[RemoteRef, ...] = ()
    refs: tuple[RemoteThing, ...] = ()


class Reader:
    """One step of a reading for each call."""

    def __init__(
        self, client: Client, source: Source, home: Home, discussion: Discussion, query: str = ""
    ) -> None:
        self._client = client
        self._source = source
        self._home = home
        self._discussion = discussion
        self._query = wiql.condition(query) if query else ""
        self._lister = Lister(client, source.scope)
        self._linked = Linked(client, source)

    def page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        """The next page of a snapshot, a census or a delta."""
        place, beside = Place.read(cursor), self._source.beside
        # A field that the settings name anew was never read: what exists is read once more.
        unread = place is not None and place.mode != "census" and not set(beside) <= set(place.beside)
        if place is None or unread or (mode != "delta" and place.mode != mode):
            begun: Mode = "snapshot" if mode == "delta" else mode
            place = Place(scope=self._source.scope, mode=begun)
        place = replace(place, beside=beside)
        if place.mode == "census":
            return self._census(place)
        if place.mode == "snapshot":
            return self._snapshot(place)
        if place.revisions is None:
            return self._delta_by_time(place, cursor)
        return self._delta(place, cursor)

    def _census(self, place: Place) -> SyncPage:
        listed = self._lister.window(wiql.everything, place.after, WINDOW - 1)
        place = self._begun(place, listed.answer.date)
        place = replace(place, after=listed.after or 0, listed=listed.after is None)
        return self._told(place, Found(present=tuple(ref_of(one, self._source) for one in listed.ids)))

    def _snapshot(self, place: Place) -> SyncPage:
        if not place.start:
            place = self._anchored(place)
        while not place.pending and not place.listed:
            place = self._listed(place, wiql.everything)
        return self._read(place)

    def _anchored(self, place: Place) -> Place:
        """The place with the tokens of now, so that what changes while the list is read comes after it."""
        heard = self._client.get(f"/_apis/projects/{place.scope}").date or self._client.now() - OVERLAP
        revisions = self._end(self._lister.revisions, heard)
        links = self._end(self._lister.links, heard) if revisions is not None else None
        return replace(place, start=rfc3339(heard), revisions=revisions, links=links)

    def _end(self, ask: Callable[..., Changes | None], since: datetime) -> str | None:
        changes = ask(None, since)
        while changes is not None and not changes.last:
            changes = ask(changes.token)
        return None if changes is None else changes.token

    def _delta(self, place: Place, cursor: Cursor | None) -> SyncPage:
        gone: tuple[int, ...] = ()
        if not place.pending and not place.listed:
            place, gone = self._news(place)
            quiet = not place.pending and not gone
            if quiet and place.listed and cursor is not None and "reading" not in cursor.data:
                told = self._told(place, Found())
                # What is kept is good for asking again, and a cursor that stays the same is not stored.
                return replace(told, next=cursor)
        page = self._read(place)
        return replace(page, gone=(*self._refs(gone), *page.gone))

    def _news(self, place: Place) -> tuple[Place, tuple[int, ...]]:
        """What has new revisions and, once that list has ended, other links."""
        changes = self._lister.revisions(place.revisions)
        if changes is None:
            # A token that is no longer understood: what exists is read anew.
            return self._anchored(Place(scope=place.scope, mode="snapshot", beside=place.beside)), ()
        place = replace(self._begun(place, changes.answer.date), revisions=changes.token)
        changed, gone = changes.changed, changes.gone
        ended = changes.last
        if ended and place.links is not None:
            links = self._lister.links(place.links)
            place = replace(place, links=None if links is None else links.token)
            if links is not None:
                changed += tuple(one for one in links.changed if one not in gone)
                ended = links.last
        return replace(place, pending=tuple(dict.fromkeys(changed)), listed=ended), gone

    def _delta_by_time(self, place: Place, cursor: Cursor | None) -> SyncPage:
        since = parse_time(place.since) - OVERLAP

        def query(after: int, until: int | None) -> str:
            return wiql.changed(since, after, until)

        while not place.pending and not place.listed:
            place = self._listed(place, query)
        page = self._read(place)
        quiet = page.next is not None and not page.more and not page.next.data["seen"]
        return replace(page, next=cursor) if quiet and cursor is not None else page

    def _listed(self, place: Place, query: Callable[[int, int | None], str]) -> Place:
        listed = self._lister.window(query, place.after, LISTED)
        place = self._begun(place, listed.answer.date)
        return replace(place, pending=listed.ids, after=listed.after or 0, listed=listed.after is None)

    def _read(self, place: Place) -> SyncPage:
        """The next of what is pending."""
        # What is owed comes first, else a cursor would grow with the links of every item there is.
        ids, place = place.taking(0 if len(place.owed) >= MOST else BATCH)
        if not ids:
            refs, place = self._described(place)
            return self._told(place, Found(refs=refs))
        records = dict(zip(ids, self._client.batch(ids).values, strict=True))
        there = [one if isinstance(one, Mapping) else {} for one in records.values() if one is not None]
        # By their own ids, should they come in another order.
        came = {str(one.get("id")) for one in there}
        gone = [identity for identity, one in records.items() if one is None and str(identity) not in came]
        if place.revisions is None:
            fresh = {str(one["id"]): int(one["rev"]) for one in there if _numbered(one)}
            known = {name for name, rev in fresh.items() if place.seen.get(name) == rev}
            place = replace(place, fresh={**place.fresh, **fresh} if place.mode == "delta" else {})
            there = [one for one in there if str(one.get("id")) not in known]
        items = tuple(self._made(there))
        since = parse_time(place.since) - OVERLAP if place.mode == "delta" and place.since else None
        refs, place = self._described(replace(place, owed=(*place.owed, *self._linked.of(there, since))))
        return self._told(
            place, Found(items=items, gone=self._refs(gone) if place.mode == "delta" else (), refs=refs)
        )

    def _described(self, place: Place) -> tuple[tuple[RemoteThing, ...], Place]:
        """What work items are linked to, once there is enough for a request that brings many."""
        if len(place.owed) < MOST and (place.pending or not place.listed):
            return (), place
        return self._linked.things(place.owed[:MOST]), replace(place, owed=place.owed[MOST:])

    def _refs(self, ids: Iterable[int]) -> tuple[RemoteRef, ...]:
        return tuple(ref_of(one, self._source) for one in ids)

    def _begun(self, place: Place, heard: datetime | None) -> Place:
        # A proxy that takes the Date away leaves us our own clock, trusted to some minutes.
        return place if place.start else replace(place, start=rfc3339(heard or self._client.now() - OVERLAP))

    def _told(self, place: Place, found: Found) -> SyncPage:
        more = bool(place.pending or place.owed) or not place.listed
        after = place.cursor() if more else None if place.mode == "census" else place.finished()
        return SyncPage(
            mode=place.mode,
            items=tuple(one for one in found.items if isinstance(one, RemoteItem)),
            present=found.present,
            gone=found.gone,
            refs=found.refs,
            rejected=tuple(one for one in found.items if isinstance(one, Rejected)),
            next=after,
            more=more,
            as_of=parse_time(place.start),
        )

    def item(self, record: Record) -> RemoteItem:
        """One work item with its comments; raises RejectedError where it is not as described."""
        made = self._made([record])[0]
        if isinstance(made, Rejected):
            raise RejectedError(f"work item {made.key} cannot be read: {made.reason}")
        return made

    def _made(self, found: list[Record]) -> list[RemoteItem | Rejected]:
        """Work items as items, with their comments, judged by the query of the settings."""
        made = [self._one(record) for record in found]
        if not self._query or not made:
            return made
        ids = [int(one.ref.id) for one in made if isinstance(one, RemoteItem)]
        chosen = self._lister.selected(wiql.those_of(ids, self._query)) if ids else set()
        return [
            replace(one, selected=False)
            if isinstance(one, RemoteItem) and int(one.ref.id) not in chosen
            else one
            for one in made
        ]

    def _one(self, record: Record) -> RemoteItem | Rejected:
        try:
            fields = record["fields"]
            comments = self._discussion.of(record) if fields.get(COMMENTS) else None
            item = item_of(record, self._source, comments)
        except BROKEN as error:
            key: Any = record.get("id") if hasattr(record, "get") else None
            return Rejected(key=str(key or "?"), reason=why(error))
        except RejectedError as error:
            return Rejected(key=str(record.get("id") or "?"), reason=error.reason)
        return item if self._home.holds(fields.get(PROJECT)) else replace(item, selected=False)


def _numbered(record: Record) -> bool:
    """Whether it tells its id and revision; one that does not is set aside where it is understood."""
    return isinstance(record.get("id"), int) and isinstance(record.get("rev"), int)
