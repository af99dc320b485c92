"""Creating and changing work items."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from devlog_azure_devops import relations, sending
from devlog_azure_devops.answer import Answer
from devlog_azure_devops.boards import card
from devlog_azure_devops.boards.team import Team
from devlog_azure_devops.client import PATCH, Client
from devlog_azure_devops.cures import missing, rejected
from devlog_azure_devops.fetching import work_item
from devlog_azure_devops.mapping import AFTER, AREA, BROKEN, Record, Source, item_of, why
from devlog_azure_devops.sending import Operation
from devlog_core.model.errors import DevlogError, GoneError, RejectedError, StaleError, TransientError
from devlog_core.model.remote import Draft, Patch, RemoteItem, RemoteRef, Version

_TOO_LONG = re.compile(r"InvalidTooLong|longest|exceeds|maximum length", re.IGNORECASE)
REFUSED = (400, 404, 413, 422)
_EXPANDED = {"$expand": "relations"}
_PAGE = 200


class Writer:
    """Writes to the work items of one project."""

    def __init__(self, client: Client, source: Source, team: Team) -> None:
        self._client = client
        self._source = source
        self._team = team

    def create(self, draft: Draft) -> RemoteItem:
        """A new work item with its mark; what the request did not say is named as pending."""
        kind = sending.kind_of(draft.values.get("type") or "task", self._source)
        body = sending.creation(draft.mark, draft.values, kind, self._source, self._client.config)
        where = f"/{self._source.scope}/_apis/wit/workItems/${quote(kind.name, safe='')}"
        answer = self._client.send("POST", where, body, _EXPANDED, PATCH, accept=REFUSED)
        if answer.status >= 400:
            raise self._refused(answer, {name for name, value in draft.values.items() if value})
        try:
            item = self._item(answer.data)
        except RejectedError as error:
            raise TransientError(f"a {kind.name} was made, but cannot be read back: {error}") from None
        late = [name for name in AFTER if draft.values.get(name) not in (None, [], item.values.get(name))]
        return replace(item, pending=tuple(late))

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        """The work item changed, unless it is no longer the one expected."""
        record = self._fresh(ref)
        item = self._item(record)
        if expected is not None and item.version is not None and item.version.hash != expected.hash:
            raise StaleError(f"work item {item.ref.key} was changed since it was read")
        source = self._source
        if any(name in patch.fields for name in card.FIELDS):
            # Columns and lanes are renamed by people, and what is set must be there now. What is read goes
            # by the layout that the reading goes by, so that the two agree on what an item looks like.
            source = replace(source, board=self._team.board_now())
        body = sending.change(record, item.values, patch, source)
        if not body:
            return item
        names = {*patch.fields, *patch.sets}
        after = self._send(record, body, names)
        if sending.misformed(body, after):
            after = self._send(after, sending.change(after, self._item(after).values, patch, source), names)
        self._check_relations(record, body, after)
        return self._item(after)

    def _send(self, record: Record, body: Sequence[Operation], fields: set[str]) -> Record:
        tested = [{"op": "test", "path": "/rev", "value": int(record["rev"])}, *body]
        where = f"/_apis/wit/workItems/{record['id']}"
        answer = self._client.send("PATCH", where, tested, _EXPANDED, PATCH, accept=REFUSED)
        if answer.status >= 400:
            raise self._refused(answer, fields, record)
        after: Record = answer.data
        return after

    def _check_relations(self, before: Record, body: Sequence[Operation], after: Record) -> None:
        """Put back what somebody else's change of links made us remove; raises StaleError then.

        Links are removed by their place, and the revision that is tested does not tell of them.
        """
        held, left = list(before.get("relations") or ()), list(after.get("relations") or ())
        places = {
            int(one["path"].rpartition("/")[2])
            for one in body
            if one["op"] == "remove" and one["path"].startswith("/relations/")
        }
        stayed = [one for place, one in enumerate(held) if place in places and _among(one, left)]
        if not stayed:
            return
        lost = [one for place, one in enumerate(held) if place not in places and not _among(one, left)]
        lost = self._removed_last(before, lost)
        if lost:
            again = [{"op": "add", "path": "/relations/-", "value": _bare(one)} for one in lost]
            self._send(after, again, set(AFTER))
        raise StaleError(f"the links of work item {before['id']} were changed since they were read")

    def _removed_last(self, record: Record, lost: Sequence[Any]) -> list[Any]:
        """Those that the latest removal took away, which was ours; the others somebody meant to take away."""
        updates: list[Any] = []
        while True:
            where = f"/_apis/wit/workItems/{record['id']}/updates"
            found = self._client.get(where, {"$top": _PAGE, "$skip": len(updates)}).values
            updates += found
            if len(found) < _PAGE:
                break
        for update in reversed(updates):
            removed = (update.get("relations") or {}).get("removed") or ()
            taken = [one for one in lost if _among(one, removed)]
            if taken:
                return taken
        return []

    def _fresh(self, ref: RemoteRef) -> Record:
        record = work_item(self._client, self._source, ref)
        if record is None:
            raise GoneError(
                f"work item {ref.key or ref.id} was deleted, or the account may not see it any more"
            )
        return record

    def _item(self, record: Any) -> RemoteItem:
        """The work item without its notes."""
        try:
            item = item_of(record, self._source)
        except BROKEN as error:
            raise RejectedError(f"the work item cannot be read: {why(error)}") from None
        return replace(item, notes=(), notes_complete=False, note_count=None, pending=())

    def _refused(self, answer: Answer, fields: set[str], record: Record | None = None) -> DevlogError:
        """Why it was not taken, with the fields at fault."""
        if answer.status == 404 and (answer.data is None or _is_about(answer, record)):
            cause = missing(answer, f"work item {record['id']}" if record else "a new work item")
            if not (record is None and isinstance(cause, GoneError)):
                return cause
        if record is not None and "out of range" in answer.message:
            # A place among the links is gone: somebody took links away since they were read.
            return StaleError(f"the links of work item {record['id']} were changed since they were read")
        error = rejected(answer, self._names())
        named = [name for name in error.fields if name in fields]
        if not named and answer.code in _LINKS:
            named = [name for name in ("parent", "dependencies") if name in fields]
        if not named and not error.fields and len(fields) == 1:
            named = sorted(fields)
        if not named and "status" in error.fields and card.COLUMN in fields:
            # The column's state went with it.
            named = [card.COLUMN]
        return RejectedError(f"{error.reason}{self._advice(answer, error.fields, named, record)}", named)

    def _advice(
        self, answer: Answer, told_of: Sequence[str], named: Sequence[str], record: Record | None
    ) -> str:
        """What to do about it, where the refusal does not say so."""
        told = answer.message
        if "status" in named and "field Reason" in told:
            return " Correct the reason under `config.mapping.status`"
        if "status" in named and record:
            return self._states(record)
        if answer.code == "TF401347" and "milestone" in named:
            return " Create that iteration path, or correct the milestone"
        if answer.code == "TF401347":
            return f" Correct `config.{'area' if AREA in told else 'iteration'}`, or create the path"
        if "'ReadOnly'" in told:
            return " It can only be read: take it out of `config.custom`, or the value out of the entry"
        if "Required" in told and not told_of:
            at = "under `config.create`" if record is None else f"to work item {record['id']} there"
            return f" Give a value {at}"
        return " Shorten it" if _TOO_LONG.search(told) and "shorten" not in told else ""

    def _states(self, record: Record) -> str:
        kind = self._source.kind(record["fields"])
        states = ", ".join(name for name, _ in kind.states)
        return f" ({kind.name} has the states {states})" if states else ""

    def _names(self) -> dict[str, str]:
        """The entry's fields by the names of those that the settings add."""
        return {
            key: one.field for one in self._source.custom for key in (one.id, one.name, one.name.casefold())
        } | (card.names(self._source.board) if self._source.board else {})


_LINKS = frozenset({"TF201035", "TF201036", "TF401349", "TF401232", "VS402325", "VS403443"})
"""Refusals of links: circles, a second parent, what is not there."""


def _is_about(answer: Answer, record: Record | None) -> bool:
    """Whether what is missing is the work item itself, and not one that it was to be linked to."""
    if record is None or "TF401232" not in answer.message:
        return True
    return f"item {record['id']} " in f"{answer.message} "


def _among(one: Any, several: Sequence[Any]) -> bool:
    return any(relations.same(one, other) for other in several)


def _bare(relation: Mapping[str, Any]) -> dict[str, Any]:
    """A relation as a request takes it."""
    told = relation.get("attributes") or {}
    kept = {name: told[name] for name in ("comment", "isLocked") if told.get(name)}
    if relation.get("rel") != "Hyperlink" and told.get("name"):
        kept["name"] = told["name"]
    return {"rel": relation["rel"], "url": relation["url"], **({"attributes": kept} if kept else {})}
