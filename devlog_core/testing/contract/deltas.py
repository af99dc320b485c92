"""Deltas bring what changed, miss nothing at their edges, and cost little where nothing did."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from devlog_core.model.remote import RemoteItem, SyncPage
from devlog_core.testing.contract.base import Contract
from devlog_core.testing.contract.bench import Bench, Work, items_of, names_of, refs_of, stored
from devlog_core.testing.contract.laws import expect, proves

_QUIET_REQUESTS = 4
_ROUNDS = 4


class FollowsContract(Contract):
    """Readings of what changed, and readings that people disturb."""

    @proves("complete")
    def test_a_shifting_list_loses_nothing(self, bench: Bench) -> None:
        """Otherwise an edit or a deletion while a list is read would push items past the reader."""
        keys = bench.people.write(self.items)
        steady, moved, deleted = keys[10:], keys[:5], keys[5:10]

        def disturb(page: int) -> None:
            if page <= len(moved):
                bench.people.edit(moved[page - 1], title=f"Moved while page {page} was read")
            if page <= len(deleted):
                bench.people.delete(deleted[page - 1])

        work = bench.open_source()
        bench.weather.lose(3)
        pages = work.read_while(disturb)
        if len(pages) == 1:
            pytest.skip(f"{self.items} items come in one page: set page_config, page_switches or items")
        missing = [key for key in (*steady, *moved) if key not in names_of(pages)]
        expect(
            not missing,
            f"a list that people changed while it was read lacks {', '.join(missing[:5])}",
            "read in an order that edits cannot move (created, id), and go on after the last key",
        )

    @proves("complete")
    def test_cursor_survives_a_restart(self, bench: Bench) -> None:
        """Otherwise a run that was killed would begin anew, or go on somewhere else."""
        keys = bench.people.write(self.items)
        work = bench.open_source()
        pages = [work.page(None, "snapshot")]
        while pages[-1].more:
            expect(
                len(pages) <= self.items,
                "a reading whose process is replaced after each page does not end",
                "keep in the cursor all that is needed to go on; nothing in the service",
            )
            work = bench.again(work)
            pages.append(work.page(stored(pages[-1].next), "snapshot"))
        missing = [key for key in keys if key not in names_of(pages)]
        expect(
            not missing,
            f"a reading whose process is replaced after each page lacks {', '.join(missing[:5])}",
            "keep in the cursor all that is needed to go on; nothing in the service",
        )
        twice = _doubled(pages)
        expect(
            not twice,
            f"a reading whose process is replaced after each page brings {', '.join(twice[:5])} twice",
            "let the cursor name the last key that was read, and go on after it",
        )
        bench.people.edit(keys[1], title="Changed after the restart")
        found = _latest(bench.again(work), pages)
        expect(
            keys[1] in found,
            "the delta of a new process lacks what changed since the snapshot",
            "let `next` of a snapshot's last page be the cursor of the first delta",
        )

    @proves("complete")
    def test_delta_brings_what_changed(self, bench: Bench) -> None:
        """Otherwise edits of people would wait for the next full reading."""
        keys = bench.people.write(self.items)
        work = bench.open_source()
        pages = work.read()
        bench.people.edit(keys[2], title="Renamed by somebody")
        new = bench.people.report("New item")
        found = _latest(work, pages)
        for key, what in ((keys[2], "an item that was edited"), (new, "an item that is new")):
            expect(key in found, f"a delta lacks {what}, {key}", "bring whatever changed since the cursor")
        item = found[keys[2]]
        if isinstance(item, RemoteItem) and "title" in item.values:
            expect(
                item.values["title"] == "Renamed by somebody",
                f"a delta brings {keys[2]} as it was: {item.values['title']!r}",
                "bring items as they are now",
            )

    @proves("complete")
    def test_delta_misses_nothing_at_the_edge(self, bench: Bench) -> None:
        """Otherwise an edit in the very second of a reading would be seen by no reading at all."""
        keys = bench.people.write(_ROUNDS * 2)
        work = bench.open_source()
        pages = work.read()
        wanted: dict[str, str] = {}
        found: dict[str, object] = {}
        for number in range(_ROUNDS):
            during, after = keys[2 * number], keys[2 * number + 1]
            wanted[during], wanted[after] = f"During reading {number}", f"Right after reading {number}"
            _once_while_reading(bench, during, wanted[during])
            begun = pages[-1].next
            pages = work.read(stored(begun), "delta")
            bench.weather.clear()
            if bench.people.see(during).title != wanted[during]:
                bench.people.edit(during, title=wanted[during])
            bench.people.edit(after, title=wanted[after])
            found |= _told(pages)
        found |= _latest(work, pages)
        for key, title in wanted.items():
            item = found.get(key)
            stale = isinstance(item, RemoteItem) and item.values.get("title", title) != title
            expect(
                item is not None and not stale,
                f"{key} was given the title {title!r} and no delta tells so",
                "begin each delta a little before the place's own time of the last reading: the overlap is "
                "read twice, and nothing falls between",
            )

    @proves("quiet")
    def test_a_quiet_delta_is_cheap(self, bench: Bench) -> None:
        """Otherwise each sync would cost the account's budget although nothing happened."""
        bench.people.write(self.items)
        work = bench.open_source()
        pages = work.read()
        for _ in range(2):
            pages = work.read(stored(pages[-1].next), "delta")
        before, sent = work.context.meter.requests, len(bench.weather.sent)
        quiet = work.read(stored(pages[-1].next), "delta")
        asked = work.context.meter.requests - before
        expect(
            asked <= _QUIET_REQUESTS,
            f"a delta with nothing new takes {asked} requests: {', '.join(bench.weather.sent[sent:][:6])}",
            "ask in one request what changed since the cursor, and for the rest only where something did",
        )
        expect(
            quiet[-1].next == pages[-1].next,
            f"a delta with nothing new gives another cursor: {quiet[-1].next} after {pages[-1].next}",
            "give back the cursor that was given: a store is written only where something happened",
        )


def _once_while_reading(bench: Bench, key: str, title: str) -> None:
    """Edit an item just before the first request of the next reading goes out."""
    people = bench.people

    def strike(_method: str, _target: str) -> None:
        bench.weather.seen = None
        people.edit(key, title=title)

    bench.weather.seen = strike


def _latest(work: Work, pages: list[SyncPage]) -> dict[str, object]:
    """What a delta after these pages tells, by key."""
    return _told(work.read(stored(pages[-1].next), "delta"))


def _told(pages: list[SyncPage]) -> dict[str, object]:
    told: dict[str, object] = {ref.key or ref.id: ref for ref in refs_of(pages)}
    told |= {ref.id: ref for ref in refs_of(pages)}
    return {**told, **items_of(pages)}


def _doubled(pages: Iterable[SyncPage]) -> list[str]:
    names = [item.ref.key for page in pages for item in page.items if item.version is not None]
    return sorted({name for name in names if names.count(name) > 1})
