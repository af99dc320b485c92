"""Faults: each does what it says, and hits nothing else."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests

from devlog_core.testing.sandbox import DisconnectError, Moment


def titles(sandbox: Any) -> list[str]:
    """What stands in the first repository, as an administrator sees it."""
    return [issue.title for issue in sandbox.first.issues.values()]


@pytest.mark.parametrize(("name", "made"), [("lost-answer", ["t"]), ("drop-before", []), ("refuse", [])])
def test_an_answer_may_be_lost_after_or_before_the_write(
    sandbox: Any, api: Any, name: str, made: list[str]
) -> None:
    """Otherwise a retry that makes a second issue is not caught."""
    sandbox.fault(name, match="^POST ")
    assert api("GET", "issues").status_code == 200
    with pytest.raises(requests.ConnectionError):
        api("POST", "issues", json={"title": "t"})
    assert titles(sandbox) == made
    assert sandbox.requests()[-1] == {"method": "POST", "path": "/repos/acme/shop/issues", "status": 0}
    assert api("POST", "issues", json={"title": "u"}).status_code == 201


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_in_trouble_applies_nothing_unless_told(sandbox: Any, api: Any, status: int) -> None:
    """Otherwise the two kinds of trouble cannot be told apart in tests."""
    sandbox.fault(str(status))
    assert api("POST", "issues", json={"title": "lost"}).status_code == status
    sandbox.fault(f"{status}:applied")
    assert api("POST", "issues", json={"title": "kept"}).status_code == status
    assert titles(sandbox) == ["kept"]


@pytest.mark.parametrize("status", [403, 429])
def test_the_primary_limit_names_its_end(sandbox: Any, api: Any, status: int) -> None:
    """Otherwise the plugin waits too short or too long."""
    sandbox.fault(f"rate-limit-{status}:30")
    refused = api("GET", "issues")
    assert refused.status_code == status
    assert refused.headers["X-RateLimit-Remaining"] == "0"
    assert int(refused.headers["X-RateLimit-Reset"]) == sandbox.clock.now() + 30
    assert "Retry-After" not in refused.headers
    sandbox.advance(30)
    assert api("GET", "issues").status_code == 200


@pytest.mark.parametrize("status", [403, 429])
def test_the_secondary_limit_may_say_nothing(sandbox: Any, api: Any, status: int) -> None:
    """Otherwise a plugin that takes a 403 for a missing permission is not caught."""
    sandbox.fault(f"secondary-{status}")
    refused = api("GET", "issues")
    assert refused.status_code == status
    assert "secondary rate limit" in refused.json()["message"]
    assert int(refused.headers["X-RateLimit-Remaining"]) > 0
    assert "Retry-After" not in refused.headers


def test_retry_after_comes_in_seconds_or_as_a_date(sandbox: Any, api: Any) -> None:
    """Otherwise only one of the two forms is ever read."""
    sandbox.fault("retry-after-seconds:7")
    assert api("GET", "issues").headers["Retry-After"] == "7"
    sandbox.fault("retry-after-date:90")
    when = parsedate_to_datetime(api("GET", "issues").headers["Retry-After"])
    assert when.timestamp() == sandbox.clock.now() + 90


def test_a_body_may_be_cut(sandbox: Any, api: Any) -> None:
    """Otherwise half an answer is taken for a whole one."""
    sandbox.seed([{"title": "t"}])
    sandbox.fault("truncated")
    with pytest.raises(requests.RequestException):
        api("GET", "issues")
    assert len(api("GET", "issues").json()) == 1


def test_lists_may_lie(sandbox: Any, api: Any) -> None:
    """Otherwise an empty, doubled or foreign answer is believed."""
    sandbox.seed([{"title": "a"}, {"title": "b"}])
    sandbox.fault("empty-list")
    assert api("GET", "issues?per_page=1").json() == []
    sandbox.fault("duplicate-item")
    assert [issue["number"] for issue in api("GET", "issues").json()] == [2, 2, 1]
    sandbox.fault("wrong-type")
    foreign = api("GET", "issues")
    assert (foreign.status_code, foreign.headers["Content-Type"]) == (200, "text/html")
    sandbox.fault("page-limit:1", times=2)
    assert api("GET", "issues?per_page=1&page=1").status_code == 200
    assert api("GET", "issues?per_page=1&page=2").status_code == 422


def test_a_replica_may_lag(sandbox: Any, api: Any) -> None:
    """Otherwise a list that lacks what was just written is never met."""
    sandbox.seed([{"title": "old"}, {"title": "deleted"}])
    sandbox.advance(60)
    sandbox.edit("1", {"title": "new"}, by="bob")
    sandbox.delete("2")
    api("POST", "issues", json={"title": "made"})
    sandbox.fault("stale-list:30")
    assert [issue["title"] for issue in api("GET", "issues").json()] == ["deleted", "old"]
    assert [issue["title"] for issue in api("GET", "issues").json()] == ["made", "new"]


@pytest.mark.parametrize(("how", "seen"), [("remove", [[4, 3], [1]]), ("insert", [[4, 3], [3, 2], [1]])])
def test_a_list_may_shift_between_two_pages(sandbox: Any, api: Any, how: str, seen: list[list[int]]) -> None:
    """Otherwise an item that slips over the edge of a page is lost unseen."""
    sandbox.seed([{"title": "t"} for _ in range(4)])
    sandbox.fault(f"shift:{how}")
    pages, url = [], "issues?per_page=2"
    while url:
        answer = api("GET", url)
        pages.append([issue["number"] for issue in answer.json()])
        url = answer.links.get("next", {}).get("url")
    assert pages == seen


def test_a_slow_answer_comes_late(sandbox: Any, api: Any) -> None:
    """Otherwise deadlines are never met."""
    sandbox.fault("slow:0.3")
    with pytest.raises(requests.Timeout):
        requests.get(f"{sandbox.url}/repos/acme/shop", timeout=0.05)


def test_a_fault_hits_as_often_as_told_and_only_what_matches(sandbox: Any, api: Any) -> None:
    """Otherwise a test cannot name the request that is to fail."""
    sandbox.fault("503", times=2, match=r"GET .*/issues\?page=2")
    assert api("GET", "issues").status_code == 200
    assert [api("GET", "issues?page=2").status_code for _ in range(3)] == [503, 503, 200]
    sandbox.fault("500", times=9)
    sandbox.clear_faults()
    assert api("GET", "issues").status_code == 200
    with pytest.raises(ValueError, match="unknown fault"):
        sandbox.fault("typo")


def test_a_hook_sees_each_applied_request_and_may_cut_it(sandbox: Any, api: Any) -> None:
    """Otherwise kill points cannot be walked, nor an edit placed in the middle of a push."""
    seen: list[tuple[str, int, str]] = []

    def hook(moment: Moment) -> None:
        seen.append((moment.phase, moment.number, moment.method))
        if moment.number == 2:
            raise DisconnectError
        if moment.number == 3 and moment.phase == "after":
            sandbox.edit("1", {"title": "by a person"}, by="bob")

    sandbox.on_request(hook)
    api("GET", "issues")
    with pytest.raises(requests.ConnectionError):
        api("POST", "issues", json={"title": "lost"})
    assert api("POST", "issues", json={"title": "t"}).json()["title"] == "t"
    assert titles(sandbox) == ["by a person"]
    order = [("before", 1, "GET"), ("after", 1, "GET"), ("before", 2, "POST"), ("before", 3, "POST")]
    assert seen == [*order, ("after", 3, "POST")]
