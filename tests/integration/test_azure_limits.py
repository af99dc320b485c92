"""A limit of Azure DevOps, in each way in which it is told, and shared by the processes of an account."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.conftest import MakeDesk
from tests.integration.desk import Desk, ended, quiet, until
from tests.integration.test_budgets import end_shown, limited
from tests.integration.works import Works

LONG = pytest.mark.long
FAR = {"reset": "blocked:600", "no-header": "429", "seconds": "429:600"}


def begin(desk: Desk, works: Works) -> str:
    """One work item that is to be renamed."""
    works.seed([{"title": "old"}])
    desk.near()
    works.clock.thaw()
    works.clear_requests()
    ref = desk.of("1", "azure")
    desk.edit(ref, "--title", "new")
    return ref


@pytest.mark.parametrize("fault", ["retry-after-seconds:1", pytest.param("retry-after-date:1", marks=LONG)])
def test_a_short_wait_is_waited_for(azure_desk: Desk, works: Works, fault: str) -> None:
    """Otherwise a busy minute fails a sync, or is answered by more requests."""
    begin(azure_desk, works)
    works.fault(fault, match="PATCH ")
    run = azure_desk.near()["azure"]
    assert run["errors"] == []
    assert works.shown("1")["title"] == "new"
    assert len(works.writes()) == 2
    assert azure_desk.do("outbox", "list") == []


@pytest.mark.parametrize("name", ["reset", *(pytest.param(name, marks=LONG) for name in list(FAR)[1:])])
def test_a_long_wait_is_told_with_its_end_and_ends_the_run(azure_desk: Desk, works: Works, name: str) -> None:
    """Otherwise a sync hangs, or goes on asking a place that said no."""
    begin(azure_desk, works)
    works.fault(FAR[name], match="PATCH ")
    run = azure_desk.sync(code=1)["azure"]
    assert run["status"] == "partial"
    assert {error["kind"] for error in run["errors"]} == {"rate_limited"}
    assert " UTC" in run["errors"][0]["message"]
    assert len(works.writes()) == 1
    again = azure_desk.near(code=1)["azure"]
    assert again["requests"] == len(works.requests()) == 0
    assert works.shown("1")["title"] == "old"
    azure_desk.outlast_limits()
    (row,) = azure_desk.do("outbox", "list")
    assert row["state"] == "retry"
    azure_desk.do("outbox", "retry", str(row["row"]))
    azure_desk.near()
    assert works.shown("1")["title"] == "new"
    works.advance(600)
    azure_desk.near()
    assert quiet(azure_desk.near()["azure"])


@pytest.fixture
def desks(make_desk: MakeDesk, works: Works) -> list[Desk]:
    """Two workspaces of one user with one token, each connected to a project of its own."""
    home = make_desk("home").environ["HOME"]
    made = [make_desk(f"desk{number}", HOME=home) for number in range(2)]
    for desk, project in zip(made, ("Shop", "Api"), strict=True):
        desk.connect("azure", works.settings(project), plugin="azure-devops")
    works.clock.thaw()
    return made


@pytest.mark.parametrize(
    ("fault", "skew"),
    [("delayed:3600", 0), *(pytest.param("blocked:3600", skew, marks=LONG) for skew in (-10_000, 10_000))],
)
def test_nobody_asks_before_the_end_of_a_limit(
    desks: list[Desk], works: Works, fault: str, skew: int
) -> None:
    """A delay is told by an answer that succeeded; the end counts in our own clock, whatever theirs says."""
    seconds = 3600
    works.clock.set(time.time() + skew)
    works.fault(fault)
    before = datetime.now(UTC)
    assert limited(desks[0].near(code=1), "azure")
    after = datetime.now(UTC)
    assert len(works.sent()) == 1
    for desk in desks:
        desk.new("made here")
        assert limited(desk.near(code=1), "azure")
        assert before + timedelta(seconds=seconds - 1) <= end_shown(desk)
        assert end_shown(desk) <= after + timedelta(seconds=seconds + 2)
    assert works.sent() == []
    desks[0].outlast_limits()
    works.advance(seconds)
    for desk in desks:
        for row in desk.do("outbox", "list"):
            desk.do("outbox", "retry", str(row["row"]))
        desk.near()
    assert len(works.keys("Shop")) == len(works.keys("Api")) == 1


@pytest.mark.long
def test_processes_share_a_wait_and_none_undercuts_it(desks: list[Desk], works: Works) -> None:
    """Otherwise each of them asks once more while Azure DevOps wants silence."""
    seconds = 3
    asked: list[float] = []
    refused: list[float] = []
    works.on_request(lambda moment: asked.append(time.time()) if moment.phase == "before" else None)
    works.on_answer(lambda _, reply: refused.append(time.time()) if reply.status == 429 else None)
    works.fault(f"retry-after-seconds:{seconds}")
    first = desks[0].start("sync")
    until(lambda: bool(refused))
    for process in [first, desks[1].start("sync")]:
        done = ended(("sync",), process)
        assert done.code == 0, str(done)
    assert [stamp >= refused[0] + seconds for stamp in asked] == [True] * len(asked)
    assert [quiet(desk.near()["azure"]) for desk in desks] == [True, True]
