"""A sync with Jira beside GitHub that is killed around each request to Jira and each commit in turn."""

from __future__ import annotations

import re

import pytest

from tests.faults.conftest import MakeStage
from tests.faults.pair import Pair, at_jira
from tests.faults.stage import Scene
from tests.faults.test_kills import Record, tell
from tests.faults.tickets import ADOPTION, DEPLOYMENTS, EVERYTHING, FIRST_PULL, FULL, RETRY
from tests.faults.walk import killed_again_and_again, rehearse, share, walk

SHARES = ((EVERYTHING, 6), (FIRST_PULL, 2), (FULL, 3), (RETRY, 2), (ADOPTION, 2))
"""Into how many tests each walk is cut, so that several workers can walk it."""


@pytest.mark.parametrize(
    ("scene", "request_"),
    [
        pytest.param(EVERYTHING["cloud"], "issue", id="cloud"),
        pytest.param(FIRST_PULL["server"], "issue", id="server"),
    ],
)
def test_a_kill_at_some_moments(
    on_stage: MakeStage, scene: Scene[Pair], request_: str, record_property: Record
) -> None:
    """Otherwise what a killed process has begun at Jira is doubled or forgotten."""
    with on_stage(scene) as stage:
        rehearsal = rehearse(stage)
        made = [each for each in rehearsal.moments if re.match(f"applied POST /rest/.*/{request_} ", each)]
        stored = [
            each for each in rehearsal.moments if each.startswith("before commit of devlog-sync-tickets")
        ]
        moments = [made[0], stored[-2]]
        walk(stage, rehearsal, moments)
        tell(record_property, scene, moments)


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("scene", "number", "of"),
    [
        pytest.param(scenes[deployment], number, of, id=f"{scenes[deployment].id} {number + 1} of {of}")
        for scenes, of in SHARES
        for deployment in DEPLOYMENTS
        for number in range(of)
    ],
)
def test_a_kill_at_every_moment(
    on_stage: MakeStage, scene: Scene[Pair], number: int, of: int, record_property: Record
) -> None:
    """Otherwise there is a moment between two requests to Jira at which a process must not die."""
    with on_stage(scene) as stage:
        rehearsal = rehearse(stage)
        moments = share(at_jira(rehearsal.moments), number, of)
        walk(stage, rehearsal, moments)
        tell(record_property, scene, moments)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 4))
@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_kill_after_kill(on_stage: MakeStage, deployment: str, seed: int, record_property: Record) -> None:
    """Otherwise what mends one kill is undone by the next."""
    with on_stage(EVERYTHING[deployment]) as stage:
        died = killed_again_and_again(stage, rehearse(stage), seed)
    record_property("syncs with Jira killed one after another", {"kills": died})
