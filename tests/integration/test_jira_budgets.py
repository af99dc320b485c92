"""One budget for each account of Jira's: a limit that one process meets holds up all, in every form."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.depot import Depot
from tests.integration.desk import Desk, ended, quiet, until
from tests.integration.test_budgets import end_shown, limited

LONG = pytest.mark.long
DEPLOYMENTS = pytest.mark.parametrize("depot", ["cloud", pytest.param("server", marks=LONG)], indirect=True)


@pytest.fixture
def desks(make_desk: Callable[..., Desk], depot: Depot) -> list[Desk]:
    """Two workspaces of one user with one token, each connected to a project of its own."""
    home = make_desk("home").environ["HOME"]
    made = [make_desk(f"desk{number}", HOME=home) for number in range(2)]
    for desk, project in zip(made, ("SHOP", "API"), strict=True):
        desk.connect("jira", depot.settings(project), "jira")
    depot.clock.thaw()
    return made


@pytest.mark.parametrize(
    ("depot", "fault", "grain", "skew"),
    [
        ("cloud", "limit-reset:3600", 60, 0),
        *(pytest.param("cloud", "limit-reset:3600", 60, skew, marks=LONG) for skew in (-10_000, 10_000)),
        pytest.param("server", "retry-after-date:3600", 1, 10_000, marks=LONG),
        pytest.param("server", "retry-after-seconds:3600", 1, -10_000, marks=LONG),
        *(
            pytest.param("cloud", f"{form}:3600", 1, skew, marks=LONG)
            for form in ("retry-after-date", "quota-global", "quota-tenant", "burst")
            for skew in (0, -10_000)
        ),
    ],
    indirect=["depot"],
)
def test_nobody_asks_before_the_end_of_a_limit(
    desks: list[Desk], depot: Depot, fault: str, grain: int, skew: int
) -> None:
    """The end is told in our own clock, whatever Jira's says; some of its times are told to the minute."""
    seconds = 3600
    depot.clock.set(time.time() + skew)
    depot.fault(fault)
    before = datetime.now(UTC)
    assert limited(desks[0].near(code=1), "jira")
    after = datetime.now(UTC)
    assert len(depot.sent()) == 1
    for desk in desks:
        desk.new("made here")
        assert limited(desk.near(code=1), "jira")
        assert before + timedelta(seconds=seconds - grain) <= end_shown(desk)
        assert end_shown(desk) <= after + timedelta(seconds=seconds + 1)
    assert depot.sent() == []
    desks[0].outlast_limits()
    depot.advance(seconds)
    for desk in desks:
        for row in desk.do("outbox", "list"):
            desk.do("outbox", "retry", str(row["row"]))
        desk.near()
    assert len(depot.keys("SHOP")) == len(depot.keys("API")) == 1


@DEPLOYMENTS
def test_processes_share_a_wait_and_none_undercuts_it(desks: list[Desk], depot: Depot) -> None:
    """Otherwise each of them asks once more while Jira wants silence."""
    seconds = 3
    asked: list[float] = []
    refused: list[float] = []
    depot.on_request(lambda moment: asked.append(time.time()) if moment.phase == "before" else None)
    depot.on_answer(lambda _, reply: refused.append(time.time()) if reply.status == 429 else None)
    depot.fault(f"retry-after-seconds:{seconds}")
    first = desks[0].start("sync")
    until(lambda: bool(refused))
    for process in [first, desks[1].start("sync")]:
        done = ended(("sync",), process)
        assert done.code == 0, str(done)
    assert len(depot.requests()) == 1 + len(asked)
    assert [stamp >= refused[0] + seconds for stamp in asked] == [True] * len(asked)
    assert [quiet(desk.near()["jira"]) for desk in desks] == [True, True]


@pytest.mark.parametrize("depot", ["cloud"], indirect=True)
def test_too_many_writes_to_one_issue_hold_up_nobody_else(desks: list[Desk], depot: Depot) -> None:
    """That limit is an issue's and not the account's."""
    depot.seed([{"summary": "busy"}, {"summary": "idle"}])
    depot.seed([{"summary": "elsewhere", "project": "API"}])
    for desk in desks:
        desk.near()
    depot.advance(60)
    for title in ("SHOP-1", "SHOP-2"):
        desks[0].edit(desks[0].of(title, "jira"), "--title", f"ours, {title}")
    desks[1].edit(desks[1].of("API-1", "jira"), "--title", "ours too")
    depot.fault("per-issue:600", times=9, match=f"PUT .*{depot.read('SHOP-1')['id']}")
    desks[0].near(code=1)
    assert [issue["title"] for issue in depot.all("SHOP")] == ["busy", "ours, SHOP-2"]
    desks[1].near()
    assert [issue["title"] for issue in depot.all("API")] == ["ours too"]
