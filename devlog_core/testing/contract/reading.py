"""Lists are read to their end, whatever happens to them meanwhile, or not at all."""

from __future__ import annotations

import json

import pytest

from devlog_core.model.codec import from_json, to_json
from devlog_core.model.errors import DevlogError
from devlog_core.model.remote import SyncPage
from devlog_core.testing.contract.base import Contract
from devlog_core.testing.contract.bench import Bench, names_of
from devlog_core.testing.contract.laws import breach, expect, proves

_CLOSED = 2


class ReadsContract(Contract):
    """Readings of everything: snapshots and censuses."""

    @proves("complete")
    def test_reading_is_complete(self, bench: Bench) -> None:
        """Otherwise items beyond the first page, behind a lost answer, or done would be taken for deleted."""
        keys = bench.people.write(self.items - _CLOSED - 1)
        keys += bench.people.write(_CLOSED, "Old item", status="done")
        keys += bench.people.write(1, "Dropped item", status="cancelled")
        work = bench.open_source()
        bench.weather.lose(2, 5)
        pages = work.read()
        missing = [key for key in keys if key not in names_of(pages)]
        expect(
            not missing,
            f"{len(missing)} of {len(keys)} items were not read: {', '.join(missing[:5])}",
            "follow the place's paging to its end, whatever state items are in, and begin a page anew where "
            "its answer was lost",
        )

    @proves("shape")
    def test_pages_are_plain_values(self, bench: Bench) -> None:
        """Otherwise what was read could not cross a process or lie in a store."""
        bench.people.write(3)
        for page in bench.open_source().read():
            try:
                again = from_json(SyncPage, json.loads(json.dumps(to_json(page))))
            except (TypeError, ValueError) as error:
                breach(f"a page is no plain JSON: {error}", "put texts, numbers, lists and tables into pages")
            expect(
                again == page,
                "a page comes back from JSON as another",
                "put tuples of frozen values into pages and times that are aware; `values` hold plain JSON",
            )

    @proves("complete")
    def test_a_broken_list_is_an_error(self, bench: Bench) -> None:
        """Otherwise half a list would count as the whole, and the rest as deleted."""
        keys = bench.people.write(self.items)
        whole = bench.open_source()
        begun = len(bench.weather.sent)
        whole.read()
        requests = len(bench.weather.sent) - begun
        if not requests:
            pytest.skip("reads without HTTP, so that no request can fail")
        for name in ("truncated", "garbage", "502", "wrong-type"):
            for number in {requests, max(1, requests // 2)}:
                self._breaks(bench, name, number, keys)

    def _breaks(self, bench: Bench, name: str, number: int, keys: list[str]) -> None:
        work = bench.open_source()
        begun = len(bench.weather.sent)

        def strike(_method: str, _target: str) -> None:
            if len(bench.weather.sent) - begun == number:
                bench.weather.fault(name)

        bench.weather.seen = strike
        try:
            found = names_of(work.read())
        except DevlogError:
            return
        finally:
            bench.weather.clear()
        missing = [key for key in keys if key not in found]
        expect(
            not missing,
            f"`{name}` at request {number} of a reading made it short by {len(missing)} items, with no error",
            "raise TransientError where an answer cannot be read to its end",
        )

    @proves("complete")
    def test_census_names_what_exists(self, bench: Bench) -> None:
        """Otherwise deletions could not be told from lists that came short."""
        keys = bench.people.write(self.items)
        bench.people.delete(keys[3])
        pages = bench.open_source().read(mode="census")
        found = names_of(pages)
        missing = [key for key in keys if key not in found and key != keys[3]]
        expect(
            not missing,
            f"a census lacks {len(missing)} of {len(keys) - 1} items: {', '.join(missing[:5])}",
            "name in `present` every item that exists, whatever its state",
        )
        expect(
            keys[3] not in found,
            f"a census names {keys[3]}, which was deleted",
            "name in `present` only what exists now",
        )
        expect(
            not any(page.items for page in pages),
            "a census brings whole items",
            "answer mode `census` with ids in `present`; it is asked often and has to be cheap",
        )
