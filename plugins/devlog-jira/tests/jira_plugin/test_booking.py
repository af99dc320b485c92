"""Time bookings: ours are written, changed and removed, and estimates stay as they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from devlog_core.model.errors import RejectedError, StaleError, TransientError
from devlog_core.model.ids import new_uid
from devlog_core.model.remote import Mark, RemoteItem, RemoteRef, RemoteWorklog, WorklogDraft

from .bench import Bench, draft
from .desk import Desk, items

AT = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.fixture
def desk(bench: Bench) -> Desk:
    return bench.desk()


@pytest.fixture
def item(desk: Desk) -> RemoteItem:
    return desk.service.create(draft(estimate=120))


def booking(minutes: int = 45, text: str = "a *review*", at: datetime | None = AT) -> WorklogDraft:
    """Time to book."""
    return WorklogDraft(mark=Mark(uid=new_uid()), ref=None, minutes=minutes, text=text, at=at)


def again(made: RemoteWorklog, minutes: int) -> WorklogDraft:
    """Other minutes for a booking of ours."""
    assert made.mark is not None
    return WorklogDraft(
        mark=Mark(uid=made.mark), ref=made.ref, minutes=minutes, text=made.text, at=made.at,
        old_minutes=made.minutes, old_text=made.text,
    )  # fmt: skip


def test_time_is_booked_with_its_mark(desk: Desk, item: RemoteItem) -> None:
    """Otherwise the next reading takes it for a person's, and it counts twice."""
    wanted = booking()
    made = desk.service.put_worklog(item.ref, wanted)
    assert (made.minutes, made.text, made.at, made.mark) == (45, "a *review*", AT, wanted.mark.uid)
    (read,) = items(desk.read())
    assert [(one.minutes, one.mark) for one in read.worklogs] == [(45, wanted.mark.uid)]
    assert desk.service.find_worklog(item.ref, wanted.mark, desk.context.clock()) == [made]


@pytest.mark.parametrize("hours", [13, -11, 0])
def test_times_mean_the_same_in_every_zone(bench: Bench, hours: int) -> None:
    """An account in another zone, or a change of the clocks, moves no booking to another day."""
    desk = bench.desk()
    item = desk.service.create(draft())
    local = AT.astimezone(timezone(timedelta(hours=hours)))
    made = desk.service.put_worklog(item.ref, booking(at=local))
    assert made.at == AT


def test_the_estimate_stays(bench: Bench, desk: Desk, item: RemoteItem) -> None:
    """It is a field of its own, which the entry holds."""
    made = desk.service.put_worklog(item.ref, booking())
    desk.service.put_worklog(item.ref, again(made, 60))
    desk.service.delete_worklog(item.ref, made.ref)
    assert items(desk.read())[0].values["estimate"] == 120
    tracked = bench.jira.read(item.ref.key)["fields"]["timetracking"]
    assert tracked.get("remainingEstimateSeconds", 7200) == 7200


def test_our_booking_is_changed_and_removed(desk: Desk, item: RemoteItem) -> None:
    """Removing what is gone already is no error."""
    made = desk.service.put_worklog(item.ref, booking())
    after = desk.service.put_worklog(item.ref, again(made, 60))
    assert (after.ref.id, after.minutes, after.mark) == (made.ref.id, 60, made.mark)
    desk.service.delete_worklog(item.ref, made.ref)
    desk.service.delete_worklog(item.ref, made.ref)
    assert items(desk.read())[0].worklogs == ()


def test_an_equal_booking_is_not_written_again(bench: Bench, desk: Desk, item: RemoteItem) -> None:
    """It would show as edited."""
    made = desk.service.put_worklog(item.ref, booking())
    before = len(bench.writes())
    desk.service.put_worklog(item.ref, again(made, made.minutes))
    assert len(bench.writes()) == before


def test_a_booking_whose_answer_was_lost_is_found_at_once(bench: Bench, desk: Desk, item: RemoteItem) -> None:
    """Otherwise the time counts twice."""
    wanted = booking()
    bench.jira.fault("lost-answer", match="POST .*/worklog")
    with pytest.raises(TransientError):
        desk.service.put_worklog(item.ref, wanted)
    found = desk.service.find_worklog(item.ref, wanted.mark, desk.context.clock())
    assert [one.minutes for one in found] == [45]


def test_what_a_person_changed_is_not_overwritten(bench: Bench, desk: Desk, item: RemoteItem) -> None:
    """It is read and merged first."""
    made = desk.service.put_worklog(item.ref, booking())
    bench.jira.edit_work(made.ref.id, {"spent": "30m"})
    with pytest.raises(StaleError):
        desk.service.put_worklog(item.ref, again(made, 60))
    bench.jira.delete_work(made.ref.id)
    with pytest.raises(StaleError, match="deleted"):
        desk.service.put_worklog(item.ref, again(made, 60))


def test_a_booking_of_a_person_is_never_touched(bench: Bench, desk: Desk, item: RemoteItem) -> None:
    """Whatever the engine asks for."""
    other = RemoteRef(id=bench.jira.log_work(item.ref.key, "30m", "jane"))
    with pytest.raises(RejectedError, match="not written by devlog"):
        desk.service.put_worklog(item.ref, replace(booking(), ref=other))
    with pytest.raises(RejectedError, match="not written by devlog"):
        desk.service.delete_worklog(item.ref, other)
    assert len(items(desk.read())[0].worklogs) == 1


def test_no_time_is_no_booking(bench: Bench, desk: Desk, item: RemoteItem) -> None:
    """Jira refuses it in words of its own."""
    with pytest.raises(RejectedError, match="less than a minute"):
        desk.service.put_worklog(item.ref, booking(0))
    assert not [one for one in bench.writes() if "worklog" in one]
