"""In which order a place is written to; pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from devlog_core.storage.queue import Waiting


def precedence(rows: Iterable[Waiting], begun: int) -> Iterator[int]:
    """The numbers of the rows: first what people miss most, should the budget not suffice for all.

    Changes of items that people look at go first, and of these the ones asked for before the sync
    began (`begun` in the journal), which are people's own. Among them the latest edit and the one
    that has waited longest take turns, so that neither waits for all the others. New items follow
    in the order in which they were made.
    """
    rows = list(rows)
    edited = deque(sorted((row for row in rows if row.linked and row.seq <= begun), key=_age))
    while edited:
        yield edited.pop().row
        if edited:
            yield edited.popleft().row
    yield from (row.row for row in sorted(rows) if row.linked and row.seq > begun)
    yield from (row.row for row in sorted(rows) if not row.linked)


def _age(row: Waiting) -> tuple[int, int]:
    return row.seq, row.row
