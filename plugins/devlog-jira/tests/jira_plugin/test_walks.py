"""Issues on their way through several statuses are read as they stood before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from devlog_core.plugin.context import MemoryState
from devlog_jira.walks import KEPT, MEMORY, Walks

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def record(status: str, identity: str = "1") -> dict[str, Any]:
    """An issue at a status of Jira's."""
    return {"id": identity, "fields": {"status": {"id": status, "name": f"s{status}"}, "resolution": None}}


def shown(walks: Walks, status: str, later: timedelta = timedelta(), identity: str = "1") -> str:
    """At which status the issue is read."""
    read = walks.veil(NOW + later).over(record(status, identity))
    return str(read["fields"]["status"]["id"])


def test_a_status_on_the_way_is_read_as_the_one_before() -> None:
    """Others are read as they are, and so are other issues."""
    walks = Walks(MemoryState())
    walks.through(record("1"), "2", NOW)
    walks.through(record("1"), "3", NOW)
    assert [shown(walks, status) for status in "1234"] == ["1", "1", "1", "4"]
    assert shown(walks, "2", identity="9") == "2"


def test_a_way_that_is_taken_up_again_begins_where_it_began() -> None:
    """The status at which it was cut off is nobody's wish."""
    walks = Walks(MemoryState())
    walks.through(record("1"), "2", NOW)
    walks.through(record("2"), "3", NOW)
    assert [shown(walks, status) for status in "23"] == ["1", "1"]


def test_a_way_begins_anew_where_somebody_has_moved_the_issue() -> None:
    """That is where it stood for everybody."""
    walks = Walks(MemoryState())
    walks.through(record("1"), "2", NOW)
    walks.through(record("5"), "6", NOW)
    assert [shown(walks, status) for status in "26"] == ["2", "5"]


def test_what_arrived_or_is_old_is_read_as_it_is() -> None:
    """An issue that stands there for days is meant to."""
    state = MemoryState()
    walks = Walks(state)
    walks.through(record("1"), "2", NOW)
    assert shown(walks, "2", MEMORY + timedelta(seconds=1)) == "2"
    walks.through(record("1", "7"), "2", NOW + MEMORY + timedelta(seconds=1))
    assert list(state[KEPT]) == ["7"]
    walks.arrived("7")
    walks.arrived("7")
    assert state[KEPT] == {}
