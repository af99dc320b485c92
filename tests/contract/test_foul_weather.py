"""The real engine with the right plugin, at a board that loses answers and refuses requests by itself."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from devlog_core.testing.contract import TrackerContract
from devlog_core.testing.contract.bench import Bench
from devlog_core.testing.contract.office import Office
from devlog_core.testing.reference import ReferenceSandbox
from devlog_core.testing.reference import plugin as reference

SEEDS = (7, 11, 159)
THERE, HERE = 9, 4


class Foul(TrackerContract):
    """The reference where every tenth request or so goes wrong."""

    plugin = reference
    seed = 0

    def make_sandbox(self) -> ReferenceSandbox:
        return ReferenceSandbox(trouble=self.seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_everything_arrives_once_through_trouble(seed: int, tmp_path: Path) -> None:
    """Otherwise what a right plugin passes on would be lost, or made twice, by the engine."""
    terms = Foul()
    terms.seed = seed
    bench = Bench(terms, "none", tmp_path)
    try:
        bench.people.write(THERE)
        office = Office(bench)
        for number in range(HERE):
            office.new(title=f"Born here {number}", description="# Text", status="done", labels=["ours"])
        office.settle()
        board = bench.sandbox
        assert isinstance(board, ReferenceSandbox)
        assert any(asked["status"] not in (200, 201) for asked in board.requests()), "nothing went wrong"
        cards = list(board.world.cards.values())
        assert len(office.entries()) == len(cards) == THERE + HERE
        marks = Counter(card.props["uid"] for card in cards if "uid" in card.props)
        assert sorted(marks.values()) == [1] * HERE
        assert all(card.state == "done" for card in cards if "uid" in card.props)
        assert {(card.extra["colour"], card.props["robot"]) for card in cards} == {("teal", "seen")}
    finally:
        bench.close()
