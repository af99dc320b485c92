"""Times in JQL: the zone of the account, the grain of a minute, and changes of the clocks."""

from __future__ import annotations

import pytest

from .records import NOW, Ticket, found

DAY = [Ticket(number=hour, updated=f"2025-03-10T{hour:02}:00:00+00:00") for hour in range(24)]


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("UTC", 12),
        ("Pacific/Tongatapu", None),
        ("Pacific/Pago_Pago", 23),
        ("America/Los_Angeles", 19),
        ("Asia/Kolkata", 7),
    ],
)
def test_a_written_time_is_read_on_the_accounts_own_clock(zone: str, first: int | None) -> None:
    """The same text means another instant for another account, thirteen hours early or eleven late."""
    hours = sorted(found(DAY, "updated >= '2025-03-10 12:00'", zone))
    assert hours[:1] == ([first] if first is not None else [0])


@pytest.mark.parametrize(
    ("zone", "instant"),
    [("Pacific/Tongatapu", "2025-03-09T23:00:00Z"), ("Pacific/Pago_Pago", "2025-03-10T23:00:00Z")],
)
def test_the_bound_itself_is_found_by_at_least_and_not_by_more(zone: str, instant: str) -> None:
    """To the second, as far from Greenwich as accounts live."""
    before = instant.replace(":00:00Z", ":00:00.001Z").replace("T23", "T22")
    tickets = [Ticket(number=1, updated=instant), Ticket(number=2, updated=before)]
    assert found(tickets, "updated >= '2025/03/10 12:00'", zone) == [1]
    assert found(tickets, "updated > '2025/03/10 12:00'", zone) == []
    assert found(tickets, "updated = '2025/03/10 12:00'", zone) == [1]


def test_a_minute_is_the_finest_that_a_written_time_can_say() -> None:
    """An edit thirty seconds into a minute lies before the next one and after this one."""
    tickets = [Ticket(number=1, updated="2025-03-10T12:00:30.500+00:00")]
    assert found(tickets, "updated > '2025-03-10 12:00'") == [1]
    assert found(tickets, "updated < '2025-03-10 12:01'") == [1]
    assert found(tickets, "updated = '2025-03-10 12:00'") == []


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Tongatapu", "Pacific/Pago_Pago", "Europe/Berlin"])
def test_milliseconds_mean_the_same_for_everybody(zone: str) -> None:
    """A number knows no zone, which is why a client does well to use it."""
    tickets = [Ticket(number=1, updated="2025-03-10T12:00:30.500+00:00")]
    assert found(tickets, "updated >= 1741608030500", zone) == [1]
    assert found(tickets, "updated > 1741608030500", zone) == []
    assert found(tickets, "updated <= 1741608030499", zone) == []


def test_an_index_of_whole_seconds_rounds_both_sides_down() -> None:
    """So `>` with the milliseconds of the last edit misses another one of the same second."""
    tickets = [Ticket(number=1, updated="2025-03-10T12:00:30.900+00:00")]
    assert found(tickets, "updated > 1741608030500") == [1]
    assert found(tickets, "updated > 1741608030500", grain=1000) == []
    assert found(tickets, "updated >= 1741608030999", grain=1000) == [1]


NIGHT = [
    Ticket(number=1, updated="2025-11-02T08:30:00+00:00"),  # 01:30 in Los Angeles, summer time
    Ticket(number=2, updated="2025-11-02T09:30:00+00:00"),  # 01:30 again, winter time
    Ticket(number=3, updated="2025-11-02T10:30:00+00:00"),  # 02:30
]


def test_an_hour_that_comes_twice_means_the_first() -> None:
    """Read as the second, it would hide an hour of edits."""
    assert set(found(NIGHT, "updated >= '2025-11-02 01:30'", "America/Los_Angeles")) == {1, 2, 3}
    assert set(found(NIGHT, "updated > '2025-11-02 01:30'", "America/Los_Angeles")) == {2, 3}
    assert set(found(NIGHT, "updated >= '2025-11-02 02:00'", "America/Los_Angeles")) == {3}


def test_an_hour_that_never_comes_moves_on() -> None:
    """02:30 on the night in March is 03:30."""
    tickets = [
        Ticket(number=1, updated="2025-03-09T09:59:00+00:00"),
        Ticket(number=2, updated="2025-03-09T10:29:00+00:00"),
        Ticket(number=3, updated="2025-03-09T10:30:00+00:00"),
    ]
    assert found(tickets, "updated >= '2025-03-09 02:30'", "America/Los_Angeles") == [3]


def test_a_day_of_twenty_five_hours_is_a_whole_day() -> None:
    """The end of a day is where the next one begins, not 24 hours after its start."""
    tickets = [Ticket(number=hour, updated=f"2025-11-03T{hour:02}:30:00+00:00") for hour in range(6, 10)]
    asked = "updated <= endOfDay()"
    assert set(found(tickets, asked, "America/Los_Angeles", now="2025-11-02T12:00:00+00:00")) == {6, 7}
    asked = "updated >= startOfDay(1)"
    assert set(found(tickets, asked, "America/Los_Angeles", now="2025-11-02T12:00:00+00:00")) == {8, 9}


@pytest.mark.parametrize(
    ("jql", "zone", "numbers"),
    [
        ("due = now()", "UTC", {10}),
        ("due = now()", "Pacific/Tongatapu", {11}),
        ("due < startOfDay()", "Pacific/Tongatapu", {1, 9, 10, 28}),
        ("due = startOfWeek()", "UTC", {9}),
        ("due = endOfWeek()", "UTC", {15}),
        ("due = startOfWeek(-1)", "UTC", set()),
        ("due = startOfMonth('+9d')", "UTC", {10}),
        ("due = endOfMonth('-16d')", "UTC", {15}),
        ("due = startOfMonth()", "UTC", {1}),
        ("due = endOfMonth()", "UTC", {31}),
        ("due = endOfMonth('-1M')", "UTC", {28}),
        ("due = startOfYear('+1y')", "UTC", {2026}),
        ("due = endOfYear()", "UTC", {2025}),
    ],
)
def test_functions_of_time_follow_the_accounts_calendar(jql: str, zone: str, numbers: set[int]) -> None:
    """At noon in Greenwich it is tomorrow in Tonga."""
    march = [Ticket(number=day, due=f"2025-03-{day:02}") for day in (1, 9, 10, 11, 15, 31)]
    others = [
        Ticket(number=28, due="2025-02-28"),
        Ticket(number=2025, due="2025-12-31"),
        Ticket(number=2026, due="2026-01-01"),
    ]
    assert set(found(march + others, jql, zone, now=NOW)) == numbers
