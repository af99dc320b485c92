"""Reading what changed, whatever the account's zone and however far the search lags behind."""

from __future__ import annotations

import pytest

from tests.integration.depot import Depot
from tests.integration.desk import Desk

CHANGES = 6
LAG = 60


@pytest.mark.parametrize("depot", ["cloud", pytest.param("server", marks=pytest.mark.long)], indirect=True)
@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("Pacific/Tongatapu", "2025-03-01T12:00:00Z"),
        ("Pacific/Pago_Pago", "2025-03-01T12:00:00Z"),
        # Clocks go forward at 01:00 UTC, and back at 01:00 UTC.
        ("Europe/Berlin", "2025-03-30T00:55:00Z"),
        ("Europe/Berlin", "2025-10-26T00:55:00Z"),
    ],
)
def test_nothing_is_missed_and_nothing_doubled(jira_desk: Desk, depot: Depot, zone: str, start: str) -> None:
    """Otherwise an edit within the hour that the zones differ by is never read, or is read for ever."""
    desk = jira_desk
    depot.set_time(start)
    depot.add_user("devlog-bot", zone=zone)
    depot.switch("search_lag", LAG)
    depot.seed([{"summary": "t0", "description": depot.written("d")}])
    depot.advance(LAG + 1)
    desk.near()
    ref = desk.of("SHOP-1", "jira")
    for number in range(1, CHANGES):
        depot.advance(37)
        depot.edit("SHOP-1", {"summary": f"t{number}"}, by="jane")
        depot.comment("SHOP-1", depot.written(f"c{number}"), by="jane")
        desk.near()
    depot.advance(LAG + 1)
    desk.near()
    shown = desk.show(ref)
    assert shown["title"] == f"t{CHANGES - 1}"
    assert sorted(note["content"] for note in shown["notes"]) == [f"c{n}" for n in range(1, CHANGES)]
    assert len(desk.entries()) == 1
    depot.advance(600)
    desk.near()
    run = desk.near()["jira"]
    assert (run["pulled"]["updated"], run["writes"]) == (0, 0)
