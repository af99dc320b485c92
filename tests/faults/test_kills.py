"""A sync that is killed before and after each of its requests and commits in turn, and run again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from devlog_core.testing.walk.rehearsal import counted
from tests.faults.conftest import MakeStage
from tests.faults.grounds import Twins
from tests.faults.scenes import ADOPTION, EVERYTHING, FIRST_PULL, FULL, RETRY
from tests.faults.stage import GroundsT, Scene
from tests.faults.walk import killed_again_and_again, rehearse, walk

Record = Callable[[str, object], None]
SHARES = {EVERYTHING: 8, FIRST_PULL: 3, FULL: 5, RETRY: 2, ADOPTION: 2}
"""Into how many tests each walk is cut, so that several workers can walk it."""
SEEDS = range(1, 9)


def tell(record: Record, scene: Scene[GroundsT], moments: list[str]) -> None:
    """Let the count be printed at the end of the test run."""
    record(f"kill walk through {scene.name}", counted(moments))


def test_a_kill_at_some_moments(on_stage: MakeStage, record_property: Record) -> None:
    """Otherwise what a killed process has begun is doubled or forgotten."""
    with on_stage(EVERYTHING) as stage:
        rehearsal = rehearse(stage)
        made = [each for each in rehearsal.moments if each.startswith("applied POST")]
        stored = [each for each in rehearsal.moments if each.startswith("before commit of devlog-sync-shop")]
        moments = made[::4] + stored[1::12]
        walk(stage, rehearsal, moments)
        tell(record_property, EVERYTHING, moments)


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("scene", "share"),
    [
        pytest.param(scene, share, id=f"{scene.id} {share + 1} of {shares}")
        for scene, shares in SHARES.items()
        for share in range(shares)
    ],
)
def test_a_kill_at_every_moment(
    on_stage: MakeStage, scene: Scene[Twins], share: int, record_property: Record
) -> None:
    """Otherwise there is a moment at which a process must not die."""
    with on_stage(scene) as stage:
        rehearsal = rehearse(stage)
        moments = rehearsal.share(share, SHARES[scene])
        walk(stage, rehearsal, moments)
        tell(record_property, scene, moments)


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
def test_kill_after_kill(on_stage: MakeStage, seed: int, record_property: Record) -> None:
    """Otherwise what mends one kill is undone by the next."""
    with on_stage(EVERYTHING) as stage:
        died = killed_again_and_again(stage, rehearse(stage), seed)
    record_property("syncs killed one after another", {"kills": died})
