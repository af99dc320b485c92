"""How many requests a sync with Jira sends, as Cloud and as Server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from benchmarks.counting import CHANGED, COMMENTS, ISSUES
from benchmarks.figure import Benchmark, Found, counted
from benchmarks.measure import BenchmarkError
from benchmarks.stage import Place, Stage, Workspace
from devlog_jira.richtext import codec

FIRST_PULL = 25
EACH = {"cloud": 2, "server": 3}
"""Requests for one edit: Server answers it with nothing, so that the issue is read back."""
_MADE = 1_577_836_800


def requests(stage: Stage) -> Iterator[Found]:
    """A first pull, a quiet sync, and edits on either side, for each form of Jira."""
    for form, each in EACH.items():
        place = stage.serve(f"jira:{form}")
        place.call("seed", items=[_issue(number, form == "cloud") for number in range(ISSUES)])
        workspace = stage.connected(place)
        yield from _unchanged(form, place, workspace)
        for number in range(1, CHANGED + 1):
            workspace.devlog("edit", str(number), "--title", f"Another title {number}")
        yield _exchange(form, place, workspace, "entries", each * CHANGED + 2)
        for number in range(ISSUES - CHANGED, ISSUES):
            values = {"summary": f"A third title {number}"}
            place.call("edit", id=f"SHOP-{number}", values=values, by="jane")
        yield _exchange(form, place, workspace, "issues", 2)


def _unchanged(form: str, place: Place, workspace: Workspace) -> Iterator[Found]:
    run, asked = _sync(place, workspace)
    if run["pulled"]["created"] != ISSUES:
        raise BenchmarkError(f"{run['pulled']} came of {ISSUES} issues")
    what = f"Jira {form.title()}: first pull of {ISSUES:,} issues with {COMMENTS:,} comments"
    yield counted(what, FIRST_PULL, asked, "requests")
    runs = [_sync(place, workspace) for _ in range(3)]
    most, writes = max(asked for _, asked in runs), sum(run["writes"] for run, _ in runs)
    # A write would be worse than any number of readings.
    cost = most + 100 * writes
    yield counted(f"Jira {form.title()}: nothing changed", 2, cost, "requests", f"{writes} writes")


def _exchange(form: str, place: Place, workspace: Workspace, what: str, most: int) -> Found:
    run, asked = _sync(place, workspace)
    crossed = run["pushed"]["updated"] + run["pulled"]["updated"]
    if crossed != CHANGED:
        raise BenchmarkError(f"{crossed} changes of {CHANGED} crossed over: {run}")
    figure = f"Jira {form.title()}: one scalar changed in each of {CHANGED} {what}"
    return counted(figure, most, asked, "requests", f"{run['writes']} of them writes")


def _sync(place: Place, workspace: Workspace) -> tuple[dict[str, Any], int]:
    """One sync some minutes later: its run, and how many requests came in."""
    place.call("advance", seconds=600)
    place.call("clear_requests")
    (run,) = json.loads(workspace.sync().output)["runs"]
    return run, len(place.requests())


def _issue(number: int, cloud: bool) -> dict[str, Any]:
    text, made = codec(cloud), _MADE + number * 600
    return {
        "summary": f"Issue {number}: the import stops half way",
        "description": text.write(f"Step {number} does not do what the manual says.\n\n- seen before"),
        "created": made,
        "comments": [
            {"body": text.write(f"Remark {k} on issue {number}."), "created": made + k * 60}
            for k in range(1, COMMENTS // ISSUES + 1)
        ],
    }


BENCHMARKS = (Benchmark(name="jira-requests", about="requests of each kind of sync with Jira", run=requests),)
