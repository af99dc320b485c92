"""Lists: filters, order, pages and links."""

from __future__ import annotations

from typing import Any

import pytest
import requests


def numbers(answer: Any) -> list[int]:
    """The numbers in a list of issues."""
    return [issue["number"] for issue in answer.json()]


def walk(api: Any, path: str) -> list[list[int]]:
    """The numbers page by page, following nothing but the links."""
    pages, url = [], path
    while url:
        answer = api("GET", url)
        pages.append(numbers(answer))
        url = answer.links.get("next", {}).get("url")
    return pages


ITEMS = [
    {"title": "1", "labels": ["bug", "ui"], "user": "bob", "created_at": "2025-01-01T00:00:00Z"},
    {"title": "2", "state": "closed", "assignees": ["alice"], "created_at": "2025-01-02T00:00:00Z"},
    {"title": "3", "milestone": "v1", "created_at": "2025-01-03T00:00:00Z", "body": "cc @bob"},
    {"title": "4", "labels": ["bug"], "created_at": "2025-01-01T00:00:00Z",
     "updated_at": "2025-02-01T00:00:00Z"},
    {"title": "5", "pull_request": {"merged": True}, "comments": ["a", "b"],
     "created_at": "2025-01-05T00:00:00Z"},
    {"title": "6", "pull_request": {}, "created_at": "2025-01-06T00:00:00Z"},
]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [6, 3, 4, 1]),
        ("state=all", [6, 5, 3, 2, 4, 1]),
        ("state=closed", [5, 2]),
        ("state=all&direction=asc", [1, 4, 2, 3, 5, 6]),
        ("state=all&sort=updated", [4, 6, 5, 3, 2, 1]),
        ("state=all&sort=comments&direction=desc", [5, 6, 4, 3, 2, 1]),
        ("labels=BUG", [4, 1]),
        ("labels=bug,ui", [1]),
        ("milestone=1", [3]),
        ("milestone=none", [6, 4, 1]),
        ("milestone=*", [3]),
        ("assignee=alice&state=all", [2]),
        ("assignee=*&state=all", [2]),
        ("assignee=none", [6, 3, 4, 1]),
        ("creator=Bob", [1]),
        ("mentioned=bob", [3]),
        ("type=*", []),
        ("type=none", [6, 3, 4, 1]),
        ("since=2025-01-03T00:00:00Z&state=all", [6, 5, 3, 4]),
        ("since=2025-01-03T01:00:00%2B02:00&state=all", [6, 5, 3, 4]),
    ],
)
def test_a_list_holds_what_was_asked_for(sandbox: Any, api: Any, query: str, expected: list[int]) -> None:
    """Otherwise a plugin that asks wrongly would still be given everything."""
    sandbox.seed(ITEMS)
    assert numbers(api("GET", f"issues?{query}")) == expected


@pytest.mark.parametrize("query", ["state=odd", "sort=odd", "direction=odd", "since=odd", "milestone=9"])
def test_what_a_list_cannot_be_asked_is_refused(api: Any, query: str) -> None:
    """Otherwise a misspelt filter would go unseen."""
    assert api("GET", f"issues?{query}").status_code == 422


def test_pull_requests_stand_among_issues(sandbox: Any, api: Any) -> None:
    """Otherwise a plugin that takes them for issues is not caught."""
    sandbox.seed(ITEMS)
    merged, closed, *_ = api("GET", "issues?state=closed").json()
    assert merged["pull_request"]["merged_at"] == "2025-01-05T00:00:00Z"
    assert "pull_request" not in closed


def test_links_lead_through_all_pages_by_the_repository_s_id(sandbox: Any, api: Any) -> None:
    """Otherwise a plugin that builds page addresses itself is not caught."""
    sandbox.seed([{"title": "t"} for _ in range(7)])
    assert walk(api, "issues?per_page=3&direction=asc") == [[1, 2, 3], [4, 5, 6], [7]]
    inner = api("GET", "issues?per_page=3&page=2")
    assert set(inner.links) == {"prev", "next", "last", "first"}
    assert all("/repositories/515435001/issues?" in link["url"] for link in inner.links.values())
    assert set(api("GET", "issues?per_page=3").links) == {"next", "last"}
    assert set(api("GET", "issues?per_page=3&page=3").links) == {"prev", "first"}
    assert "Link" not in api("GET", "issues?per_page=7").headers
    assert api("GET", "issues?page=9").json() == []


def test_page_sizes_are_thirty_and_at_most_a_hundred(sandbox: Any, api: Any) -> None:
    """Otherwise a plugin that trusts a larger number loses items."""
    sandbox.seed([{"title": "t"} for _ in range(120)])
    assert len(api("GET", "issues").json()) == 30
    assert len(api("GET", "issues?per_page=500").json()) == 100


def test_cursor_links_lead_through_all_pages_too(sandbox: Any, api: Any) -> None:
    """Otherwise a plugin that looks for `page=` is not caught; nothing shifts behind a cursor."""
    sandbox.seed([{"title": "t"} for _ in range(5)])
    sandbox.switch("cursor_links", True)
    first = api("GET", "issues?per_page=2")
    assert set(first.links) == {"next"}
    assert "after=" in first.links["next"]["url"]
    assert "page=" not in first.links["next"]["url"].replace("per_page=", "")
    assert numbers(first) == [5, 4]
    sandbox.delete("4")
    sandbox.seed([{"title": "new"}])
    assert walk(api, first.links["next"]["url"]) == [[3, 2], [1]]


def test_a_list_sorted_by_change_shifts_while_it_is_read(sandbox: Any, api: Any) -> None:
    """Otherwise paging by `updated` would look safe."""
    sandbox.seed([{"title": "t"} for _ in range(4)])
    sandbox.advance(60)
    first = api("GET", "issues?sort=updated&direction=asc&per_page=2")
    sandbox.edit("1", {"title": "moved"}, by="bob")
    rest = walk(api, first.links["next"]["url"])
    assert numbers(first) == [1, 2]
    assert rest == [[4, 1]]


def test_the_bound_of_since_may_be_left_out(sandbox: Any, api: Any) -> None:
    """Otherwise a cursor without overlap would pass."""
    sandbox.seed([{"title": "t", "created_at": "2025-01-01T00:00:00Z"}])
    assert numbers(api("GET", "issues?since=2025-01-01T00:00:00Z")) == [1]
    sandbox.switch("since_inclusive", False)
    assert numbers(api("GET", "issues?since=2025-01-01T00:00:00Z")) == []


def test_an_older_server_lacks_newer_keys(sandbox: Any, official: Any) -> None:
    """Otherwise a plugin that relies on them dies on an older GitHub Enterprise Server."""
    sandbox.seed([{"title": "t"}])
    sandbox.switch("old_server", True)
    issue = sandbox.read("1")
    assert not {"type", "state_reason", "sub_issues_summary"} & set(issue)


def test_the_newer_version_of_the_interface_drops_keys(sandbox: Any) -> None:
    """Otherwise a plugin that asks for it and reads `assignee` is not caught."""
    sandbox.seed([{"title": "t", "assignees": ["alice"]}])
    url = f"{sandbox.url}/repositories/515435001/issues"
    new = requests.get(url, headers={"X-GitHub-Api-Version": "2026-03-10"}, timeout=10)
    assert "assignee" not in new.json()[0]
    assert new.json()[0]["assignees"][0]["login"] == "alice"
    assert requests.get(url, headers={"X-GitHub-Api-Version": "1999"}, timeout=10).status_code == 400
