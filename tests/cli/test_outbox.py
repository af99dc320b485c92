"""What waits to be sent: listed, tried again, given up."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Devlog, Remote


@pytest.fixture
def aside(devlog: Devlog, remote: Remote) -> Devlog:
    """A workspace where the place rejected a priority."""
    remote.put("1", title="There")
    devlog.ok("sync")
    remote.set(refused="critical")
    devlog.ok("edit", "1", "--priority", "critical", "--title", "Here")
    assert devlog("sync").returncode == 1
    return devlog


def test_rejected_field_is_set_aside_alone(aside: Devlog, remote: Remote) -> None:
    """The other fields went out, and the row says what was refused."""
    assert remote.values("1")["title"] == "Here"
    (row,) = aside.json("outbox")
    assert set(row) == {"row", "entry", "integration", "state", "attempts", "next_at", "error"}
    assert (row["entry"], row["integration"]) == (aside.json("show", "1")["ref"], "tracker")
    assert "priority" in row["error"]
    assert "priority" in aside.ok("outbox")


def test_the_reason_outlives_a_sync_that_tries_nothing(aside: Devlog, remote: Remote) -> None:
    """Another edit of the entry goes out, and the row still says why the field was refused."""
    (before,) = aside.json("outbox")
    aside.ok("edit", "1", "--title", "Again")
    assert aside.json("outbox")[0]["error"] == before["error"]
    aside.ok("sync")
    assert remote.values("1")["title"] == "Again"
    (after,) = aside.json("outbox")
    assert (after["state"], after["error"]) == ("set-aside", before["error"])


def test_a_refusal_names_its_place_once(devlog: Devlog, remote: Remote) -> None:
    """The line of a sync begins with the place, and does not say it again."""
    remote.put("1", title="There")
    devlog.ok("sync")
    remote.set(refused="critical")
    devlog.ok("edit", "1", "--priority", "critical")
    assert "\ntracker: rejected: priority may not be critical" in devlog("sync").stdout


def test_retry_sends_again(aside: Devlog, remote: Remote) -> None:
    """Once the place takes the value, a retry brings it there."""
    (row,) = aside.json("outbox", "list")
    remote.set(refused=None)
    again = aside.json("outbox", "retry", str(row["row"]))
    assert (again["state"], again["error"]) == ("pending", None)
    aside.ok("sync")
    assert remote.values("1")["priority"] == "critical"
    assert aside.json("outbox") == aside.json("outbox", "retry") == []


def test_drop_gives_up(aside: Devlog, remote: Remote) -> None:
    """A dropped row is not sent, and the entry keeps its value."""
    aside("sync")
    (row,) = aside.json("outbox")
    assert aside.json("outbox", "drop", str(row["row"]))["row"] == row["row"]
    aside.ok("sync")
    assert aside.json("outbox") == []
    assert aside.json("show", "1")["priority"] == "critical"


def test_what_was_dropped_comes_back_with_the_next_change_only(aside: Devlog, remote: Remote) -> None:
    """Otherwise a row that was given up returns whenever the item is read and still differs."""
    (row,) = aside.json("outbox")
    aside.ok("outbox", "drop", str(row["row"]))
    remote.set(refused=None)
    aside.ok("sync", "--full")
    assert aside.json("outbox") == []
    assert remote.values("1").get("priority") != "critical"
    aside.ok("edit", "1", "--description", "changed again")
    aside.ok("sync")
    assert (remote.values("1")["priority"], remote.values("1")["description"]) == (
        "critical",
        "changed again",
    )


def test_unknown_row_is_wrong_usage(devlog: Devlog) -> None:
    """A row that does not wait is named as such."""
    for command in ("retry", "drop"):
        assert "no row 7 waits" in devlog.refused("outbox", command, "7", code=2)
    devlog.refused("outbox", "drop", "x", code=2)
    assert devlog.ok("outbox").strip() == "nothing waits to be sent"
