"""A sync with another tracker beside GitHub that is killed around its requests and commits in turn."""

from __future__ import annotations

import pytest

from devlog_core.testing.walk.rehearsal import share
from tests.faults.conftest import MakeStage
from tests.faults.followed import FOLLOWED
from tests.faults.pair import Pair, at_tickets, creations
from tests.faults.stage import Scene
from tests.faults.test_kills import Record, tell
from tests.faults.tickets import ADOPTION, EVERYTHING, FIRST_PULL, FULL, RETRY, TRACKERS
from tests.faults.walk import killed_again_and_again, rehearse, walk

SHARES = ((EVERYTHING, 6), (FIRST_PULL, 2), (FULL, 3), (RETRY, 2), (ADOPTION, 2), (FOLLOWED, 2))
"""Into how many tests each walk is cut, so that several workers can walk it."""


@pytest.mark.parametrize(
    "scene",
    [
        pytest.param(EVERYTHING["Jira Cloud"], id="Jira Cloud"),
        pytest.param(FIRST_PULL["Jira Server"], id="Jira Server"),
        pytest.param(EVERYTHING["Azure DevOps"], id="Azure DevOps"),
    ],
)
def test_a_kill_at_some_moments(on_stage: MakeStage, scene: Scene[Pair], record_property: Record) -> None:
    """Otherwise what a killed process has begun at a tracker is doubled or forgotten."""
    with on_stage(scene) as stage:
        rehearsal = rehearse(stage)
        made = [each for each in creations(stage.hub, rehearsal.moments) if each.startswith("applied ")]
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
        pytest.param(scene, number, of, id=f"{scene.id} {number + 1} of {of}")
        for scenes, of in SHARES
        for scene in scenes.values()
        for number in range(of)
    ],
)
def test_a_kill_at_every_moment(
    on_stage: MakeStage, scene: Scene[Pair], number: int, of: int, record_property: Record
) -> None:
    """Otherwise there is a moment between two requests to a tracker at which a process must not die."""
    with on_stage(scene) as stage:
        rehearsal = rehearse(stage)
        moments = share(at_tickets(rehearsal.moments), number, of)
        walk(stage, rehearsal, moments)
        tell(record_property, scene, moments)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 4))
@pytest.mark.parametrize("tracker", TRACKERS)
def test_kill_after_kill(on_stage: MakeStage, tracker: str, seed: int, record_property: Record) -> None:
    """Otherwise what mends one kill is undone by the next."""
    with on_stage(EVERYTHING[tracker]) as stage:
        died = killed_again_and_again(stage, rehearse(stage), seed)
    record_property(f"syncs with {tracker} killed one after another", {"kills": died})
