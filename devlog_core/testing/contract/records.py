"""What notes and worklogs have in common at a place, so that one test serves both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from devlog_core.model.remote import Mark, NoteDraft, RemoteItem, WorklogDraft
from devlog_core.testing.contract.bench import Bench, Work
from devlog_core.testing.contract.laws import expect
from devlog_core.testing.contract.updating import item_of

_AT = datetime(2026, 2, 3, 10, 30, tzinfo=UTC)


class Records:
    """Comments or time bookings under an item, in words that fit both."""

    word = "note"

    def __init__(self, work: Work) -> None:
        if not getattr(work.service.capabilities, f"{self.word}s"):
            pytest.skip(f"takes no {self.word}s")
        self.service = work.service

    def put(self, item: RemoteItem, mark: Mark, text: str, before: Any = None) -> Any:
        """Write one; `before` is the one that was read, for a change of it."""
        draft = NoteDraft(
            mark=mark, ref=before and before.ref, content=text, old=before and before.content, at=_AT
        )
        return self.service.put_note(item.ref, draft)

    def find(self, item: RemoteItem, mark: Mark, tried_at: datetime | None) -> Sequence[Any]:
        """Those that carry the mark."""
        found: Sequence[Any] = self.service.find_note(item.ref, mark, tried_at)
        return found

    def delete(self, item: RemoteItem, record: Any) -> None:
        """Remove one of ours."""
        self.service.delete_note(item.ref, record.ref)

    def shown(self, item: RemoteItem) -> Sequence[Any]:
        """All that an item shows."""
        return item.notes

    def text(self, record: Any) -> str:
        """What one says."""
        return str(record.content)

    def changed_by_another(self, item: RemoteItem, mark: Mark, record: Any) -> None:
        """Another store of the same people changes it first."""
        self.put(item, mark, "Changed by another store.", record)


class Notes(Records):
    """Comments."""


class Worklogs(Records):
    """Time bookings."""

    word = "worklog"

    def put(self, item: RemoteItem, mark: Mark, text: str, before: Any = None) -> Any:
        draft = WorklogDraft(
            mark=mark, ref=before and before.ref, minutes=30, text=text, at=_AT,
            old_minutes=before and before.minutes, old_text=before and before.text,
        )  # fmt: skip
        return self.service.put_worklog(item.ref, draft)

    def find(self, item: RemoteItem, mark: Mark, tried_at: datetime | None) -> Sequence[Any]:
        found: Sequence[Any] = self.service.find_worklog(item.ref, mark, tried_at)
        return found

    def delete(self, item: RemoteItem, record: Any) -> None:
        self.service.delete_worklog(item.ref, record.ref)

    def shown(self, item: RemoteItem) -> Sequence[Any]:
        return item.worklogs

    def text(self, record: Any) -> str:
        return str(record.text)


def with_mark(records: Records, item: RemoteItem, mark: Mark) -> list[Any]:
    """Those of an item that carry the mark."""
    return [record for record in records.shown(item) if record.mark == mark.uid]


def only(records: Records, item: RemoteItem, mark: Mark) -> Any:
    """The one of an item that carries the mark."""
    found = with_mark(records, item, mark)
    expect(
        len(found) == 1,
        f"{item.ref.key} shows {len(found)} {records.word}s with the mark of one that was written",
        f"write the mark with the {records.word}, and bring every {records.word} of an item with it",
    )
    return found[0]


def opened(bench: Bench, kind: type[Records]) -> tuple[Work, Records, RemoteItem]:
    """A service, its records, and an item of a person to write them under."""
    work = bench.open_tracker()
    records = kind(work)
    [key] = bench.people.write(1)
    return work, records, work.fetch(item_of(work, key))
