"""How many requests a sync sends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import ceil

from benchmarks.figure import Benchmark, Found, counted
from benchmarks.measure import BenchmarkError
from benchmarks.rig import rig
from benchmarks.scenarios import SCENARIOS
from benchmarks.stage import Place, Stage, Workspace

ISSUES, COMMENTS = 1000, 3000
CHANGED = 20
_PAGE = 100


def first_pull(stage: Stage) -> Iterator[Found]:
    """The first pull of a repository with comments."""
    place = stage.place(ISSUES, COMMENTS // ISSUES)
    workspace = stage.connected(place)
    place.begin()
    workspace.sync()
    entries = workspace.read("list", "--all", "--limit", str(2 * ISSUES))
    if len(entries) != ISSUES:
        raise BenchmarkError(f"{len(entries)} entries came of {ISSUES} issues")
    yield counted(
        f"first pull of {ISSUES:,} issues with {COMMENTS:,} comments",
        ceil(ISSUES / _PAGE) + ceil(COMMENTS / _PAGE) + 2,
        len(place.requests()),
        "requests",
    )


def quiet(stage: Stage) -> Iterator[Found]:
    """Syncs after which nothing has changed."""
    place = stage.place(ISSUES, COMMENTS // ISSUES)
    workspace = stage.connected(place)
    workspace.sync()
    asked = []
    for _ in range(3):
        place.begin()
        workspace.sync()
        asked.append([(request["method"], request["status"]) for request in place.requests()])
    writes = sum(method != "GET" for requests in asked for method, _ in requests)
    unchanged = sum(status == 304 for _, status in asked[-1])
    most = max(map(len, asked))
    found = counted(
        "nothing changed (delta)",
        2,
        # A write would be worse than any number of readings.
        most if not writes else most + 100 * writes,
        "requests",
        f"{unchanged} of them answered by 304 from the second sync on; {writes} writes",
        by_sync=asked,
    )
    yield found


def changes(stage: Stage) -> Iterator[Found]:
    """One field changed here in some entries, then in as many issues there."""
    place = stage.place(ISSUES)
    workspace = stage.connected(place)
    workspace.sync()
    for number in range(1, CHANGED + 1):
        workspace.devlog("edit", str(number), "--title", f"Another title {number}")
    yield _exchange(place, workspace, "entries")
    for number in range(ISSUES - CHANGED, ISSUES):
        place.call("edit", id=str(number), values={"title": f"A third title {number}"}, by="person-1")
    yield _exchange(place, workspace, "issues")


def _exchange(place: Place, workspace: Workspace, what: str) -> Found:
    place.begin()
    (run,) = json.loads(workspace.sync().output)["runs"]
    crossed = run["pushed"]["updated"] + run["pulled"]["updated"]
    if crossed != CHANGED:
        raise BenchmarkError(f"{crossed} changes of {CHANGED} crossed over: {run}")
    requests = place.requests()
    return counted(
        f"one scalar changed in each of {CHANGED} {what}",
        2 * CHANGED + 2,
        len(requests),
        "requests",
        f"{sum(request['method'] != 'GET' for request in requests)} of them writes",
    )


def case_by_case(stage: Stage) -> Iterator[Found]:
    """Every scenario of the page, each in a workspace of its own."""
    for scenario in SCENARIOS:
        with rig(stage.folder_for("case")) as at:
            requests, writes = scenario.play(at)
        # A write too many would be worse than any number of readings.
        cost = requests + 100 * max(0, writes - scenario.writes)
        yield counted(scenario.name, scenario.requests, cost, "requests", f"{writes} of them writes")


BENCHMARKS = (
    Benchmark(name="first-pull-requests", about="requests of a first pull", run=first_pull),
    Benchmark(name="quiet-requests", about="requests where nothing has changed", run=quiet),
    Benchmark(name="change-requests", about="requests where one field has changed", run=changes),
    Benchmark(name="cases", about="requests of each kind of sync", run=case_by_case),
)
