"""Many syncs with another tracker at once: of one workspace, and of two with the same entries."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.faults.conftest import MakeStage
from tests.faults.pair import Pair
from tests.faults.test_together import typed
from tests.faults.tickets import EVERYTHING, TRACKERS, connect
from tests.forks import FastDesk
from tests.integration.desk import quiet

LONG = pytest.mark.long
ROUNDS = [
    pytest.param("Jira Cloud", 1, 1, marks=LONG),
    pytest.param("Azure DevOps", 1, 1),
    *(pytest.param(tracker, 5, seed, marks=LONG) for tracker in TRACKERS for seed in (2, 3)),
]


def people(pair: Pair, rng: random.Random, number: int) -> None:
    """What people do in one round at the tracker, and one of them at GitHub."""
    tickets = pair.tickets
    pair.advance(60)
    # What is no set is contested between two workspaces that never saw it alike.
    tickets.tag(rng.choice(tickets.near()), f"theirs-{number}")
    tickets.say(rng.choice(tickets.near()), f"said there {number}")
    tickets.at_once(number, rng.choice(tickets.near()))
    tickets.there(f"made there {number}")
    pair.shop.comment(rng.choice(pair.shop.keys()), f"said at github {number}", by="bob")


def in_step(desks: list[FastDesk], pair: Pair, contested: tuple[str, ...]) -> None:
    """Each converges with the places, without a double anywhere, and then rests."""
    for _ in range(3):
        for desk in desks:
            pair.advance(60)
            done = desk.try_("sync", "--allow-create")
            assert done.code in (0, 4), str(done)
    titles = [issue["title"] for issue in pair.tickets.all()]
    assert len(titles) == len(set(titles)), sorted(titles)
    for desk in desks:
        wrong = pair.apart(desk, contested)
        assert wrong == [], wrong
        pair.advance(60)
        desk.try_("sync")
        done = desk.try_("sync")
        assert all(quiet(run) for run in done.json["runs"]), str(done)


@pytest.mark.parametrize(("tracker", "rounds", "seed"), ROUNDS)
def test_syncs_at_once_beside_people(on_stage: MakeStage, tracker: str, rounds: int, seed: int) -> None:
    """Otherwise a schedule that meets a person makes issues twice, or forgets one."""
    rng = random.Random(seed)
    scene = EVERYTHING[tracker]
    with on_stage(scene) as stage, stage.again() as desk:
        for number in range(rounds):
            people(stage.hub, rng, number)
            refs = [entry["ref"] for entry in desk.entries()]
            commands = typed(desk, rng, number)
            if stage.hub.tickets.books:
                commands.append(("log", rng.choice(refs), "5m", "-m", f"ours {number}"))
            forks = [desk.fork("sync", "--allow-create") for _ in range(2)]
            forks += [desk.fork(*command) for command in commands]
            people(stage.hub, rng, 100 + number)
            for fork in forks:
                done = fork.wait(120)
                assert done.code in (0, 4), f"seed {seed}: {done}"
                assert "Traceback" not in done.err, str(done)
        in_step([desk], stage.hub, scene.contested)
        titles = {issue["title"] for issue in stage.hub.tickets.all()}
        assert {f"made {where} {number}" for where in ("here", "there") for number in range(rounds)} <= titles


@LONG
@pytest.mark.parametrize(("tracker", "rounds", "seed"), ROUNDS)
def test_two_workspaces_with_the_same_entries(
    on_stage: MakeStage, tmp_path: Path, tracker: str, rounds: int, seed: int
) -> None:
    """Otherwise two members of a team make every issue and every booking twice."""
    rng = random.Random(seed)
    scene = EVERYTHING[tracker]
    with on_stage(scene) as stage, stage.again() as ours:
        first = ours.try_("sync", "--allow-create")
        assert first.code == scene.code, str(first)
        exported = tmp_path / "entries.json"
        ours.do("export", "devlog", "--out", str(exported))
        theirs = FastDesk(tmp_path / "teammate" / "work", ours.warm)
        connect(theirs, stage.hub)
        theirs.do("import", "devlog", str(exported))
        for number in range(rounds):
            people(stage.hub, rng, number)
            # Their syncs take turns, since what both send in the same instant no place can refuse.
            for turn, desk in enumerate(rng.sample((ours, theirs), 2)):
                forks = [desk.fork("sync", "--allow-create")]
                forks += [
                    each.fork(*command)
                    for which, each in enumerate((ours, theirs))
                    for command in typed(each, rng, 20 * number + 2 * turn + which)
                ]
                for fork in forks:
                    done = fork.wait(120)
                    assert done.code in (0, 1, 4), f"seed {seed}: {done}"
                    assert "Traceback" not in done.err, str(done)
        in_step([ours, theirs], stage.hub, scene.contested)
