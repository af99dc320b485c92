"""Comments: ours are written, changed and removed, and nobody else's."""

from __future__ import annotations

import pytest

from devlog_core.model.errors import RejectedError, StaleError, TransientError
from devlog_core.model.ids import new_uid
from devlog_core.model.remote import Mark, NoteDraft, RemoteItem, RemoteNote, RemoteRef

from .bench import Bench, draft
from .desk import Desk, items


@pytest.fixture
def desk(bench: Bench) -> Desk:
    return bench.desk()


@pytest.fixture
def item(desk: Desk) -> RemoteItem:
    return desk.service.create(draft())


def note(text: str = "a *note*", uid: str | None = None) -> NoteDraft:
    """A comment to write."""
    return NoteDraft(mark=Mark(uid=uid or new_uid()), ref=None, content=text)


def again(made: RemoteNote, text: str, old: str | None = None) -> NoteDraft:
    """Another text for a comment of ours."""
    assert made.mark is not None
    return NoteDraft(mark=Mark(uid=made.mark), ref=made.ref, content=text, old=old or made.content)


def theirs(bench: Bench, item: RemoteItem, visibility: dict[str, str] | None = None) -> RemoteRef:
    """A comment of a person."""
    return RemoteRef(id=bench.jira.comment(item.ref.key, "theirs", "jane", visibility=visibility))


def test_a_comment_carries_its_mark(desk: Desk, item: RemoteItem) -> None:
    """Otherwise the next reading takes it for a person's and carries it back."""
    wanted = note()
    made = desk.service.put_note(item.ref, wanted)
    assert (made.content, made.mark) == ("a *note*", wanted.mark.uid)
    assert [one.mark for one in items(desk.read())[0].notes] == [wanted.mark.uid]
    assert desk.service.find_note(item.ref, wanted.mark, desk.context.clock()) == [made]


def test_a_comment_whose_answer_was_lost_is_found_at_once(bench: Bench, desk: Desk, item: RemoteItem) -> None:
    """An issue's own list has no index that lags."""
    wanted = note()
    bench.jira.fault("lost-answer", match="POST .*/comment")
    with pytest.raises(TransientError):
        desk.service.put_note(item.ref, wanted)
    found = desk.service.find_note(item.ref, wanted.mark, desk.context.clock())
    assert [one.content for one in found] == [wanted.content]
    assert desk.service.find_note(item.ref, Mark(uid=new_uid()), desk.context.clock()) == []


def test_our_comment_is_changed_and_removed(desk: Desk, item: RemoteItem) -> None:
    """Removing what is gone already is no error."""
    made = desk.service.put_note(item.ref, note())
    after = desk.service.put_note(item.ref, again(made, "other words"))
    assert (after.ref.id, after.content, after.mark) == (made.ref.id, "other words", made.mark)
    desk.service.delete_note(item.ref, made.ref)
    desk.service.delete_note(item.ref, made.ref)
    assert items(desk.read())[0].notes == ()


def test_an_equal_text_is_not_written_again(bench: Bench, desk: Desk, item: RemoteItem) -> None:
    """It would show as edited."""
    made = desk.service.put_note(item.ref, note())
    before = len(bench.writes())
    assert desk.service.put_note(item.ref, again(made, made.content)).edited_at is None
    assert len(bench.writes()) == before


def test_what_a_person_changed_in_our_comment_is_not_overwritten(
    bench: Bench, desk: Desk, item: RemoteItem
) -> None:
    """It is read and merged first."""
    made = desk.service.put_note(item.ref, note())
    bench.jira.edit_comment(made.ref.id, "theirs")
    with pytest.raises(StaleError):
        desk.service.put_note(item.ref, again(made, "ours"))
    bench.jira.delete_comment(made.ref.id)
    with pytest.raises(StaleError, match="deleted"):
        desk.service.put_note(item.ref, again(made, "ours"))


def test_a_comment_of_a_person_is_never_touched(bench: Bench, desk: Desk, item: RemoteItem) -> None:
    """Whatever the engine asks for."""
    other = theirs(bench, item)
    with pytest.raises(RejectedError, match="not written by devlog"):
        desk.service.put_note(item.ref, NoteDraft(mark=Mark(uid=new_uid()), ref=other, content="x"))
    with pytest.raises(RejectedError, match="not written by devlog"):
        desk.service.delete_note(item.ref, other)
    assert [one.content for one in items(desk.read())[0].notes] == ["theirs"]


def test_a_comment_under_another_mark_is_not_changed(desk: Desk, item: RemoteItem) -> None:
    """One note's comment is not another's."""
    made = desk.service.put_note(item.ref, note())
    with pytest.raises(RejectedError, match="not written by devlog"):
        desk.service.put_note(item.ref, NoteDraft(mark=Mark(uid=new_uid()), ref=made.ref, content="x"))


def test_a_restricted_comment_is_left_alone(bench: Bench, desk: Desk, item: RemoteItem) -> None:
    """It is for some eyes only, and never read into an entry."""
    other = theirs(bench, item, visibility={"type": "role", "value": "Administrators"})
    assert items(desk.read())[0].notes == ()
    with pytest.raises(RejectedError):
        desk.service.delete_note(item.ref, other)


def test_a_text_that_is_too_long_is_refused(bench: Bench, desk: Desk, item: RemoteItem) -> None:
    """The other notes are sent."""
    bench.jira.fault("413", match="POST .*/comment")
    with pytest.raises(RejectedError):
        desk.service.put_note(item.ref, note())
    with pytest.raises(RejectedError):
        desk.service.put_note(item.ref, note("x" * 40_000))
