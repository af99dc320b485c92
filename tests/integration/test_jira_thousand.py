"""How many requests a large project takes."""

from __future__ import annotations

import pytest

from tests.integration.depot import Depot
from tests.integration.desk import Desk, key_at

ISSUES, COMMENTS, EDITED, MOST = 1_000, 2, 10, 25
EACH = {"cloud": 2, "server": 3}
"""Requests for one edit: Server answers it with nothing, so that the issue is read back."""


def seeded(depot: Depot, issues: int, comments: int) -> None:
    """A project of issues, each with comments, from before today."""
    depot.set_time("2025-01-01T00:00:00Z")
    start = depot.clock.now()
    depot.seed(
        [
            {
                "summary": f"issue {n}",
                "description": depot.written(f"text {n}"),
                "created": start + n,
                "comments": [
                    {"body": depot.written(f"comment {n}.{c}"), "created": start + n + c}
                    for c in range(comments)
                ],
            }
            for n in range(issues)
        ]
    )
    depot.set_time("2025-02-01T00:00:00Z")


@pytest.mark.parametrize("depot", ["cloud", pytest.param("server", marks=pytest.mark.long)], indirect=True)
def test_a_thousand_issues_take_few_requests(jira_desk: Desk, depot: Depot) -> None:
    """Otherwise a first pull, or a quiet one, uses up what the account may ask."""
    desk = jira_desk
    seeded(depot, ISSUES, COMMENTS)
    run = desk.sync()["jira"]
    assert run["pulled"]["created"] == ISSUES
    assert len(depot.requests()) == run["requests"] <= MOST
    there = {issue["key"]: issue for issue in depot.all()}
    for entry in desk.whole():
        issue = there[str(key_at(entry, "jira"))]
        assert entry["values"]["title"] == issue["title"]
        assert entry["values"]["description"] == issue["description"]
        assert sorted(note["content"] for note in entry["notes"]) == issue["notes"]
        assert len(issue["notes"]) == COMMENTS
    for _ in range(2):
        depot.advance(600)
        depot.clear_requests()
        run = desk.sync()["jira"]
        assert (run["requests"], run["writes"]) == (len(depot.requests()), 0)
        assert run["requests"] <= 2
    entries = desk.entries()[:: ISSUES // EDITED]
    for entry in entries:
        desk.edit(entry["ref"], "--title", f"{entry['title']}, edited")
    depot.clear_requests()
    run = desk.sync()["jira"]
    assert run["pushed"]["updated"] == run["writes"] == EDITED
    assert len(depot.requests()) == run["requests"] <= EACH[depot.world.deployment] * EDITED + 2
    for entry in entries:
        assert depot.shown(str(key_at(entry, "jira")))["title"] == f"{entry['title']}, edited"
    depot.advance(600)
    desk.sync()
    depot.advance(600)
    assert desk.sync()["jira"]["requests"] <= 2


def test_a_list_of_comments_that_was_cut_short_is_read_to_its_end(jira_desk: Desk, depot: Depot) -> None:
    """Otherwise the comments that did not ride along are missing, or are taken for deleted."""
    desk = jira_desk
    seeded(depot, 3, 7)
    depot.switch("embedded_comments", 2)
    run = desk.sync()["jira"]
    assert run["requests"] <= 10
    for number in range(3):
        shown = desk.show(desk.of(f"SHOP-{number + 1}", "jira"))
        assert sorted(note["content"] for note in shown["notes"]) == [
            f"comment {number}.{c}" for c in range(7)
        ]
    depot.advance(600)
    depot.comment("SHOP-1", depot.written("one more"), by="jane")
    desk.sync()
    assert len(desk.show(desk.of("SHOP-1", "jira"))["notes"]) == 8
    depot.advance(600)
    desk.sync("--full")
    assert [len(entry["notes"]) for entry in desk.whole()] in ([8, 7, 7], [7, 7, 8])
