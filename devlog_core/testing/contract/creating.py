"""Items are created once, with their mark and all that was sent, whatever happens to the answer."""

from __future__ import annotations

from datetime import datetime, timedelta

from devlog_core.model.errors import RateLimitedError, TransientError
from devlog_core.model.remote import Draft, Mark, RemoteItem
from devlog_core.testing.contract.base import Contract
from devlog_core.testing.contract.bench import Bench, Work, items_of
from devlog_core.testing.contract.drafts import (
    SAMPLES,
    TITLE,
    asked,
    born,
    differing,
    draft_for,
    new_mark,
    settled,
)
from devlog_core.testing.contract.laws import Breach, expect, proves


class CreatesContract(Contract):
    """New items: once each, marked, whole."""

    @proves("nothing twice")
    def test_created_once_when_the_answer_is_lost(self, bench: Bench) -> None:
        """Otherwise a lost answer would make a second item of the same entry."""
        bench.people.write(3)
        work = bench.open_tracker()
        steps = asked(work, lambda: born(work, **SAMPLES))
        for number in range(1, steps + 1):
            self._once(bench, "lost-answer", number)
        for name in ("502:applied", "truncated", "garbage"):
            self._once(bench, name, None)

    def _once(self, bench: Bench, name: str, number: int | None) -> None:
        work = bench.open_tracker()
        work.service.check()
        draft = draft_for(work, **SAMPLES)
        tried_at = work.context.meter.heard_at
        what = f"`{name}` at {'the first write' if number is None else f'request {number}'} of a creation"
        if number is not None:
            bench.weather.lose(number)
        else:
            bench.weather.fault(name, match="^(POST|PUT|PATCH) ")
        try:
            work.service.create(draft)
        except RateLimitedError:
            raise
        except TransientError:
            pass
        finally:
            bench.weather.clear()
        work = bench.again(work)
        found = settled(work, lambda: work.service.find(draft.mark, tried_at))
        expect(
            len(found) < 2,
            f"{what} left {len(found)} items",
            "send the write once; the engine tries again after looking for the mark",
        )
        if not found:
            work.service.create(draft)
        there = _marked(work, draft)
        expect(
            len(there) == 1,
            f"{what}, then find() and create(): {len(there)} items carry the mark"
            f"{', and find() had found none' if not found else ''}",
            "let find() be empty only where the mark is certainly absent, and write the mark with the item",
        )

    @proves("nothing twice")
    def test_find_is_certain(self, bench: Bench) -> None:
        """Otherwise what is there would be made again, or a stranger's item be taken for ours."""
        bench.people.write(self.items)
        work = bench.open_tracker()
        work.service.check()
        tried_at = work.context.meter.heard_at
        draft, absent = draft_for(work, title=TITLE), new_mark()
        item = work.service.create(draft)
        bench.people.report("Somebody else's", description=f"Is this the same as {draft.mark.ref}?")
        for at in (tried_at, None):
            if at is None:
                # Without a time nothing can be known of what was written just now.
                work.pass_time(timedelta(seconds=work.service.capabilities.settle_seconds + 1))
            self._finds(work, draft.mark, at, [item.ref.id], "give all that carry the mark and no other")
            self._finds(work, absent, at, [], "compare the mark that an item carries with the one asked for")

    def _finds(self, work: Work, mark: Mark, at: datetime | None, ids: list[str], cure: str) -> None:
        found = settled(work, lambda: work.service.find(mark, at))
        expect(
            [one.ref.id for one in found] == ids,
            f"find() of a mark that {len(ids)} items carry gives {[one.ref.key for one in found]}",
            cure,
        )

    @proves("nothing twice")
    def test_the_mark_is_written_with_the_item(self, bench: Bench) -> None:
        """Otherwise a kill between two requests would leave an item that nobody could find again."""
        work = bench.open_tracker()
        item = born(work, title=TITLE)
        expect(
            item.mark is not None,
            "create() returns an item without its mark",
            "return the item as the place holds it, with the uid of its mark",
        )
        draft = draft_for(work, title=TITLE)
        other = bench.open_tracker()
        other.service.check()
        bench.weather.fault("lost-answer", match="^(POST|PUT|PATCH) ")
        bench.weather.fault("refuse", times=1000, match="^(POST|PUT|PATCH) ")
        try:
            other.service.create(draft)
        except TransientError:
            pass
        finally:
            bench.weather.clear()
        there = _marked(work, draft)
        expect(
            len(there) == 1,
            f"after the first write of a creation {len(there)} items carry the mark",
            "write the mark in the request that creates the item",
        )

    @proves("convergence")
    def test_a_new_item_holds_what_was_sent(self, bench: Bench) -> None:
        """Otherwise what was written here would never arrive, or come back as somebody's edit."""
        work = bench.open_tracker()
        draft = draft_for(work, **SAMPLES)
        made = work.service.create(draft)
        for what, item in (("create() returns", made), ("the place holds", work.fetch(made))):
            wrong = differing(work, draft.values, item)
            expect(
                not wrong,
                f"{what} something else than was sent: {'; '.join(wrong)}",
                "send every field of the draft, return the item as read back, and let express() say what the "
                "place makes of a value; a field that may not have been told yet belongs into `pending`",
            )
        expect(
            made.ref.id and made.ref.key and made.version is not None,
            f"create() returns an item with {made.ref} and version {made.version}",
            "give the immutable id, the key that people see, and the version",
        )


def _marked(work: Work, draft: Draft) -> list[RemoteItem]:
    """The items that carry a draft's mark, as a reading of everything shows."""
    try:
        items = items_of(work.read())
    except TransientError as error:
        raise Breach(f"a reading fails in fine weather: {error}", "let it succeed") from error
    return [item for item in items.values() if item.mark == draft.mark.uid]
