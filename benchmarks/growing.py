"""What becomes of a sync when there are many entries."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.figure import Benchmark, Found, compared, counted
from benchmarks.measure import BenchmarkError, Cost, side_by_side
from benchmarks.stage import Place, Stage, Workspace

FEW = 1000
MANY = 10_000
HUGE = 100_000
MOST_MEMORY = 200
ROUNDS = 9
CHANGED = 10
QUIET = "nothing changed"
FIRST = "first pull"
_TIMES = 3
"""How often what is over in a blink is measured; the least counts."""

Point = dict[str, float]


def growing(stage: Stage) -> Iterator[Found]:
    """Every kind of sync with few, with many and with very many linked entries."""
    sizes = (FEW, MANY, HUGE) if stage.large else (FEW, MANY)
    series: dict[str, dict[int, Point]] = {}
    linked = {}
    for size in sizes:
        place = stage.place(size)
        workspace = linked[size] = stage.connected(place)
        for name, point in _measured(place, workspace, size):
            series.setdefault(name, {})[size] = point
    many = sizes[-1]
    peak = series[FIRST][many]["peak"]
    note = f"MiB at most, {series[FIRST][many]['wall']:.0f} s"
    yield counted(f"memory, first pull of {many:,} issues", MOST_MEMORY, peak, note, series=series)
    costs = side_by_side({"many": linked[many].sync, "few": linked[FEW].sync}, stage.times(ROUNDS))
    yield compared(
        f"nothing-changed sync with {many:,} linked entries against {FEW:,}", 1.5, costs["many"], costs["few"]
    )


def _measured(place: Place, workspace: Workspace, size: int) -> Iterator[tuple[str, Point]]:
    yield FIRST, _point(place, workspace.sync)
    # The first sync after a pull still asks without conditions.
    workspace.sync()
    yield QUIET, _best(place, workspace.sync, lambda _: None)
    yield f"{CHANGED} changes there", _best(place, workspace.sync, lambda n: _there(place, size, n))
    yield f"{CHANGED} changes here", _best(place, workspace.sync, lambda n: _here(workspace, n))
    workspace.devlog("config", "set", "integrations.github.auto.reconcile", "0s")
    yield "census", _point(place, workspace.sync)
    workspace.devlog("config", "set", "integrations.github.auto.reconcile", "24h")
    workspace.sync()


def _best(place: Place, sync: Callable[[], Cost], change: Callable[[int], object]) -> Point:
    """The cheapest of some syncs, each after a change."""
    points = []
    for number in range(_TIMES):
        change(number)
        points.append(_point(place, sync))
    if len({point["requests"] for point in points}) > 1:
        raise BenchmarkError(f"the same kind of sync sent {[point['requests'] for point in points]} requests")
    return min(points, key=lambda point: point["cpu"])


def _point(place: Place, sync: Callable[[], Cost]) -> Point:
    place.begin()
    cost = sync()
    (run,) = json.loads(cost.output)["runs"]
    sent = len(place.requests())
    if sent != run["requests"]:
        raise BenchmarkError(f"{run['requests']} requests were told and {sent} were sent")
    return {"wall": cost.wall, "cpu": cost.cpu, "peak": cost.peak, "requests": sent}


def _there(place: Place, size: int, number: int) -> None:
    for key in range(size - CHANGED, size):
        place.call("edit", id=str(key), values={"title": f"Theirs {number}"}, by="person-1")


def _here(workspace: Workspace, number: int) -> None:
    for entry in range(1, CHANGED + 1):
        workspace.devlog("edit", str(entry), "--title", f"Ours {number}")


def series_of(figures: list[dict[str, Any]]) -> dict[str, dict[int, Point]]:
    """The measurements for a picture, of the figures of a run; raises BenchmarkError where it has none."""
    for figure in figures:
        if "series" in figure["numbers"]:
            return {
                name: {int(size): point for size, point in points.items()}
                for name, points in figure["numbers"]["series"].items()
            }
    raise BenchmarkError("there is nothing to draw: measure `growth`, with --large")


BENCHMARKS = (
    Benchmark(name="growth", about="every kind of sync with few and with many entries", run=growing),
)
