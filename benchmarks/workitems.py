"""How many requests a sync with Azure DevOps sends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from benchmarks.counting import CHANGED, ISSUES
from benchmarks.figure import Benchmark, Found, counted
from benchmarks.measure import BenchmarkError
from benchmarks.stage import Place, Stage, Workspace

COMMENTED = 20
"""How many work items have comments, each of which is a list of its own."""
FIRST_PULL = 15 + COMMENTED
_MADE = "2020-01-01T00:00:00Z"


def requests(stage: Stage) -> Iterator[Found]:
    """A first pull, a quiet sync, and edits on either side."""
    place = stage.serve("azure-devops")
    place.call("seed", items=[_item(number) for number in range(ISSUES)])
    workspace = stage.connected(place)
    yield from _unchanged(place, workspace)
    for number in range(1, CHANGED + 1):
        workspace.devlog("edit", str(number), "--title", f"Another title {number}")
    yield _exchange(place, workspace, "entries", 2 * CHANGED + 2)
    # What was written is met once more by its revision, and comments are a list of their own.
    _, asked = _sync(place, workspace)
    yield counted("Azure DevOps: the sync after that", 3 + COMMENTED, asked, "requests")
    for number in range(ISSUES - CHANGED, ISSUES):
        place.call("edit", id=str(number), values={"title": f"A third title {number}"}, by="jane")
    yield _exchange(place, workspace, "work items", 3)


def _unchanged(place: Place, workspace: Workspace) -> Iterator[Found]:
    run, asked = _sync(place, workspace)
    if run["pulled"]["created"] != ISSUES:
        raise BenchmarkError(f"{run['pulled']} came of {ISSUES} work items")
    what = f"Azure DevOps: first pull of {ISSUES:,} work items, {COMMENTED} of them with comments"
    yield counted(what, FIRST_PULL, asked, "requests")
    runs = [_sync(place, workspace) for _ in range(3)]
    most, writes = max(asked for _, asked in runs), sum(run["writes"] for run, _ in runs)
    # A write would be worse than any number of readings.
    yield counted("Azure DevOps: nothing changed", 2, most + 100 * writes, "requests", f"{writes} writes")


def _exchange(place: Place, workspace: Workspace, what: str, most: int) -> Found:
    run, asked = _sync(place, workspace)
    crossed = run["pushed"]["updated"] + run["pulled"]["updated"]
    if crossed != CHANGED:
        raise BenchmarkError(f"{crossed} changes of {CHANGED} crossed over: {run}")
    figure = f"Azure DevOps: one scalar changed in each of {CHANGED} {what}"
    return counted(figure, most, asked, "requests", f"{run['writes']} of them writes")


def _sync(place: Place, workspace: Workspace) -> tuple[dict[str, Any], int]:
    """One sync some minutes later: its run, and how many requests came in."""
    place.call("advance", seconds=600)
    place.call("clear_requests")
    (run,) = json.loads(workspace.sync().output)["runs"]
    return run, len(place.requests())


def _item(number: int) -> dict[str, Any]:
    text = f"<div>Step {number} does not do what the manual says.</div><ul><li>seen before</li></ul>"
    said = [f"Remark {k} on work item {number}." for k in range(3)] if number < COMMENTED else []
    return {
        "title": f"Work item {number}: the import stops half way",
        "description": text,
        "created": _MADE,
        "comments": said,
    }


BENCHMARKS = (
    Benchmark(
        name="azure-devops-requests", about="requests of each kind of sync with Azure DevOps", run=requests
    ),
)
