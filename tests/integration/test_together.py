"""Several syncs of one workspace at once, beside people who type."""

from __future__ import annotations

import pytest

from devlog_core.testing.ended import Ended
from tests.integration.agree import disagreements
from tests.integration.desk import Desk, ended, quiet
from tests.integration.hub import Hub

LONG = pytest.mark.long


def remarks(done: Ended) -> list[str]:
    """What a command said, but for that it waited for another."""
    return [line for line in done.err.splitlines() if "another process is syncing it" not in line]


@pytest.mark.parametrize("count", [pytest.param(2, marks=LONG), 4])
def test_syncs_at_once_double_nothing_and_show_no_error(desk: Desk, hub: Hub, count: int) -> None:
    """Otherwise a schedule that meets a person makes everything twice."""
    hub.seed([{"title": f"there {n}", "comments": ["c"]} for n in range(3)])
    desk.sync()
    hub.advance(60)
    for n in range(1, 4):
        hub.edit(str(n), {"labels": ["theirs"]}, by="alice")
        desk.edit(desk.of(str(n)), "--title", f"here {n}")
    for n in range(3):
        desk.do("note", desk.new(f"new {n}", "--status", "done")["ref"], "a note")
    hub.clear_requests()
    syncs = [desk.start("sync") for _ in range(count)]
    typed = [desk.start("new", "typed meanwhile"), desk.start("note", desk.of("1"), "typed meanwhile")]
    for process in [*syncs, *typed]:
        done = ended(("sync",), process)
        assert (done.code, remarks(done)) == (0, []), str(done)
    made = [line for line in hub.writes() if line.startswith("POST") and line.endswith("/issues")]
    assert len(made) in (3, 4)
    desk.sync()
    assert len(hub.keys()) == 7
    assert disagreements(desk, hub) == []
    hub.advance(60)
    desk.sync()
    assert quiet(desk.sync()["github"])


def test_a_first_sync_twice_at_once_makes_each_entry_once(desk: Desk, hub: Hub) -> None:
    """Otherwise the very first reading doubles the tracker."""
    hub.seed([{"title": f"there {n}", "comments": ["c", "d"]} for n in range(150)])
    for process in [desk.start("sync") for _ in range(2)]:
        done = ended(("sync",), process)
        assert (done.code, remarks(done)) == (0, []), str(done)
    assert len(desk.entries()) == 150
    assert disagreements(desk, hub) == []
    assert hub.writes() == []
