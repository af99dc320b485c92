"""Reading the project page by page, so that a killed run continues and a quiet one costs one request.

A snapshot lists whole issues. A delta lists, of what changed lately, ids and times alone, many to a
page; what the readings before have seen in that state is passed over, and the rest is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from devlog_core.model.errors import ConfigError, RejectedError, TransientError
from devlog_core.model.remote import Cursor, Mode, Rejected, RemoteItem, RemoteRef, SyncPage
from devlog_core.model.times import from_micros, to_micros
from devlog_jira import jql, listing
from devlog_jira.answer import Answer
from devlog_jira.client import PER_PAGE, Client, following
from devlog_jira.completing import Completer
from devlog_jira.mapping import Record, Source
from devlog_jira.movedissues import MovedIssues
from devlog_jira.place import Place, certain, state_of, time_of
from devlog_jira.sight import require_sight
from devlog_jira.walks import Walks

LEAN = 1000
"""How many issues a page may name that brings hardly more than their ids."""
SECOND = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One page of a list: its records, where it goes on, and what answered."""

    records: list[Any]
    at: str | int | None
    answer: Answer
    gone: tuple[RemoteRef, ...] = ()


class Reader:
    """One step of a reading for each call."""

    def __init__(
        self, client: Client, source: Source, me: Callable[[], str], moved: MovedIssues, query: str = ""
    ) -> None:
        self._client = client
        self._source = source
        self._me = me
        self._moved = moved
        self._query = query
        self._walks = Walks(client.context.state)

    def page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        """The next page of a snapshot, a census or a delta."""
        place = Place.read(cursor)
        if place is None or (mode != "delta" and place.mode != mode):
            place = Place(scope=self._source.scope, mode="snapshot" if mode == "delta" else mode)
        if place.mode == "delta":
            return self._delta(place, cursor)
        lean = place.mode == "census"
        listed = self._list(
            place, jql.everything(place.scope, self._moved.ids), ["key"] if lean else self._source.fields,
            LEAN if lean else PER_PAGE,
        )  # fmt: skip
        heard = self._second(listed.answer)
        place = place.begun(heard)
        fresh = [record for record in listed.records if str(record.get("id")) not in place.tail]
        after = place.listed((str(one.get("id")) for one in listed.records), listed.at)
        if lean:
            found = tuple(listing.present(self._source, fresh))
            return self._sync_page(after, present=found, gone=listed.gone)
        made = self._made(fresh)
        return self._sync_page(after.remembering(_states(fresh, made, heard)), made, gone=listed.gone)

    def _delta(self, place: Place, cursor: Cursor | None) -> SyncPage:
        gone: tuple[RemoteRef, ...] = ()
        while not place.pending and not place.ended:
            listed = self._list(
                place, jql.changed(place.scope, self._moved.ids, place.since), ["updated"], LEAN
            )
            gone += listed.gone
            place = place.begun(self._second(listed.answer))
            ids = [str(record["id"]) for record in listed.records]
            wanted = [
                str(record["id"])
                for record in listed.records
                if str(record["id"]) not in place.tail and not _known(place, record)
            ]
            place = replace(place.listed(ids, listed.at), pending=tuple(dict.fromkeys(wanted)))
        if not place.pending:
            page = self._sync_page(place, gone=gone)
            return replace(page, next=cursor) if cursor is not None and page.next == cursor else page
        some, rest = place.pending[:PER_PAGE], place.pending[PER_PAGE:]
        found, heard = self._these(some)
        every = self._made(found)
        same = {one.ref.id for one in every if isinstance(one, RemoteItem) and _unchanged(place, one)}
        made = [one for one in every if isinstance(one, Rejected) or one.ref.id not in same]
        states = _states((one for one in found if str(one["id"]) not in same), made, heard)
        place = replace(place, pending=rest).remembering(states)
        return self._sync_page(place, made, gone=gone)

    def _sync_page(
        self,
        place: Place,
        made: Iterable[RemoteItem | Rejected] = (),
        present: tuple[RemoteRef, ...] = (),
        gone: tuple[RemoteRef, ...] = (),
    ) -> SyncPage:
        made = list(made)
        more = bool(place.pending) or not place.ended
        after = place.cursor() if more else None if place.mode == "census" else place.finished()
        return SyncPage(
            mode=place.mode,
            items=tuple(one for one in made if isinstance(one, RemoteItem)),
            present=present,
            gone=gone,
            rejected=tuple(one for one in made if isinstance(one, Rejected)),
            next=after,
            more=more,
            as_of=from_micros(place.start * SECOND),
        )

    def _made(self, found: list[Record]) -> list[RemoteItem | Rejected]:
        """Issues as items, completed and judged by the query of the settings."""
        me = self._me() if found else ""
        completer = Completer(self._client, me, self._source.desk)
        source = self._source
        if source.epic:
            source = replace(source, ids=completer.epics(found, source.epic))
        veil = self._walks.veil(self._client.now())
        made = listing.items(source, completer.complete(found), veil)
        for record in found:
            self._moved.met(record, source.scope)
        if not self._query or not found:
            return made
        chosen = self._selected([one.ref.id for one in made if isinstance(one, RemoteItem)])
        return [_chosen(one, chosen) for one in made]

    def item(self, record: Record) -> RemoteItem:
        """One issue as an item; raises RejectedError where it is not as Jira describes issues."""
        made = self._made([record])[0]
        if isinstance(made, Rejected):
            raise RejectedError(f"{made.key} cannot be read: {made.reason}")
        return made

    def _selected(self, ids: list[str]) -> set[str]:
        if not ids:
            return set()
        chosen: set[str] = set()
        at: str | int | None = None
        while True:
            answer = self._client.search_page(
                jql.those_of(ids, self._query), ["key"], at=at, properties=(), size=LEAN, accept=(400,)
            )
            if answer.status == 400:
                raise ConfigError(f"filter.query: Jira does not take it: {answer.message}")
            chosen |= {str(one["id"]) for one in answer.issues}
            at = following(answer, at)
            if at is None:
                return chosen

    def _these(self, ids: tuple[str, ...]) -> tuple[list[Record], int]:
        """The issues with these ids, and Jira's second when it answered."""
        found: dict[str, Record] = {}
        at: str | int | None = None
        heard = 0
        while True:
            answer = self._client.search_page(jql.these(ids), self._source.fields, at=at, accept=(400,))
            if answer.status == 400:
                return self._one_by_one(ids)
            heard = heard or self._second(answer)
            found |= {str(one["id"]): one for one in answer.issues}
            at = following(answer, at)
            if at is None:
                return list(found.values()), heard

    def _one_by_one(self, ids: tuple[str, ...]) -> tuple[list[Record], int]:
        # One of them went away meanwhile, and the whole query was refused for it.
        found: list[Record] = []
        heard = 0
        for identity in ids:
            answer = self._client.get(
                self._client.path("issue", identity), issue_params(self._source), accept=(404,)
            )
            heard = heard or self._second(answer)
            if answer.status == 200:
                found.append(answer.data)
        return found, heard

    def _list(self, place: Place, query: str, fields: list[str], size: int) -> Listed:
        """The next page of a list; a query that was refused is asked again without what was at fault."""
        properties = () if fields in (["key"], ["updated"]) else ("devlog",)

        def ask(at: str | int | None) -> Answer:
            return self._client.search_page(
                query, fields, at=at, properties=properties, size=size,
                accept=(400,),
            )  # fmt: skip

        if self._client.cloud:
            answer, at = ask(place.at), place.at
            if answer.status == 400 and at is not None:
                # A token lives for seven days: the list is read from its beginning.
                answer, at = ask(None), None
        else:
            answer, at = self._joined(place, ask)
        if answer.status == 400:
            gone = self._pruned()
            if not gone:
                require_sight(self._client, place.scope)
                raise TransientError(f"Jira refused the query {query!r}: {answer.message}")
            again = replace(place, at=None, tail=())
            remaining = self._list(again, query_without(place, self._moved), fields, size)
            return replace(remaining, gone=gone + remaining.gone)
        return Listed(records=answer.issues, at=following(answer, at), answer=answer)

    def _joined(
        self, place: Place, ask: Callable[[str | int | None], Answer]
    ) -> tuple[Answer, str | int | None]:
        """A page of Server's that joins the one before.

        Each page begins with the last issue of the page before. Where it does not, some issue before
        it went away and the later ones moved up: the list is then read again from further back.
        """
        at = int(place.at or 0)
        step = max(len(place.tail), 1)
        start = max(0, at - 1) if place.tail else at
        while True:
            answer = ask(start or None)
            ids = {str(one.get("id")) for one in answer.issues}
            if answer.status != 200 or not start or ids & set(place.tail):
                return answer, start
            start = max(0, start - step)

    def _pruned(self) -> tuple[RemoteRef, ...]:
        """Those of the moved issues that are no more; a query that names them is refused whole."""
        gone = []
        for identity in self._moved.ids:
            answer = self._client.get(
                self._client.path("issue", identity), {"fields": "project"}, accept=(404,)
            )
            if answer.status == 404:
                self._moved.drop(identity)
                gone.append(RemoteRef(id=identity, scope=self._source.scope))
        return tuple(gone)

    def _second(self, answer: Answer) -> int:
        # A proxy that takes the Date away leaves us our own clock, trusted to an hour.
        return to_micros(answer.date or self._client.now() - timedelta(hours=1)) // SECOND


def query_without(place: Place, moved: MovedIssues) -> str:
    """The query of a place for the moved issues that are left."""
    if place.mode == "delta":
        return jql.changed(place.scope, moved.ids, place.since)
    return jql.everything(place.scope, moved.ids)


def issue_params(source: Source) -> dict[str, str]:
    """What one issue is asked for."""
    return {"fields": ",".join(source.fields), "properties": "devlog"}


def _states(found: Iterable[Record], made: Iterable[RemoteItem | Rejected], heard: int) -> dict[str, str]:
    """What to remember of these issues; of one that could not be read its time, so that it is told once."""
    states = {
        str(record["id"]): str(at) for record in found if (at := listing.changed_at(record)) is not None
    }
    for one in made:
        if isinstance(one, RemoteItem) and one.version is not None:
            states[one.ref.id] = state_of(one.version, heard)
    return states


def _known(place: Place, record: Any) -> bool:
    state = place.base.get(str(record["id"]))
    return state is not None and certain(state) and time_of(state) == listing.changed_at(record)


def _chosen(one: RemoteItem | Rejected, chosen: set[str]) -> RemoteItem | Rejected:
    if isinstance(one, RemoteItem) and one.ref.id not in chosen:
        return replace(one, selected=False)
    return one


def _unchanged(place: Place, one: RemoteItem) -> bool:
    """Whether an issue that had to be looked at is as it was."""
    state = place.base.get(one.ref.id)
    return one.version is not None and state == f"{one.version.order // 1000}:{one.version.hash[:16]}"
