"""Snapshots, deltas and censuses: complete, quiet, and never twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from devlog_core.model.remote import SyncPage
from devlog_jira.sandbox import JiraSandbox

from .desk import Desk, Opener, items, opened
from .pages import BOT, last, one, tickets, titles


def test_the_first_pull_of_a_thousand_tickets_costs_few_requests(sandbox: JiraSandbox, desk: Desk) -> None:
    """Comments ride along: one request for each hundred issues and a few to begin with."""
    comments = [{"author": "bob", "body": "A comment"}]
    sandbox.seed(tickets(1000, comments=comments))
    pages: list[SyncPage] = []
    assert desk.requests(lambda: pages.extend(desk.read())) <= 25
    found = items(pages)
    assert len({item.ref.id for item in found}) == 1000
    assert sum(len(item.notes) for item in found) == 1000
    assert all(item.notes_complete and item.note_count == 1 for item in found)
    quiet: list[SyncPage] = []
    assert desk.requests(lambda: quiet.extend(desk.read(last(pages), "delta"))) <= 2
    assert items(quiet) == []
    assert last(quiet) == last(pages)


def test_a_change_is_brought_once(sandbox: JiraSandbox, desk: Desk) -> None:
    """Though every reading looks minutes further back than the one before."""
    sandbox.seed(tickets(3))
    cursor = last(desk.read())
    sandbox.edit("SHOP-2", {"summary": "Changed"}, "bob")
    pages: list[SyncPage] = []
    assert desk.requests(lambda: pages.extend(desk.read(cursor, "delta"))) == 2
    assert titles(pages) == ["Changed"]
    again = desk.read(last(pages), "delta")
    assert items(again) == []
    assert last(again) == last(pages)


def test_a_new_comment_brings_its_issue(sandbox: JiraSandbox, desk: Desk) -> None:
    """And a comment that was taken away is missed."""
    sandbox.seed(tickets(2))
    cursor = last(desk.read())
    comment = sandbox.comment("SHOP-1", "First", "bob")
    pages = desk.read(cursor, "delta")
    assert [note.content for note in one(pages).notes] == ["First"]
    sandbox.delete_comment(comment)
    pages = desk.read(last(pages), "delta")
    assert one(pages).notes_complete
    assert one(pages).note_count == 0


def test_edits_within_a_second_are_all_seen(sandbox: JiraSandbox, desk: Desk) -> None:
    """Also where the first was already read."""
    sandbox.seed(tickets(1))
    cursor = last(desk.read())
    for number in range(5):
        sandbox.edit("SHOP-1", {"summary": f"Edit {number}"}, "bob")
        pages = desk.read(cursor, "delta")
        assert titles(pages) == [f"Edit {number}"]
        cursor = last(pages)


def test_a_late_index_loses_nothing(sandbox: JiraSandbox, desk: Desk) -> None:
    """What was written just before a reading may be found only after it."""
    sandbox.seed(tickets(2))
    cursor = last(desk.read())
    sandbox.switch("search_lag", 120)
    sandbox.edit("SHOP-1", {"summary": "Not indexed yet"}, "bob")
    pages = desk.read(cursor, "delta")
    assert titles(pages) == []
    sandbox.edit("SHOP-2", {"summary": "Later"}, "bob")
    sandbox.advance(90)
    desk.read(last(pages), "delta")
    sandbox.advance(90)
    pages = desk.read(last(pages), "delta")
    assert sorted(titles(pages)) == ["Later", "Not indexed yet"]


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("Pacific/Tongatapu", "2026-03-10T12:00:00Z"),
        ("Pacific/Pago_Pago", "2026-03-10T12:00:00Z"),
        ("Asia/Kathmandu", "2026-03-10T12:00:00Z"),
        # The clocks go forward at 01:00 and back at 01:00 UTC: an hour that is missing, one that comes twice.
        ("Europe/Berlin", "2026-03-29T00:30:00Z"),
        ("Europe/Berlin", "2026-10-25T00:30:00Z"),
        ("America/New_York", "2026-11-01T05:30:00Z"),
    ],
)
def test_no_zone_of_the_account_hides_a_change(
    sandbox: JiraSandbox, desk: Desk, zone: str, start: str
) -> None:
    """JQL reads written times on the account's clock; a change every seven minutes across two hours."""
    sandbox.add_user(BOT, zone=zone)
    sandbox.set_time(start)
    sandbox.seed(tickets(1))
    cursor = last(desk.read())
    for number in range(18):
        sandbox.advance(427)
        sandbox.edit("SHOP-1", {"summary": f"Edit {number}"}, "bob")
        sandbox.advance(31)
        pages = desk.read(cursor, "delta")
        assert titles(pages) == [f"Edit {number}"]
        cursor = last(pages)
        assert items(desk.read(cursor, "delta")) == []


def test_short_pages_are_not_the_last(cloud: JiraSandbox) -> None:
    """Cloud may give fewer than asked for though more follow."""
    cloud.seed(tickets(230))
    cloud.switch("short_pages", True)
    pages = opened(cloud.config()).read()
    assert len(set(titles(pages))) == 230


def test_what_vanishes_while_a_list_is_read_takes_nothing_along(sandbox: JiraSandbox, desk: Desk) -> None:
    """Server's pages go by number: the later ones move up, and a reader would skip as many."""
    sandbox.seed(tickets(60))
    sandbox.switch("largest_page", 10)
    page = desk.service.fetch_page(None, "snapshot")
    found = {item.values["title"] for item in page.items}
    victims = iter(range(1, 60))
    while page.more:
        for _ in range(3):
            number = next(victims, None)
            if number is not None and number <= 40:
                sandbox.delete(f"SHOP-{number}")
        page = desk.service.fetch_page(page.next, "snapshot")
        found |= {item.values["title"] for item in page.items}
    assert {f"Ticket {number}" for number in range(41, 61)} <= found


def test_a_whole_page_that_vanishes_is_noticed_too(server: JiraSandbox) -> None:
    """Nothing of the page before is left to join on; Cloud's tokens are Cloud's own business."""
    server.seed(tickets(50))
    server.switch("largest_page", 10)
    desk = opened(server.config())
    first = desk.service.fetch_page(None, "snapshot")
    second = desk.service.fetch_page(first.next, "snapshot")
    for number in range(1, 21):
        server.delete(f"SHOP-{number}")
    rest = [second, *desk.read(second.next)]
    assert {f"Ticket {number}" for number in range(21, 51)} <= set(titles(rest))


def test_a_census_names_what_exists(sandbox: JiraSandbox, desk: Desk) -> None:
    """By ids, many to a request."""
    keys = sandbox.seed(tickets(250))
    sandbox.delete("SHOP-9")
    pages: list[SyncPage] = []
    assert desk.requests(lambda: pages.extend(desk.read(None, "census"))) <= 4
    present = [ref for page in pages for ref in page.present]
    assert {ref.key for ref in present} == set(keys) - {"SHOP-9"}
    assert all(ref.id and ref.url.endswith(ref.key) for ref in present)
    assert pages[-1].next is None


def test_a_killed_reading_continues(sandbox: JiraSandbox, open_desk: Opener) -> None:
    """From the cursor of the last page that was stored, in another process."""
    sandbox.seed(tickets(30))
    sandbox.switch("largest_page", 10)
    first = open_desk().service.fetch_page(None, "snapshot")
    rest = open_desk().read(first.next)
    assert len(set(titles([first, *rest]))) == 30
    assert len(items([first, *rest])) == 30


def test_many_changes_are_read_page_by_page(sandbox: JiraSandbox, desk: Desk) -> None:
    """Each page with a cursor of its own."""
    sandbox.seed(tickets(230))
    cursor = last(desk.read())
    for number in range(1, 231):
        sandbox.edit(f"SHOP-{number}", {"priority": "High"}, "bob")
    pages = desk.read(cursor, "delta")
    assert [len(page.items) for page in pages] == [100, 100, 30]
    assert len(set(titles(pages))) == 230
    sandbox.advance(600)
    for most in (3, 2):
        # However many were changed lately, they are soon listed no more.
        cursor = last(pages)
        before = desk.context.meter.requests
        pages = desk.read(cursor, "delta")
        assert desk.context.meter.requests - before <= most
        assert items(pages) == []


def test_an_issue_deleted_between_list_and_reading_does_no_harm(sandbox: JiraSandbox, desk: Desk) -> None:
    """A query that names it is refused whole."""
    sandbox.seed(tickets(130))
    cursor = last(desk.read())
    for number in range(1, 131):
        sandbox.edit(f"SHOP-{number}", {"priority": "High"}, "bob")
    first = desk.service.fetch_page(cursor, "delta")
    sandbox.delete("SHOP-120")
    rest = desk.read(first.next, "delta")
    assert len(set(titles([first, *rest]))) == 129


def test_what_an_index_learns_late_is_not_passed_over_for_other_news(
    sandbox: JiraSandbox, desk: Desk
) -> None:
    """A reading that brings something moves on, and yet looks back by minutes."""
    sandbox.set_time("2026-03-10T12:00:00Z")
    sandbox.seed(tickets(2))
    cursor = last(desk.read())
    sandbox.switch("search_lag", 120)
    sandbox.set_time("2026-03-10T13:00:00Z")
    sandbox.edit("SHOP-1", {"summary": "Known soon"}, "bob")
    sandbox.advance(100)
    sandbox.edit("SHOP-2", {"summary": "Known late"}, "bob")
    sandbox.advance(40)
    pages = desk.read(cursor, "delta")
    assert titles(pages) == ["Known soon"]
    sandbox.advance(100)
    assert titles(desk.read(last(pages), "delta")) == ["Known late"]


@pytest.mark.parametrize("hours", [-2, 2])
def test_a_clock_of_jiras_that_goes_wrong_hides_no_change(
    sandbox: JiraSandbox, desk: Desk, hours: int
) -> None:
    """How far was read is told by Jira's clock, not by ours."""
    sandbox.set_time("2026-03-10T12:00:00Z")
    desk.context.time = datetime(2026, 3, 10, 12 - hours, tzinfo=UTC)
    sandbox.seed(tickets(2))
    cursor = last(desk.read())
    for number in range(3):
        sandbox.advance(1200)
        desk.context.time += timedelta(seconds=1200)
        sandbox.edit("SHOP-1", {"summary": f"Edit {number}"}, "bob")
        pages = desk.read(cursor, "delta")
        assert titles(pages) == [f"Edit {number}"]
        cursor = last(pages)
