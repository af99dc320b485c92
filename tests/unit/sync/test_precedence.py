"""The order in which a place is written to."""

from __future__ import annotations

import random

from devlog_core.storage.queue import Waiting
from devlog_core.sync.precedence import precedence


def test_edits_go_before_new_items_and_what_the_reading_brought_between() -> None:
    """Otherwise an edit waits for a thousand copies when the budget is short."""
    rows = [
        Waiting(1, 10, False),
        Waiting(2, 11, True),
        Waiting(3, 90, True),
        Waiting(4, 12, True),
        Waiting(5, 13, False),
        Waiting(6, 14, True),
    ]
    assert list(precedence(rows, begun=50)) == [6, 2, 4, 3, 1, 5]


def test_neither_the_latest_nor_the_oldest_edit_waits_for_the_others() -> None:
    """Otherwise one of them starves as long as others come."""
    rows = [Waiting(number, number, True) for number in range(1, 101)]
    order = list(precedence(rows, begun=100))
    assert order[:4] == [100, 1, 99, 2]


def test_every_row_is_sent_once() -> None:
    """Otherwise a row is forgotten, or sent twice."""
    seed = random.randrange(2**32)
    rng = random.Random(seed)
    rows = [Waiting(n, rng.randrange(50), rng.random() < 0.5) for n in rng.sample(range(1000), 200)]
    assert sorted(precedence(rows, begun=25)) == sorted(row.row for row in rows), f"seed {seed}"
