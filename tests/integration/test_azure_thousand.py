"""How many requests a large project takes, and that no list of it is ever cut."""

from __future__ import annotations

import pytest

from devlog_core.testing.sandbox import Moment
from tests.integration.desk import Desk, key_at
from tests.integration.works import Works

ITEMS, COMMENTED, EDITED, MOST = 1_000, 20, 10, 15


def seeded(works: Works, items: int, commented: int = 0) -> list[str]:
    """A project of work items, some with comments, from before today."""
    works.set_time("2025-01-01T00:00:00Z")
    told = [
        {
            "title": f"item {n}", "description": f"<div>text <b>{n}</b></div>",
            "comments": [f"<div>comment {n}</div>"] if n < commented else [],
        }
        for n in range(items)
    ]  # fmt: skip
    keys = works.seed(told)
    works.set_time("2025-02-01T00:00:00Z")
    return keys


def test_a_thousand_work_items_take_few_requests(azure_desk: Desk, works: Works) -> None:
    """Otherwise a first pull, or a quiet one, uses up what the account may ask."""
    desk = azure_desk
    seeded(works, ITEMS, COMMENTED)
    run = desk.sync()["azure"]
    assert run["pulled"]["created"] == ITEMS
    assert len(works.requests()) == run["requests"] <= MOST + COMMENTED
    there = {item["key"]: item for item in works.all()}
    for entry in desk.whole():
        item = there[str(key_at(entry, "azure"))]
        assert entry["values"]["title"] == item["title"]
        assert entry["values"]["description"] == item["description"]
        assert [note["content"] for note in entry["notes"]] == item["notes"]
    works.advance(600)
    works.clear_requests()
    run = desk.sync()["azure"]
    assert (run["requests"], run["writes"]) == (len(works.requests()), 0)
    assert run["requests"] <= 2
    entries = desk.entries()[:: ITEMS // EDITED]
    for number, entry in enumerate(entries):
        done = ("--title", f"{entry['title']}, edited") if number % 2 else ("--status", "in-progress")
        desk.edit(entry["ref"], *done)
    works.clear_requests()
    run = desk.sync()["azure"]
    assert run["pushed"]["updated"] == run["writes"] == EDITED
    assert len(works.requests()) == run["requests"] <= 2 * EDITED + 2
    works.advance(600)
    desk.near()
    works.advance(600)
    assert desk.near()["azure"]["requests"] <= 2


@pytest.mark.parametrize("reporting", [pytest.param(True, marks=pytest.mark.long), False])
def test_what_a_query_may_not_bring_at_once_is_asked_in_parts(
    azure_desk: Desk, works: Works, reporting: bool
) -> None:
    """Otherwise everything behind the most that a query may find is missing, or counts as deleted."""
    desk = azure_desk
    works.switch("most_results", 40)
    works.switch("reporting", reporting)
    keys = seeded(works, 150)

    def destroy(moment: Moment) -> None:
        # After the list, before what it names is read: a null stands in its place.
        if "workitemsbatch" in moment.path and works.world.item(keys[70]):
            works.destroy(keys[70])

    works.on_request(destroy)
    assert desk.near()["azure"]["pulled"]["created"] == 149
    works.advance(600)
    for key in keys[80:]:
        works.edit(key, {"title": f"renamed {key}"}, by="jane")
    works.advance(30)
    works.edit(keys[0], {"title": "renamed later"}, by="jane")
    works.delete(keys[1])
    assert desk.near()["azure"]["errors"] == []
    titles = {key_at(entry, "azure"): entry["title"] for entry in desk.entries()}
    assert [key for key in keys[80:] if titles[key] != f"renamed {key}"] == []
    assert titles[keys[0]] == "renamed later"
    desk.near("--full")
    states = {link["remote_key"]: link["state"] for entry in desk.entries() for link in entry["links"]}
    assert {key for key, state in states.items() if state == "gone"} == {keys[1]}
    works.advance(600)
    desk.near()
    works.advance(600)
    run = desk.near()["azure"]
    assert (run["writes"], run["pulled"]["read"], run["requests"] <= 2) == (0, 0, True)
