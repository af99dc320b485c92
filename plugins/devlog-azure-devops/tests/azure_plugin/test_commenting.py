"""Comments go both ways, and only those that devlog wrote are changed or removed."""

from __future__ import annotations

import pytest

from devlog_azure_devops.sandbox import AzureDevOpsSandbox
from devlog_core.model.errors import GoneError, RejectedError, StaleError, TransientError
from devlog_core.model.ids import new_uid
from devlog_core.model.remote import Mark, NoteDraft, RemoteItem, RemoteNote, RemoteRef

from .desk import Desk, Opener, draft

TEXT = "See **this**:\n\n- one\n- two"


@pytest.fixture
def item(desk: Desk) -> RemoteItem:
    """A work item."""
    return desk.service.create(draft())


def said(text: str = TEXT, uid: str = "", held: RemoteNote | None = None) -> NoteDraft:
    """A note to write, new or another text for one that is there."""
    return NoteDraft(
        mark=Mark(uid=uid or new_uid()),
        ref=held.ref if held else None,
        content=text,
        old=held.content if held else None,
    )


@pytest.mark.parametrize("markdown", [True, False])
def test_a_note_reads_back_as_it_was_written(
    desk: Desk, sandbox: AzureDevOpsSandbox, item: RemoteItem, markdown: bool
) -> None:
    """In Markdown at the service, in HTML at a server that takes comments out; nobody sees the mark."""
    sandbox.switch("markdown", markdown)
    sandbox.switch("strips_comments", True)
    desk.service.remote.commenter._hosted = lambda: markdown
    new = said()
    made = desk.service.put_note(item.ref, new)
    assert (made.content, made.mark) == (TEXT, new.mark.uid)
    [read] = desk.fetch(item).notes
    assert (read.content, read.mark) == (TEXT, new.mark.uid)
    assert desk.service.find_note(item.ref, new.mark, None)[0].ref.id == made.ref.id
    edited = desk.service.put_note(item.ref, said("Other", new.mark.uid, made))
    assert edited.content == "Other"
    assert edited.edited_at is not None
    assert [note.content for note in desk.fetch(item).notes] == ["Other"]
    desk.service.delete_note(item.ref, made.ref)
    assert desk.fetch(item).notes == ()
    desk.service.delete_note(item.ref, made.ref)


def test_a_lost_answer_is_found_by_its_mark(
    desk: Desk, sandbox: AzureDevOpsSandbox, item: RemoteItem
) -> None:
    """The comment was said though nobody heard of it."""
    new = said()
    sandbox.fault("lost-answer", match=r"POST .*/comments")
    with pytest.raises(TransientError):
        desk.service.put_note(item.ref, new)
    assert len(desk.service.find_note(item.ref, new.mark, None)) == 1


def test_comments_follow_their_work_item_to_another_project(
    desk: Desk, sandbox: AzureDevOpsSandbox, item: RemoteItem
) -> None:
    """A project knows the comments of its own work items alone; one that was moved is not gone."""
    first = said()
    made = desk.service.put_note(item.ref, first)
    sandbox.move(item.ref.id, "Other")
    second = desk.service.put_note(item.ref, said("Two"))
    assert [note.content for note in desk.fetch(item).notes] == [TEXT, "Two"]
    assert len(desk.service.find_note(item.ref, first.mark, None)) == 1
    assert desk.service.put_note(item.ref, said("Other", first.mark.uid, made)).content == "Other"
    sandbox.move(item.ref.id, "Shop")
    desk.service.delete_note(item.ref, second.ref)
    assert [note.content for note in desk.fetch(item).notes] == ["Other"]
    sandbox.delete(item.ref.id)
    with pytest.raises(GoneError):
        desk.service.put_note(item.ref, said("Three"))


def test_a_comment_of_somebody_else_stays(desk: Desk, sandbox: AzureDevOpsSandbox, item: RemoteItem) -> None:
    """It carries no mark of ours."""
    theirs = RemoteRef(id=sandbox.comment(item.ref.id, "<div>Mine</div>", by="jane"))
    with pytest.raises(RejectedError):
        desk.service.delete_note(item.ref, theirs)
    [note] = desk.fetch(item).notes
    assert (note.content, note.mark, note.author) == ("Mine", None, "jane@example.com")
    with pytest.raises(RejectedError):
        desk.service.put_note(item.ref, said("Ours", held=note))


def test_an_edit_in_between_is_stale(desk: Desk, sandbox: AzureDevOpsSandbox, item: RemoteItem) -> None:
    """An administrator may have reworded our comment."""
    new = said()
    made = desk.service.put_note(item.ref, new)
    mark = f"\n\n<!-- devlog-note:{new.mark.uid} -->"
    sandbox.edit_comment(made.ref.id, f"Theirs{mark}")
    with pytest.raises(StaleError):
        desk.service.put_note(item.ref, said("Ours", new.mark.uid, made))


def test_a_comment_that_is_gone_is_stale_and_a_work_item_that_is_gone_is_gone(
    desk: Desk, sandbox: AzureDevOpsSandbox, item: RemoteItem
) -> None:
    """The one is read again, the other ends the link."""
    new = said()
    made = desk.service.put_note(item.ref, new)
    sandbox.delete_comment(made.ref.id)
    with pytest.raises(StaleError):
        desk.service.put_note(item.ref, said("Ours", new.mark.uid, made))
    sandbox.delete(item.ref.id)
    with pytest.raises(GoneError):
        desk.service.put_note(item.ref, said())


def test_an_equal_text_costs_no_write(desk: Desk, sandbox: AzureDevOpsSandbox, item: RemoteItem) -> None:
    """A note that is there already is not written again."""
    new = said()
    made = desk.service.put_note(item.ref, new)
    before = desk.context.meter.writes
    desk.service.put_note(item.ref, said(TEXT, new.mark.uid, made))
    assert desk.context.meter.writes == before


def test_bare_text_of_other_tools_reads_as_text(
    desk: Desk, sandbox: AzureDevOpsSandbox, item: RemoteItem
) -> None:
    """Without any tag it is one line."""
    sandbox.comment(item.ref.id, "Fixed & done", by="jane")
    assert [note.content for note in desk.fetch(item).notes] == ["Fixed & done"]


def test_a_text_that_is_too_long_is_set_aside(
    sandbox: AzureDevOpsSandbox, open_desk: Opener, item: RemoteItem
) -> None:
    """It names the cause and is not tried for ever."""
    sandbox.switch("longest_text", 100)
    with pytest.raises(RejectedError):
        open_desk().service.put_note(item.ref, said("a" * 200))
