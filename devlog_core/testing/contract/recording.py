"""Notes and worklogs are written once, changed only as they were read, and leave those of others alone."""

from __future__ import annotations

from devlog_core.model.errors import DevlogError, StaleError, TransientError
from devlog_core.model.remote import RemoteItem
from devlog_core.testing.contract.base import Contract
from devlog_core.testing.contract.bench import Bench
from devlog_core.testing.contract.drafts import asked, new_mark, settled
from devlog_core.testing.contract.laws import Breach, expect, proves
from devlog_core.testing.contract.records import Notes, Records, Worklogs, only, opened, with_mark


class RecordsContract(Contract):
    """Comments and time bookings of devlog's own under any item."""

    @proves("nothing twice")
    def test_notes_are_written_once(self, bench: Bench) -> None:
        """Otherwise a lost answer would make a second comment of the same note."""
        _once(bench, Notes)

    @proves("nothing twice")
    def test_worklogs_are_written_once(self, bench: Bench) -> None:
        """Otherwise a lost answer would book the same time again."""
        _once(bench, Worklogs)

    @proves("nothing lost")
    def test_a_changed_note_is_stale(self, bench: Bench) -> None:
        """Otherwise what somebody wrote into a comment would be overwritten unseen."""
        _stale(bench, Notes)

    @proves("nothing lost")
    def test_a_changed_worklog_is_stale(self, bench: Bench) -> None:
        """Otherwise a correction of booked time would be overwritten unseen."""
        _stale(bench, Worklogs)

    @proves("foreign")
    def test_foreign_notes_stay(self, bench: Bench) -> None:
        """Otherwise a sync would change or remove what people have said."""
        remark = "A remark of a person."
        work, notes, item = opened(bench, Notes)
        bench.people.comment(item.ref.key, remark)
        before = _said_by_others(work.fetch(item))
        _others_stay(bench, Notes)
        mark = new_mark()
        notes.put(item, mark, "Ours.")
        notes.delete(item, only(notes, work.fetch(item), mark))
        after = _said_by_others(work.fetch(item))
        expect(
            after == before and len(after) == 1 and remark in after[0],
            f"beside a note that was written and removed, a person's comment {before} became {after}",
            "change and remove the one comment that the ref names",
        )

    @proves("foreign")
    def test_foreign_worklogs_stay(self, bench: Bench) -> None:
        """Otherwise a sync would change or remove time that others have booked."""
        _others_stay(bench, Worklogs)

    @proves("nothing twice")
    def test_notes_go_twice(self, bench: Bench) -> None:
        """Otherwise removing a comment that is gone already would be an error for ever."""
        _gone_twice(bench, Notes)

    @proves("nothing twice")
    def test_worklogs_go_twice(self, bench: Bench) -> None:
        """Otherwise removing a booking that is gone already would be an error for ever."""
        _gone_twice(bench, Worklogs)


def _once(bench: Bench, kind: type[Records]) -> None:
    work, records, item = opened(bench, kind)
    steps = asked(work, lambda: records.put(item, new_mark(), "The first one."))
    for number in range(1, steps + 1):
        mark, tried_at = new_mark(), work.context.meter.heard_at
        bench.weather.lose(number)
        try:
            records.put(item, mark, f"Said once, {number}.")
        except TransientError:
            pass
        finally:
            bench.weather.clear()
        found = settled(work, lambda mark=mark, at=tried_at: records.find(item, mark, at))  # type: ignore[misc]
        if not found:
            records.put(item, mark, f"Said once, {number}.")
        there = with_mark(records, work.fetch(item), mark)
        expect(
            len(there) == 1,
            f"the answer to request {number} of a {records.word} was lost; {len(there)} carry its mark now",
            f"write the mark with the {records.word}; let find be empty only where it is certainly absent",
        )
        expect(
            f"Said once, {number}." == records.text(there[0]).strip(),
            f"a {records.word} is read as {records.text(there[0])!r}",
            f"give the text of a {records.word} without our mark",
        )


def _stale(bench: Bench, kind: type[Records]) -> None:
    work, records, item = opened(bench, kind)
    mark = new_mark()
    record = records.put(item, mark, "As it was written.")
    records.changed_by_another(item, mark, record)
    try:
        records.put(item, mark, "As we would have it.", record)
        quiet = True
    except StaleError:
        quiet = False
    except DevlogError as error:
        raise Breach(
            f"changing a {records.word} that changed meanwhile raises {type(error).__name__}: {error}",
            "raise StaleError: the engine reads again and merges",
        ) from error
    there = only(records, work.fetch(item), mark)
    expect(
        "Changed by another store." in records.text(there),
        f"a {records.word} that changed meanwhile was overwritten by {records.text(there)!r}",
        "compare what the place holds with what the draft says was read; raise StaleError where it differs",
    )
    expect(
        not quiet,
        f"changing a {records.word} that changed meanwhile neither wrote nor raised, and counts as sent",
        "raise StaleError: the engine reads again and merges",
    )


def _said_by_others(item: RemoteItem) -> list[str]:
    return [note.content for note in item.notes if note.mark is None]


def _others_stay(bench: Bench, kind: type[Records]) -> None:
    work, records, item = opened(bench, kind)
    theirs, ours = new_mark(), new_mark()
    records.put(item, theirs, "Theirs.")
    records.put(item, ours, "Ours.")
    mine = only(records, work.fetch(item), ours)
    records.put(item, ours, "Ours, changed.", mine)
    mine = only(records, work.fetch(item), ours)
    expect(
        "Ours, changed." in records.text(mine),
        f"a change of a {records.word} did not arrive: {records.text(mine)!r}",
        "write the new text to the one that the ref names",
    )
    records.delete(item, mine)
    fresh = work.fetch(item)
    expect(
        [records.text(record).strip() for record in with_mark(records, fresh, theirs)] == ["Theirs."],
        f"a {records.word} of another store did not stay as it was",
        "change and remove the one that the ref names",
    )
    expect(not with_mark(records, fresh, ours), f"a removed {records.word} is still there", "remove it")


def _gone_twice(bench: Bench, kind: type[Records]) -> None:
    work, records, item = opened(bench, kind)
    mark = new_mark()
    records.put(item, mark, "Soon gone.")
    record = only(records, work.fetch(item), mark)
    for _ in range(2):
        try:
            records.delete(item, record)
        except DevlogError as error:
            raise Breach(
                f"removing a {records.word} that is gone already raises {type(error).__name__}: {error}",
                "return: what is gone already is no error",
            ) from error
    found = settled(work, lambda: records.find(item, mark, None))
    expect(not found, f"find gives a {records.word} that was removed", "give only what exists")
