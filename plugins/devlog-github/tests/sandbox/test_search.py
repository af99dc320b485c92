"""The search: its language, and the index that lags behind."""

from __future__ import annotations

from typing import Any

import pytest

ITEMS = [
    {"title": "Pay by card", "body": "see <!-- devlog:dl-7c41f09a --> end", "labels": ["good first issue"],
     "created_at": "2025-01-10T12:00:00Z"},
    {"title": "Card reader", "state": "closed", "state_reason": "not_planned", "user": "bob",
     "created_at": "2025-01-20T12:00:00Z"},
    {"title": "Refactor", "comments": ["card again"], "assignees": ["alice"], "milestone": "v 1"},
    {"title": "PR", "pull_request": {"merged": True}, "body": "by bob"},
]  # fmt: skip


def find(api: Any, text: str, **more: Any) -> list[int]:
    """The numbers that a search in the first repository finds."""
    answer = api("GET", "/search/issues", params={"q": f"repo:acme/shop {text}", **more})
    assert answer.status_code == 200, answer.text
    assert answer.json()["total_count"] == len(answer.json()["items"])
    return [item["number"] for item in answer.json()["items"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [1, 2, 3, 4]),
        ("card", [1, 2, 3]),
        ("card in:title", [1, 2]),
        ("card in:comments", [3]),
        ("CARD pay", [1]),
        ('"by card"', [1]),
        ('"card by"', []),
        ("dl-7c41f09a", [1]),
        ('"devlog:dl-7c41f09a" in:body', [1]),
        ("7c41f09", []),
        ("is:issue is:open", [1, 3]),
        ("is:pr", [4]),
        ("is:merged", [4]),
        ("state:closed -is:pr", [2]),
        ('label:"good first issue"', [1]),
        ("no:label is:issue", [2, 3]),
        ("author:bob", [2]),
        ("assignee:alice", [3]),
        ('milestone:"v 1"', [3]),
        ('reason:"not planned"', [2]),
        ("created:<2025-01-15", [1]),
        ("created:2025-01-20", [2]),
        ("created:>=2025-01-20 is:issue", [2, 3]),
        ("created:2025-01-01..2025-01-31", [1, 2]),
        ("created:2025-01-21..*", [3, 4]),
    ],
)
def test_the_language_is_github_s(sandbox: Any, api: Any, text: str, expected: list[int]) -> None:
    """Otherwise a mark that is searched wrongly would still be found, and made twice in production."""
    sandbox.seed(ITEMS)
    assert find(api, text, sort="created", order="asc") == expected


def test_the_index_lags_behind(sandbox: Any, api: Any) -> None:
    """Otherwise a plugin that takes an empty search for absence makes the issue again."""
    sandbox.seed([{"title": "old"}])
    sandbox.advance(60)
    sandbox.edit("1", {"title": "new"}, by="bob")
    api("POST", "issues", json={"title": "made"})
    assert (find(api, "made"), find(api, "new"), find(api, "old")) == ([], [], [1])
    sandbox.advance(29)
    assert find(api, "made") == []
    sandbox.advance(1)
    assert (find(api, "made"), find(api, "new"), find(api, "old")) == ([2], [1], [])


def test_the_lag_can_be_set(sandbox: Any, api: Any) -> None:
    """Otherwise a test of the settle time must wait for ours."""
    sandbox.switch("search_lag", 0)
    api("POST", "issues", json={"title": "made"})
    assert find(api, "made") == [1]


def test_results_come_in_pages_and_to_a_thousand(sandbox: Any, api: Any) -> None:
    """Otherwise a short list is taken for a whole one."""
    sandbox.seed([{"title": "t"} for _ in range(1001)])
    first = api("GET", "/search/issues", params={"q": "repo:acme/shop t", "per_page": 2})
    assert (first.json()["total_count"], len(first.json()["items"])) == (1001, 2)
    assert "/search/issues?" in first.links["next"]["url"]
    assert "page=500" in first.links["last"]["url"]
    beyond = api("GET", "/search/issues", params={"q": "repo:acme/shop t", "per_page": 100, "page": 11})
    assert beyond.status_code == 422


def test_what_cannot_be_searched_is_refused(sandbox: Any, api: Any) -> None:
    """Otherwise a renamed or unreadable repository looks empty."""
    for text in ("", "repo:acme/none x", "created:soon", "x" * 257):
        assert api("GET", "/search/issues", params={"q": text}).status_code == 422
    sandbox.add_repository("acme/secret", private=True)
    sandbox.seed([{"title": "hidden", "repository": "acme/secret"}, {"title": "hidden"}])
    everywhere = {"q": "hidden"}
    assert api("GET", "/search/issues", params=everywhere).json()["total_count"] == 2
    assert api("GET", "/search/issues", params=everywhere, token=None).json()["total_count"] == 1


def test_searches_have_a_limit_of_their_own(sandbox: Any, api: Any) -> None:
    """Otherwise thirty searches a minute are never met."""
    answers = [api("GET", "/search/issues", params={"q": "x"}) for _ in range(31)]
    assert [answer.status_code for answer in answers] == [200] * 30 + [403]
    assert answers[0].headers["X-RateLimit-Resource"] == "search"
    assert api("GET", "issues").status_code == 200
    sandbox.advance(60)
    assert api("GET", "/search/issues", params={"q": "x"}).status_code == 200
