"""One budget for each account: a limit that one process meets holds up all, and no longer than it lasts."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.integration.desk import TOKEN, Desk, ended, quiet, until
from tests.integration.hub import Hub, doubles

LONG = pytest.mark.long


@pytest.fixture
def desks(make_desk: Callable[..., Desk], hub: Hub) -> list[Desk]:
    """Four workspaces of one user with one token, in turn connected to one repository and the other."""
    home = make_desk("home").environ["HOME"]
    made = [make_desk(f"desk{number}", HOME=home) for number in range(4)]
    for number, desk in enumerate(made):
        desk.connect("github", hub.settings(("acme/shop", "acme/api")[number % 2]))
    hub.clock.thaw()
    return made


def limited(report: dict[str, Any], name: str = "github") -> bool:
    """Whether a run was held up by the budget, and names the end."""
    run = report[name]
    told = [(error["kind"], " UTC" in error["message"]) for error in run["errors"]]
    return bool(run["status"] == "partial" and told and set(told) == {("rate_limited", True)})


def end_shown(desk: Desk) -> datetime:
    """The time before which no request leaves, as `status` shows it."""
    [budget] = desk.do("status")["budgets"]
    ends = [budget["until"], *(window["until"] for window in budget["windows"])]
    return max(datetime.fromisoformat(end) for end in ends if end)


@pytest.mark.parametrize("skew", [0, pytest.param(-10_000, marks=LONG), pytest.param(10_000, marks=LONG)])
@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        ("retry-after-date:3600", 3600),
        ("rate-limit-403:3600", 3600),
        pytest.param("secondary-403", 60, marks=LONG),
        pytest.param("retry-after-seconds:3600", 3600, marks=LONG),
        pytest.param("rate-limit-429:3600", 3600, marks=LONG),
        pytest.param("secondary-429", 60, marks=LONG),
    ],
)
def test_nobody_asks_before_the_end_of_a_limit(
    desks: list[Desk], hub: Hub, fault: str, seconds: int, skew: int
) -> None:
    """The end is told in our own clock, whatever GitHub's says."""
    hub.clock.set(time.time() + skew)
    hub.fault(fault)
    before = datetime.now(UTC)
    assert limited(desks[0].near(code=1))
    after = datetime.now(UTC)
    assert len(hub.sent()) == 1
    for desk in desks[:2]:
        desk.new("made here")
        assert limited(desk.near(code=1))
        # Their times have no fractions: up to a second more.
        assert before + timedelta(seconds=seconds - 1) <= end_shown(desk)
        assert end_shown(desk) <= after + timedelta(seconds=seconds + 1)
    assert hub.sent() == []
    desks[0].outlast_limits()
    hub.advance(seconds)
    for desk in desks[:2]:
        for row in desk.do("outbox", "list"):
            desk.do("outbox", "retry", str(row["row"]))
        desk.near()
    assert len(hub.keys("acme/shop")) == len(hub.keys("acme/api")) == 1


@pytest.mark.parametrize("count", [2, pytest.param(4, marks=LONG)])
def test_processes_share_a_wait_and_none_undercuts_it(desks: list[Desk], hub: Hub, count: int) -> None:
    """Otherwise each of them asks once more while GitHub wants silence."""
    seconds = 4
    asked: list[float] = []
    refused: list[float] = []
    hub.on_request(lambda moment: asked.append(time.time()) if moment.phase == "before" else None)
    hub.on_answer(lambda _, reply: refused.append(time.time()) if reply.status == 429 else None)
    hub.fault(f"retry-after-seconds:{seconds}")
    first = desks[0].start("sync")
    until(lambda: bool(refused))
    for process in [first, *(desk.start("sync") for desk in desks[1:count])]:
        done = ended(("sync",), process)
        assert done.code == 0, str(done)
    assert len(hub.requests()) == 1 + len(asked)
    assert [stamp >= refused[0] + seconds for stamp in asked] == [True] * len(asked)
    assert [quiet(desk.near()["github"]) for desk in desks[:count]] == [True] * count


def test_two_integrations_share_and_two_accounts_do_not(desks: list[Desk], hub: Hub) -> None:
    """A limit belongs to an account, not to a repository."""
    desk = desks[0]
    desk.connect("api", hub.settings("acme/api"))
    hub.add_token("of-another", "bob")
    desk.connect("other", hub.settings("acme/api", token="of-another"))
    hub.fault("retry-after-seconds:3600")
    desk.near("github", code=1)
    hub.clear_requests()
    report = desk.near(code=1)
    assert limited(report, "github")
    assert limited(report, "api")
    assert (report["other"]["status"], report["other"]["errors"]) == ("ok", [])
    assert report["other"]["requests"] == len(hub.sent()) > 0
    held, free = sorted(desk.do("status")["budgets"], key=lambda each: each["until"] is None)
    assert (held["integrations"], free["integrations"]) == (["github", "api"], ["other"])
    assert held["host"] == free["host"] == hub.url.partition("//")[2]
    assert [window["limit"] for window in free["windows"]] == [5000]
    kept = "".join(path.name + path.read_text("latin-1") for path in desk.budgets.iterdir())
    assert TOKEN not in kept
    assert "of-another" not in kept


def test_the_last_request_of_the_hour_is_the_last(desks: list[Desk], hub: Hub) -> None:
    """Otherwise everybody asks once more to hear that nothing is left."""
    hub.limit(1)
    assert limited(desks[0].near(code=1))
    assert len(hub.sent()) == 1
    assert limited(desks[1].near(code=1))
    assert hub.sent() == []


@pytest.mark.parametrize("count", [2, pytest.param(4, marks=LONG)])
def test_processes_that_read_at_once_leave_the_reserve_alone(desks: list[Desk], hub: Hub, count: int) -> None:
    """Each may have one request under way when the reserve is reached, and sends no other."""
    for repository in ("acme/shop", "acme/api"):
        hub.seed([{"title": f"there {number}", "repository": repository} for number in range(250)])
    hub.limit(250 + count)
    for process in [desk.start("sync") for desk in desks[:count]]:
        done = ended(("sync",), process)
        assert done.code == 1, str(done)
        assert {error["kind"] for error in done.json["runs"][0]["errors"]} == {"rate_limited"}
    assert count <= len(hub.sent()) <= 2 * count - 1
    hub.limit(5000)
    desks[0].outlast_limits()
    for desk in desks[:count]:
        desk.near()
        assert len(desk.entries()) == 250


def test_reading_rests_and_what_people_did_goes_out(desk: Desk, hub: Hub) -> None:
    """Otherwise a long first reading keeps an edit from everybody until the hour is over."""
    hub.seed([{"title": f"there {number}"} for number in range(450)])
    desk.new("made here")
    hub.limit(252)
    report = desk.near(code=1)
    assert limited(report)
    assert (report["github"]["pulled"]["read"], report["github"]["pushed"]["created"]) == (100, 1)
    assert "kept for what is to be sent" in report["github"]["errors"][0]["message"]
    assert hub.titled("made here")
    assert len(desk.entries()) == 101
    hub.clear_requests()
    assert limited(desk.near(code=1))
    assert hub.sent() == []
    # The hour is over.
    desk.outlast_limits()
    hub.limit(5000)
    hub.clear_requests()
    desk.near()
    pages = [request["path"] for request in hub.requests() if "/issues?" in request["path"]]
    assert [re.findall(r"[?&]page=(\d+)", path) for path in pages] == [["2"], ["3"], ["4"], ["5"]]
    assert len(desk.entries()) == 451
    assert doubles(hub) == []
    hub.advance(60)
    desk.near()
    assert quiet(desk.near()["github"])


def parted(desk: Desk) -> list[str]:
    """Entries whose issue is gone."""
    entries = desk.entries()
    return [each["title"] for each in entries if {link["state"] for link in each["links"]} != {"linked"}]


def test_a_count_that_rests_is_continued_and_takes_nothing_for_gone(desk: Desk, hub: Hub) -> None:
    """What a reading over two hours has not met yet is not missing."""
    hub.seed([{"title": f"there {number}"} for number in range(250)])
    desk.near()
    hub.advance(60)
    hub.limit(252)
    assert limited(desk.near("--full", code=1))
    desk.outlast_limits()
    hub.limit(5000)
    hub.delete("7")
    hub.clear_requests()
    desk.near()
    pages = [request["path"] for request in hub.requests() if "/issues?" in request["path"]]
    # The page before is looked at once more, because a deletion moves the list.
    assert [re.findall(r"[?&]page=(\d+)", path) for path in pages] == [["3"], ["2"]]
    # It was read before it was deleted: the next count misses it.
    assert parted(desk) == []
    desk.near("--full")
    assert parted(desk) == ["there 6"]


def test_a_push_beside_a_resting_reading_overwrites_nothing(desk: Desk, hub: Hub) -> None:
    """What was not read yet is seen by the reading before each write."""
    hub.seed([{"title": f"there {number}"} for number in range(3)])
    desk.near()
    hub.advance(60)
    hub.edit("1", {"title": "theirs"}, by="alice")
    hub.edit("2", {"labels": ["theirs"]}, by="alice")
    for number in range(1, 4):
        desk.edit(desk.of(str(number)), "--title", f"ours {number}")
    # Enough for one of the two parts of a delta.
    hub.limit(251)
    report = desk.near(code=1)
    assert {error["kind"] for error in report["github"]["errors"]} == {"rate_limited"}
    assert [hub.read(str(number))["title"] for number in range(1, 4)] == ["theirs", "ours 2", "ours 3"]
    assert [label["name"] for label in hub.read("2")["labels"]] == ["theirs"]
    [conflict] = desk.do("conflicts", "list")
    assert {candidate["value"] for candidate in conflict["candidates"]} == {"ours 1", "theirs"}
    desk.outlast_limits()
    hub.limit(5000)
    hub.advance(60)
    desk.near(code=4)
    assert desk.show(desk.of("2"))["labels"] == ["theirs"]
    assert [hub.read(str(number))["title"] for number in range(1, 4)] == ["theirs", "ours 2", "ours 3"]


def test_the_latest_edit_goes_out_before_new_items(desk: Desk, hub: Hub) -> None:
    """Otherwise it waits an hour for what nobody looks for yet."""
    hub.seed([{"title": "there"}])
    desk.near()
    hub.advance(60)
    for number in range(3):
        desk.new(f"new {number}")
    desk.edit(desk.of("1"), "--title", "edited here")
    hub.fault("secondary-403", match="POST ")
    assert desk.near(code=1)["github"]["pushed"] == {"created": 0, "updated": 1}
    assert hub.read("1")["title"] == "edited here"


@pytest.mark.parametrize(
    "fault",
    [
        "retry-after-seconds:999999999999",
        pytest.param("secondary-403:soon", marks=LONG),
        pytest.param("rate-limit-403:999999999", marks=LONG),
    ],
)
def test_a_time_that_cannot_be_meant_locks_nobody_out(desk: Desk, hub: Hub, fault: str) -> None:
    """A day later it is asked again at the latest."""
    hub.seed([{"title": "there"}])
    desk.new("here")
    hub.fault(fault)
    assert limited(desk.near(code=1))
    latest = datetime.now(UTC) + timedelta(days=1, seconds=10)
    assert end_shown(desk) <= latest
    for row in desk.do("outbox", "list"):
        assert row["next_at"] is None or datetime.fromisoformat(row["next_at"]) <= latest


def test_a_broken_file_is_as_good_as_none(desk: Desk, hub: Hub) -> None:
    """It is a memory, and can be made again."""
    desk.near()
    [path] = desk.budgets.glob("*.json")
    path.write_text('{"host": ', encoding="utf-8")
    (desk.budgets / "key").write_text("short", encoding="utf-8")
    desk.near()
    assert len(desk.do("status")["budgets"]) == 1
    assert json.loads(
        max(desk.budgets.glob("*.json"), key=lambda found: found.stat().st_mtime_ns).read_text()
    )
