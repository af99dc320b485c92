"""A limit of Jira's, told in each of the ways in which it tells it."""

from __future__ import annotations

import pytest

from tests.integration.depot import Depot
from tests.integration.desk import Desk, quiet

SHORT = {
    "seconds": "retry-after-seconds:1",
    "date": "retry-after-date:1",
    "reason-global": "quota-global:1",
    "reason-tenant": "quota-tenant:1",
    "reason-burst": "burst:1",
    "reason-per-issue": "per-issue:1",
}
FAR = {"reset-in-iso": "limit-reset:600", "no-header": "429", "far-seconds": "retry-after-seconds:600"}


def begin(desk: Desk, depot: Depot) -> str:
    """One issue that is to be renamed."""
    depot.seed([{"summary": "old"}])
    desk.near()
    depot.clock.thaw()
    depot.clear_requests()
    ref = desk.of("SHOP-1", "jira")
    desk.edit(ref, "--title", "new")
    return ref


@pytest.mark.parametrize(
    ("depot", "name"),
    [
        ("cloud", "seconds"),
        ("server", "date"),
        ("cloud", "reason-per-issue"),
        *(pytest.param("cloud", name, marks=pytest.mark.long) for name in SHORT),
    ],
    indirect=["depot"],
)
def test_a_short_wait_is_waited_for(jira_desk: Desk, depot: Depot, name: str) -> None:
    """Otherwise a busy minute fails a sync, or is answered by more requests."""
    begin(jira_desk, depot)
    depot.fault(SHORT[name], match="PUT ")
    run = jira_desk.sync()["jira"]
    assert run["errors"] == []
    assert depot.shown("SHOP-1")["title"] == "new"
    assert depot.writes() == ["PUT " + line for line in [_address(depot)] * 2]
    assert jira_desk.do("outbox", "list") == []


@pytest.mark.parametrize("depot", ["cloud"], indirect=True)
@pytest.mark.parametrize(
    "name", ["reset-in-iso", *(pytest.param(name, marks=pytest.mark.long) for name in list(FAR)[1:])]
)
def test_a_long_wait_is_told_with_its_end_and_ends_the_run(jira_desk: Desk, depot: Depot, name: str) -> None:
    """Otherwise a sync hangs, or goes on asking a place that said no."""
    begin(jira_desk, depot)
    depot.fault(FAR[name], match="PUT ")
    run = jira_desk.sync(code=1)["jira"]
    assert run["status"] == "partial"
    assert {error["kind"] for error in run["errors"]} == {"rate_limited"}
    assert " UTC" in run["errors"][0]["message"]
    assert len(depot.writes()) == 1
    again = jira_desk.sync(code=1)["jira"]
    assert again["requests"] == len(depot.requests()) == 0
    assert depot.shown("SHOP-1")["title"] == "old"
    jira_desk.outlast_limits()
    (row,) = jira_desk.do("outbox", "list")
    assert row["state"] == "retry"
    jira_desk.do("outbox", "retry", str(row["row"]))
    jira_desk.near()
    assert depot.shown("SHOP-1")["title"] == "new"
    depot.advance(600)
    jira_desk.near()
    assert quiet(jira_desk.near()["jira"])


def _address(depot: Depot) -> str:
    version = 3 if depot.world.cloud else 2
    return f"/rest/api/{version}/issue/{depot.read('SHOP-1')['id']}"
