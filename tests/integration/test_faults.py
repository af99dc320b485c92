"""What goes wrong on the way: nothing is doubled, nothing is lost, and it ends."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.desk import Desk, key_at, quiet
from tests.integration.hub import Hub, doubles

LONG = pytest.mark.long

LOST = ("lost-answer", "drop-before", "refuse", "truncated", "500", "502:applied", "503")
LIES = [
    (fault, mode)
    for fault in (
        *("duplicate-item", "empty-list", "shift:remove"),
        *("stale-list:3600", "truncated", "wrong-type"),
    )
    for mode in ((), ("--full",))
]
FEW_LIES = [("empty-list", ()), ("stale-list:3600", ("--full",))]
REFUSED = (
    "secondary-403:1",
    "secondary-429:1",
    "retry-after-seconds:1",
    "retry-after-date:1",
    "rate-limit-403:1",
    "rate-limit-429:1",
)


def work(desk: Desk, hub: Hub) -> dict[str, str]:
    """One of each thing that a sync sends and reads; the refs of the entries by what is done to them."""
    hub.seed([{"title": "edited", "body": "b"}, {"title": "noted"}, {"title": "theirs", "comments": ["c"]}])
    desk.sync()
    hub.advance(60)
    refs = {title: desk.of(str(number)) for number, title in enumerate(("edited", "noted", "theirs"), 1)}
    desk.edit(refs["edited"], "--title", "edited here", "--add-label", "l")
    desk.do("note", refs["noted"], "a note")
    refs["made"] = desk.new("made here", "-d", "text")["ref"]
    refs["closed"] = desk.new("closed here", "--status", "cancelled")["ref"]
    hub.edit("3", {"title": "theirs, edited"}, by="alice")
    hub.comment("3", "d", by="alice")
    hub.seed([{"title": "new there"}])
    return refs


def check(desk: Desk, hub: Hub, refs: dict[str, str]) -> None:
    """Both sides hold all of it, once."""
    assert doubles(hub) == []
    there = {issue["title"]: issue for issue in hub.all()}
    assert sorted(there) == sorted(
        ["edited here", "noted", "theirs, edited", "new there", "made here", "closed here"]
    )
    assert len(hub.keys()) == 6
    assert there["edited here"]["labels"] == ["l"]
    assert there["noted"]["notes"] == ["a note"]
    assert there["closed here"]["status"] == "cancelled"
    entries = desk.entries()
    assert sorted(entry["title"] for entry in entries) == sorted(there)
    for entry in entries:
        issue = there[entry["title"]]
        assert key_at(entry) == issue["key"]
        for field in ("description", "status", "labels", "priority", "type", "milestone"):
            assert entry[field] == issue[field]
    assert sorted(note["content"] for note in desk.show(refs["theirs"])["notes"]) == ["c", "d"]
    assert desk.show(refs["noted"])["notes"][0]["content"] == "a note"


def settle(desk: Desk, most: int = 3) -> None:
    """Sync until it is quiet, which is soon."""
    done = None
    for _ in range(most):
        done = desk.try_("sync")
        assert "Traceback" not in done.err, str(done)
        if done.code == 0 and quiet(done.json["runs"][0]):
            return
    raise AssertionError(f"not quiet after {most} syncs: {done}")


@pytest.mark.parametrize("fault", ["lost-answer", "drop-before"])
def test_an_answer_that_is_lost_doubles_nothing(desk: Desk, hub: Hub, fault: str) -> None:
    """Otherwise what was done unseen is done again."""
    refs = work(desk, hub)
    for match in ("POST .*/issues$", "PATCH .*/issues/", "POST .*/comments$"):
        hub.fault(fault, match=match)
    desk.try_("sync")
    settle(desk)
    check(desk, hub, refs)


@pytest.mark.long
@pytest.mark.parametrize("times", [1, 5])
@pytest.mark.parametrize("match", ["POST .*/issues$", "PATCH ", "POST .*/comments$", "GET ", ""])
@pytest.mark.parametrize("fault", LOST)
def test_every_fault_everywhere(desk: Desk, hub: Hub, fault: str, match: str, times: int) -> None:
    """Otherwise one of them is treated as another."""
    refs = work(desk, hub)
    hub.fault(fault, times=times, match=match)
    desk.try_("sync")
    hub.clear_faults()
    settle(desk, 5)
    check(desk, hub, refs)


def test_a_limit_is_waited_for(desk: Desk, hub: Hub) -> None:
    """Otherwise a busy hour fails a sync, or is answered by more requests."""
    refs = work(desk, hub)
    hub.clock.thaw()
    for fault, match in (
        ("rate-limit-403:1", "GET .*/issues"),
        ("retry-after-date:1", "POST .*/issues$"),
        ("retry-after-seconds:1", "PATCH "),
    ):
        hub.fault(fault, match=match)
    report = desk.sync()
    assert report["github"]["errors"] == []
    check(desk, hub, refs)
    settle(desk)


@pytest.mark.long
@pytest.mark.parametrize("match", ["GET ", "POST .*/issues$", "PATCH ", "POST .*/comments$"])
@pytest.mark.parametrize("fault", REFUSED)
def test_every_limit_everywhere(desk: Desk, hub: Hub, fault: str, match: str) -> None:
    """Otherwise one way of saying it is not understood."""
    refs = work(desk, hub)
    hub.clock.thaw()
    hub.fault(fault, match=match)
    report = desk.sync()
    assert report["github"]["errors"] == []
    check(desk, hub, refs)
    settle(desk)


def test_a_long_limit_is_shown_with_its_end_and_ends_the_run(desk: Desk, hub: Hub) -> None:
    """Otherwise a sync hangs for an hour, or asks again and again."""
    refs = work(desk, hub)
    hub.fault("secondary-403", match="POST .*/issues$")
    hub.clear_requests()
    run = desk.sync(code=1)["github"]
    assert run["status"] == "partial"
    assert [error["kind"] for error in run["errors"]] == ["rate_limited"]
    assert " UTC" in run["errors"][0]["message"]
    posts = [line for line in hub.writes() if line.endswith("/issues") and line.startswith("POST")]
    assert len(posts) == 1
    waiting = desk.do("outbox", "list")
    assert {row["state"] for row in waiting} <= {"retry", "pending"}
    desk.outlast_limits()
    for row in waiting:
        desk.do("outbox", "retry", str(row["row"]))
    settle(desk)
    check(desk, hub, refs)


@pytest.mark.parametrize(
    ("fault", "mode"),
    [*FEW_LIES, *(pytest.param(*lie, marks=LONG) for lie in LIES if lie not in FEW_LIES)],
)
def test_a_list_that_lies_loses_nothing(desk: Desk, hub: Hub, fault: str, mode: tuple[str, ...]) -> None:
    """Otherwise items are taken for gone, or what is not listed is never read."""
    refs = work(desk, hub)
    hub.fault(fault, times=9, match=r"GET .*/issues(/comments)?\?")
    desk.try_("sync", *mode)
    assert [entry["ref"] for entry in desk.entries() if entry["status"] == "cancelled"] == [refs["closed"]]
    hub.clear_faults()
    desk.do("sync", "--full")
    if fault == "shift:remove":
        return
    settle(desk)
    check(desk, hub, refs)


@pytest.mark.long
def test_an_empty_list_stops_a_full_reading(desk: Desk, hub: Hub) -> None:
    """Otherwise one wrong answer cancels every entry."""
    hub.seed([{"title": f"t{n}"} for n in range(5)])
    desk.sync()
    hub.fault("empty-list", times=9)
    run: dict[str, Any] = desk.sync("--full", code=1)["github"]
    assert [error["kind"] for error in run["errors"]] == ["guard"]
    assert {entry["status"] for entry in desk.entries()} == {"new"}
    hub.clear_faults()
    desk.sync("--full")
    assert quiet(desk.sync()["github"])
    assert {issue["status"] for issue in hub.all()} == {"new"}
