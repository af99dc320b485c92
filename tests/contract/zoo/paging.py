"""Plugins that read lists wrongly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from devlog_core.model.errors import TransientError
from devlog_core.model.remote import Cursor, Mode, SyncPage
from devlog_core.testing.reference import ReferenceService
from devlog_core.testing.reference.records import Record
from tests.contract.zoo.animal import caught


@caught("test_reading_is_complete", "items were not read")
class FirstPageForAll(ReferenceService):
    """Takes the first page for the whole list."""

    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        page = super().fetch_page(cursor, mode)
        return page if mode == "census" else replace(page, more=False)


@caught("test_reading_is_complete", "items were not read")
class LastPageDropped(ReferenceService):
    """Drops the page after which there is no more."""

    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        page = super().fetch_page(cursor, mode)
        began = cursor is None or not cursor.data["after"]
        return page if page.more or began or mode != "snapshot" else replace(page, items=())


@caught("test_a_shifting_list_loses_nothing", "changed while it was read lacks")
class PagesByPlace(ReferenceService):
    """Counts places of a list in which people move things about, and so skips what has moved."""

    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        if mode != "snapshot":
            return super().fetch_page(cursor, mode)
        place = cursor.data["place"] if cursor else 0
        found = self.client.get(f"/cards?order=shown&offset={place}")
        following = {"place": place + len(found["list"])}
        ended = {"after": 0, "since": found["revision"]}
        return SyncPage(
            mode=mode,
            items=tuple(self.item(card) for card in found["list"]),
            next=Cursor(data=following if found["more"] else ended),
            more=found["more"],
            as_of=self.client.now,
        )


@caught("test_a_broken_list_is_an_error", "made it short by")
class ErrorIsAnEmptyList(ReferenceService):
    """Takes the answer of a server in trouble for a list without items."""

    def listed(self, data: Mapping[str, Any], mode: Mode) -> Record:
        try:
            return super().listed(data, mode)
        except TransientError:
            return {"list": [], "gone": [], "revision": data["since"], "more": False}


@caught("test_census_names_what_exists", "census lacks")
class CensusCutShort(ReferenceService):
    """Counts only the first page in a census."""

    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        page = super().fetch_page(cursor, mode)
        return replace(page, more=False) if mode == "census" else page


@caught("test_census_names_what_exists", "census names .* deleted")
class CensusOfTheDead(ReferenceService):
    """Names in a census what was deleted too."""

    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        page = super().fetch_page(cursor, mode)
        if mode != "census" or page.more:
            return page
        gone = self.client.get("/ids?since=1")["gone"]
        return replace(page, present=page.present + tuple(self.ref(number) for number in gone))


@caught("test_census_names_what_exists", "whole items")
class CensusOfWholeItems(ReferenceService):
    """Reads every item for a census."""

    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        page = super().fetch_page(cursor, mode)
        if mode != "census":
            return page
        return replace(page, items=tuple(self.item(self.card(ref)) for ref in page.present))


@caught("test_pages_are_plain_values", "plain JSON|comes back from JSON as another")
class ValuesOfItsOwn(ReferenceService):
    """Puts values into pages that no JSON can say."""

    def item(self, card: Record) -> Any:
        item = super().item(card)
        return replace(item, values={**item.values, "labels": set(item.values["labels"])})


@caught("test_reading_never_writes", "reading sends PATCH")
class ReadingWrites(ReferenceService):
    """Notes on each card it reads that it was there."""

    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        page = super().fetch_page(cursor, mode)
        for item in page.items:
            card = self.card(item.ref)
            self.client.ask("PATCH", f"/cards/{card['id']}", {"props": {**card["props"], "seen": True}})
        return page
