"""Lists read whole, cheaply, and from wherever a killed run left off."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from devlog_core.model.codec import from_json, to_json
from devlog_core.model.errors import ConfigError, GoneError, TransientError
from devlog_core.model.remote import Cursor, Draft, Mark, SyncPage
from devlog_github.sandbox import GitHubSandbox, Moment

from .desk import Desk, Opener, items, opened, things
from .stage import Answerer, Asked, Reply, Stage

OLD = "2025-06-01T12:00:00Z"


def seed(sandbox: GitHubSandbox, count: int, comments: int = 0, **more: Any) -> None:
    """Issues of last year."""
    sandbox.seed(
        [
            {"title": f"n{number}", "created_at": OLD, "comments": ["c"] * comments} | more
            for number in range(count)
        ]
    )


def keys(pages: list[SyncPage]) -> list[str]:
    """The numbers of the whole items, as they came."""
    return [item.ref.key for item in items(pages)]


def titles(pages: list[SyncPage]) -> dict[str, Any]:
    """The titles by number, the last told of each."""
    return {item.ref.key: item.values["title"] for item in items(pages)}


def settled(desk: Desk) -> Cursor:
    """The cursor after a first pull."""
    cursor = desk.read()[-1].next
    assert cursor is not None
    return cursor


def test_a_first_pull_stays_within_its_figure(sandbox: GitHubSandbox, desk: Desk) -> None:
    """1,000 issues with 3,000 comments: one request for each hundred of either, and two."""
    seed(sandbox, 1000, comments=3)
    pages = desk.read()
    assert desk.context.meter.requests <= 10 + 30 + 2
    assert len(items(pages)) == 1000
    assert sum(len(item.notes) for page in pages for item in page.items) == 3000
    quiet = desk.service.fetch_page(pages[-1].next, "delta")
    assert quiet.next == pages[-1].next
    assert desk.context.meter.requests <= 42 + 2


def test_without_comments_none_are_asked_for(sandbox: GitHubSandbox, desk: Desk) -> None:
    """The issues say how many they have."""
    seed(sandbox, 5)
    assert desk.requests(desk.read) == 2


def test_an_empty_repository_reads_as_empty(desk: Desk) -> None:
    """And the next delta starts from there."""
    pages = desk.read()
    assert [(page.more, page.items) for page in pages] == [(False, ())]
    assert desk.service.fetch_page(pages[-1].next, "delta").more is False


def test_a_quiet_pull_is_two_conditional_requests(sandbox: GitHubSandbox, desk: Desk) -> None:
    """304 costs nothing of the hour's budget, and the cursor stays the very same."""
    seed(sandbox, 3, comments=1)
    cursor = settled(desk)
    for _ in range(3):
        page = desk.service.fetch_page(cursor, "delta")
        assert (page.next, page.more, page.items, page.refs, page.events) == (cursor, False, (), (), ())
    assert [entry["status"] for entry in sandbox.requests()][-4:] == [304] * 4


def test_a_cursor_survives_as_json(sandbox: GitHubSandbox, desk: Desk) -> None:
    """It lies in the store between two runs."""
    seed(sandbox, 120, comments=1)
    page = desk.service.fetch_page(None, "snapshot")
    seen = keys([page])
    while page.more:
        stored = json.dumps(to_json(page.next))
        page = desk.service.fetch_page(from_json(Cursor, json.loads(stored)), "snapshot")
        seen += keys([page])
    assert seen == [str(number) for number in range(1, 121)]


def test_a_killed_reading_goes_on(sandbox: GitHubSandbox, open_desk: Opener) -> None:
    """With another service, from the stored cursor of any page."""
    seed(sandbox, 250, comments=1)
    whole = open_desk().read()
    for place in range(len(whole) - 1):
        rest = [open_desk().service.fetch_page(whole[place].next, "snapshot")]
        while rest[-1].more:
            rest.append(open_desk().service.fetch_page(rest[-1].next, "snapshot"))
        assert [page.items for page in whole[: place + 1] + rest] == [page.items for page in whole]


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


@pytest.mark.parametrize("mode", ["snapshot", "census"])
def test_a_deletion_does_not_hide_the_next_issue(sandbox: GitHubSandbox, desk: Desk, mode: Any) -> None:
    """Numbered pages move up, and what is missing would be taken for gone."""
    seed(sandbox, 250)
    desk.service.scope()
    sandbox.fault("shift:remove", match="page=2|asc&per_page=100$")
    sandbox.fault("shift:remove", match="page=2")
    pages = desk.read(mode=mode)
    found = set(keys(pages)) | {ref.key for page in pages for ref in page.present}
    assert found >= {str(number) for number in range(3, 251)}


@pytest.mark.parametrize("how", ["insert", "touch"])
def test_a_list_that_grows_or_is_edited_is_read_whole(sandbox: GitHubSandbox, desk: Desk, how: str) -> None:
    """By the time of creation, edits move nothing, and new ones come last."""
    seed(sandbox, 250)
    desk.service.scope()
    sandbox.fault(f"shift:{how}", times=2)
    pages = desk.read()
    assert set(keys(pages)) >= {str(number) for number in range(1, 251)}
    later = titles(pages) | titles(desk.read(pages[-1].next, "delta"))
    assert ("(touched)" in later["1"]) == (how == "touch")


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


def test_a_deleted_comment_does_not_hide_the_next(sandbox: GitHubSandbox, desk: Desk) -> None:
    """Comments are counted against what their issues say."""
    seed(sandbox, 30, comments=8)
    first = sandbox.read("1")["comments"][0]["id"]
    done: list[bool] = []

    def delete(moment: Moment) -> None:
        if moment.phase == "after" and "/issues/comments" in moment.path and not done:
            done.append(True)
            sandbox.delete_comment(str(first))

    sandbox.on_request(delete)
    notes = {note.ref.id for page in desk.read() for item in page.items for note in item.notes}
    assert len(notes) == 240


def test_a_census_tells_ids_alone(sandbox: GitHubSandbox, desk: Desk) -> None:
    """It leaves the delta's cursor where it is, and pull requests out."""
    seed(sandbox, 130)
    sandbox.seed([{"title": "p", "pull_request": {}}])
    pages = desk.read(mode="census")
    assert len(pages) == 2
    assert [ref.key for page in pages for ref in page.present] == [str(number) for number in range(1, 131)]
    assert all(ref.id and ref.scope for page in pages for ref in page.present)
    assert pages[-1].next is None
    assert all(not page.items for page in pages)


def test_a_census_beside_a_delta_cursor_starts_anew(sandbox: GitHubSandbox, desk: Desk) -> None:
    """Whatever cursor it is given."""
    seed(sandbox, 2)
    cursor = settled(desk)
    assert len(desk.service.fetch_page(cursor, "census").present) == 2
    assert len(desk.service.fetch_page(cursor, "snapshot").items) == 2


def test_pull_requests_attach_and_their_comments_are_left_out(sandbox: GitHubSandbox, desk: Desk) -> None:
    """They never make entries."""
    sandbox.seed([
        {"title": "issue", "comments": ["on the issue"]},
        {"title": "pull", "body": "Fixes #1", "pull_request": {}, "comments": ["on the pull request"]},
    ])  # fmt: skip
    pages = desk.read()
    assert keys(pages) == ["1"]
    assert [
        (thing.kind, thing.ref.key, thing.targets[0].key, thing.targets[0].closes) for thing in things(pages)
    ] == [("pull_request", "2", "1", True)]
    assert [note.content for page in pages for item in page.items for note in item.notes] == ["on the issue"]


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


def test_an_old_server_is_read(sandbox: GitHubSandbox, desk: Desk) -> None:
    """Without the newer keys."""
    sandbox.switch("old_server", True)
    sandbox.seed([{"title": "x", "state": "closed", "state_reason": "not_planned"}])
    assert items(desk.read())[0].values["status"] == "done"


def test_a_doubled_record_is_one(sandbox: GitHubSandbox, desk: Desk) -> None:
    """Within one page."""
    seed(sandbox, 3)
    sandbox.fault("duplicate-item", match="/issues")
    assert keys(desk.read()) == ["1", "2", "3"]


def test_a_list_cut_off_by_the_server_is_an_error(sandbox: GitHubSandbox, desk: Desk) -> None:
    """422 past a page is not the end of the list."""
    seed(sandbox, 150)
    sandbox.fault("page-limit:1", times=9)
    with pytest.raises(TransientError, match="pagination is limited"):
        desk.read()


@pytest.mark.parametrize("page", [1, 2, 3])
def test_an_error_on_any_page_leaves_the_cursor(sandbox: GitHubSandbox, desk: Desk, page: int) -> None:
    """The same page is asked for again."""
    seed(sandbox, 150, comments=1)
    pages = [desk.service.fetch_page(None, "snapshot")]
    for _ in range(page - 1):
        pages.append(desk.service.fetch_page(pages[-1].next, "snapshot"))
    sandbox.fault("502")
    with pytest.raises(TransientError):
        desk.service.fetch_page(pages[-1].next, "snapshot")
    while pages[-1].more:
        pages.append(desk.service.fetch_page(pages[-1].next, "snapshot"))
    assert len(keys(pages)) == 150


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


def test_what_cannot_be_read_is_named_and_the_rest_read(perform: Callable[[Answerer], Stage]) -> None:
    """One bad record must not stop a repository."""
    good = {"id": 1, "number": 1, "title": "good", "created_at": OLD, "updated_at": OLD, "comments": 2}
    silent = good | {"comments": 0}
    bad: list[Any] = [
        silent | {"id": 2, "number": 2, "title": None},
        None,
        {"id": 3},
        silent | {"id": 4, "created_at": 5},
    ]
    note = {"id": 5, "body": "x", "created_at": OLD, "issue_url": "https://h/repos/a/b/issues/1"}

    def answer(asked: Asked) -> Reply:
        if asked.path.startswith("/repos/"):
            return Reply(body={"id": 77, "full_name": "acme/shop"})
        if "/comments" in asked.path:
            return Reply(body=[note, {"id": 6}, "?"])
        return Reply(body=[good, *bad] if "since" not in asked.path else [bad[0]], headers={"ETag": '"e"'})

    stage = perform(answer)
    desk = opened({"repository": "acme/shop", "token": "t", "api_url": stage.url})
    pages = desk.read()
    assert keys(pages) == ["1"]
    rejected = [entry for page in pages for entry in page.rejected]
    assert [entry.key for entry in rejected] == ["2", "?", "3", "1", "comment 6", "comment ?"]
    assert rejected[0].reason == "the issue has no title"
    assert rejected[2].reason == "it lacks 'title'"
    assert [item.notes[0].content for item in pages[-1].items] == ["x"]


def test_as_of_is_their_clock_at_the_start(sandbox: GitHubSandbox, desk: Desk) -> None:
    """Not ours, and not the end of a long reading."""
    sandbox.clock.set("2030-01-01T00:00:00Z")
    sandbox.clock.freeze()
    seed(sandbox, 150)
    sandbox.on_request(lambda moment: sandbox.advance(30) if moment.phase == "after" else None)
    pages = desk.read()
    stamps = {page.as_of for page in pages}
    assert len(stamps) == 1
    assert str(stamps.pop()).startswith("2030-01-01 00:0")


def test_a_repository_that_is_not_there(open_desk: Opener) -> None:
    """The user fixes the name, or the token."""
    with pytest.raises(ConfigError, match="acme/nothing not found or the token may not see it"):
        open_desk(repository="acme/nothing").read()


def test_a_repository_lost_from_sight_is_not_an_empty_one(sandbox: GitHubSandbox, desk: Desk) -> None:
    """The core then asks what stands under the name now."""
    seed(sandbox, 2)
    cursor = settled(desk)
    with sandbox.world.writing():
        sandbox.repository(None).private = True
    sandbox.permit("none")
    with pytest.raises(GoneError):
        desk.service.fetch_page(cursor, "delta")
    with pytest.raises(ConfigError):
        desk.service.scope()


def test_a_renamed_repository_is_followed(sandbox: GitHubSandbox, desk: Desk) -> None:
    """By its id; the name leads there too."""
    seed(sandbox, 3)
    scope, cursor = desk.service.scope(), settled(desk)
    sandbox.rename("market")
    sandbox.edit("1", {"title": "new"}, by="alice")
    assert titles(desk.read(cursor, "delta")) == {"1": "new"}
    after = desk.service.scope()
    assert scope is not None
    assert after is not None
    assert (after.id, after.name) == (scope.id, "acme/market")


def test_another_repository_under_the_name_has_another_id(sandbox: GitHubSandbox, desk: Desk) -> None:
    """The core refuses it then, and nothing is created there meanwhile."""
    before = desk.service.scope()
    sandbox.rename("old-shop")
    sandbox.add_repository("acme/shop")
    after = desk.service.scope()
    assert before is not None
    assert after is not None
    assert before.id != after.id
    made = desk.service.create(Draft(mark=Mark(uid="u"), values={"title": "x"}))
    assert made.ref.scope == before.id
    assert sandbox.read("acme/old-shop#1")["title"] == "x"
