"""Faults: each does what it says, and hits nothing else."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests

from devlog_core.testing.sandbox import DisconnectError, Moment

from .conftest import create


def titles(sandbox: Any) -> list[str]:
    """What stands in the project, as an administrator sees it."""
    return [issue.summary for issue in sandbox.world.issues.values()]


@pytest.mark.parametrize(("name", "made"), [("lost-answer", ["Pay"]), ("drop-before", []), ("refuse", [])])
def test_an_answer_may_be_lost_after_or_before_the_write(
    sandbox: Any, api: Any, name: str, made: list[str]
) -> None:
    """Otherwise a retry that makes a second issue is not caught."""
    sandbox.fault(name, match="^POST ")
    with pytest.raises(requests.ConnectionError):
        create(api)
    assert titles(sandbox) == made
    assert sandbox.requests()[-1]["status"] == 0


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_in_trouble_applies_nothing_unless_told(sandbox: Any, api: Any, status: int) -> None:
    """Otherwise the two kinds of trouble cannot be told apart in tests."""
    body = {"fields": {"project": {"key": "SHOP"}, "issuetype": {"name": "Task"}, "summary": "t"}}
    sandbox.fault(str(status))
    assert api("POST", "issue", json=body).status_code == status
    assert titles(sandbox) == []
    sandbox.fault(f"{status}:applied")
    assert api("POST", "issue", json=body).status_code == status
    assert titles(sandbox) == ["t"]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("quota-global:7", "jira-quota-global-based"),
        ("quota-tenant:7", "jira-quota-tenant-based"),
        ("burst:7", "jira-burst-based"),
        ("per-issue:7", "jira-per-issue-on-write"),
    ],
)
def test_each_limit_says_which_it_is(sandbox: Any, api: Any, fault: str, reason: str) -> None:
    """Otherwise a limit on one issue stops everything."""
    sandbox.fault(fault)
    refused = api("GET", "myself")
    assert refused.status_code == 429
    assert (refused.headers["RateLimit-Reason"], refused.headers["Retry-After"]) == (reason, "7")


def test_one_issue_takes_only_so_many_writes(sandbox: Any, api: Any) -> None:
    """Otherwise field after field is sent by itself, until a real Jira says no."""
    busy, quiet = create(api), create(api)
    sandbox.switch("issue_bursts", True)

    def write(key: str) -> Any:
        return api("PUT", f"issue/{key}", json={"fields": {"labels": ["x"]}})

    assert [write(busy).status_code for _ in range(20)] == [204] * 20
    refused = write(busy)
    assert refused.status_code == 429
    assert refused.headers["RateLimit-Reason"] == "jira-per-issue-on-write"
    assert (write(quiet).status_code, api("GET", f"issue/{busy}").status_code) == (204, 200)
    sandbox.advance(int(refused.headers["Retry-After"]))
    assert write(busy).status_code == 204
    answers: list[Any] = []
    for _ in range(4):
        sandbox.advance(3)
        answers = [write(busy) for _ in range(20)]
    assert answers[-1].headers["Retry-After"] == "16"


def test_when_to_come_back_is_told_in_every_form(sandbox: Any, api: Any) -> None:
    """Otherwise only one of the forms is ever read."""
    sandbox.fault("429")
    assert "Retry-After" not in api("GET", "myself").headers
    sandbox.fault("retry-after-seconds:7")
    assert api("GET", "myself").headers["Retry-After"] == "7"
    sandbox.fault("retry-after-date:90")
    when = parsedate_to_datetime(api("GET", "myself").headers["Retry-After"])
    assert when.timestamp() == sandbox.clock.now() + 90
    sandbox.fault("limit-reset:120")
    told = api("GET", "myself").headers
    assert (told["X-RateLimit-Remaining"], told["X-RateLimit-Reset"]) == ("0", "2025-03-10T12:02Z")
    assert "Retry-After" not in told


@pytest.mark.parametrize("status", [401, 403, 404, 409, 413])
def test_a_refusal_to_order(sandbox: Any, api: Any, status: int) -> None:
    """Otherwise refusals that the state cannot bring about are never met."""
    sandbox.fault(str(status), match="/myself")
    refused = api("GET", "myself")
    assert (refused.status_code, len(refused.json()["errorMessages"])) == (status, 1)
    assert api("GET", "myself").status_code == 200


def test_a_login_page_comes_with_200(sandbox: Any, api: Any) -> None:
    """Otherwise HTML is taken for an answer."""
    key = create(api)
    sandbox.fault("login-page")
    page = api("PUT", f"issue/{key}", json={"fields": {"summary": "x"}})
    assert titles(sandbox) == ["Pay"]
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html")


def test_lists_may_lie(sandbox: Any, api: Any) -> None:
    """Otherwise an empty, doubled or cut answer is believed."""
    sandbox.seed([{"summary": "a"}, {"summary": "b"}])
    where = "search/jql" if sandbox.world.cloud else "search"

    def ids() -> list[str]:
        page = api("POST", where, json={"jql": "project = SHOP order by key", "fields": ["summary"]}).json()
        return [issue["key"] for issue in page["issues"]]

    sandbox.fault("empty-list")
    assert ids() == []
    sandbox.fault("duplicate-item")
    assert ids() == ["SHOP-1", "SHOP-1", "SHOP-2"]
    sandbox.advance(60)
    sandbox.delete("SHOP-1")
    create(api)
    sandbox.fault("stale-list:30")
    assert ids() == ["SHOP-2"]
    assert ids() == ["SHOP-2", "SHOP-3"]
    sandbox.fault("truncated")
    with pytest.raises(requests.RequestException):
        ids()


def test_a_hook_sees_each_applied_request_and_may_cut_it(sandbox: Any, api: Any) -> None:
    """Otherwise kill points cannot be walked, nor an edit placed in the middle of a push."""
    seen: list[tuple[str, int, str]] = []

    def hook(moment: Moment) -> None:
        seen.append((moment.phase, moment.number, moment.method))
        if moment.number == 1:
            raise DisconnectError
        if moment.phase == "after":
            sandbox.edit("SHOP-1", {"summary": "by a person"}, by="bob")

    sandbox.on_request(hook)
    with pytest.raises(requests.ConnectionError):
        create(api)
    create(api)
    assert titles(sandbox) == ["by a person"]
    assert seen == [("before", 1, "POST"), ("before", 2, "POST"), ("after", 2, "POST")]


def test_an_unknown_fault_is_refused(sandbox: Any, api: Any) -> None:
    """Otherwise a test with a slip of the pen proves nothing."""
    with pytest.raises(ValueError, match="unknown fault"):
        sandbox.fault("typo")
    sandbox.fault("500", times=9)
    sandbox.clear_faults()
    assert api("GET", "myself").status_code == 200
