"""A sync that is asked to end, by Ctrl-C or by a service manager."""

from __future__ import annotations

import signal
import subprocess

import pytest

from devlog_core.testing.sandbox import Moment
from devlog_core.testing.walk.rehearsal import Rehearsal, counted
from tests.faults.conftest import MakeStage
from tests.faults.scenes import EVERYTHING
from tests.faults.stage import GroundsT, Stage, picture
from tests.faults.test_kills import Record
from tests.faults.walk import rehearse, settle, signalled_at
from tests.integration.desk import ended

SHARES = 4
ASKED = (signal.SIGINT, signal.SIGTERM)


def interrupt(stage: Stage[GroundsT], rehearsal: Rehearsal, moments: list[str], number: int) -> None:
    """Ask the sync to end at each of the moments: it says so, and the next one leads to the same end."""
    for moment in moments:
        with stage.again() as desk:
            done = signalled_at(stage, desk, moment, number)
            assert done.code == 130, f"at the moment: {moment}\n{done}"
            assert "Traceback" not in done.err, str(done)
            try:
                settle(stage, desk)
                rehearsal.compare(picture(desk, stage.hub))
            except AssertionError as error:
                raise AssertionError(f"after signal {number} at the moment: {moment}\n{error}") from error


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("number", ASKED, ids=lambda number: number.name)
def test_an_end_at_every_request(
    on_stage: MakeStage, share: int, number: signal.Signals, record_property: Record
) -> None:
    """Otherwise what was under way when somebody lost patience is lost or doubled."""
    with on_stage(EVERYTHING) as stage:
        rehearsal = rehearse(stage)
        when = ("arrived ", "applied ") if number == signal.SIGINT else ("applied ",)
        moments = [each for each in rehearsal.share(share, SHARES) if each.startswith(when)]
        interrupt(stage, rehearsal, moments, number)
    found = counted(moments)
    record_property(f"syncs ended by {number.name}", {"requests": found["requests"], "ends": found["kills"]})


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long)])
def test_a_sync_that_is_asked_to_end_tells_how_far_it_came(
    on_stage: MakeStage, number: signal.Signals
) -> None:
    """Otherwise a service manager's stop is a kill, and nobody learns what was done."""
    with on_stage(EVERYTHING) as stage, stage.again() as desk:
        process: list[subprocess.Popen[str]] = []

        def hook(moment: Moment) -> None:
            if (moment.phase, moment.method) == ("after", "POST"):
                process[0].send_signal(number)

        stage.hub.on_request(hook)
        process.append(desk.start(*EVERYTHING.arguments))
        done = ended(EVERYTHING.arguments, process[0])
        stage.hub.unhook()
        assert done.code == 130, str(done)
        assert "Traceback" not in done.err
        runs = {run["integration"]: run for run in done.json["runs"]}
        assert runs["api"]["pulled"]["created"] == 1
        settle(stage, desk)
