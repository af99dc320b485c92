"""Lists read whole, and from wherever a killed run left off."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from devlog_core.model.codec import from_json, to_json
from devlog_core.model.errors import TransientError
from devlog_core.model.remote import Cursor
from devlog_core.testing.sandbox import Moment
from devlog_core.testing.stage import Answerer, Asked, Reply, Stage
from devlog_github.sandbox import GitHubSandbox

from .desk import Desk, Opener, items, opened, things
from .lists import OLD, keys, seed, settled, titles


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
        if asked.where.startswith("/repos/"):
            return Reply(body={"id": 77, "full_name": "acme/shop"})
        if "/comments" in asked.where:
            return Reply(body=[note, {"id": 6}, "?"])
        return Reply(body=[good, *bad] if "since" not in asked.where else [bad[0]], headers={"ETag": '"e"'})

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
