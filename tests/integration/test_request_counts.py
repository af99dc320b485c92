"""No kind of sync costs more requests or writes than the benchmarks' page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.rig import rig
from benchmarks.scenarios import SCENARIOS, Scenario, table

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "benchmarks.md"


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name.replace(" ", "-"))
def test_a_sync_sends_no_more_than_it_may(scenario: Scenario, tmp_path: Path) -> None:
    """Counted at the place, and the same as the run tells; the next sync finds nothing left to do."""
    with rig(tmp_path) as at:
        requests, writes = scenario.play(at)
        assert requests <= scenario.requests
        assert writes <= scenario.writes
        requests, writes = at.sync(code=scenario.code)
        assert requests <= scenario.after
        assert writes == 0


def test_the_page_shows_these_very_figures() -> None:
    """So that the page and the test cannot disagree."""
    assert table() in PAGE.read_text(encoding="utf-8"), f"docs/reference/benchmarks.md lacks:\n{table()}"
