"""What a sync with a tracker costs while nothing changed, and while something did."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from benchmarks.counting import CHANGED, ISSUES
from benchmarks.figure import Found, counted
from benchmarks.measure import BenchmarkError
from benchmarks.stage import Place, Workspace


def unchanged(name: str, pull: str, most: int, place: Place, workspace: Workspace) -> Iterator[Found]:
    """The first pull of every item, in at most that many requests, and syncs with nothing to do."""
    run, asked = sync(place, workspace)
    if run["pulled"]["created"] != ISSUES:
        raise BenchmarkError(f"{run['pulled']} came of {ISSUES} items")
    yield counted(f"{name}: first pull of {ISSUES:,} {pull}", most, asked, "requests")
    runs = [sync(place, workspace) for _ in range(3)]
    highest, writes = max(asked for _, asked in runs), sum(run["writes"] for run, _ in runs)
    # A write would be worse than any number of readings.
    yield counted(f"{name}: nothing changed", 2, highest + 100 * writes, "requests", f"{writes} writes")


def exchange(name: str, what: str, most: int, place: Place, workspace: Workspace) -> Found:
    """A sync after one scalar was changed in some of them."""
    run, asked = sync(place, workspace)
    crossed = run["pushed"]["updated"] + run["pulled"]["updated"]
    if crossed != CHANGED:
        raise BenchmarkError(f"{crossed} changes of {CHANGED} crossed over: {run}")
    figure = f"{name}: one scalar changed in each of {CHANGED} {what}"
    return counted(figure, most, asked, "requests", f"{run['writes']} of them writes")


def sync(place: Place, workspace: Workspace) -> tuple[dict[str, Any], int]:
    """One sync some minutes later: its run, and how many requests came in."""
    place.call("advance", seconds=600)
    place.call("clear_requests")
    (run,) = json.loads(workspace.sync().output)["runs"]
    return run, len(place.requests())
