"""What becomes of a sync when there are many entries."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.figure import Benchmark, Found, compared, counted
from benchmarks.measure import Cost, side_by_side
from benchmarks.stage import Stage, Workspace

FEW = 1000
MANY = 10_000
HUGE = 100_000
MOST_MEMORY = 200
ROUNDS = 9


def growing(stage: Stage) -> Iterator[Found]:
    """The memory of the first pull of many issues; then syncs with nothing to do, with many and with few."""
    many = HUGE if stage.large else MANY
    large, cost = _pulled(stage, many)
    yield counted(
        f"memory, first pull of {many:,} issues", MOST_MEMORY, cost.peak, "MiB at most", f"{cost.wall:.0f} s"
    )
    small, _ = _pulled(stage, FEW)
    # The first one after a pull still asks without conditions.
    for workspace in (large, small):
        workspace.sync()
    costs = side_by_side({"many": large.sync, "few": small.sync}, stage.times(ROUNDS))
    yield compared(
        f"nothing-changed sync with {many:,} linked entries against {FEW:,}", 1.5, costs["many"], costs["few"]
    )


def _pulled(stage: Stage, issues: int) -> tuple[Workspace, Cost]:
    workspace = stage.connected(stage.place(issues))
    return workspace, workspace.sync()


BENCHMARKS = (
    Benchmark(name="growth", about="memory of a first pull, and quiet syncs, with many entries", run=growing),
)
