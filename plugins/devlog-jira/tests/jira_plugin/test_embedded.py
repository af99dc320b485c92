"""Comments that ride along: long lists, marks of our own, what is restricted."""

from __future__ import annotations

from collections.abc import Mapping

from devlog_core.model.remote import Mark, NoteDraft, SyncPage
from devlog_jira.sandbox import JiraSandbox

from .desk import Desk, items
from .pages import BOT, last, one, tickets


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
