"""What a search leaves out of an issue: the rest of long lists, and the marks of our own records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from devlog_core.model.errors import TransientError
from devlog_jira import jql
from devlog_jira.client import Client
from devlog_jira.mapping import Record, Records, restricted
from devlog_jira.markmemory import MarkMemory
from devlog_jira.people import account

MOST_IDS = 1000
EPICS = "epics"
_KEPT_EPICS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """An issue with all its comments and worklogs."""

    record: Record
    comments: Records
    worklogs: Records


class Completer:
    """Reads what is missing, in as few requests as Jira allows."""

    def __init__(self, client: Client, me: str, desk: bool = False) -> None:
        self._client = client
        self._me = me
        self._desk = desk and not client.cloud
        """Whether every comment must be asked for what it says of its readers."""

    def complete(self, records: Iterable[Record]) -> list[Whole]:
        """The issues with everything that belongs to them."""
        found = [self._lists(record) for record in records]
        comments = self._remembered(found, "comments")
        worklogs = self._remembered(found, "worklogs")
        return [
            replace(whole, comments=comment, worklogs=worklog)
            for whole, comment, worklog in zip(found, comments, worklogs, strict=True)
        ]

    def epics(self, records: Iterable[Record], field: str) -> dict[str, str]:
        """The ids of the epics that issues name by their keys."""
        named = {str(fields[field]) for record in records if (fields := _fields(record)).get(field)}
        state = self._client.context.state
        known: dict[str, str] = dict(state.get(EPICS) or {})
        missing = sorted(named - known.keys())
        if missing:
            known |= self._ids(missing)
            state[EPICS] = dict(list(known.items())[-_KEPT_EPICS:])
        return {key: known[key] for key in named if key in known}

    def _ids(self, keys: list[str]) -> dict[str, str]:
        answer = self._client.search_page(
            jql.keys(keys), ["key"], properties=(), size=max(len(keys), 1), accept=(400,)
        )
        if answer.status == 200:
            return {str(one["key"]): str(one["id"]) for one in answer.issues}
        # One of them is no more, and the whole query was refused for it.
        found = {}
        for key in keys:
            one = self._client.get(self._client.path("issue", key), {"fields": "key"}, accept=(404,))
            if one.status == 200:
                found[key] = str(one.data["id"])
        return found

    def _lists(self, record: Record) -> Whole:
        fields = _fields(record)
        return Whole(
            record=record,
            comments=self._rest(record, Records.of(fields.get("comment"), "comments"), "comments"),
            worklogs=self._rest(record, Records.of(fields.get("worklog"), "worklogs"), "worklogs"),
        )

    def _rest(self, record: Record, embedded: Records, key: str) -> Records:
        """The whole list where the embedded one was cut short."""
        told = _fields(record).get(key[:-1])
        if embedded.whole or not isinstance(told, Mapping):
            return embedded
        return self.all(str(record["id"]), key)

    def all(self, issue: str, key: str) -> Records:
        """Every comment or worklog of an issue; on Server with their properties, which Cloud tells apart."""
        path = self._client.path("issue", issue, key[:-1])
        more = {} if self._client.cloud else {"expand": "properties"}
        found: dict[str, Record] = {}
        for answer in self._client.pages(path, more, key, size=MOST_IDS):
            for one in answer.data[key]:
                found[str(one["id"])] = {"properties": [], **one} if more else one
        return Records(found=tuple(found.values()), whole=True)

    def marked(self, issue: str, key: str) -> Records:
        """Every comment or worklog of an issue, our own with their marks."""
        some = self.all(issue, key)
        whole = Whole(record={"id": issue}, comments=some, worklogs=some)
        return self._marked([whole], key)[0]

    def _remembered(self, found: list[Whole], key: str) -> list[Records]:
        """The same, without asking for marks that were met before."""
        if self._desk:
            # Who may read a comment can change.
            return self._marked(found, key)
        memory = MarkMemory(self._client.context.state, key)
        kept = memory.read()

        def known(some: Records) -> Records:
            return replace(some, found=tuple(memory.known(one, kept) for one in some.found))

        told = [
            replace(whole, comments=known(whole.comments), worklogs=known(whole.worklogs)) for whole in found
        ]
        lists = self._marked(told, key)
        ours = (one for some in lists for one in some.found if account(one.get("author")) == self._me)
        memory.learn(one for one in ours if "properties" in one)
        return lists

    def _marked(self, found: list[Whole], key: str) -> list[Records]:
        """The lists, those of our own records with their properties."""
        lists = [whole.comments if key == "comments" else whole.worklogs for whole in found]
        wanted = [[str(one["id"]) for one in some.shown if self._unmarked(one)] for some in lists]
        if self._client.cloud:
            told = self._listed([identity for some in wanted for identity in some], key)
            return [_with(some, told) for some in lists]
        return [
            self.all(str(whole.record["id"]), key) if ids else some
            for whole, some, ids in zip(found, lists, wanted, strict=True)
        ]

    def _unmarked(self, record: Record) -> bool:
        """Whether a record may carry a mark that was not brought, or be internal though nothing says so."""
        ours = self._desk or account(record.get("author")) == self._me
        return ours and "properties" not in record and not restricted(record)

    def _listed(self, ids: list[str], key: str) -> dict[str, Any]:
        """The properties of comments or worklogs by their ids."""
        told: dict[str, Any] = {}
        for start in range(0, len(ids), MOST_IDS):
            part = [int(identity) for identity in ids[start : start + MOST_IDS]]
            for one in self._bulk(part, key):
                told[str(one["id"])] = one.get("properties") or []
        return told

    def _bulk(self, ids: list[int], key: str) -> Iterator[Record]:
        path = self._client.path(key[:-1], "list")
        answer = self._client.send("POST", path, {"ids": ids}, {"expand": "properties"})
        data = answer.data
        records = data.get("values") if isinstance(data, Mapping) else data
        if not isinstance(records, list):
            raise TransientError(
                f"{self._client.config.url} gave no list of {key}: the next sync tries again"
            )
        yield from records
        if isinstance(data, Mapping) and data.get("isLast") is False and len(records) < len(ids):
            met = {str(one["id"]) for one in records}
            rest = [identity for identity in ids if str(identity) not in met]
            if records:
                yield from self._bulk(rest, key)


def _with(some: Records, told: Mapping[str, Any]) -> Records:
    found = tuple(
        {**one, "properties": told[str(one["id"])]} if str(one.get("id")) in told else one
        for one in some.found
    )
    return replace(some, found=found)


def _fields(record: Record) -> Record:
    fields = record.get("fields")
    return fields if isinstance(fields, Mapping) else {}
