"""A reference tracker for the engine's tests: ordered revisions, preconditions, comments, faults."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

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
    Scope,
    SyncPage,
    Version,
)
from devlog_core.plugin.capability import Capabilities, FieldCapability
from devlog_core.plugin.context import PluginContext
from devlog_core.plugin.service import TrackerService

START = datetime(2026, 3, 1, tzinfo=UTC)
FIELDS = ("title", "description", "status", "priority", "labels", "assignees", "milestone")

OTHER_END = {"blocks": "blocked-by", "blocked-by": "blocks", "related-to": "related-to"}


@dataclass
class Item:
    """One item of the remote."""

    id: int
    values: dict[str, Any]
    mark: str | None
    revision: int
    born: datetime
    edited: datetime
    comments: list[RemoteNote] = field(default_factory=list)


@dataclass
class Remote:
    """The remote's state, with what a person may do there and the faults to show."""

    scope: str = "s1"
    only_open_and_done: bool = False
    dashed: bool = False
    """Whether labels have no blanks here."""
    only_new: bool = False
    """Whether an item is created as new, whatever status it is to have."""
    timed: bool = False
    """Whether it tells when each field was edited; every one of an item at once."""
    items: dict[int, Item] = field(default_factory=dict)
    clock: datetime = START
    numbers: int = 0
    revision: int = 0
    log: list[str] = field(default_factory=list)
    fail: Callable[[str, str], None] | None = None
    """Called as (`before`|`after`, call); may raise what a broken network would."""
    page_size: int = 3
    rejects: dict[str, Any] = field(default_factory=dict)
    lagging: dict[int, Item] = field(default_factory=dict)
    """Items that lists still show as they were, as a replica that lags would."""
    hidden: set[int] = field(default_factory=set)
    """Items that lists leave out although they exist."""
    keys: dict[int, str] = field(default_factory=dict)
    """Items that people know by another key than their number, as after a move."""
    extra: dict[str, Any] = field(default_factory=dict)
    """Further fields that it has, with the value of an item that has none."""
    mirrored: bool = False
    """Whether a dependency is one thing with two ends, which both items show."""
    accounts: dict[str, RemoteAccount] = field(default_factory=dict)
    """What it shows of the accounts that items mention."""

    def tick(self) -> datetime:
        self.clock += timedelta(seconds=1)
        return self.clock

    def add(self, mark: str | None = None, **values: Any) -> int:
        """A person creates an item."""
        self.numbers += 1
        self.revision += 1
        full: dict[str, Any] = {
            "title": "",
            "description": "",
            "status": "new",
            "priority": "medium",
            "labels": [],
            "assignees": [],
            "milestone": None,
        }
        full |= copy.deepcopy(self.extra) | values
        now = self.tick()
        self.items[self.numbers] = Item(self.numbers, full, mark, self.revision, now, now)
        self._show_other_ends(self.items[self.numbers], [])
        return self.numbers

    def edit(self, id: int, **values: Any) -> None:
        """A person edits an item."""
        item = self.items[id]
        before = item.values.get("dependencies") or []
        self.revision += 1
        item.values = item.values | values
        item.revision, item.edited = self.revision, self.tick()
        self._show_other_ends(item, before)

    def _show_other_ends(self, item: Item, before: list[dict[str, str]]) -> None:
        after = item.values.get("dependencies") or [] if self.mirrored else before
        for element in [e for e in (*before, *after) if (e in before) != (e in after)]:
            other = self.items.get(int(element["entry"].rpartition(":")[2]))
            if other is not None:
                end = {"kind": OTHER_END[element["kind"]], "entry": f"{self.scope}:{item.id}"}
                rest = [e for e in other.values["dependencies"] if e != end]
                other.values["dependencies"] = sorted_set([*rest, end] if element in after else rest)
                self.touch(other.id)

    def comment(self, id: int, text: str, mark: str | None = None) -> str:
        """A person comments."""
        self.numbers += 1
        now = self.tick()
        note = RemoteNote(
            ref=RemoteRef(id=f"{self.scope}:c{self.numbers}"), content=text, author="octo", at=now, mark=mark
        )
        self.items[id].comments.append(note)
        self.touch(id)
        return note.ref.id

    def touch(self, id: int) -> None:
        self.revision += 1
        self.items[id].revision = self.revision

    def delete(self, id: int) -> None:
        """Gone for good."""
        self.revision += 1
        del self.items[id]

    @property
    def writes(self) -> int:
        return sum(
            1 for call in self.log if call.split()[0] in ("create", "update", "put_note", "delete_note")
        )


class ReferenceService(TrackerService[Remote]):
    """A service that reaches its remote by function calls; `config` is the remote itself."""

    capabilities = Capabilities(
        fields={name: FieldCapability() for name in FIELDS}, notes=True, precondition=True
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
            items=tuple(self._item(i, notes=True) for i in page),
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

    def _item(self, item: Item, *, notes: bool) -> RemoteItem:
        return RemoteItem(
            ref=self._ref(item),
            version=self._version(item),
            values=copy.deepcopy(item.values),
            notes=tuple(item.comments) if notes else (),
            notes_complete=notes,
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


def lost_answer(times: int, *calls: str) -> Callable[[str, str], None]:
    """A fault that applies the write and loses its answer."""
    left = [times]

    def fail(when: str, call: str) -> None:
        if when == "after" and left[0] > 0 and call.split()[0] in calls:
            left[0] -= 1
            raise requests.ConnectionError("connection closed")

    return fail
