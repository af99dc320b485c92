"""A sync with Jira that is asked to end, by Ctrl-C or by a service manager."""

from __future__ import annotations

import signal

import pytest

from tests.faults.conftest import MakeStage
from tests.faults.pair import at_jira
from tests.faults.test_kills import Record
from tests.faults.test_signals import interrupt
from tests.faults.tickets import DEPLOYMENTS, EVERYTHING, FIRST_PULL
from tests.faults.walk import counted, rehearse, share

SHARES = 3
ASKED = (signal.SIGINT, signal.SIGTERM)


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long)], ids=lambda one: one.name
)
def test_an_end_beside_a_request(on_stage: MakeStage, number: signal.Signals) -> None:
    """Otherwise the issue that was just made is made again, or nobody is told how far it came."""
    with on_stage(FIRST_PULL["cloud"]) as stage:
        rehearsal = rehearse(stage)
        made = [each for each in rehearsal.moments if each.startswith("applied POST /rest/api/3/issue ")]
        assert len(made) == 1
        interrupt(stage, rehearsal, made, number)


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", range(SHARES))
@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("number", ASKED, ids=lambda number: number.name)
def test_an_end_at_every_request(
    on_stage: MakeStage, deployment: str, part: int, number: signal.Signals, record_property: Record
) -> None:
    """Otherwise what was under way at Jira when somebody lost patience is lost or doubled."""
    with on_stage(EVERYTHING[deployment]) as stage:
        rehearsal = rehearse(stage)
        moments = share(at_jira(rehearsal.moments), part, SHARES)
        moments = [each for each in moments if each.startswith("applied ")]
        interrupt(stage, rehearsal, moments, number)
    found = counted(moments)
    name = f"syncs with Jira {deployment.title()} ended by {number.name}"
    record_property(name, {"requests": found["requests"], "ends": found["kills"]})
