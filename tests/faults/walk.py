"""Killing a sync at every moment in turn, and looking at what the next one makes of it."""

from __future__ import annotations

import random
import signal
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future

from devlog_core.testing.ended import Ended
from devlog_core.testing.sandbox import DisconnectError, Moment
from devlog_core.testing.walk.forks import Fork
from devlog_core.testing.walk.rehearsal import Rehearsal, subject
from tests.faults.stage import GroundsT, Stage, picture
from tests.forks import FastDesk
from tests.integration.desk import quiet

WHEN = ("arrived", "applied", "answered")
"""A request: before the place looks at it, done but not answered, answered but not looked at."""
PHASES = {"before": "arrived", "after": "applied"}


def rehearse(stage: Stage[GroundsT]) -> Rehearsal:
    """Run the sync to its end, and write down every moment at which it might die."""
    with stage.again() as desk:
        diary = desk.folder.parent / "diary"
        done = desk.fork(*stage.scene.arguments, fate={"diary": str(diary)}).wait()
        assert done.code == stage.scene.code, str(done)
        sent = [f"{line['method']} {line['path']}" for line in stage.hub.requests()]
        lived = diary.read_text(encoding="utf-8").splitlines()
        settle(stage, desk)
        seen = picture(desk, stage.hub)
    moments: list[str] = []
    for moment in lived:
        when, _, name = moment.partition(" ")
        moments += [f"{each} {name}" for each in WHEN] if when == "answered" else [moment]
    # Whatever left this process was seen leaving it, and the other way round.
    answered = [subject(moment) for moment in moments if moment.startswith("answered ")]
    assert sorted(request.rpartition(" [")[0] for request in answered) == sorted(sent)
    assert len(set(moments)) == len(moments)
    return Rehearsal(tuple(moments), seen)


def walk(stage: Stage[GroundsT], rehearsal: Rehearsal, moments: Sequence[str]) -> None:
    """Kill the sync at each of the moments; the next sync must lead to where the rehearsal led."""
    for moment in moments:
        with stage.again() as desk:
            done = killed_at(stage, desk, moment)
            assert done.code == -9, f"never came to: {moment}\n{done}"
            try:
                settle(stage, desk)
                rehearsal.compare(picture(desk, stage.hub))
            except AssertionError as error:
                raise AssertionError(f"after a kill at the moment: {moment}\n{error}") from error


def killed_again_and_again(stage: Stage[GroundsT], rehearsal: Rehearsal, seed: int) -> int:
    """Kill sync after sync, each at a moment drawn anew, until one gets through; how many died."""
    rng = random.Random(seed)
    died = 0
    with stage.again() as desk:
        while True:
            moment = rng.choice(rehearsal.moments)
            done = killed_at(stage, desk, moment)
            if done.code != -9:
                break
            died += 1
        try:
            settle(stage, desk)
            rehearsal.compare(picture(desk, stage.hub))
        except AssertionError as error:
            raise AssertionError(f"seed {seed}, after {died} kills\n{error}") from error
    return died


def killed_at(stage: Stage[GroundsT], desk: FastDesk, moment: str) -> Ended:
    """Run the sync with that moment as its last, if it comes to it."""
    return signalled_at(stage, desk, moment, signal.SIGKILL)


def signalled_at(stage: Stage[GroundsT], desk: FastDesk, moment: str, number: int) -> Ended:
    """Run the sync and send it a signal at that moment, if it comes to it."""
    victim: Future[Fork] = Future()
    counts: Counter[str] = Counter()

    def hook(at: Moment) -> None:
        name = f"{PHASES[at.phase]} {at.method} {at.path}"
        counts[name] += 1
        if f"{name} [{counts[name]}]" == moment:
            if number != signal.SIGKILL:
                victim.result().signal(number)
                return
            victim.result().kill()
            raise DisconnectError

    stage.hub.on_request(hook)
    victim.set_result(desk.fork(*stage.scene.arguments, fate={"moment": moment, "number": str(number)}))
    done = victim.result().wait()
    stage.hub.unhook()
    return done


def settle(stage: Stage[GroundsT], desk: FastDesk) -> None:
    """Sync until all is on both sides, once, and it is quiet; nothing may take longer than it should."""
    scene, hub = stage.scene, stage.hub
    report = desk.sync(*scene.arguments[1:], code=scene.code)
    assert [report[name]["errors"] for name in hub.places] == [[], []]
    wrong = hub.apart(desk, scene.contested)
    assert wrong == list(scene.apart), wrong
    hub.paged(100)
    hub.clear_requests()
    # What was written in the second of the kill is met once more.
    desk.sync(code=scene.code)
    assert hub.writes() == []
    report = desk.sync(code=scene.code)
    assert all(quiet(report[name], scene.asks) for name in hub.places), report
