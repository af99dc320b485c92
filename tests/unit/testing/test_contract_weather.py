"""Faults that the kit makes between a plugin and its socket are what a real network does."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parsedate_to_datetime

import pytest
import requests

from devlog_core.model.errors import RateLimitedError
from devlog_core.testing.contract.weather import KNOWN, Weather, WeatheredContext
from devlog_core.testing.stage import Reply, Stage


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A server that answers everything."""
    made = Stage(lambda asked: Reply(200, {"asked": asked.path, "padding": "x" * 100}))
    yield made
    made.close()


@pytest.fixture
def weather() -> Weather:
    """Fine weather."""
    return Weather()


@pytest.fixture
def session(weather: Weather) -> Iterator[requests.Session]:
    """What a plugin gets of its context."""
    made = WeatheredContext({}, weather).session()
    yield made
    made.close()


@pytest.mark.parametrize(
    ("fault", "raised", "reached"),
    [
        ("refuse", requests.ConnectionError, 0),
        ("drop-before", requests.ConnectionError, 0),
        ("lost-answer", requests.ConnectionError, 1),
        ("slow", requests.Timeout, 1),
        ("truncated", requests.exceptions.ChunkedEncodingError, 1),
    ],
)
def test_the_wire_breaks_as_wires_do(
    stage: Stage, weather: Weather, session: requests.Session,
    fault: str, raised: type[Exception], reached: int,
) -> None:  # fmt: skip
    """Otherwise a plugin would be proven against errors that no network makes."""
    weather.fault(fault)
    with pytest.raises(raised):
        session.get(f"{stage.url}/list")
    assert len(stage.asked) == reached
    assert session.get(f"{stage.url}/list").json()["asked"] == "/list"


@pytest.mark.parametrize(
    ("fault", "status", "reached"),
    [("503", 503, 0), ("503:applied", 503, 1), ("401", 401, 0), ("wrong-type", 200, 0), ("garbage", 200, 0)],
)
def test_answers_come_in_place_of_the_real_ones(
    stage: Stage, weather: Weather, session: requests.Session, fault: str, status: int, reached: int
) -> None:
    """Otherwise what is applied and what is not could not be told apart."""
    weather.fault(fault)
    answer = session.post(f"{stage.url}/items", json={})
    assert (answer.status_code, len(stage.asked)) == (status, reached)
    if status == 200:
        with pytest.raises(ValueError, match=r"."):
            answer.json()


@pytest.mark.parametrize(
    ("fault", "status"), [("retry-after-seconds", 429), ("retry-after-date", 429), ("secondary-403", 403)]
)
def test_limits_say_when_to_come_back(
    stage: Stage, weather: Weather, session: requests.Session, fault: str, status: int
) -> None:
    """Otherwise the account's budget, which stands above the wire, would not hear of it."""
    weather.fault(f"{fault}:40")
    answer = session.get(f"{stage.url}/list")
    after = answer.headers["Retry-After"]
    if fault.endswith("date"):
        ahead = parsedate_to_datetime(after) - parsedate_to_datetime(answer.headers["Date"])
        assert ahead.total_seconds() == pytest.approx(40, abs=1)
    else:
        assert after == "40"
    assert (answer.status_code, stage.asked) == (status, [])
    with pytest.raises(RateLimitedError):
        session.get(f"{stage.url}/list")


def test_faults_hit_what_they_match_and_are_counted(stage: Stage, weather: Weather) -> None:
    """Otherwise a fault meant for a write would hit the reading before it, or pass a library by."""
    context = WeatheredContext({}, weather)
    library = requests.Session()
    library.mount("http://", context.adapter())
    weather.fault("502", times=2, match="^POST /items")
    assert library.get(f"{stage.url}/items").status_code == 200
    assert [library.post(f"{stage.url}/items?a=1").status_code for _ in range(3)] == [502, 502, 200]
    assert weather.sent == ["GET /items"] + ["POST /items?a=1"] * 3
    assert (context.meter.requests, len(weather.reached)) == (4, 2)
    library.close()


def test_answers_are_lost_by_number(stage: Stage, weather: Weather, session: requests.Session) -> None:
    """Otherwise a test could not walk through the requests of one work."""
    weather.lose(2)
    assert session.get(f"{stage.url}/1").ok
    with pytest.raises(requests.ConnectionError):
        session.get(f"{stage.url}/2")
    assert session.get(f"{stage.url}/3").ok
    assert stage.paths() == ["GET /1", "GET /2", "GET /3"]


def test_an_unknown_fault_is_refused(weather: Weather) -> None:
    """Otherwise a misspelt fault would be fine weather, and the test would prove nothing."""
    with pytest.raises(ValueError, match="unknown fault"):
        weather.fault("lost-answers")
    assert {"lost-answer", "503", "401", "truncated"} <= KNOWN
