"""Plugins whose cursor loses what happened meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from devlog_core.model.remote import Cursor, Mode, SyncPage
from devlog_core.testing.reference import ReferenceSandbox, ReferenceService
from devlog_core.testing.reference.records import Record
from tests.contract.zoo.animal import caught


class SecondsService(ReferenceService):
    """Asks for what was edited after a second, as providers without revisions want to be asked."""

    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        page = super().fetch_page(cursor, mode)
        if page.next is None or page.more or mode == "census":
            return page
        return replace(page, next=Cursor(data={**page.next.data, "second": self.second()}))

    def listed(self, data: Mapping[str, Any], mode: Mode) -> Record:
        if mode != "delta":
            return super().listed(data, mode)
        asked = f"/cards?after={data['after']}&since=0&edited_after={data.get('second', 0)}"
        found: Record = self.client.get(asked)
        return found

    def second(self) -> int:
        """The second after which the next delta asks."""
        raise NotImplementedError


@caught("test_delta_brings_what_changed", "a delta lacks an item that was edited")
class CursorByOwnClock(SecondsService):
    """Asks for what changed since it last asked, by its own clock instead of the place's."""

    def second(self) -> int:
        return int(self.context.clock().timestamp())


def stopped_clock() -> ReferenceSandbox:
    """A board on which everything happens within one second."""
    sandbox = ReferenceSandbox()
    sandbox.clock.freeze()
    return sandbox


@caught("test_delta_misses_nothing_at_the_edge", "no delta tells so", sandbox=stopped_clock)
class NoOverlap(SecondsService):
    """Asks for what changed after the second of the last answer, and never for the rest of that second."""

    def second(self) -> int:
        return int(self.client.now.timestamp()) if self.client.now else 0


@caught("test_cursor_survives_a_restart", "comes back from the store as")
class CursorOfObjects(ReferenceService):
    """Keeps a time in its cursor that is no time any more when it comes back from the store."""

    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        page = super().fetch_page(cursor, mode)
        return replace(page, next=Cursor(data={**page.next.data, "at": page.as_of})) if page.next else page


@caught("test_cursor_survives_a_restart", "whose process is replaced after each page")
class CursorInMemory(ReferenceService):
    """Remembers by itself where its reading stands, until its process ends."""

    _stands: Cursor | None = None

    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        page = super().fetch_page(self._stands if cursor else None, mode)
        self._stands = page.next
        return replace(page, next=Cursor(data={"page": len(page.items)}))


@caught("test_a_quiet_delta_is_cheap", "nothing new takes 5 requests")
class DeltaBringsAll(ReferenceService):
    """Reads everything again whenever it is asked what has changed."""

    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        page = super().fetch_page(cursor, "census" if mode == "census" else "snapshot")
        return replace(page, mode=mode)


@caught("test_a_quiet_delta_is_cheap", "another cursor")
class RestlessCursor(ReferenceService):
    """Gives another cursor after a reading that brought nothing."""

    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        page = super().fetch_page(cursor, mode)
        read = cursor.data.get("read", 0) + 1 if cursor else 0
        return replace(page, next=Cursor(data={**page.next.data, "read": read})) if page.next else page


@caught("test_a_second_sync_is_quiet", "nothing to do sends")
class LooksAtEachItem(ReferenceService):
    """Looks at every card by itself, to see whether there is news."""

    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        page = super().fetch_page(cursor, mode)
        if mode == "delta" and not page.more:
            for number in self.client.get("/ids")["list"]:
                self.client.get(f"/cards/{number}")
        return page
