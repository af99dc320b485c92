"""Reading is complete or an error, continues where it was killed, and costs little when all is quiet."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from devlog_azure_devops.client import BATCH
from devlog_azure_devops.sandbox import AzureDevOpsSandbox
from devlog_core.model.errors import ConfigError
from devlog_core.model.remote import Cursor
from devlog_core.testing.sandbox import Moment

from .desk import Desk, Opener, draft, fields, items

TITLE = "System.Title"


def seeded(sandbox: AzureDevOpsSandbox, count: int, **more: object) -> list[str]:
    """Tasks in the first project."""
    return sandbox.seed([{"type": "Task", "title": f"Task {number}", **more} for number in range(count)])


def kept(cursor: Cursor | None) -> Cursor:
    """The cursor as the store gives it back."""
    assert cursor is not None
    return Cursor(data=json.loads(json.dumps(cursor.data)))


def after(desk: Desk) -> Cursor:
    """The cursor behind a snapshot."""
    return kept(desk.read()[-1].next)


def test_a_thousand_work_items_take_few_requests(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """At most fifteen, and one more for each that has comments."""
    numbers = seeded(sandbox, 1000)
    for number in numbers[:3]:
        sandbox.comment(number, "Hello", by="jane")
    seen = []
    cost = desk.requests(lambda: seen.extend(desk.read()))
    assert cost <= 15 + 3
    assert set(items(seen)) == set(numbers)
    assert seen[-1].next is not None


def test_nothing_changed_takes_two_requests(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """Also when much was made just before the first reading."""
    seeded(sandbox, 300)
    cursor = after(desk)
    desk.read(cursor, "delta")
    pages = []
    assert desk.requests(lambda: pages.extend(desk.read(cursor, "delta"))) <= 2
    assert not pages[0].items
    assert pages[0].next == cursor


def test_a_delta_brings_what_changed(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """Edits, comments, new ones, and deletions."""
    edited, said, deleted, quiet = seeded(sandbox, 4)
    cursor = after(desk)
    sandbox.edit(edited, {TITLE: "Other"}, by="jane")
    sandbox.comment(said, "Hello", by="jane")
    sandbox.delete(deleted)
    [made] = seeded(sandbox, 1)
    pages = desk.read(cursor, "delta")
    found = items(pages)
    assert set(found) == {edited, said, made}
    assert found[edited].values["title"] == "Other"
    assert [note.content for note in found[said].notes] == ["Hello"]
    assert found[said].notes_complete
    assert [ref.id for page in pages for ref in page.gone] == [deleted]
    assert quiet not in found
    again = desk.read(kept(pages[-1].next), "delta")
    assert not items(again)


def test_links_of_others_are_news_though_no_revision_tells(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """The provider counts no revision when work items are linked."""
    above, below = seeded(sandbox, 2)
    before = desk.read()
    sandbox.link(below, "parent", above, by="jane")
    found = items(desk.read(kept(before[-1].next), "delta"))
    assert found[below].values["parent"] == above
    again = kept(desk.read(kept(before[-1].next), "delta")[-1].next)
    assert not items(desk.read(again, "delta"))
    old = items(before)[below].version
    new = found[below].version
    assert old is not None
    assert new is not None
    assert (old.order, old.hash) != (new.order, new.hash)


def test_edited_and_deleted_comments_are_followed(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """Each makes a revision of its work item."""
    [number] = seeded(sandbox, 1)
    first, second = (sandbox.comment(number, text, by="jane") for text in ("One", "Two"))
    cursor = after(desk)
    sandbox.edit_comment(first, "Uno")
    sandbox.delete_comment(second)
    pages = desk.read(cursor, "delta")
    [note] = items(pages)[number].notes
    assert note.content == "Uno"
    assert note.edited_at is not None
    sandbox.delete_comment(first)
    item = items(desk.read(kept(pages[-1].next), "delta"))[number]
    assert item.notes == ()
    assert item.notes_complete


def test_what_is_gone_when_it_is_read_is_told(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """An item that was removed for good behind the list that named it stands as nothing in its batch."""
    removed, edited = seeded(sandbox, 2)
    cursor = after(desk)
    for number in (removed, edited):
        sandbox.edit(number, {TITLE: "Other"}, by="jane")

    def between(at: Moment) -> None:
        if at.phase == "before" and "workitemsbatch" in at.path and int(removed) in sandbox.world.items:
            sandbox.destroy(removed)

    sandbox.on_request(between)
    pages = desk.read(cursor, "delta")
    assert set(items(pages)) == {edited}
    assert [ref.id for page in pages for ref in page.gone] == [removed]


def test_a_restored_item_comes_back(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """From the recycle bin it is read like a new one."""
    [number] = seeded(sandbox, 1)
    cursor = after(desk)
    sandbox.delete(number)
    pages = desk.read(cursor, "delta")
    assert [ref.id for page in pages for ref in page.gone] == [number]
    sandbox.restore(number, by="jane")
    assert set(items(desk.read(kept(pages[-1].next), "delta"))) == {number}


def test_what_changes_meanwhile_comes_after_a_snapshot(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """The tokens are taken before the list is."""
    numbers = seeded(sandbox, BATCH + 50)
    first = desk.service.fetch_page(None, "snapshot")
    sandbox.edit(numbers[0], {TITLE: "Late"}, by="jane")
    last = desk.read(kept(first.next), "snapshot")[-1]
    found = items(desk.read(kept(last.next), "delta"))
    assert found[numbers[0]].values["title"] == "Late"


def test_a_census_names_everything_and_reads_nothing(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """One query for the whole project."""
    numbers = seeded(sandbox, 30)
    sandbox.delete(numbers[0])
    pages = []
    desk.read()
    assert desk.requests(lambda: pages.extend(desk.read(None, "census"))) == 1
    assert {ref.id for page in pages for ref in page.present} == set(numbers[1:])
    assert pages[-1].next is None


def test_more_than_a_query_may_bring_is_asked_in_windows(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """A query over the limit is an error at the provider, never a short list here."""
    numbers = seeded(sandbox, 40)
    sandbox.switch("most_results", 15)
    assert {ref.id for page in desk.read(None, "census") for ref in page.present} == set(numbers)


def test_another_projects_items_are_not_read(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """The project in the address is the scope."""
    [mine] = seeded(sandbox, 1)
    [other] = seeded(sandbox, 1, project="Other")
    cursor = after(desk)
    sandbox.edit(other, {TITLE: "Theirs"}, by="jane")
    assert set(items(desk.read())) == {mine}
    assert not items(desk.read(cursor, "delta"))


def test_a_moved_item_is_followed_by_its_number(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """It is no longer of the project, but still what it was."""
    [number] = seeded(sandbox, 1)
    item = items(desk.read())[number]
    sandbox.move(number, "Other", by="jane")
    found = desk.fetch(item)
    assert found.values["title"] == item.values["title"]
    assert not found.selected


def test_a_renamed_project_stays_the_scope(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """Its id is what counts."""
    [number] = seeded(sandbox, 1)
    cursor = after(desk)
    sandbox.rename_project("Shop", "Store")
    sandbox.edit(number, {TITLE: "Other"}, by="jane")
    found = items(desk.read(cursor, "delta"))
    assert found[number].selected
    assert found[number].values["milestone"] is None


def test_without_the_reporting_interface_changes_are_found_by_time(
    desk: Desk, sandbox: AzureDevOpsSandbox
) -> None:
    """An old server, or an account that may not use it."""
    sandbox.switch("reporting", False)
    edited, other = seeded(sandbox, 2)
    cursor = after(desk)
    assert cursor.data["revisions"] is None
    sandbox.edit(edited, {TITLE: "Other"}, by="jane")
    pages = desk.read(cursor, "delta")
    assert items(pages)[edited].values["title"] == "Other"
    again = desk.read(kept(pages[-1].next), "delta")
    assert not items(again)
    del other


def test_a_clock_of_ours_that_goes_wrong_hides_no_change(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """How far was read is told by the provider's clock."""
    sandbox.switch("reporting", False)
    [number] = seeded(sandbox, 1)
    desk.context.time = datetime.now(UTC) + timedelta(days=1)
    cursor = after(desk)
    sandbox.edit(number, {TITLE: "Other"}, by="jane")
    assert set(items(desk.read(cursor, "delta"))) == {number}


def test_a_token_that_is_no_longer_understood_begins_anew(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """What exists is read again, rather than nothing ever after."""
    numbers = seeded(sandbox, 3)
    cursor = after(desk)
    broken = Cursor(data={**cursor.data, "revisions": "nonsense"})
    pages = desk.read(broken, "delta")
    assert set(items(pages)) == set(numbers)
    assert kept(pages[-1].next).data["revisions"] != "nonsense"


def test_the_users_condition_selects(sandbox: AzureDevOpsSandbox, open_desk: Opener) -> None:
    """Items that it leaves out are read all the same, since they may be linked."""
    mine, other = seeded(sandbox, 2)
    sandbox.edit(mine, {"System.Tags": "ours"}, by="jane")
    desk = open_desk(query="[System.Tags] CONTAINS 'ours'")
    found = items(desk.read())
    assert (found[mine].selected, found[other].selected) == (True, False)
    assert not desk.fetch(found[other]).selected


@pytest.mark.parametrize("query", ["[No.Such] = 1", "[System.Title] =", "[System.Title] = 'a"])
def test_a_condition_that_is_no_wiql_is_refused(
    sandbox: AzureDevOpsSandbox, open_desk: Opener, query: str
) -> None:
    """The user corrects it; it never reads as an empty project."""
    seeded(sandbox, 1)
    with pytest.raises(ConfigError, match=r"filter\.query"):
        open_desk(query=query).read()


@pytest.mark.parametrize(
    "query", ["a) OR (1=1", "(a", "[System.Id] > 1 ORDER BY [System.Id]", "SELECT x FROM y"]
)
def test_a_condition_may_not_break_out_of_the_query(open_desk: Opener, query: str) -> None:
    """It is refused before anything is asked."""
    with pytest.raises(ConfigError, match=r"filter\.query"):
        open_desk(query=query)


def test_comments_are_read_to_their_end(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """Page by page, oldest first."""
    [number] = seeded(sandbox, 1)
    for count in range(7):
        sandbox.comment(number, f"Number {count}", by="jane")
    sandbox.switch("comment_page", 3)
    notes = items(desk.read())[number].notes
    assert [note.content for note in notes] == [f"Number {count}" for count in range(7)]


def test_our_own_writes_come_back_as_they_were(desk: Desk) -> None:
    """The core sees by version and hash that it knows them already."""
    made = desk.service.create(draft())
    cursor = after(desk)
    changed = desk.service.update(made.ref, fields(made, title="Other"), made.version)
    found = items(desk.read(cursor, "delta"))[made.ref.id]
    assert found.version == changed.version
    assert replace(found, notes=(), notes_complete=False, note_count=None, pending=()) == changed


def test_a_killed_reading_continues(desk: Desk, sandbox: AzureDevOpsSandbox, open_desk: Opener) -> None:
    """With nothing but its cursor."""
    numbers = seeded(sandbox, BATCH * 2 + 10)
    first = desk.service.fetch_page(None, "snapshot")
    rest = open_desk().read(kept(first.next), "snapshot")
    assert set(items([first, *rest])) == set(numbers)
