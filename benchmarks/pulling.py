"""How long a first pull takes, against somebody who reads the same and keeps nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.figure import Benchmark, Found, compared
from benchmarks.measure import BenchmarkError, Cost, Costs, side_by_side, spend
from benchmarks.stage import PYTHON, Place, Stage

ISSUES = 1000
MOST = 1.5
ROUNDS = 7
_PEER = Path(__file__).with_name("peer.py")
_ROOT = _PEER.parents[1]


def first_pull(stage: Stage) -> Iterator[Found]:
    """Whole processes, from start to end: devlog stores every issue, PyGithub counts them."""
    for comments in (0, 3):
        place = stage.place(ISSUES, comments)
        costs = side_by_side(
            {
                "devlog": partial(_pulled, stage, place),
                "peer": partial(_read, stage, place, comments),
            },
            stage.times(ROUNDS),
        )
        with_comments = f" with {ISSUES * comments:,} comments" if comments else ""
        yield compared(
            f"first pull of {ISSUES:,} issues{with_comments} against PyGithub reading the same",
            MOST,
            costs["devlog"],
            costs["peer"],
        )


def inside(stage: Stage) -> Iterator[Found]:
    """The same within one process, so that starting and importing count for neither."""
    place = stage.place(ISSUES)
    folders = [str(stage.connected(place).root) for _ in range(stage.times(ROUNDS) + 1)]
    cost = spend([PYTHON, "-m", "benchmarks.inside", json.dumps(place.config), *folders], stage.env, _ROOT)
    rounds = json.loads(cost.output)
    sides = {
        name: Costs([Cost(wall=wall, cpu=cpu, peak=cost.peak) for wall, cpu in rounds[name]])
        for name in ("devlog", "peer")
    }
    yield compared(
        f"first pull of {ISSUES:,} issues against PyGithub, both within one process",
        MOST,
        sides["devlog"],
        sides["peer"],
    )


def _pulled(stage: Stage, place: Place) -> Cost:
    return stage.connected(place).sync()


def _read(stage: Stage, place: Place, comments: int) -> Cost:
    config = place.config
    also = ["comments"] if comments else []
    cost = spend([PYTHON, _PEER, config["api_url"], config["token"], config["repository"], *also], stage.env)
    if int(cost.output) != ISSUES * (1 + comments):
        raise BenchmarkError(f"PyGithub counted {cost.output.strip()}")
    return cost


BENCHMARKS = (
    Benchmark(name="first-pull-time", about="a first pull against PyGithub", run=first_pull),
    Benchmark(name="first-pull-inside", about="a first pull against PyGithub in one process", run=inside),
)
