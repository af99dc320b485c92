"""Any sandbox that speaks of items in the terms of entries, as a place of the machine.

It is read by a second service of the plugin, and by what people see of it. What it cannot tell is left
out of the stories: whose comment changes, who is assigned, which request reads one item.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from devlog_core.model.remote import RemoteItem
from devlog_core.plugin.playing import PlayableSandbox
from devlog_core.testing.grounds import Timed
from devlog_core.testing.reader import Reader, plain
from devlog_core.testing.stories.place import Booking, Comment, Item, Place
from devlog_core.testing.stories.wire import Line
from devlog_core.testing.target import Target

TOGETHER = {"status": "new", "priority": "medium", "type": "task"}
"""Fields that a place may show one by another, beside labels, with what is said of them by default."""
SAID = frozenset({"title", "description", "due", *TOGETHER})
COMPARED = SAID | {"labels", "assignees", "milestone", "parent", "dependencies"}
"""The rest a place may have on some kinds of items alone, which nobody here can tell."""


class PlayedPlace:
    """One sandbox with the plugin that reaches it."""

    def __init__(
        self, name: str, target: Target, sandbox: PlayableSandbox, url: str, table: Mapping[str, Any]
    ) -> None:
        self.name, self._target, self._sandbox = name, target, sandbox
        self._table = {"plugin": target.info.name, **table}
        self._shifts = 0
        self._reader: Reader | None = None
        self._held: dict[str, RemoteItem] | None = None
        self._known = -1
        self.address = urlsplit(url).netloc
        self.line = Line(self._shift, self._asks)

    def table(self) -> dict[str, Any]:
        return dict(self._table)

    def keys(self) -> list[str]:
        return list(self._items())

    def read(self, key: str) -> Item:
        items = self._items()
        assert key in items, f"{self.name}: a person made {key}, and the plugin does not read it"
        item, seen = items[key], self._sandbox.seen(key)
        values = {name: value for name, value in plain(item.values).items() if name in COMPARED}
        if "status" in values and not isinstance(values["status"], list):
            values["status"] = [values["status"]]
        if "title" in values:
            values["title"] = seen.title
        return Item(
            key=key,
            id=item.ref.id,
            mark=item.mark,
            values=values,
            comments=tuple(Comment(id=one.ref.id, text=one.content, mark=one.mark) for one in item.notes),
            bookings=tuple(
                Booking(id=one.ref.id, minutes=one.minutes, text=one.text, mark=one.mark)
                for one in item.worklogs
            ),
            seen=" ".join((seen.title, seen.description, *seen.labels, *seen.comments)),
        )

    def express(self, field: str, value: Any) -> Any:
        return plain({field: self._looking().service.express(field, value)})[field]

    def add(self, values: Mapping[str, Any]) -> str:
        self._held = None
        said = self._said(values, None)
        (key,) = self._sandbox.seed([self._sandbox.phrase({"author": "alice", **said})])
        return next((shown for shown, item in self._items().items() if key in (shown, item.ref.id)), key)

    def edit(self, key: str, values: Mapping[str, Any]) -> None:
        said = self._said(values, self._items()[key])
        words = self._sandbox.phrase(said) if said else {}
        if words:
            self._sandbox.edit(key, words, by="alice")
        self._held = None

    def comment(self, key: str, text: str) -> str:
        made = self._sandbox.comment(key, text, by="bob")
        self._held = None
        notes = self._items()[key].notes
        return next((note.ref.id for note in notes if note.mark is None and note.content == text), made)

    def delete(self, key: str) -> None:
        self._sandbox.delete(key)
        self._held = None

    def transfer(self, key: str, goal: Place) -> str | None:
        return None

    def trouble(self, kind: str, times: int, match: str) -> None:
        self.line.trouble(kind, times, match)

    def heal(self) -> None:
        self.line.heal()

    def cut_off(self, down: bool) -> None:
        self.line.down = down

    def advance(self, seconds: float) -> None:
        if isinstance(self._sandbox, Timed):
            self._sandbox.advance(seconds)

    def asked(self) -> list[tuple[str, str]]:
        asked, self.line.asked = self.line.asked, []
        return asked

    def reads_items(self, asked: Collection[tuple[str, str]]) -> list[str]:
        return []

    def close(self) -> None:
        """Let go of the one who looks."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _said(self, values: Mapping[str, Any], item: RemoteItem | None) -> dict[str, Any]:
        """What people mean by these values, in the terms of `phrase`, as far as the plugin reads it."""
        held = plain(item.values) if item else {}
        reads = self._looking().service.capabilities.reads
        said = {name: value for name, value in values.items() if name in SAID and reads(name)}
        added, removed = [
            self.express("labels", values.get(name, ())) if values.get(name) else []
            for name in ("add_labels", "remove_labels")
        ]
        if added or removed or said.keys() & TOGETHER.keys():
            shown = {name: _one(held.get(name, default)) for name, default in TOGETHER.items()}
            labels = list(dict.fromkeys([*held.get("labels", ()), *added]))
            said = {**shown, "labels": [label for label in labels if label not in removed], **said}
        return said

    def _items(self) -> dict[str, RemoteItem]:
        with self._looked():
            if self._held is None or self._known != len(self._sandbox.requests()):
                self._held = self._looking().items()
                self._known = len(self._sandbox.requests())
            return self._held

    def _looking(self) -> Reader:
        if self._reader is None:
            self._reader = Reader(self._target.plugin, self.name, self._table["config"])
        return self._reader

    @contextmanager
    def _looked(self) -> Iterator[None]:
        self.line.silent = True
        try:
            yield
        finally:
            self.line.silent = False

    def _asks(self) -> bool:
        requests = self._sandbox.requests()
        return bool(requests and requests[-1].get("asks"))

    def _shift(self, how: str) -> None:
        """Somebody adds an item, or calls the first one otherwise."""
        self._shifts += 1
        keys = self.keys()
        if how == "insert":
            self._sandbox.seed([self._sandbox.phrase({"title": f"inserted {self._shifts}", "author": "bob"})])
        elif keys:
            title = f"t{self._shifts} {self._sandbox.seen(keys[0]).title}"
            self._sandbox.edit(keys[0], self._sandbox.phrase({"title": title}), by="bob")
        self._held = None


def _one(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value
