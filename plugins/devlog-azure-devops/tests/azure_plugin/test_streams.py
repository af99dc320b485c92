"""What is followed beside work items shares their cursor, never holds them up and is never cut short."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from devlog_azure_devops.sandbox import AzureDevOpsSandbox
from devlog_azure_devops.streams.following import Following
from devlog_azure_devops.streams.stream import Part, State, Stream
from devlog_core.model.errors import AuthError, RejectedError
from devlog_core.model.remote import Cursor, Mode, RemoteRef, RemoteThing, SyncPage

from .desk import Opener

ITEMS = Cursor(data={"revisions": "7"})


class Counted:
    """A stream of numbers up to a last one, two a page."""

    def __init__(self, name: str, last: int) -> None:
        self.name = name
        self.last = last
        self.fault: Exception | None = None
        self.asked = 0

    def page(self, state: State | None) -> Part:
        self.asked += 1
        if self.fault is not None:
            raise self.fault
        done = int(state["done"]) if state else 0
        until = min(done + 2, self.last)
        refs = tuple(
            RemoteThing(ref=RemoteRef(id=f"{self.name}-{n}"), kind="build")
            for n in range(done + 1, until + 1)
        )
        return Part(refs=refs, state={"done": until}, more=until < self.last)

    def lacks(self) -> tuple[str, ...]:
        return ()


def quiet(cursor: Cursor | None, mode: Mode) -> SyncPage:
    """Work items of which nothing is new."""
    return SyncPage(mode=mode, next=None if mode == "census" else cursor or ITEMS)


def read(streams: Sequence[Stream], cursor: Cursor | None, mode: Mode = "delta") -> list[SyncPage]:
    """Every page of a reading, each by a reader that knows nothing but the cursor."""
    pages = []
    while True:
        pages.append(Following(quiet, streams).page(cursor, mode))
        cursor = pages[-1].next
        if not pages[-1].more:
            return pages
        assert cursor is not None
        cursor = Cursor(data=json.loads(json.dumps(cursor.data)))


def brought(pages: list[SyncPage]) -> list[str]:
    """The ids of the things of a reading."""
    return [thing.ref.id for page in pages for thing in page.refs]


def test_streams_are_read_to_their_end_one_behind_the_other() -> None:
    """A killed reading goes on where its cursor stands, and asks no finished stream again."""
    runs, pulls = Counted("runs", 5), Counted("pulls", 3)
    pages = read([runs, pulls], ITEMS)
    assert brought(pages) == [
        "runs-1",
        "runs-2",
        "runs-3",
        "runs-4",
        "runs-5",
        "pulls-1",
        "pulls-2",
        "pulls-3",
    ]
    assert (runs.asked, pulls.asked) == (3, 2)
    last = pages[-1].next
    again = read([runs, pulls], last)
    assert len(again) == 1
    assert again[0].next == last
    assert not brought(again)


def test_following_may_begin_and_end_later() -> None:
    """A cursor without streams begins them; without the setting it is as it was before."""
    runs = Counted("runs", 1)
    [begun] = read([runs], ITEMS)
    assert brought([begun]) == ["runs-1"]
    [ended] = read([], begun.next)
    assert ended.next == ITEMS


@pytest.mark.parametrize("fault", [RejectedError("no scope"), AuthError("no scope"), ValueError("no scope")])
def test_a_stream_that_fails_is_told_and_holds_up_nothing(fault: Exception) -> None:
    """It is asked again from where it stood."""
    runs, pulls = Counted("runs", 1), Counted("pulls", 1)
    [first] = read([runs, pulls], ITEMS)
    runs.last = pulls.last = 2
    runs.fault = fault
    [page] = read([runs, pulls], first.next)
    assert [(bad.key, bad.reason.endswith("no scope")) for bad in page.rejected] == [("runs", True)]
    assert brought([page]) == ["pulls-2"]
    runs.fault = None
    assert brought(read([runs, pulls], page.next)) == ["runs-2"]


def test_a_census_counts_work_items_alone() -> None:
    """What only attaches can neither be missed nor make an entry."""
    runs = Counted("runs", 1)
    [page] = read([runs], None, "census")
    assert (page.next, runs.asked) == (None, 0)


def test_a_check_reads_no_list(open_desk: Opener, sandbox: AzureDevOpsSandbox) -> None:
    """It asks whether it may, however many pull requests there are."""
    desk = open_desk(follow=["pull_requests", "pipelines", "deployments"])
    desk.service.check()
    few = desk.requests(desk.service.check)
    for number in range(5):
        sandbox.pull_request(f"dl-7c41f09{number}", f"topic/{number}", by="jane")
    for number in range(3):
        sandbox.deploy(
            sandbox.add_environment(f"stage {number}"),
            sandbox.run_pipeline(sandbox.add_pipeline("CI"), "jane", "succeeded"),
        )
    assert desk.requests(desk.service.check) == few
    sandbox.fault("403", match="/git/pullrequests")
    assert list(desk.service.check().missing) == ["pull_requests"]
