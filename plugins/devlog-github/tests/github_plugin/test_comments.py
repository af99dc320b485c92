"""Comments: ours are written, changed and removed; those of people are not touched."""

from __future__ import annotations

from datetime import timedelta

import pytest

from devlog_core.model.errors import GoneError, RejectedError, StaleError, TransientError
from devlog_core.model.ids import new_uid
from devlog_core.model.remote import Mark, NoteDraft, RemoteRef
from devlog_github.sandbox import GitHubSandbox

from .desk import Desk


@pytest.fixture
def ref(sandbox: GitHubSandbox, desk: Desk) -> RemoteRef:
    """An issue of somebody else."""
    sandbox.seed([{"title": "x"}])
    scope = desk.service.scope()
    assert scope is not None
    return RemoteRef(id="", key="1", scope=scope.id)


def note(
    content: str, mark: Mark | None = None, at: RemoteRef | None = None, old: str | None = None
) -> NoteDraft:
    """A comment to write."""
    return NoteDraft(mark=mark or Mark(uid=new_uid()), ref=at, content=content, old=old)


def test_a_comment_is_one_request_and_comes_back(sandbox: GitHubSandbox, desk: Desk, ref: RemoteRef) -> None:
    """Its mark is no part of it."""
    draft = note("Done\r\nand tested")
    before = len(sandbox.requests())
    written = desk.service.put_note(ref, draft)
    assert len(sandbox.requests()) == before + 1
    assert (written.content, written.mark, written.author) == (
        "Done\nand tested",
        draft.mark.uid,
        "devlog-bot",
    )
    item = desk.service.fetch(ref)
    assert item is not None
    assert item.notes == (written,)
    assert list(desk.service.find_note(ref, draft.mark, None)) == [written]


def test_our_own_is_changed(sandbox: GitHubSandbox, desk: Desk, ref: RemoteRef) -> None:
    """Two requests, and none to write where nothing changes."""
    first = desk.service.put_note(ref, note("one"))
    mark = Mark(uid=str(first.mark))
    second = desk.service.put_note(ref, note("two", mark, first.ref, old="one"))
    assert (second.ref, second.content, second.mark) == (first.ref, "two", first.mark)
    sandbox.clear_requests()
    desk.service.put_note(ref, note("two", mark, first.ref))
    assert [entry["method"] for entry in sandbox.requests()] == ["GET"]


def test_one_that_a_person_reworded_is_stale(sandbox: GitHubSandbox, desk: Desk, ref: RemoteRef) -> None:
    """What they wrote is merged first."""
    first = desk.service.put_note(ref, note("one"))
    body = sandbox.read("1")["comments"][0]["body"]
    sandbox.edit_comment(first.ref.id, body.replace("one", "theirs"))
    with pytest.raises(StaleError):
        desk.service.put_note(ref, note("two", Mark(uid=str(first.mark)), first.ref, old="one"))


def test_one_that_a_person_deleted_is_no_end_of_the_issue(
    sandbox: GitHubSandbox, desk: Desk, ref: RemoteRef
) -> None:
    """GoneError would part the entry from its issue."""
    first = desk.service.put_note(ref, note("one"))
    sandbox.delete_comment(first.ref.id)
    with pytest.raises(StaleError):
        desk.service.put_note(ref, note("two", Mark(uid=str(first.mark)), first.ref))


@pytest.mark.parametrize("body", ["a person's", "<!-- devlog-note:another -->"])
def test_anothers_comment_is_neither_changed_nor_removed(
    sandbox: GitHubSandbox, desk: Desk, ref: RemoteRef, body: str
) -> None:
    """Law 8."""
    theirs = RemoteRef(id=sandbox.comment("1", body, by="bob"), scope=ref.scope)
    with pytest.raises(RejectedError):
        desk.service.put_note(ref, note("ours", at=theirs))
    if "devlog" not in body:
        with pytest.raises(RejectedError):
            desk.service.delete_note(ref, theirs)
    assert sandbox.read("1")["comments"][0]["body"] == body


def test_removing_twice_is_no_error(sandbox: GitHubSandbox, desk: Desk, ref: RemoteRef) -> None:
    """The answer to the first may have been lost."""
    first = desk.service.put_note(ref, note("one"))
    desk.service.delete_note(ref, first.ref)
    desk.service.delete_note(ref, first.ref)
    assert sandbox.read("1")["comments"] == []


def test_a_lost_answer_is_found(sandbox: GitHubSandbox, desk: Desk, ref: RemoteRef) -> None:
    """One note, one comment."""
    draft = note("one")
    sandbox.fault("lost-answer", match="POST")
    with pytest.raises(TransientError):
        desk.service.put_note(ref, draft)
    assert len(desk.service.find_note(ref, draft.mark, desk.context.meter.heard_at)) == 1


def test_nothing_found_is_not_believed_at_once(sandbox: GitHubSandbox, desk: Desk, ref: RemoteRef) -> None:
    """As for issues."""
    tried = desk.context.meter.heard_at
    assert tried is not None
    with pytest.raises(TransientError):
        desk.service.find_note(ref, Mark(uid=new_uid()), tried + timedelta(seconds=30))
    sandbox.advance(10)
    assert list(desk.service.find_note(ref, Mark(uid=new_uid()), tried)) == []


def test_a_locked_issue_and_a_blank_comment_are_refused(
    sandbox: GitHubSandbox, desk: Desk, ref: RemoteRef
) -> None:
    """This one note, and not the integration."""
    with pytest.raises(RejectedError, match="is too long"):
        desk.service.put_note(ref, note("x" * 70_000))
    sandbox.edit("1", {"locked": True}, by="alice")
    sandbox.permit("pull")
    with pytest.raises(RejectedError, match="locked"):
        desk.service.put_note(ref, note("x"))


def test_a_deleted_issue_takes_no_comment(sandbox: GitHubSandbox, desk: Desk, ref: RemoteRef) -> None:
    """Nor does a transferred one, which lives under another id."""
    sandbox.seed([{"title": "moves"}])
    sandbox.add_repository("acme/other")
    sandbox.delete("1")
    sandbox.transfer("2", "acme/other")
    for key in ("1", "2"):
        with pytest.raises(GoneError):
            desk.service.put_note(RemoteRef(id="", key=key, scope=ref.scope), note("x"))
    assert sandbox.read("acme/other#1")["comments"] == []
