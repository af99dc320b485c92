"""How many requests a large repository takes."""

from __future__ import annotations

from math import ceil

from tests.integration.agree import disagreements
from tests.integration.desk import Desk, key_at
from tests.integration.hub import Hub

ISSUES, PULLS, COMMENTS, EDITED = 1_000, 150, 3_000, 10


def test_a_thousand_issues_take_few_requests(desk: Desk, hub: Hub) -> None:
    """Otherwise a first pull, or a quiet one, uses up the hour's limit."""
    hub.set_time("2025-01-01T00:00:00Z")
    start = hub.clock.now()
    per_issue = COMMENTS // ISSUES
    hub.seed(
        [
            {
                "title": f"issue {n}",
                "body": f"text {n}",
                "created_at": start + n,
                "comments": [
                    {"body": f"comment {n}.{c}", "created_at": start + n + c} for c in range(per_issue)
                ],
            }
            for n in range(ISSUES)
        ]
    )
    hub.seed(
        [{"title": f"pull {n}", "created_at": start + ISSUES + n, "pull_request": {}} for n in range(PULLS)]
    )
    hub.set_time("2025-02-01T00:00:00Z")
    run = desk.sync()["github"]
    assert run["pulled"]["created"] == ISSUES
    assert run["requests"] <= ceil((ISSUES + PULLS) / 100) + ceil(COMMENTS / 100) + 2
    assert disagreements(desk, hub) == []
    for _ in range(2):
        hub.advance(60)
        hub.clear_requests()
        run = desk.sync()["github"]
        assert run["requests"] <= 2
        assert run["writes"] == 0
        assert len(hub.requests()) == run["requests"]

    entries = desk.entries()
    for entry in entries[:: ISSUES // EDITED]:
        desk.edit(entry["ref"], "--title", f"{entry['title']}, edited")
    hub.clear_requests()
    run = desk.sync()["github"]
    assert run["pushed"]["updated"] == run["writes"] == EDITED
    assert len(hub.requests()) == run["requests"] <= 2 * EDITED + 2
    for entry in entries[:: ISSUES // EDITED]:
        assert hub.read(str(key_at(entry)))["title"] == f"{entry['title']}, edited"
    hub.advance(60)
    desk.sync()
    hub.advance(60)
    assert desk.sync()["github"]["requests"] <= 2
