"""Booking time at the command line."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.cli.conftest import Devlog


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("90m", 90), ("1h30m", 90), ("2h", 120), ("1.5h", 90), ("1h 05M", 65), ("0.25h", 15), ("1m", 1)],
)
def test_a_duration_is_read_as_people_write_it(devlog: Devlog, typed: str, minutes: int) -> None:
    """Otherwise an hour and a half is booked as fifteen hours, or not at all."""
    devlog.ok("new", "A")
    entry = devlog.json("log", "1", typed)
    assert ([log["minutes"] for log in entry["worklogs"]], entry["spent"]) == ([minutes], minutes)


@pytest.mark.parametrize(
    ("args", "cure"),
    [
        (("90",), "write it as 90m, 1h30m, 2h or 1.5h"),
        (("1d",), "write it as 90m, 1h30m, 2h or 1.5h"),
        (("h",), "write it as 90m, 1h30m, 2h or 1.5h"),
        (("",), "write it as 90m, 1h30m, 2h or 1.5h"),
        (("0m",), "a booking needs one at least"),
        (("0.001h",), "a booking needs one at least"),
        (("5m", "--at", "noon"), "write it as 2026-03-02T09:30"),
    ],
)
def test_what_is_no_duration_or_time_is_refused(devlog: Devlog, args: tuple[str, ...], cure: str) -> None:
    """Otherwise a guess is booked, and somebody is billed for it."""
    devlog.ok("new", "A")
    assert cure in devlog.refused("log", "1", *args, code=2)
    assert devlog.json("show", "1")["worklogs"] == []


def test_a_booking_has_author_time_and_text(devlog: Devlog) -> None:
    """Otherwise nobody knows whose hours they are, and for what."""
    devlog.ok("new", "A")
    first = devlog.json("log", "1", "1h")["worklogs"][0]
    assert (first["author"], first["text"]) == ({"id": "ada", "name": "Ada"}, "")
    when = ("--at", "2026-03-02T09:30:00+02:00")
    told = devlog("log", "1", "30m", "-m", "-", *when, "--author", "Bob", stdin="two\nlines\n")
    assert told.returncode == 0
    assert told.stdout.startswith("Logged 30m on dl-")
    assert "new person bob" in told.stderr
    second = devlog.json("show", "1")["worklogs"][0]
    assert (second["at"], second["minutes"], second["text"]) == ("2026-03-02T07:30:00Z", 30, "two\nlines")
    assert second["author"] == {"id": "bob", "name": "Bob"}
    local = devlog.json("log", "1", "1m", "--at", "2026-03-01T12:00")["worklogs"][0]
    assert local["at"].endswith("Z")
    card = devlog.ok("show", "1")
    assert f"Ada · 1h · {first['uid'][:8]}" in card
    assert f"Bob · 30m · two lines · {second['uid'][:8]}" in card
    assert "spent:        1h31m" in card


def test_a_booking_is_taken_away_by_the_beginning_of_its_uid(devlog: Devlog) -> None:
    """Otherwise a slip of the pen stays booked."""
    devlog.ok("new", "A")
    devlog.ok("log", "1", "1h")
    first, second = devlog.json("log", "1", "2h")["worklogs"]
    assert "too short" in devlog.refused("unlog", "1", first["uid"][:3], code=2)
    assert "begins with `ffffffff`" in devlog.refused("unlog", "1", "ffffffff", code=2)
    assert "names 2 worklogs" in devlog.refused("unlog", "1", first["uid"][:4], code=2)
    assert [log["uid"] for log in devlog.json("unlog", "1", first["uid"])["worklogs"]] == [second["uid"]]
    assert devlog.ok("unlog", "1", second["uid"][:8].upper()).startswith("Unlogged dl-")
    entry = devlog.json("show", "1")
    assert (entry["worklogs"], entry["spent"]) == ([], 0)
    fields = [(change["cause"], change["new"] is None) for change in devlog.json("history", "1")]
    assert fields == [("new", False), ("log", False), ("log", False), ("unlog", True), ("unlog", True)]


def test_what_was_booked_at_a_place_is_not_taken_away_here(devlog: Devlog) -> None:
    """Otherwise it is gone here and still there, until somebody edits it."""
    devlog.ok("new", "A")
    log = devlog.json("log", "1", "1h")["worklogs"][0]
    with closing(sqlite3.connect(devlog.cwd / ".devlog" / "devlog.db")) as store, store:
        store.execute("UPDATE worklogs SET origin = 'tracker'")
    assert "was booked at tracker: take it away there" in devlog.refused("unlog", "1", log["uid"], code=2)
