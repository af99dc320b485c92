"""What the reference tracker holds, and what people do there."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from devlog_core.model.fields import sorted_set
from devlog_core.model.remote import (
    RemoteAccount,
    RemoteNote,
    RemoteRef,
    RemoteThing,
    RemoteWorklog,
)

START = datetime(2026, 3, 1, tzinfo=UTC)
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
    bookings: list[RemoteWorklog] = field(default_factory=list)


@dataclass
class Remote:
    """The remote's state, with what a person may do there and the faults to show."""

    scope: str = "s1"
    only_open_and_done: bool = False
    dashed: bool = False
    """Whether labels have no blanks here."""
    one_label: bool = False
    """Whether an item has room for one label only."""
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
    latest: int = 100
    """How many time bookings of an item lists show, the latest ones."""
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
    things: tuple[RemoteThing, ...] = ()
    """What each page brings beside the items."""

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
                other.edited = self.tick()
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

    def book(self, id: int, minutes: int, text: str = "", mark: str | None = None) -> str:
        """A person books time that was spent an hour ago."""
        self.numbers += 1
        now = self.tick()
        ref = RemoteRef(id=f"{self.scope}:w{self.numbers}", key=f"w{self.numbers}")
        booking = RemoteWorklog(
            ref=ref, minutes=minutes, text=text, author="octo", at=now - timedelta(hours=1), mark=mark
        )
        self.items[id].bookings.append(booking)
        self.touch(id)
        return ref.id

    def rebook(self, id: int, booking: str, **values: Any) -> None:
        """A person corrects a booking."""
        values["edited_at"] = values.get("edited_at", self.tick())
        self.items[id].bookings = [
            replace(one, **values) if one.ref.id == booking else one for one in self.items[id].bookings
        ]
        self.touch(id)

    def unbook(self, id: int, booking: str) -> None:
        """A person takes a booking away."""
        item = self.items[id]
        item.bookings = [one for one in item.bookings if one.ref.id != booking]
        self.touch(id)

    def booked(self, id: int) -> list[tuple[int, str]]:
        """Minutes and text of an item's bookings."""
        return [(one.minutes, one.text) for one in self.items[id].bookings]

    def touch(self, id: int) -> None:
        self.revision += 1
        self.items[id].revision = self.revision

    def delete(self, id: int) -> None:
        """Gone for good."""
        self.revision += 1
        del self.items[id]

    @property
    def writes(self) -> int:
        kinds = ("create", "update", "put_note", "delete_note", "put_worklog", "delete_worklog")
        return sum(1 for call in self.log if call.split()[0] in kinds)


def lost_answer(times: int, *calls: str) -> Callable[[str, str], None]:
    """A fault that applies the write and loses its answer."""
    left = [times]

    def fail(when: str, call: str) -> None:
        if when == "after" and left[0] > 0 and call.split()[0] in calls:
            left[0] -= 1
            raise requests.ConnectionError("connection closed")

    return fail
