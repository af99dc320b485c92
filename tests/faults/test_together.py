"""Many syncs at once: of one workspace, and of two workspaces that hold the same entries."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.faults.conftest import MakeStage
from tests.faults.grounds import PLACES, Twins
from tests.faults.scenes import EVERYTHING, connect
from tests.faults.stage import Stage
from tests.forks import FastDesk
from tests.integration.agree import disagreements
from tests.integration.desk import quiet
from tests.integration.hub import Hub, doubles

LONG = pytest.mark.long


def people(hub: Hub, rng: random.Random, number: int) -> None:
    """What people do in one round, in either repository."""
    hub.advance(60)
    repository = rng.choice(list(PLACES.values()))
    key = rng.choice(hub.keys(repository))
    hub.edit(key, {"labels": [f"theirs {number}"]}, by="alice")
    hub.comment(rng.choice(hub.keys(repository)), f"said there {number}", by="bob")
    hub.seed([{"title": f"made there {number}", "repository": repository}])


def typed(desk: FastDesk, rng: random.Random, number: int) -> list[tuple[str, ...]]:
    """What is typed in other terminals meanwhile."""
    refs = [entry["ref"] for entry in desk.entries()]
    return [
        ("new", f"made here {number}"),
        ("note", rng.choice(refs), f"said here {number}"),
        ("edit", rng.choice(refs), "--add-label", f"ours-{number}"),
    ]


def in_step(desks: list[FastDesk], hub: Hub, contested: tuple[str, ...] = ()) -> None:
    """Each converges with the places, without a double anywhere, and then rests."""
    for _ in range(2):
        for desk in desks:
            hub.advance(60)
            done = desk.try_("sync", "--allow-create")
            assert done.code in (0, 4), str(done)
    for repository in PLACES.values():
        assert doubles(hub, repository) == []
        titles = [issue["title"] for issue in hub.all(repository)]
        assert len(titles) == len(set(titles)), sorted(titles)
    for desk in desks:
        wrong = disagreements(desk, hub, PLACES, contested=contested)
        assert wrong == [], wrong
        hub.advance(60)
        desk.try_("sync")
        done = desk.try_("sync")
        assert all(quiet(run) for run in done.json["runs"]), str(done)


@pytest.mark.parametrize(
    ("count", "rounds", "seed"),
    [(4, 1, 1), *(pytest.param(count, 6, seed, marks=LONG) for count in (2, 4) for seed in (2, 3, 4))],
)
def test_syncs_at_once_beside_people(on_stage: MakeStage, count: int, rounds: int, seed: int) -> None:
    """Otherwise a schedule that meets a person makes things twice, or forgets one."""
    rng = random.Random(seed)
    with on_stage(EVERYTHING) as stage, stage.again() as desk:
        for number in range(rounds):
            people(stage.hub, rng, number)
            commands = typed(desk, rng, number)
            syncs = [desk.fork("sync", "--allow-create") for _ in range(count)]
            others = [desk.fork(*command) for command in commands]
            people(stage.hub, rng, 100 + number)
            for fork in (*syncs, *others):
                done = fork.wait(120)
                assert done.code in (0, 4), f"seed {seed}: {done}"
                assert "Traceback" not in done.err, str(done)
        in_step([desk], stage.hub, EVERYTHING.contested)
        _all_there(stage, rounds)


def _all_there(stage: Stage[Twins], rounds: int) -> None:
    for repository in PLACES.values():
        titles = {issue["title"] for issue in stage.hub.all(repository)}
        assert {f"made {where} {number}" for where in ("here", "there") for number in range(rounds)} <= titles


def teammate(stage: Stage[Twins], desk: FastDesk, folder: Path) -> FastDesk:
    """Another workspace with the same entries, by a file, and with the same places."""
    exported = folder / "entries.json"
    desk.do("export", "devlog", "--out", str(exported))
    other = FastDesk(folder / "teammate" / "work", desk.warm)
    connect(other, stage.hub)
    other.do("import", "devlog", str(exported))
    return other


@pytest.mark.parametrize(
    ("rounds", "seed"), [(1, 1), *(pytest.param(6, seed, marks=LONG) for seed in (2, 3, 4))]
)
def test_two_workspaces_with_the_same_entries(
    on_stage: MakeStage, tmp_path: Path, rounds: int, seed: int
) -> None:
    """Otherwise two members of a team make everything twice."""
    rng = random.Random(seed)
    with on_stage(EVERYTHING) as stage, stage.again() as ours:
        first = ours.try_("sync", "--allow-create")
        assert first.code == EVERYTHING.code, str(first)
        theirs = teammate(stage, ours, tmp_path)
        for number in range(rounds):
            people(stage.hub, rng, number)
            # What both are to send they may send in the same instant, which a place without
            # preconditions cannot refuse: so their syncs take turns, beside people and commands.
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
        for _ in range(2):
            for desk in (ours, theirs):
                stage.hub.advance(60)
                desk.try_("sync", "--allow-create")
        in_step([ours, theirs], stage.hub, EVERYTHING.contested)
