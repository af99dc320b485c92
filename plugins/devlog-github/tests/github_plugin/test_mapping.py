"""Records of GitHub, whole and broken, old and new."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from devlog_core.model.remote import FieldChange, Patch, SetChange
from devlog_github import sending
from devlog_github.config import Mapping
from devlog_github.mapping import express, item_of, note_of
from devlog_github.vocabulary import Vocabulary

WORDS = Vocabulary(Mapping())
ISSUE: dict[str, Any] = {
    "id": 9_000_000_000, "number": 12, "title": "Login  fails ", "state": "open", "state_reason": None,
    "html_url": "https://github.com/acme/shop/issues/12", "body": "One\r\ntwo", "comments": 3,
    "labels": [{"name": "ui"}, {"name": "Status: Blocked"}, {"name": "type: bugfix"}, "plain"],
    "user": {"login": "octocat"}, "assignees": [{"login": "bob"}, {"login": "alice"}],
    "milestone": {"number": 4, "title": "v1"}, "created_at": "2026-01-01T10:00:00Z",
    "updated_at": "2026-01-02T10:00:00Z", "closed_at": None,
}  # fmt: skip


def issue(**changes: Any) -> dict[str, Any]:
    """The issue with other values."""
    return ISSUE | changes


def test_an_issue_becomes_an_item() -> None:
    """Every field in canonical form."""
    item = item_of(ISSUE, "77", WORDS)
    assert item.values == {
        "title": "Login fails", "description": "One\ntwo", "status": "blocked", "priority": "medium",
        "type": "bugfix", "labels": ["plain", "ui"], "assignees": ["alice", "bob"], "milestone": "v1",
    }  # fmt: skip
    assert (item.ref.id, item.ref.key, item.ref.scope) == ("9000000000", "12", "77")
    assert item.ref.url == "https://github.com/acme/shop/issues/12"
    assert (item.author, item.note_count, item.mark) == ("octocat", 3, None)
    assert item.created_at == datetime(2026, 1, 1, 10, tzinfo=UTC)
    assert item.version is not None
    assert item.version.order == 1_767_348_000_000_000


def test_the_version_tells_contents_apart_and_nothing_else() -> None:
    """A comment moves the time of change, and is no edit."""
    first = item_of(ISSUE, "77", WORDS).version
    commented = item_of(issue(comments=4, updated_at="2026-01-03T00:00:00Z"), "77", WORDS).version
    edited = item_of(issue(title="Other"), "77", WORDS).version
    assert first is not None
    assert commented is not None
    assert edited is not None
    assert first.hash == commented.hash != edited.hash


def test_closed_beats_a_status_label() -> None:
    """People close without touching labels."""
    closed = item_of(
        issue(state="closed", state_reason="not_planned", closed_at="2026-01-02T10:00:00Z"), "7", WORDS
    )
    assert closed.values["status"] == "cancelled"
    assert closed.field_times == {"status": datetime(2026, 1, 2, 10, tzinfo=UTC)}
    assert closed.values["labels"] == ["plain", "ui"]


def test_several_status_labels_are_all_given() -> None:
    """The core takes the one that is not in its base."""
    item = item_of(issue(labels=[{"name": "status: blocked"}, {"name": "status: testing"}]), "7", WORDS)
    assert item.values["status"] == ["blocked", "testing"]


def test_an_old_server_leaves_keys_out() -> None:
    """A client died of a missing `type`."""
    old = {key: ISSUE[key] for key in ("id", "number", "title", "created_at")}
    item = item_of(old, "7", WORDS)
    assert item.values["status"] == "new"
    assert item.values["description"] == ""
    assert (item.author, item.note_count) == (None, None)
    one = item_of(old | {"assignee": {"login": "bob"}, "user": None}, "7", WORDS)
    assert one.values["assignees"] == ["bob"]


@pytest.mark.parametrize(
    "broken",
    [
        issue(title=None), issue(title=" \n"), issue(title=5), issue(id="x"), issue(number=None),
        issue(created_at="yesterday"), issue(labels=[{"color": "f00"}]), issue(labels=[5]), issue(body=5),
        issue(user={"id": 1}), issue(milestone={"number": 1}), issue(assignees=[5]), {},
    ],
)  # fmt: skip
def test_a_broken_record_is_refused_and_not_guessed(broken: dict[str, Any]) -> None:
    """It is set aside by itself, so it must not become an item."""
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        item_of(broken, "7", WORDS)


def test_a_comment_becomes_a_note() -> None:
    """Ours is known by its mark, which is no part of what it says."""
    record = {
        "id": 8, "body": "Done\r\n\r\n<!-- devlog-note:n-1 -->", "user": {"login": "bob"},
        "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z", "html_url": "u",
    }  # fmt: skip
    note = note_of(record, "7")
    assert (note.ref.id, note.content, note.mark, note.author) == ("8", "Done", "n-1", "bob")
    assert note.edited_at is None
    assert note_of(record | {"updated_at": "2026-01-02T00:00:00Z"}, "7").edited_at is not None
    with pytest.raises(KeyError):
        note_of({"id": 8}, "7")


def test_express_knows_what_a_map_loses() -> None:
    """An entry in review at a place that knows only open must stay in review."""
    words = Vocabulary(Mapping.model_validate({"status": {"in-review": "open", "cancelled": "closed"}}))
    assert express("status", "in-review", words) == "new"
    assert express("status", "cancelled", words) == "done"
    assert express("status", "blocked", words) == "blocked"
    assert express("labels", ["b", "a", "Status: blocked", "A"], words) == ["A", "b"]
    assert express("title", " a\nb ", words) == "a b"
    assert express("milestone", " ", words) is None
    assert express("estimate", 5, words) == 5


def patch(fields: dict[str, Any] | None = None, **sets: SetChange) -> dict[str, Any]:
    """The request that these changes of the issue become."""
    changes = {name: FieldChange(old=None, new=value) for name, value in (fields or {}).items()}
    item = item_of(ISSUE, "77", WORDS)
    return sending.change(ISSUE, item, Patch(fields=changes, sets=sets), WORDS, lambda title: len(title))


def test_only_what_changes_is_sent() -> None:
    """Anything else could undo an edit made meanwhile."""
    assert (
        patch({"title": "Login fails", "description": "One\ntwo", "status": "blocked", "milestone": "v1"})
        == {}
    )
    assert patch({"title": "New"}) == {"title": "New"}
    assert patch({"milestone": "later"}) == {"milestone": 5}
    assert patch({"milestone": None}) == {"milestone": None}


def test_labels_are_sent_whole_with_the_foreign_ones() -> None:
    """GitHub replaces them all."""
    both = patch(
        {"status": "testing", "type": "task"}, labels=SetChange(add=("new", "UI"), remove=("Plain",))
    )
    assert both == {"labels": ["ui", "status: testing", "new"]}
    assert patch(labels=SetChange(add=("ui",), remove=("absent",))) == {}


def test_a_label_of_a_map_is_not_set_as_a_plain_one() -> None:
    """It would change the status behind the core's back."""
    assert patch(labels=SetChange(add=("status: testing",), remove=("status: blocked",))) == {}


def test_closing_takes_the_status_labels_away() -> None:
    """A closed issue that still says blocked would mislead people."""
    assert patch({"status": "done"}) == {
        "state": "closed", "state_reason": "completed", "labels": ["ui", "type: bugfix", "plain"],
    }  # fmt: skip


def test_assignees_are_added_and_removed() -> None:
    """Whom a person has assigned meanwhile stays."""
    assert patch(assignees=SetChange(add=("carol",), remove=("BOB",))) == {"assignees": ["alice", "carol"]}


def test_no_mark_is_added_to_an_issue_of_the_other_side() -> None:
    """Marks are ours alone."""
    assert patch({"description": "Other"}) == {"body": "Other"}
