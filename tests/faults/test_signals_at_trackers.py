"""A sync with another tracker that is asked to end, by Ctrl-C or by a service manager."""

from __future__ import annotations

import signal

import pytest

from devlog_core.testing.walk.rehearsal import counted, share
from tests.faults.conftest import MakeStage
from tests.faults.pair import at_tickets, creations
from tests.faults.test_kills import Record
from tests.faults.test_signals import interrupt
from tests.faults.tickets import EVERYTHING, FIRST_PULL, TRACKERS
from tests.faults.walk import rehearse

SHARES = 3
ASKED = (signal.SIGINT, signal.SIGTERM)


@pytest.mark.parametrize(
    ("tracker", "number"),
    [
        pytest.param("Jira Cloud", signal.SIGTERM, id="Jira Cloud SIGTERM", marks=pytest.mark.long),
        pytest.param("Jira Cloud", signal.SIGINT, id="Jira Cloud SIGINT", marks=pytest.mark.long),
        pytest.param("Azure DevOps", signal.SIGTERM, id="Azure DevOps SIGTERM"),
        pytest.param("Azure DevOps", signal.SIGINT, id="Azure DevOps SIGINT", marks=pytest.mark.long),
    ],
)
def test_an_end_beside_a_request(on_stage: MakeStage, tracker: str, number: signal.Signals) -> None:
    """Otherwise the item that was just made is made again, or nobody is told how far it came."""
    with on_stage(FIRST_PULL[tracker]) as stage:
        rehearsal = rehearse(stage)
        made = [each for each in creations(stage.hub, rehearsal.moments) if each.startswith("applied ")]
        assert len(made) == 1
        interrupt(stage, rehearsal, made, number)


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", range(SHARES))
@pytest.mark.parametrize("tracker", TRACKERS)
@pytest.mark.parametrize("number", ASKED, ids=lambda number: number.name)
def test_an_end_at_every_request(
    on_stage: MakeStage, tracker: str, part: int, number: signal.Signals, record_property: Record
) -> None:
    """Otherwise what was under way at a tracker when somebody lost patience is lost or doubled."""
    with on_stage(EVERYTHING[tracker]) as stage:
        rehearsal = rehearse(stage)
        moments = share(at_tickets(rehearsal.moments), part, SHARES)
        moments = [each for each in moments if each.startswith("applied ")]
        interrupt(stage, rehearsal, moments, number)
    found = counted(moments)
    name = f"syncs with {tracker} ended by {number.name}"
    record_property(name, {"requests": found["requests"], "ends": found["kills"]})
