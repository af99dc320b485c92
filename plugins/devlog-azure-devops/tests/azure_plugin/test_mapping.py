"""What work items say becomes an entry's values, whatever is missing or odd."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devlog_azure_devops.config import Mapping
from devlog_azure_devops.criteria import joined, listed
from devlog_azure_devops.mapping import Source, host_of, item_of, minutes, note_of
from devlog_azure_devops.marks import link_of, mark_of_item, marked_note, tag_of, unmarked_note
from devlog_azure_devops.people import account, introduced
from devlog_azure_devops.process import Kind, Process
from devlog_azure_devops.vocabulary import Vocabulary
from devlog_core.model.fields import STATUSES
from devlog_core.model.ids import new_uid
from devlog_core.model.remote import Mark

from .test_replay import source

ODD = Process(
    kinds=(
        Kind(
            name="Story",
            states=(
                ("Ready", "Proposed"),
                ("Coding", "InProgress"),
                ("Proving", "Resolved"),
                ("Live", "Completed"),
            ),
        ),
    )
)


def record(**fields: Any) -> dict[str, Any]:
    """A work item with hardly anything."""
    named = {
        "System.Title": "A", "System.WorkItemType": "Task", "System.State": "New",
        "System.CreatedDate": "2026-01-01T00:00:00Z", "System.ChangedDate": "2026-01-02T00:00:00.123Z",
        **{f"System.{name}" if "." not in name else name: value for name, value in fields.items()},
    }  # fmt: skip
    return {"id": 7, "rev": 3, "fields": {name: value for name, value in named.items() if value is not None}}


def test_what_is_missing_has_the_usual_value() -> None:
    """A type may lack most of the fields."""
    values = item_of(record(), source()).values
    assert values == {
        "title": "A", "description": "", "status": "new", "priority": "medium", "type": "task", "labels": [],
        "assignees": [], "milestone": None, "parent": None, "dependencies": [], "due": None, "estimate": None,
        "acceptance_criteria": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    "broken",
    [
        {"id": 7, "rev": 1},
        {"id": 7, "rev": 1, "fields": {}},
        {"id": 7, "rev": "x", "fields": {"System.Title": "A"}},
        record(Title=5),
        record(Tags=["a"]),
    ],
)
def test_what_is_no_work_item_raises(broken: dict[str, Any]) -> None:
    """The reader sets it aside by itself."""
    with pytest.raises((KeyError, TypeError, ValueError)):
        item_of(broken, source())


def test_a_bug_shows_its_steps() -> None:
    """Unless only the description holds anything."""
    steps, text = "Microsoft.VSTS.TCM.ReproSteps", "System.Description"
    assert (
        item_of(record(**{steps: "<div>s</div>", text: "<div>d</div>"}), source()).values["description"]
        == "s"
    )
    assert item_of(record(**{text: "<div>d</div>"}), source()).values["description"] == "d"


def test_hours_become_whole_minutes() -> None:
    """Halves are rounded up."""
    assert [minutes(one) for one in (None, 0, 1.5, 0.0084, "2")] == [None, 0, 90, 1, 120]


def test_states_of_the_processes_own_go_by_their_categories() -> None:
    """An inherited process may call them anything."""
    words = Vocabulary(Mapping(), ODD)
    [kind] = ODD.kinds
    shown = [words.status("Story", state) for state, _ in kind.states]
    assert shown == ["new", "in-progress", "in-review", "done"]
    written = {value: goal.state for value in STATUSES if (goal := words.goal(kind, value))}
    assert written == {
        "new": "Ready", "in-progress": "Coding", "blocked": "Coding", "in-review": "Proving",
        "testing": "Proving", "done": "Live", "cancelled": "Live",
    }  # fmt: skip


def test_the_settings_tell_states_apart() -> None:
    """By name, and by the reason where only that tells."""
    table = {"status": {"testing": "Proving", "in-review": False, "cancelled": "Live:Obsolete"}}
    words = Vocabulary(Mapping.model_validate(table), ODD)
    [kind] = ODD.kinds
    assert words.status("Story", "Proving") == "testing"
    assert words.goal(kind, "in-review") is None
    goal = words.goal(kind, "cancelled")
    assert goal is not None
    assert (goal.state, goal.reason) == ("Live", "Obsolete")
    assert words.status("Story", "Live", "Obsolete") == "cancelled"
    assert words.status("Story", "Live", "Shipped") == "done"


def test_a_reason_of_giving_up_is_a_cancellation() -> None:
    """A bug has no state Removed."""
    words = Vocabulary(Mapping())
    assert words.status("Bug", "Closed", "As Designed") == "cancelled"
    assert words.status("Bug", "Closed", "Verified") == "done"


def test_marks_are_read_only_where_tag_and_link_agree() -> None:
    """A copy has the tag, and a foreign link means nothing."""
    uid, other = new_uid(), new_uid()
    link = link_of(Mark(uid=uid))
    assert mark_of_item(["a", tag_of(uid)], [link]) == uid
    assert mark_of_item([tag_of(uid)], []) is None
    assert mark_of_item([], [link]) is None
    assert mark_of_item([tag_of(other)], [link]) is None
    assert mark_of_item([tag_of(uid)], [{"rel": "Hyperlink", "url": "https://acme.org"}, None]) is None


@given(st.text(), st.booleans())
def test_a_comments_mark_is_taken_off_whatever_the_text_is(text: str, markdown: bool) -> None:
    """It stands at the very end, and nothing else goes with it."""
    uid = new_uid()
    found, mark = unmarked_note(marked_note(text, uid, markdown=markdown))
    assert mark == uid
    assert found == text.rstrip() or found == text


def test_the_editor_may_dress_the_mark() -> None:
    """Someone with the right to edit our comment leaves it in place."""
    uid = new_uid()
    dressed = marked_note("<div>Hi", uid, markdown=False) + "</div>"
    assert unmarked_note(dressed) == ("<div>Hi</div>", uid)


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1), max_size=4))
def test_criteria_settle(points: list[str]) -> None:
    """What is read after writing is written and read as the same again."""
    once = listed(joined(points))
    assert listed(joined(once)) == once


def test_criteria_are_a_list_or_one_point() -> None:
    """A text that is no list stays whole."""
    assert listed("- a\n- b\n  c") == ["a", "b\nc"]
    assert listed("Some text\n\n- a") == ["Some text\n\n- a"]
    assert joined(["a", {"done": True}]) == '- a\n- {"done": true}'
    assert listed("  \n") == []


def test_people_have_names_and_addresses() -> None:
    """As objects, as texts, and of a server's domain."""
    jane = {"displayName": "Jane", "uniqueName": "jane@acme.org", "id": "1"}
    assert account(jane) == "jane@acme.org"
    assert account("Jane <jane@acme.org>") == "jane@acme.org"
    assert account({"id": "1", "uniqueName": "Jane <jane@acme.org>"}) == "jane@acme.org"
    assert account(None) is None
    [domain] = introduced([{"displayName": "Bob", "uniqueName": "ACME\\bob"}, None])
    assert (domain.account, domain.name, domain.email) == ("ACME\\bob", "Bob", None)


def test_a_comment_of_an_older_server() -> None:
    """Its id has another name, and no format."""
    note = note_of(
        {"commentId": 50, "version": 2, "text": "<div>Hi</div>", "createdDate": "2019-01-16T03:03:28.97Z",
         "modifiedDate": "2019-01-17T03:03:28.97Z", "createdBy": {"uniqueName": "a@b.c"}},
        source(),
    )  # fmt: skip
    assert (note.ref.id, note.content, note.author) == ("50", "Hi", "a@b.c")
    assert note.edited_at is not None


def test_the_host_tells_organisations_apart() -> None:
    """Numbers of work items begin anew in each; both addresses of one organisation mean the same."""
    assert host_of("https://dev.azure.com/Acme") == "dev.azure.com/acme"
    assert host_of("https://acme.visualstudio.com") == "dev.azure.com/acme"
    assert host_of("https://tfs.acme.org/tfs/Main") == "tfs.acme.org/tfs/main"


def test_the_version_tells_of_what_no_revision_does() -> None:
    """Links change without one."""
    plain = item_of(record(), source()).version
    linked = item_of(
        record() | {"relations": [{"rel": "System.LinkTypes.Related", "url": "x/_apis/wit/workItems/5"}]},
        source(),
    ).version
    assert plain is not None
    assert linked is not None
    assert plain.order == linked.order == 3
    assert plain.hash != linked.hash


def test_a_source_without_a_process_still_reads() -> None:
    """Before anything was asked."""
    made: Source = source()
    assert not made.words.process.kinds
    assert made.kind({"System.WorkItemType": "Task"}).name == "Task"
