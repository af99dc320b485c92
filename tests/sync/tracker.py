"""A reference tracker for the engine's tests: ordered revisions, preconditions, comments, faults."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from devlog_core.model.errors import GoneError, RejectedError, StaleError
from devlog_core.model.fields import sorted_set
from devlog_core.model.integration import Integration
from devlog_core.model.remote import (
    AccountInfo,
    Cursor,
    Draft,
    Mark,
    Mode,
    NoteDraft,
    Patch,
    RemoteAccount,
    RemoteItem,
    RemoteNote,
    RemoteRef,
    RemoteWorklog,
    Scope,
    SyncPage,
    Version,
    WorklogDraft,
)
from devlog_core.plugin.capability import Capabilities, FieldCapability
from devlog_core.plugin.context import PluginContext
from devlog_core.plugin.service import TrackerService
from tests.sync.remote import Item, Remote

FIELDS = ("title", "description", "status", "priority", "labels", "assignees", "milestone")


class ReferenceService(TrackerService[Remote]):
    """A service that reaches its remote by function calls; `config` is the remote itself."""

    capabilities = Capabilities(
        fields={name: FieldCapability() for name in FIELDS}, notes=True, worklogs=True, precondition=True
    )

    def __init__(self, integration: Integration, config: Remote, context: PluginContext) -> None:
        super().__init__(integration, config, context)
        self.remote = config
        fields = {**self.capabilities.fields, **{name: FieldCapability() for name in config.extra}}
        self.capabilities = replace(self.capabilities, fields=fields)

    def check(self) -> AccountInfo:
        return AccountInfo(account="bot")

    def scope(self) -> Scope | None:
        self._call("scope")
        return Scope(id=self.remote.scope, name="ref", host="ref.example")

    def express(self, field: str, value: Any) -> Any:
        if field == "labels" and self.remote.dashed:
            return sorted({label.replace(" ", "-") for label in value})
        if field == "labels" and self.remote.one_label:
            return sorted(value)[:1]
        if field == "status" and self.remote.only_open_and_done:
            return "done" if value in ("done", "cancelled") else "new"
        return value

    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        self._call(f"page {mode}")
        data = dict(cursor.data) if cursor else {"after": 0, "since": 0}
        since = data["since"] if mode == "delta" else 0
        pool = sorted((i for i in self.remote.items.values() if i.revision > since), key=lambda i: i.id)
        pool = [item for item in pool if item.id > data["after"] and item.id not in self.remote.hidden]
        pool = [self.remote.lagging.get(item.id, item) for item in pool]
        page, rest = pool[: self.remote.page_size], pool[self.remote.page_size :]
        seen = data.get("seen", self.remote.revision)
        if rest:
            nxt = Cursor(data={"after": page[-1].id, "since": data["since"], "seen": seen})
        elif mode == "delta" and seen == data["since"]:
            nxt = Cursor(data=data)
        else:
            nxt = Cursor(data={"after": 0, "since": seen})
        self._done(f"page {mode}")
        if mode == "census":
            return SyncPage(mode=mode, present=tuple(self._ref(i) for i in page), next=nxt, more=bool(rest))
        return SyncPage(
            mode=mode,
            refs=self.remote.things,
            items=tuple(self._item(i, notes=True, listed=True) for i in page),
            next=nxt,
            more=bool(rest),
            as_of=self.remote.clock,
        )

    def fetch(self, ref: RemoteRef) -> RemoteItem | None:
        self._call(f"fetch {ref.key}")
        if not ref.id and not ref.key.isdigit():
            raise RejectedError(f"{ref.key!r} is no item")
        item = self.remote.items.get(self._number(ref))
        return self._item(item, notes=True) if item else None

    def find(self, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteItem]:
        self._call(f"find {mark.ref}")
        return [self._item(i, notes=True) for i in self.remote.items.values() if i.mark == mark.uid]

    def create(self, draft: Draft) -> RemoteItem:
        self._call("create")
        values = {k: self.express(k, v) for k, v in draft.values.items()}
        if self.remote.only_new:
            values["status"] = "new"
        self._refuse({**draft.values, "status": values["status"]})
        id = self.remote.add(mark=draft.mark.uid, **copy.deepcopy(values))
        self._done("create")
        return self._item(self.remote.items[id], notes=True)

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        self._call(f"update {ref.key} {sorted([*patch.fields, *patch.sets])}")
        item = self.remote.items.get(self._number(ref))
        if item is None:
            raise GoneError(f"{ref.key} is gone")
        if expected is not None and self._version(item).hash != expected.hash:
            raise StaleError("changed since")
        values = {name: self.express(name, change.new) for name, change in patch.fields.items()}
        self._refuse(values)
        for name, change in patch.sets.items():
            kept = [element for element in item.values[name] if element not in change.remove]
            values[name] = sorted_set([*kept, *change.add])
        self.remote.edit(item.id, **values)
        self._done("update")
        return self._item(item, notes=False)

    def put_note(self, ref: RemoteRef, note: NoteDraft) -> RemoteNote:
        self._call("put_note")
        self._refuse({"note": note.content})
        item = self.remote.items[self._number(ref)]
        if note.ref is None:
            id = self.remote.comment(item.id, note.content, mark=note.mark.uid)
        else:
            id = note.ref.id
            item.comments = [
                replace(c, content=note.content, edited_at=self.remote.tick()) if c.ref.id == id else c
                for c in item.comments
            ]
            self.remote.touch(item.id)
        self._done("put_note")
        return next(c for c in item.comments if c.ref.id == id)

    def find_note(self, ref: RemoteRef, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteNote]:
        self._call("find_note")
        return [c for c in self.remote.items[self._number(ref)].comments if c.mark == mark.uid]

    def delete_note(self, ref: RemoteRef, note: RemoteRef) -> None:
        self._call("delete_note")
        item = self.remote.items[self._number(ref)]
        item.comments = [c for c in item.comments if c.ref.id != note.id]
        self.remote.touch(item.id)
        self._done("delete_note")

    def put_worklog(self, ref: RemoteRef, worklog: WorklogDraft) -> RemoteWorklog:
        self._call("put_worklog")
        self._refuse({"minutes": worklog.minutes})
        remote, item = self.remote, self.remote.items[self._number(ref)]
        if worklog.ref is None:
            id = remote.book(item.id, worklog.minutes, worklog.text, mark=worklog.mark.uid)
            remote.rebook(item.id, id, at=_second(worklog.at), edited_at=None)
        else:
            id = worklog.ref.id
            held = [(one.minutes, one.text) for one in item.bookings if one.ref.id == id]
            if held != [(worklog.old_minutes, worklog.old_text)]:
                raise StaleError(f"the booking {id} was changed or taken away")
            remote.rebook(item.id, id, minutes=worklog.minutes, text=worklog.text, at=_second(worklog.at))
        self._done("put_worklog")
        return next(one for one in item.bookings if one.ref.id == id)

    def find_worklog(self, ref: RemoteRef, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteWorklog]:
        self._call("find_worklog")
        return [one for one in self.remote.items[self._number(ref)].bookings if one.mark == mark.uid]

    def delete_worklog(self, ref: RemoteRef, worklog: RemoteRef) -> None:
        self._call("delete_worklog")
        self.remote.unbook(self._number(ref), worklog.id)
        self._done("delete_worklog")

    def _refuse(self, values: Any) -> None:
        bad = [name for name, value in self.remote.rejects.items() if values.get(name) == value]
        if bad:
            raise RejectedError(f"{', '.join(bad)} not allowed", bad)

    def _call(self, call: str) -> None:
        self.remote.log.append(call)
        if self.remote.fail is not None:
            self.remote.fail("before", call)

    def _done(self, call: str) -> None:
        if self.remote.fail is not None:
            self.remote.fail("after", call)

    def _ref(self, item: Item) -> RemoteRef:
        key = self.remote.keys.get(item.id, str(item.id))
        return RemoteRef(id=f"{self.remote.scope}:{item.id}", key=key, scope=self.remote.scope)

    def _number(self, ref: RemoteRef) -> int:
        return int(ref.id.rpartition(":")[2] or ref.key)

    def _version(self, item: Item) -> Version:
        return Version.of(item.revision, item.values)

    def _item(self, item: Item, *, notes: bool, listed: bool = False) -> RemoteItem:
        return RemoteItem(
            ref=self._ref(item),
            version=self._version(item),
            values=copy.deepcopy(item.values),
            notes=tuple(item.comments) if notes else (),
            notes_complete=notes,
            worklogs=tuple(item.bookings[-self.remote.latest if listed else 0 :]) if notes else (),
            worklogs_complete=notes and not (listed and len(item.bookings) > self.remote.latest),
            mark=item.mark,
            people=self._people(item),
            created_at=item.born,
            edited_at=item.edited,
            pending=FIELDS if item.mark and self.remote.only_new else (),
            field_times=dict.fromkeys(item.values, item.edited) if self.remote.timed else {},
        )

    def _people(self, item: Item) -> tuple[RemoteAccount, ...]:
        told = self.remote.accounts
        named = [*item.values["assignees"], *(note.author for note in item.comments)]
        return tuple(told[name] for name in named if name in told)


def _second(at: datetime | None) -> datetime:
    """The time as the tracker keeps it."""
    assert at is not None
    return at.replace(microsecond=0)
