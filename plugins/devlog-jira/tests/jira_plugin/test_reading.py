"""Snapshots, deltas and censuses: complete, quiet, and never twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from devlog_core.model.errors import AuthError, ConfigError
from devlog_core.model.remote import Cursor, Mark, NoteDraft, RemoteItem, SyncPage
from devlog_jira.sandbox import JiraSandbox

from .desk import Desk, Opener, items, opened

BOT = "devlog-bot"
"""The account of the sandbox's token."""


def tickets(count: int, **values: Any) -> list[dict[str, Any]]:
    """So many issues to seed."""
    return [{"summary": f"Ticket {number}", **values} for number in range(1, count + 1)]


def titles(pages: list[SyncPage]) -> list[str]:
    """The titles that a reading brought."""
    return [item.values["title"] for item in items(pages)]


def last(pages: list[SyncPage]) -> Cursor:
    """The cursor that a reading ended with."""
    found = pages[-1].next
    assert found is not None
    return found


def one(pages: list[SyncPage]) -> RemoteItem:
    """The only item of a reading."""
    (found,) = items(pages)
    return found


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


def test_other_projects_are_none_of_ours(sandbox: JiraSandbox, desk: Desk) -> None:
    """The project is the scope."""
    sandbox.seed([{"summary": "Ours"}, {"summary": "Theirs", "project": "OTHER"}])
    assert titles(desk.read()) == ["Ours"]


def test_a_moved_issue_is_followed_by_its_id(sandbox: JiraSandbox, desk: Desk) -> None:
    """Found missing by the census, asked for by its id, listed with ours from then on."""
    sandbox.seed(tickets(2))
    pages = desk.read()
    cursor, ref = last(pages), items(pages)[0].ref
    key = sandbox.move("SHOP-1", "OTHER")
    assert [found.key for page in desk.read(None, "census") for found in page.present] == ["SHOP-2"]
    moved = desk.service.fetch(ref)
    assert moved is not None
    assert (moved.ref.id, moved.ref.key, moved.selected) == (ref.id, key, False)
    sandbox.edit(key, {"summary": "Changed over there"}, "bob")
    assert "Changed over there" in titles(desk.read(cursor, "delta"))
    assert key in [found.key for page in desk.read(None, "census") for found in page.present]
    sandbox.delete(key)
    pages = desk.read(cursor, "delta")
    assert [found.id for page in pages for found in page.gone] == [ref.id]
    assert len(desk.read(None, "census")[0].present) == 1


def test_a_deleted_issue_is_gone(sandbox: JiraSandbox, desk: Desk) -> None:
    """While its project is there to be seen."""
    sandbox.seed(tickets(1))
    ref = one(desk.read()).ref
    sandbox.delete("SHOP-1")
    assert desk.service.fetch(ref) is None
    assert [event for event, _ in desk.context.journal.records] == ["issue_gone"]


def test_a_project_out_of_sight_deletes_nothing(sandbox: JiraSandbox, desk: Desk) -> None:
    """All its issues answer 404 at once."""
    sandbox.seed(tickets(1))
    ref = one(desk.read()).ref
    sandbox.permit("none", project="SHOP")
    with pytest.raises(AuthError, match=r"the project SHOP .* is out of sight"):
        desk.service.fetch(ref)


def test_a_wrong_token_that_is_served_as_a_stranger_is_noticed(sandbox: JiraSandbox, desk: Desk) -> None:
    """An empty list would look as if everything had been deleted."""
    sandbox.seed(tickets(2))
    cursor = last(desk.read())
    sandbox.switch("strangers_pass", True)
    desk.context.secrets.values["token"] = "worthless"
    for mode in ("delta", "census"):
        with pytest.raises(AuthError, match="`token`"):
            desk.service.fetch_page(cursor if mode == "delta" else None, mode)


def test_the_query_of_the_settings_selects(sandbox: JiraSandbox, open_desk: Opener) -> None:
    """What it leaves out is read all the same: what is linked is followed."""
    sandbox.seed([{"summary": "In", "labels": ["sync"]}, {"summary": "Out"}])
    desk = open_desk(query="labels = sync")
    chosen = {item.values["title"]: item.selected for item in items(desk.read())}
    assert chosen == {"In": True, "Out": False}


@pytest.mark.parametrize("query", ["labels = sync ORDER BY created", "labels ="])
def test_a_query_that_jira_cannot_take_is_the_settings_fault(
    sandbox: JiraSandbox, open_desk: Opener, query: str
) -> None:
    """Named by its key."""
    sandbox.seed(tickets(1))
    with pytest.raises(ConfigError, match=r"filter\.query"):
        open_desk(query=query).read()


def test_long_lists_are_read_to_their_end(sandbox: JiraSandbox, desk: Desk) -> None:
    """What rides along may be cut short; the total tells."""
    comments = [{"author": "bob", "body": f"Comment {number}"} for number in range(30)]
    sandbox.seed([{"summary": "Much said", "comments": comments}, {"summary": "Little said"}])
    sandbox.switch("embedded_comments", 10)
    found = {item.values["title"]: item for item in items(desk.read())}
    notes = found["Much said"].notes
    assert [note.content for note in notes] == [f"Comment {number}" for number in range(30)]
    assert found["Much said"].notes_complete


def test_marks_of_our_own_comments_are_looked_up(sandbox: JiraSandbox, desk: Desk) -> None:
    """A search brings comments without their properties."""
    sandbox.seed(
        [
            {
                "summary": "Ours and theirs",
                "comments": [
                    {"author": BOT, "body": "Ours", "properties": {"devlog-note": {"uid": "u-1"}}},
                    {"author": BOT, "body": "Typed by hand"},
                    {"author": "bob", "body": "Theirs"},
                ],
            }
        ]
    )
    notes = one(desk.read()).notes
    assert [(note.content, note.mark) for note in notes] == [
        ("Ours", "u-1"), ("Typed by hand", None), ("Theirs", None),
    ]  # fmt: skip


def test_marks_that_were_met_are_not_asked_for_again(sandbox: JiraSandbox, desk: Desk) -> None:
    """Otherwise each change of an issue that we commented on would cost another request."""
    sandbox.seed(tickets(1))
    cursor = last(desk.read())
    ref = one(desk.read()).ref
    for uid in ("u-1", "u-2"):
        desk.service.put_note(ref, NoteDraft(mark=Mark(uid=uid), ref=None, content=uid))
    pages: list[SyncPage] = []
    assert desk.requests(lambda: pages.extend(desk.read(cursor, "delta"))) == 2
    assert [note.mark for note in one(pages).notes] == ["u-1", "u-2"]
    desk.context.kept.pop("marks.comments")
    assert desk.requests(lambda: desk.read(cursor, "delta")) == 3
    assert desk.requests(lambda: desk.read(cursor, "delta")) == 2


def test_restricted_comments_are_nobodys_business(sandbox: JiraSandbox, desk: Desk) -> None:
    """Neither brought nor counted, also not when they change."""
    sandbox.project("SHOP").kind = "service_desk"
    sandbox.seed([{"summary": "Secret", "comments": [{"author": "bob", "body": "Open"}]}])
    role: Mapping[str, str] = {"type": "role", "value": "Administrators"}
    sandbox.comment("SHOP-1", "For some eyes", "bob", visibility=role)
    sandbox.comment("SHOP-1", "For colleagues", "bob", public=False)
    item = one(desk.read())
    assert [note.content for note in item.notes] == ["Open"]
    assert (item.note_count, item.notes_complete) == (1, True)
