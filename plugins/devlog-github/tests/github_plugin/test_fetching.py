"""One issue read again, found by its mark, or gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from devlog_core.model.errors import (
    AuthError,
    ConfigError,
    GoneError,
    RejectedError,
    TransientError,
)
from devlog_core.model.ids import new_uid
from devlog_core.model.remote import Mark, RemoteItem, RemoteRef
from devlog_github.sandbox import GitHubSandbox

from .desk import Desk, Opener
from .drafts import draft, fields


@pytest.fixture
def item(desk: Desk) -> RemoteItem:
    """An issue that devlog created."""
    return desk.service.create(draft())


def test_a_deleted_issue_is_gone(sandbox: GitHubSandbox, desk: Desk, item: RemoteItem) -> None:
    """410, or 404 where nobody may know."""
    sandbox.delete(item.ref.key)
    with pytest.raises(GoneError):
        desk.service.update(item.ref, fields(title="x"), None)
    assert desk.service.fetch(item.ref) is None
    assert desk.service.fetch(RemoteRef(id="5", key="999", scope=item.ref.scope)) is None


def test_a_transferred_issue_is_gone_here_and_untouched_there(
    sandbox: GitHubSandbox, desk: Desk, item: RemoteItem
) -> None:
    """Its redirect leads to another issue of another repository."""
    sandbox.add_repository("acme/other")
    sandbox.transfer(item.ref.key, "acme/other")
    with pytest.raises(GoneError):
        desk.service.update(item.ref, fields(title="x"), None)
    assert desk.service.fetch(item.ref) is None
    assert sandbox.read("acme/other#1")["title"] == "Fix login"


def test_another_issue_under_the_number_is_not_ours(desk: Desk, item: RemoteItem) -> None:
    """The id decides."""
    other = RemoteRef(id="5", key=item.ref.key, scope=item.ref.scope)
    assert desk.service.fetch(other) is None
    with pytest.raises(GoneError):
        desk.service.update(other, fields(title="x"), None)


def test_a_repository_out_of_sight_makes_no_issue_gone(
    sandbox: GitHubSandbox, desk: Desk, item: RemoteItem
) -> None:
    """404 for everything must not cancel every entry."""
    with sandbox.world.writing():
        sandbox.first.private = True
    sandbox.permit("none")
    with pytest.raises(ConfigError):
        desk.service.fetch(item.ref)
    with pytest.raises(ConfigError):
        desk.service.update(item.ref, fields(title="x"), None)


def test_a_token_that_may_only_read(sandbox: GitHubSandbox, desk: Desk) -> None:
    """Another's issue is refused, and the cure named."""
    sandbox.seed([{"title": "theirs"}])
    sandbox.permit("pull")
    with pytest.raises(AuthError, match="issues=write"):
        desk.service.update(RemoteRef(id="", key="1"), fields(title="x"), None)


@pytest.mark.parametrize("key", ["1", "#1", " 1 ", "https://github.com/acme/shop/issues/1/"])
def test_an_issue_is_named_as_people_name_it(sandbox: GitHubSandbox, desk: Desk, key: str) -> None:
    """`devlog link` takes all of them."""
    sandbox.seed([{"title": "x", "comments": ["a", "b"]}])
    found = desk.service.fetch(RemoteRef(id="", key=key))
    assert found is not None
    assert (found.ref.key, found.notes_complete, len(found.notes)) == ("1", True, 2)


def test_what_names_no_issue_is_refused(desk: Desk) -> None:
    """Before any request."""
    with pytest.raises(RejectedError, match="'login' is no issue"):
        desk.service.fetch(RemoteRef(id="", key="login"))


def test_a_pull_request_is_no_issue(sandbox: GitHubSandbox, desk: Desk) -> None:
    """They share their numbers."""
    sandbox.seed([{"title": "p", "pull_request": {}}])
    assert desk.service.fetch(RemoteRef(id="", key="1")) is None


def test_fetching_without_comments_is_one_request(
    sandbox: GitHubSandbox, desk: Desk, item: RemoteItem
) -> None:
    """And with them one for each hundred."""
    assert desk.requests(lambda: desk.service.fetch(item.ref)) == 1
    for number in range(101):
        sandbox.comment(item.ref.key, str(number), by="bob")
    found = desk.service.fetch(item.ref)
    assert found is not None
    assert len(found.notes) == 101
    assert desk.requests(lambda: desk.service.fetch(item.ref)) == 3


def test_a_lost_answer_is_found_by_its_mark(sandbox: GitHubSandbox, desk: Desk) -> None:
    """Never by search, which lags."""
    new = draft(milestone=None)
    desk.service.scope()
    tried = desk.context.meter.heard_at
    sandbox.fault("lost-answer", match="POST")
    with pytest.raises(TransientError):
        desk.service.create(new)
    found = desk.service.find(new.mark, tried)
    assert [item.mark for item in found] == [new.mark.uid]
    assert not [entry for entry in sandbox.requests() if "/search" in entry["path"]]


def test_nothing_found_is_believed_after_the_settle_time_only(
    sandbox: GitHubSandbox, open_desk: Opener
) -> None:
    """A list may lag behind a write, and creating again would make two."""
    desk = open_desk(settle_seconds=5)
    sandbox.clock.set("2030-01-01T00:00:00Z")
    sandbox.clock.freeze()
    desk.context.time = datetime(2026, 1, 1, tzinfo=UTC)
    tried = datetime(2030, 1, 1, tzinfo=UTC)
    sandbox.advance(3)
    with pytest.raises(TransientError) as caught:
        desk.service.find(Mark(uid=new_uid()), tried)
    assert caught.value.retry_at == desk.context.time + timedelta(seconds=2)
    sandbox.advance(2)
    assert desk.service.find(Mark(uid=new_uid()), tried) == []
    assert desk.service.find(Mark(uid=new_uid()), None) == []


def test_finding_reads_to_the_end_and_takes_no_pull_request(sandbox: GitHubSandbox, desk: Desk) -> None:
    """Two issues with one mark are both told, however old."""
    new = draft(milestone=None)
    first = desk.service.create(new)
    body = sandbox.read(first.ref.key)["body"]
    sandbox.seed([{"title": str(number)} for number in range(120)])
    sandbox.seed([{"title": "copy", "body": body}, {"title": "pull", "body": body, "pull_request": {}}])
    assert sorted(item.ref.key for item in desk.service.find(new.mark, None)) == ["1", "122"]
