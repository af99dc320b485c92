"""How many requests a sync with Azure DevOps sends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.counting import CHANGED, ISSUES
from benchmarks.crossing import exchange, sync, unchanged
from benchmarks.figure import Benchmark, Found, counted
from benchmarks.stage import Stage

COMMENTED = 20
"""How many work items have comments, each of which is a list of its own."""
FIRST_PULL = 15 + COMMENTED
_NAME = "Azure DevOps"
_MADE = "2020-01-01T00:00:00Z"


def requests(stage: Stage) -> Iterator[Found]:
    """A first pull, a quiet sync, and edits on either side."""
    place = stage.serve("azure-devops")
    place.call("seed", items=[_item(number) for number in range(ISSUES)])
    workspace = stage.connected(place)
    pull = f"work items, {COMMENTED} of them with comments"
    yield from unchanged(_NAME, pull, FIRST_PULL, place, workspace)
    for number in range(1, CHANGED + 1):
        workspace.devlog("edit", str(number), "--title", f"Another title {number}")
    yield exchange(_NAME, "entries", 2 * CHANGED + 2, place, workspace)
    # What was written is met once more by its revision, and comments are a list of their own.
    _, asked = sync(place, workspace)
    yield counted(f"{_NAME}: the sync after that", 3 + COMMENTED, asked, "requests")
    for number in range(ISSUES - CHANGED, ISSUES):
        place.call("edit", id=str(number), values={"title": f"A third title {number}"}, by="jane")
    yield exchange(_NAME, "work items", 3, place, workspace)


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
