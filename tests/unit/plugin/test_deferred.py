"""A tracker in parts: nothing is made before the first request, and what was made is let go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from devlog_core.model.integration import Integration
from devlog_core.model.remote import (
    AccountInfo,
    Cursor,
    Draft,
    Mark,
    Mode,
    NoteDraft,
    Patch,
    RemoteItem,
    RemoteNote,
    RemoteRef,
    Scope,
    SyncPage,
    Version,
)
from devlog_core.plugin.config import PluginConfig
from devlog_core.plugin.deferred import DeferredTracker
from devlog_core.testing.context import Context


class Drawer:
    """A place with one connection and no items."""

    def __init__(self) -> None:
        self.open = True
        self.writer = self
        self.finder = self
        self.commenter = self

    def check(self) -> AccountInfo:
        return AccountInfo(account="clerk")

    def scope(self) -> Scope:
        return Scope(id="1", name="drawer", host="desk")

    def close(self) -> None:
        self.open = False

    def page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        return SyncPage(mode=mode, next=Cursor(data={}))

    def fetch(self, ref: RemoteRef) -> RemoteItem | None:
        return None

    def express(self, field: str, value: Any) -> Any:
        return f"{field}={value}"

    def create(self, draft: Draft) -> RemoteItem:
        return RemoteItem(ref=RemoteRef(id="1", key="1"))

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        return RemoteItem(ref=ref, version=expected)

    def items(self, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteItem]:
        return ()

    def notes(self, ref: RemoteRef, mark: Mark, tried_at: datetime | None) -> Sequence[RemoteNote]:
        return ()

    def put(self, ref: RemoteRef, note: NoteDraft) -> RemoteNote:
        return RemoteNote(ref=RemoteRef(id="9", key="9"), content=note.content, at=datetime.now(UTC))

    def delete(self, ref: RemoteRef, note: RemoteRef) -> None:
        return


class Desk(DeferredTracker[PluginConfig, Drawer]):
    """Keeps what it reached for."""

    made: list[Drawer]

    def reach(self) -> Drawer:
        self.made.append(Drawer())
        return self.made[-1]


def test_a_place_is_reached_for_once_and_let_go() -> None:
    """Otherwise making a service imports a provider's library, or each call opens a connection of its own."""
    desk = Desk(Integration(name="desk", plugin="desk"), PluginConfig(), Context({}))
    desk.made = []
    desk.close()
    assert desk.made == []
    assert desk.check().account == "clerk"
    assert desk.express("title", "t") == "title=t"
    first = desk.remote
    desk.close()
    desk.close()
    assert (desk.made, first.open) == ([first], False)
    assert desk.fetch(RemoteRef(id="1", key="1")) is None
    assert len(desk.made) == 2
