"""A laptop whose lid is closed in the middle of a sync: no network, no process, and time goes on."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future

import pytest

from devlog_core.testing.sandbox import DisconnectError, Moment
from devlog_core.testing.walk.forks import Fork
from tests.faults.conftest import MakeStage
from tests.faults.grounds import Twins
from tests.faults.scenes import EVERYTHING
from tests.faults.stage import Stage, picture
from tests.faults.walk import rehearse, settle
from tests.forks import FastDesk
from tests.integration.hub import Hub

LONG = pytest.mark.long
PATIENCE = 200
"""Seconds: more than a sync waits for a place that does not answer."""
LISTS = "GET .*/issues\\?state=all"


def once(hub: Hub, phase: str, request: str, act: Callable[[], None]) -> None:
    """Do something at the first such request, which is not answered."""
    left = [act]
    guard = threading.Lock()

    def hook(moment: Moment) -> None:
        with guard:
            if moment.phase != phase or not re.search(request, f"{moment.method} {moment.path}"):
                return
            due = left.pop() if left else None
        if due is not None:
            due()
            raise DisconnectError

    hub.on_request(hook)


def port(hub: Hub) -> int:
    """Where it listens, and will listen again."""
    return int(hub.url.rpartition(":")[2])


@pytest.mark.parametrize(
    ("phase", "request_"),
    [
        ("after", "POST .*/issues$"),
        *(
            pytest.param(phase, request, marks=LONG)
            for phase in ("before", "after")
            for request in (LISTS, "GET .*/comments\\?", "PATCH .*/issues/", "POST .*/comments$", "DELETE ")
        ),
        pytest.param("before", "POST .*/issues$", marks=LONG),
    ],
)
def test_a_network_that_is_away_for_a_moment(on_stage: MakeStage, phase: str, request_: str) -> None:
    """Otherwise a sync on a train fails, or makes things twice."""
    with on_stage(EVERYTHING) as stage:
        rehearsal = rehearse(stage)
        with stage.again() as desk:
            again = threading.Timer(0.3, stage.hub.start, [port(stage.hub)])

            def lose() -> None:
                stage.hub.stop()
                again.start()

            once(stage.hub, phase, request_, lose)
            done = desk.fork(*EVERYTHING.arguments).wait(PATIENCE)
            again.join()
            stage.hub.unhook()
            assert done.code == EVERYTHING.code, str(done)
            assert [run["errors"] for run in done.json["runs"]] == [[], []]
            settle(stage, desk)
            assert picture(desk, stage.hub) == rehearsal.picture


@LONG
@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("phase", "request_"),
    [(phase, request) for phase in ("before", "after") for request in (LISTS, "POST .*/issues$", "PATCH ")],
)
def test_a_network_that_is_away_for_the_rest_of_the_run(
    on_stage: MakeStage, phase: str, request_: str
) -> None:
    """Otherwise nobody learns that it is not done, or the next sync does not go on from there."""
    with on_stage(EVERYTHING) as stage:
        rehearsal = rehearse(stage)
        with stage.again() as desk:
            where = port(stage.hub)
            once(stage.hub, phase, request_, stage.hub.stop)
            done = desk.fork(*EVERYTHING.arguments).wait(PATIENCE)
            stage.hub.unhook()
            assert done.code == 1, str(done)
            assert "Traceback" not in done.err
            runs = done.json["runs"]
            assert {run["status"] for run in runs} <= {"failed", "partial"}
            errors = [error for run in runs for error in run["errors"]]
            assert {error["kind"] for error in errors} == {"transient"}
            assert all("no answer from 127.0.0.1" in error["message"] for error in errors)
            stage.hub.start(where)
            for row in desk.do("outbox", "list"):
                desk.do("outbox", "retry", str(row["row"]))
            settle(stage, desk)
            assert picture(desk, stage.hub) == rehearsal.picture


@pytest.mark.parametrize(
    ("phase", "request_"),
    [
        ("after", "POST .*/issues$"),
        *(
            pytest.param(phase, request, marks=LONG)
            for phase, request in (
                ("before", LISTS),
                ("after", LISTS),
                ("before", "PATCH "),
                ("after", "PATCH "),
            )
        ),
    ],
)
def test_a_process_that_sleeps_while_the_world_goes_on(
    on_stage: MakeStage, phase: str, request_: str
) -> None:
    """Otherwise it wakes up and overwrites what happened meanwhile, or another has done its work twice."""
    with on_stage(EVERYTHING) as stage, stage.again() as desk:
        sleeper: Future[Fork] = Future()
        asleep = threading.Event()

        def sleep() -> None:
            sleeper.result().signal(signal.SIGSTOP)
            asleep.set()

        once(stage.hub, phase, request_, sleep)
        sleeper.set_result(desk.fork(*EVERYTHING.arguments))
        assert asleep.wait(PATIENCE)
        _meanwhile(stage)
        second = desk.fork(*EVERYTHING.arguments)
        assert not second.ends_within(0.5)
        typed = desk.fork("new", "typed while it sleeps").wait()
        # One that fell asleep inside a transaction holds the store: that is said, and nothing is changed.
        assert typed.code == 0 or "is locked by another process" in typed.err, str(typed)
        sleeper.result().signal(signal.SIGCONT)
        for woken in (sleeper.result(), second):
            done = woken.wait(PATIENCE)
            assert done.code == EVERYTHING.code, str(done)
        stage.hub.unhook()
        if typed.code:
            desk.new("typed while it sleeps")
        settle(stage, desk)
        _both(stage, desk)


def _meanwhile(stage: Stage[Twins]) -> None:
    """An hour in which people work."""
    hub = stage.hub
    hub.advance(3600)
    hub.edit("acme/api#1", {"title": "renamed meanwhile"}, by="alice")
    hub.comment("1", "said meanwhile", by="bob")
    hub.seed([{"title": "made meanwhile", "repository": "acme/api"}])


def _both(stage: Stage[Twins], desk: FastDesk) -> None:
    """Nothing of either side is missing, and nothing is there twice."""
    hub = stage.hub
    for repository in ("acme/shop", "acme/api"):
        titles = [issue["title"] for issue in hub.all(repository)]
        assert len(titles) == len(set(titles)), titles
        assert {"renamed meanwhile", "made meanwhile", "typed while it sleeps", "edited here"} <= set(titles)
        edited = hub.read(hub.titled("edited here", repository))
        assert any(comment["body"].startswith("said meanwhile") for comment in edited["comments"])
    assert "talked" not in {entry["title"] for entry in desk.entries()}
