"""The stream of pull requests: the active ones, and those that were closed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from devlog_azure_devops.client import Client
from devlog_azure_devops.mapping import BROKEN, why
from devlog_azure_devops.pulls.files import files_of
from devlog_azure_devops.pulls.records import digest_of, events_of, thing_of, whole
from devlog_azure_devops.streams.origin import Origin
from devlog_azure_devops.streams.stream import Part, State, ask, refusal
from devlog_core.model.errors import TransientError
from devlog_core.model.remote import Event, Rejected, RemoteThing
from devlog_core.model.times import parse_time, rfc3339

NAME = "pull_requests"
PAGE = 100
"""Fewer than the provider brings unless told, so that a shorter page is surely the last."""
DETAILED = 25
"""How many pull requests one page of the stream reads one by one."""
OVERLAP = timedelta(minutes=5)
_SCOPE = "Code (read)"
_TRIES = 3
_OUT_OF_SIGHT = (403, 404)
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A pull request that is news: still to be read by itself, with what is known of it."""

    number: int
    repository: str
    new: bool = False
    known: str | None = None
    silent: bool = False
    """Whether it was there before anybody followed, so that nothing of it is told as an event."""

    def plain(self) -> list[Any]:
        """As a state keeps it."""
        return [self.number, self.repository, self.new, self.known, self.silent]

    @staticmethod
    def read(kept: Iterable[Any]) -> Owed:
        """What a state has kept."""
        number, repository, new, known, silent = kept
        return Owed(number=number, repository=repository, new=new, known=known, silent=silent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A pull request as a list tells it."""

    number: str
    repository: str
    digest: str
    made: datetime
    closed: datetime | None
    record: Record

    def owed(self, **known: Any) -> Owed:
        """That it is to be read by itself."""
        return Owed(number=int(self.number), repository=self.repository, **known)


class PullRequests:
    """Lists the project's pull requests and reads those that are new or changed.

    Its state holds a digest of each active one, and when those closed of late were closed.
    """

    name = NAME

    def __init__(self, client: Client, origin: Origin) -> None:
        self._client = client
        self._origin = origin
        self._path = f"/{origin.scope}/_apis/git/pullrequests"

    def page(self, state: State | None) -> Part:
        """The next page behind `state`: two requests where nothing is new."""
        rejected: list[Rejected] = []
        if state is None or not state.get("owed"):
            state, rejected = self._listed(state)
        owed = [Owed.read(one) for one in state.get("owed") or ()]
        refs: list[RemoteThing] = []
        events: list[Event] = []
        for one in owed[:DETAILED]:
            try:
                thing, happened = self._read(one, parse_time(state["since"]))
            except BROKEN as error:
                rejected.append(Rejected(key=f"pull request {one.number}", reason=why(error)))
                continue
            refs += [thing] if thing is not None else []
            events += happened
        left = [one.plain() for one in owed[DETAILED:]]
        after = {name: value for name, value in state.items() if name != "owed"} | (
            {"owed": left} if left else {}
        )
        return Part(
            refs=tuple(refs), events=tuple(events), rejected=tuple(rejected), state=after, more=bool(left)
        )

    def lacks(self) -> tuple[str, ...]:
        return refusal(lambda: ask(self._client, self._path, {"$top": 1}, scope=_SCOPE))

    def _listed(self, state: State | None) -> tuple[State, list[Rejected]]:
        """The state with what is owed, the same one where nothing is new."""
        records, start = self._all({"searchCriteria.status": "active"})
        active, rejected = _understood(records)
        since = parse_time(state["since"]) if state else start
        range_of = {
            "searchCriteria.status": "all",
            "searchCriteria.queryTimeRangeType": "closed",
            "searchCriteria.minTime": rfc3339(since - OVERLAP),
        }
        ended, unread = _understood(self._all(range_of)[0])
        # An older server may not know the range and bring all that there ever was.
        ended = {name: one for name, one in ended.items() if one.closed and one.closed >= since - OVERLAP}
        rejected += unread
        told = {
            "since": rfc3339(start),
            "open": {name: one.digest for name, one in active.items()},
            "closed": {
                name: rfc3339(one.closed)
                for name, one in ended.items()
                if one.closed and one.closed >= start - OVERLAP
            },
        }
        if state is None:
            owed = [one.owed(silent=True) for one in {**active, **ended}.values() if self._names(one.record)]
            return {**told, "owed": [one.plain() for one in owed]}, rejected
        held: Mapping[str, str] = state["open"]
        news = [one for name, one in active.items() if held.get(name) != one.digest]
        news += [one for name, one in ended.items() if one.closed and not _known(state, name, one.closed)]
        owed = [
            one.owed(
                new=one.number not in {**held, **state["closed"]} and one.made >= since - OVERLAP,
                known=held.get(one.number),
            )
            for one in news
        ]
        lost = [name for name in held if name not in active and name not in ended]
        owed += [Owed(number=int(name), repository="", known=held[name]) for name in lost]
        return ({**told, "owed": [one.plain() for one in owed]} if owed else state), rejected

    def _names(self, record: Record) -> bool:
        """Whether a pull request may name something; what work items are linked to is read with them."""
        try:
            return not whole(record) or bool(thing_of(record, self._origin).targets)
        except BROKEN:
            return True

    def _read(self, owed: Owed, at: datetime) -> tuple[RemoteThing | None, tuple[Event, ...]]:
        """The pull request as it is now; nothing where it went out of sight."""
        scope = self._origin.scope
        path = f"/_apis/git/pullrequests/{owed.number}"
        if owed.repository:
            path = f"/{scope}/_apis/git/repositories/{owed.repository}/pullRequests/{owed.number}"
        answer = self._client.get(
            path, {"includeWorkItemRefs": "true"} if owed.repository else None, _OUT_OF_SIGHT
        )
        if answer.status != 200:
            self._client.context.log.info("pull_request_unseen", number=owed.number, told=answer.message)
            return None, ()
        record = answer.data
        repository = str(record["repository"]["id"])
        if not owed.repository:
            return self._read(
                Owed(number=owed.number, repository=repository, new=owed.new, known=owed.known), at
            )
        thing = thing_of(record, self._origin)
        if thing.targets:
            files = files_of(self._client, scope, repository, owed.number)
            thing = thing_of(record, self._origin, files=files)
        if owed.silent:
            return thing, ()
        return thing, events_of(record, thing, new=owed.new, at=at, known=owed.known)

    def _all(self, asked: Mapping[str, str]) -> tuple[dict[str, Any], datetime]:
        """A whole list, newest first, by number, and when it was begun to be read.

        Each page begins with the last one of the page before: where that is not there, something left the
        list meanwhile and moved others up unseen, and it is read again.
        """
        start: datetime | None = None
        for _ in range(_TRIES):
            found: dict[str, Any] = {}
            while True:
                params = {**asked, "$top": PAGE, "$skip": max(0, len(found) - 1)}
                answer = ask(self._client, self._path, params, scope=_SCOPE)
                start = start or answer.date or self._client.now() - OVERLAP
                records = {_name(one): one for one in answer.values}
                full, known = len(answer.values) >= PAGE, records.keys() <= found.keys()
                # A full page that brings nothing else is none of a list that ends.
                if found and (next(reversed(found)) not in records or (full and known)):
                    break
                found |= records
                if not full:
                    return found, start
        raise TransientError(
            "the list of pull requests kept moving while it was read: the next sync tries again"
        )


def _name(record: Any) -> str:
    """The number of a pull request; of what is none, how it looks."""
    return str(record.get("pullRequestId")) if isinstance(record, Mapping) else repr(record)


def _understood(records: Mapping[str, Any]) -> tuple[dict[str, Listed], list[Rejected]]:
    """The pull requests by number, and those that are not as described."""
    found: dict[str, Listed] = {}
    rejected = []
    for number, one in records.items():
        try:
            found[number] = Listed(
                number=str(int(one["pullRequestId"])),
                repository=str(one["repository"]["id"]),
                digest=digest_of(one),
                made=parse_time(one["creationDate"]),
                closed=parse_time(one["closedDate"]) if one.get("closedDate") else None,
                record=one,
            )
        except BROKEN as error:
            rejected.append(Rejected(key=f"pull request {number}", reason=why(error)))
    return found, rejected


def _known(state: State, name: str, closed: datetime) -> bool:
    kept: Mapping[str, str] = state["closed"]
    return kept.get(name) == rfc3339(closed)
