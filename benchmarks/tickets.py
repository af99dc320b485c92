"""How many requests a sync with Jira sends, as Cloud and as Server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.counting import CHANGED, COMMENTS, ISSUES
from benchmarks.crossing import exchange, unchanged
from benchmarks.figure import Benchmark, Found
from benchmarks.stage import Stage
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
        name = f"Jira {form.title()}"
        yield from unchanged(name, f"issues with {COMMENTS:,} comments", FIRST_PULL, place, workspace)
        for number in range(1, CHANGED + 1):
            workspace.devlog("edit", str(number), "--title", f"Another title {number}")
        yield exchange(name, "entries", each * CHANGED + 2, place, workspace)
        for number in range(ISSUES - CHANGED, ISSUES):
            values = {"summary": f"A third title {number}"}
            place.call("edit", id=f"SHOP-{number}", values=values, by="jane")
        yield exchange(name, "issues", 2, place, workspace)


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
