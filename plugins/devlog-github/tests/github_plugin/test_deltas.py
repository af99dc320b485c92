"""What changed since, all of it and nothing else, in few requests."""

from __future__ import annotations

import pytest

from devlog_core.model.remote import Cursor, Mark, NoteDraft, RemoteRef
from devlog_core.testing.sandbox import Moment
from devlog_github.sandbox import GitHubSandbox

from .desk import Desk, items, things
from .drafts import draft, fields
from .lists import OLD, keys, seed, settled, titles


def test_a_quiet_pull_is_two_conditional_requests(sandbox: GitHubSandbox, desk: Desk) -> None:
    """304 costs nothing of the hour's budget, and the cursor stays the very same."""
    seed(sandbox, 3, comments=1)
    cursor = settled(desk)
    for _ in range(3):
        page = desk.service.fetch_page(cursor, "delta")
        assert (page.next, page.more, page.items, page.refs, page.events) == (cursor, False, (), (), ())
    assert [entry["status"] for entry in sandbox.requests()][-4:] == [304] * 4


@pytest.mark.parametrize("inclusive", [True, False])
@pytest.mark.parametrize("cursors", [True, False])
def test_a_delta_brings_what_changed_and_nothing_else(
    sandbox: GitHubSandbox, desk: Desk, inclusive: bool, cursors: bool
) -> None:
    """Whether the bound of `since` is included is not said, and links may hold cursors."""
    sandbox.switch("since_inclusive", inclusive)
    sandbox.switch("cursor_links", cursors)
    seed(sandbox, 230, comments=1)
    cursor = settled(desk)
    sandbox.edit("7", {"title": "seven"}, by="alice")
    sandbox.comment("9", "hello", by="bob")
    pages = desk.read(cursor, "delta")
    assert sorted(keys(pages)) == ["7", "9"]
    assert [(item.ref.id, item.ref.key, item.notes[0].content) for page in pages for item in page.items
            if item.version is None] == [("", "9", "hello")]  # fmt: skip
    assert desk.requests(lambda: desk.read(pages[-1].next, "delta")) == 2
    assert desk.service.fetch_page(pages[-1].next, "delta").next == pages[-1].next


def test_edits_within_one_second_are_told_apart(sandbox: GitHubSandbox, desk: Desk) -> None:
    """Times have whole seconds, and so much can happen in one."""
    sandbox.clock.freeze()
    sandbox.seed([{"title": "x"} for _ in range(230)])
    cursor: Cursor | None = settled(desk)
    for title in ("one", "two", "three"):
        sandbox.edit("3", {"title": title}, by="alice")
        pages = desk.read(cursor, "delta")
        assert titles(pages) == {"3": title}
        cursor = pages[-1].next


def test_an_edit_while_the_list_is_read_is_not_lost(sandbox: GitHubSandbox, desk: Desk) -> None:
    """It comes with the next delta, by GitHub's clock and not by ours."""
    seed(sandbox, 150)

    def edit(moment: Moment) -> None:
        if moment.phase == "after" and "page=2" in moment.path:
            sandbox.edit("5", {"title": "late"}, by="alice")

    sandbox.on_request(edit)
    sandbox.clock.offset = -7200
    assert titles(desk.read(settled(desk), "delta")) == {"5": "late"}


def test_an_edit_early_in_a_long_reading_is_not_lost(sandbox: GitHubSandbox, desk: Desk) -> None:
    """The next delta begins where the reading began, however long it took."""
    sandbox.clock.freeze()
    seed(sandbox, 250)
    left = [{"title": "late"}]

    def slow(moment: Moment) -> None:
        if moment.phase == "after" and "page=2" in moment.path and left:
            sandbox.edit("5", left.pop(), by="alice")
        if moment.phase == "after":
            sandbox.advance(300)

    sandbox.on_request(slow)
    assert titles(desk.read(settled(desk), "delta")) == {"5": "late"}


def test_a_list_that_lags_is_read_again(sandbox: GitHubSandbox, desk: Desk) -> None:
    """A replica may serve a state of half a minute ago."""
    seed(sandbox, 3)
    cursor = settled(desk)
    sandbox.edit("2", {"title": "new"}, by="alice")
    sandbox.fault("stale-list:30", match="/issues")
    sandbox.edit("1", {"title": "also"}, by="alice")
    first = desk.read(cursor, "delta")
    assert titles(first) == {}
    sandbox.advance(5)
    sandbox.edit("3", {"title": "third"}, by="alice")
    assert titles(desk.read(first[-1].next, "delta")) == {"1": "also", "2": "new", "3": "third"}


def test_a_late_change_below_newer_ones_is_met(sandbox: GitHubSandbox, desk: Desk) -> None:
    """A lagging replica may show a change after a later one was already read."""
    sandbox.clock.freeze()
    seed(sandbox, 4)
    cursor = settled(desk)
    sandbox.advance(10)
    sandbox.edit("2", {"title": "early"}, by="alice")
    hidden = sandbox.read("2")["updated_at"]
    sandbox.advance(5)
    sandbox.edit("3", {"title": "later"}, by="alice")
    issue = sandbox.issue("2")
    with sandbox.world.writing():
        issue.title, issue.updated_at = "n1", 0
    pages = desk.read(cursor, "delta")
    assert titles(pages) == {"3": "later"}
    with sandbox.world.writing():
        issue.title, issue.updated_at = "early", sandbox.clock.now() - 5
    assert hidden == sandbox.read("2")["updated_at"]
    assert titles(desk.read(pages[-1].next, "delta")) == {"2": "early"}


def test_a_deletion_while_a_long_delta_is_read(sandbox: GitHubSandbox, desk: Desk) -> None:
    """The same by the time of change."""
    seed(sandbox, 250)
    cursor = settled(desk)
    sandbox.advance(100)
    for number in range(1, 231):
        sandbox.edit(str(number), {"title": f"new {number}"}, by="alice")
    sandbox.fault("shift:remove", match="sort=updated")
    found = titles(desk.read(cursor, "delta"))
    gone = {str(number) for number in range(1, 231)} - set(found)
    assert gone == set()


def test_a_merge_is_an_event_of_a_delta_only(sandbox: GitHubSandbox, desk: Desk) -> None:
    """A first pull must not fire every workflow for the past years."""
    sandbox.seed(
        [
            {"title": "old", "pull_request": {"merged": True}, "created_at": OLD},
            {"title": "p", "pull_request": {}},
        ]
    )
    pages = desk.read()
    assert all(not page.events for page in pages)
    with sandbox.world.writing():
        pull = sandbox.issue("2")
        assert pull.pull is not None
        pull.pull.merged_at = pull.updated_at = sandbox.clock.now()
        pull.state = "closed"
    found = desk.read(pages[-1].next, "delta")
    assert [event.name for page in found for event in page.events] == ["github.pull_request.merged"]
    assert things(found)[0].data["merged"] is True


def test_news_whose_run_was_killed_comes_again(sandbox: GitHubSandbox, desk: Desk) -> None:
    """A 304 for a page that was never stored would lose it for good."""
    seed(sandbox, 3)
    cursor = settled(desk)
    desk.service.fetch_page(cursor, "delta")
    sandbox.edit("2", {"title": "new"}, by="alice")
    for _ in range(3):
        assert titles([desk.service.fetch_page(cursor, "delta")]) == {"2": "new"}


def test_a_cursor_put_back_reads_again(sandbox: GitHubSandbox, desk: Desk) -> None:
    """A store restored from a copy has an older cursor and our newer memory."""
    sandbox.clock.freeze()
    seed(sandbox, 3)
    cursor = settled(desk)
    sandbox.edit("2", {"title": "new"}, by="alice")
    pages = desk.read(cursor, "delta")
    desk.read(pages[-1].next, "delta")
    assert titles(desk.read(cursor, "delta")) == {"2": "new"}


def test_many_changes_at_once_are_all_read(sandbox: GitHubSandbox, desk: Desk) -> None:
    """More than a page holds, and then it is quiet again."""
    seed(sandbox, 260, comments=1)
    cursor = settled(desk)
    sandbox.advance(100)
    for number in range(1, 251):
        sandbox.edit(str(number), {"title": "new"}, by="alice")
    pages = desk.read(cursor, "delta")
    assert len(titles(pages)) == 250
    sandbox.advance(2)
    again = desk.read(pages[-1].next, "delta")
    assert keys(again) == []
    assert desk.requests(lambda: desk.read(again[-1].next, "delta")) == 2


def test_there_and_back_within_one_second(sandbox: GitHubSandbox, desk: Desk) -> None:
    """What was seen, changed and changed back looks like what was seen, and is news all the same."""
    sandbox.clock.freeze()
    sandbox.seed([{"title": "x"}])
    cursor: Cursor | None = settled(desk)
    for state in ("closed", "open", "closed", "open"):
        sandbox.edit("1", {"state": state}, by="alice")
        pages = desk.read(cursor, "delta")
        assert len(items(pages)) == 1
        cursor = pages[-1].next


@pytest.mark.parametrize("quiet", [0, 2])
def test_what_we_wrote_and_a_person_undid_within_one_second(
    sandbox: GitHubSandbox, desk: Desk, quiet: int
) -> None:
    """No reading has seen our own state in between."""
    sandbox.clock.freeze()
    sandbox.seed([{"title": "at first", "comments": ["c"]}])
    sandbox.edit("1", {"title": "before"}, by="alice")
    cursor: Cursor | None = settled(desk)
    for _ in range(quiet):
        cursor = desk.service.fetch_page(cursor, "delta").next
    desk.service.update(RemoteRef(id="", key="1"), fields(title="ours"), None)
    sandbox.edit("1", {"title": "before"}, by="alice")
    pages = desk.read(cursor, "delta")
    assert titles(pages) == titles(desk.read(cursor, "delta")) == {"1": "before"}
    assert desk.service.fetch_page(pages[-1].next, "delta").next == pages[-1].next


def test_our_own_writes_are_told_once(sandbox: GitHubSandbox, desk: Desk) -> None:
    """Whether the core has stored them, only the core knows."""
    sandbox.clock.freeze()
    cursor = settled(desk)
    made = desk.service.create(draft(milestone=None))
    desk.service.put_note(made.ref, NoteDraft(mark=Mark(uid="n"), ref=None, content="x"))
    pages = desk.read(cursor, "delta")
    assert [len(page.items) for page in pages] == [1, 1]
    assert desk.service.fetch_page(pages[-1].next, "delta").next == pages[-1].next
    assert desk.context.state["written"]["ids"] == {}
