"""Reading lists page by page, so that a killed run continues and a quiet one costs two requests.

A snapshot goes by time of creation, which edits do not move. A delta goes by time of change,
newest first, and ends where it meets what the readings before have seen. Its address stays the same
until something changes, so that it can be asked conditionally.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from devlog_core.model.remote import Cursor, Mode, Rejected, RemoteItem, RemoteRef, RemoteThing, SyncPage
from devlog_core.model.times import from_micros, to_micros
from devlog_core.plugin.context import PluginContext
from devlog_github import records
from devlog_github.answer import Answer
from devlog_github.client import Client
from devlog_github.etags import Etags
from devlog_github.place import OVERLAP, PER_PAGE, Place
from devlog_github.records import Source, Translated
from devlog_github.seen import fingerprint
from devlog_github.written import Written

SECOND = 1_000_000


class Reader:
    """One step of a reading for each call."""

    def __init__(self, client: Client, context: PluginContext, source: Source) -> None:
        self._client = client
        self._context = context
        self._source = source
        self._etags = Etags(context.state)
        self._written = Written(context.state)

    def page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        """The next page of a snapshot, a census or a delta."""
        place = Place.read(cursor)
        if place is None or (mode != "delta" and place.mode != mode):
            place = Place(scope=self._source.scope, mode="snapshot" if mode == "delta" else mode)
        count, ours = self._written.count, self._written.since(place.written) if place.base else set()
        while True:
            answer = self._client.list(place.address, etag=None if ours else self._etag(place))
            place = place.begun(self._second(answer), count)
            found = self._translated(place, self._mended(place, answer))
            news = [entry for entry in found if entry.id in ours or not _known(place, entry)]
            ahead = None if answer.status == 304 or _ended(place, found, news) else answer.next
            if place.mode != "delta" or place.url or news or ahead:
                return self._turn(place, answer, news, ahead)
            if answer.status == 200:
                self._etags.keep(place, answer.etag)
            if place.part == "comments":
                return self._sync_page(place, [], place.finished() if place.fresh else cursor, more=False)
            place = place.turned()

    def _turn(self, place: Place, answer: Answer, news: list[Translated], ahead: str | None) -> SyncPage:
        late = [entry for entry in news if entry.second is None or entry.second >= place.start - OVERLAP]
        page = place.remembering([(entry.second, _print(entry)) for entry in late])
        page = _counted(page, answer.records)
        if ahead:
            page = page.following(ahead, place.address, _last(answer))
            return self._sync_page(place, news, page.cursor(), more=True)
        if place.part == "issues" and (place.mode == "delta" or page.told):
            return self._sync_page(place, news, page.turned().cursor(), more=True)
        if page.met < page.told and not page.again:
            # One was deleted meanwhile, and with it another may have slipped through between two pages.
            return self._sync_page(place, news, page.turned(again=True).cursor(), more=True)
        return self._sync_page(place, news, None if place.mode == "census" else page.finished(), more=False)

    def _sync_page(
        self, place: Place, news: list[Translated], cursor: Cursor | None, *, more: bool
    ) -> SyncPage:
        made = [entry.made for entry in news]
        items = tuple(value for value in made if isinstance(value, RemoteItem))
        since = from_micros(place.base[place.part].floor * SECOND) if place.mode == "delta" else None
        return SyncPage(
            mode=place.mode,
            items=items if place.part == "issues" else records.grouped(self._source, news),
            refs=tuple(value for value in made if isinstance(value, RemoteThing)),
            present=tuple(value for value in made if isinstance(value, RemoteRef)),
            events=records.merges(news, since) if since else (),
            rejected=tuple(value for value in made if isinstance(value, Rejected)),
            next=cursor,
            more=more,
            as_of=from_micros(place.start * SECOND),
        )

    def _etag(self, place: Place) -> str | None:
        return self._etags.known(place) if place.mode == "delta" and not place.url else None

    def _second(self, answer: Answer) -> int:
        # A proxy that takes the Date away leaves us our own clock, trusted to an hour.
        return to_micros(answer.date or self._context.clock() - timedelta(hours=1)) // SECOND

    def _translated(self, place: Place, found: list[Any]) -> list[Translated]:
        if place.part == "comments":
            return records.comments(self._source, found)
        if place.mode == "census":
            return records.present(self._source, found)
        return records.issues(self._source, found, place.start)

    def _mended(self, place: Place, answer: Answer) -> list[Any]:
        """The page's records, and those of the page before where one may have slipped through between.

        An issue that is deleted or transferred while a numbered list is read moves the later ones up,
        and the first of the next page is skipped. Issues are numbered in the order of their creation:
        where the numbers run on nothing slipped through, and where they do not the page before tells.
        Comments of a snapshot have no such numbers: they are counted instead.
        """
        found = answer.records
        if not place.behind or not place.numbered or (place.mode != "delta" and place.part == "comments"):
            return found
        if place.mode != "delta" and found and _named(found[0])[1] == place.last[1] + 1:
            return found
        before = self._client.list(place.behind)
        return found if _last(before) == place.last else before.records + found


def _ended(place: Place, found: list[Translated], news: list[Translated]) -> bool:
    """Whether a delta has reached what it knows.

    The page must end before the start of the reading before, in a second that cannot hold an unseen
    change, and half of it must be known, so that one that a lagging replica brought late is met too.
    """
    if place.mode != "delta" or not found or len(found) - len(news) < PER_PAGE // 2:
        return False
    last = found[-1].second
    return last is not None and last < place.base[place.part].start


def _known(place: Place, entry: Translated) -> bool:
    return bool(place.base) and place.knows(entry.second, _print(entry))


def _print(entry: Translated) -> str:
    return fingerprint(entry.id, [entry.made, entry.second])


def _counted(place: Place, found: list[Any]) -> Place:
    """The place of a snapshot, knowing how many comments there should be, and how many it has met."""
    if place.mode != "snapshot":
        return place
    if place.part == "comments":
        return replace(place, met=place.met + len(found))
    # A server that does not tell may have some.
    told = [record.get("comments", 1) for record in found if isinstance(record, dict)]
    return replace(place, told=place.told + sum(count for count in told if isinstance(count, int)))


def _last(answer: Answer) -> tuple[int, int]:
    return _named(answer.records[-1]) if answer.records else (0, 0)


def _named(record: Any) -> tuple[int, int]:
    named = record if isinstance(record, dict) else {}
    identity, number = named.get("id"), named.get("number")
    return (identity if isinstance(identity, int) else 0, number if isinstance(number, int) else 0)
