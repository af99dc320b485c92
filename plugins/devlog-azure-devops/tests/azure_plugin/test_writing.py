"""Work items are created once, and changed only where they are as they were read."""

from __future__ import annotations

from typing import Any

import pytest

from devlog_azure_devops.sandbox import AzureDevOpsSandbox
from devlog_core.model.errors import GoneError, RejectedError, StaleError, TransientError
from devlog_core.model.remote import RemoteItem, RemoteRef
from devlog_core.testing.sandbox import Moment
from devlog_core.testing.sandbox.wire import Reply, Request

from .desk import Desk, Opener, draft, fields, items, sets

TAG = "System.Tags"


def test_a_new_work_item_reads_back_as_it_was_sent(desk: Desk) -> None:
    """All of it goes in one request, and the core sees what was kept."""
    new = draft()
    made = desk.service.create(new)
    assert made.values == {**new.values, "labels": ["ui", "web"]}
    assert made.mark == new.mark.uid
    assert made.pending == ()


def test_creating_costs_one_request(desk: Desk) -> None:
    """The mark is part of it, so that no kill can part them."""
    desk.read()
    assert desk.requests(lambda: desk.service.create(draft())) == 1


@pytest.mark.parametrize("process", ["Agile", "Scrum", "CMMI", "Basic"])
def test_every_process_takes_every_type(sandbox: AzureDevOpsSandbox, open_desk: Opener, process: str) -> None:
    """What a process has no word for becomes the nearest that it has."""
    sandbox.add_project("Mine", process)
    desk = open_desk(project="Mine")
    for kind in ("feature", "bugfix", "task", "refactor", "docs"):
        made = desk.service.create(draft(type=kind))
        assert made.values["type"] == desk.service.express("type", kind)
        assert made.values["title"] == "Fix login"
        assert sandbox.read(made.ref.id)["fields"]["System.WorkItemType"] not in ("Epic", "Feature")


@pytest.mark.parametrize("process", ["Agile", "Scrum", "CMMI", "Basic"])
def test_every_status_is_written_and_the_next_write_changes_nothing(
    sandbox: AzureDevOpsSandbox, open_desk: Opener, process: str
) -> None:
    """A status that a type cannot express is written as the nearest one, and never comes back as an edit."""
    sandbox.add_project("Mine", process)
    desk = open_desk(project="Mine")
    made = desk.service.create(draft(type="feature"))
    for status in ("in-progress", "blocked", "in-review", "testing", "done", "cancelled", "new"):
        made = desk.service.update(made.ref, fields(made, status=status), made.version)
        assert made.values["status"] == desk.service.express("status", status), status


def test_a_status_of_a_new_item_follows_in_a_second_request(desk: Desk) -> None:
    """A type begins in its first state only; the core sends the rest once the item is linked."""
    made = desk.service.create(draft(status="done"))
    assert made.pending == ("status",)
    after = desk.service.update(made.ref, fields(made, status="done"), made.version)
    assert after.values["status"] == "done"


def test_a_new_item_of_ours_that_is_met_by_a_reading_says_what_it_was_not_told(
    desk: Desk, sandbox: AzureDevOpsSandbox
) -> None:
    """Otherwise the status and the parent of an item whose creation was killed are never sent."""
    new = draft(status="done")
    made = desk.service.create(new)
    (theirs,) = sandbox.seed([{"title": "theirs"}])
    read = items(desk.read())
    assert set(read[made.ref.id].pending) == {"status", "parent", "dependencies"}
    assert read[theirs].pending == ()
    assert desk.service.find(new.mark, None)[0].pending == read[made.ref.id].pending


def test_the_mark_is_found_and_no_tag_of_ours_shows(desk: Desk) -> None:
    """An answer that was lost is found again by the tag, and people see no tag of ours among the labels."""
    new = draft()
    made = desk.service.create(new)
    found = desk.service.find(new.mark, None)
    assert [item.ref.id for item in found] == [made.ref.id]
    assert found[0].values["labels"] == ["ui", "web"]
    assert desk.service.find(draft().mark, None) == []


def test_a_lost_answer_makes_no_second_work_item(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """The item was made though nobody heard of it."""
    new = draft()
    sandbox.fault("lost-answer", match=r"POST .*/workItems/")
    with pytest.raises(TransientError):
        desk.service.create(new)
    assert len(desk.service.find(new.mark, desk.context.clock())) == 1


def test_what_was_never_made_is_absent_only_after_the_settling(desk: Desk) -> None:
    """A query right after a try is not believed."""
    with pytest.raises(TransientError) as caught:
        desk.service.find(draft().mark, desk.context.clock())
    assert caught.value.retry_at is not None


def test_a_copy_of_our_item_carries_no_mark(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """Who copies a work item copies its tags, and the copy is an item of its own."""
    new = draft()
    made = desk.service.create(new)
    copy = desk.fetch(RemoteItem(ref=RemoteRef(id=str(sandbox.copy(made.ref.id)))))
    assert copy.mark is None
    assert copy.values["labels"] == ["ui", "web"]
    assert [item.ref.id for item in desk.service.find(new.mark, None)] == [made.ref.id]


def test_tags_of_others_stay(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """Only our own additions and removals are made, and the mark stays on the item."""
    new = draft()
    made = desk.service.create(new)
    sandbox.edit(made.ref.id, {TAG: "mine; " + sandbox.read(made.ref.id)["fields"][TAG]}, by="jane")
    made = desk.fetch(made)
    after = desk.service.update(made.ref, sets(labels=(["new"], ["ui"])), made.version)
    assert after.values["labels"] == ["mine", "new", "web"]
    assert desk.fetch(after).mark == new.mark.uid


def test_an_edit_between_reading_and_writing_is_stale(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """Nothing is written over what nobody has read."""
    made = desk.service.create(draft())
    sandbox.edit(made.ref.id, {"System.Title": "Theirs"}, by="jane")
    with pytest.raises(StaleError):
        desk.service.update(made.ref, fields(made, title="Ours"), made.version)
    assert desk.fetch(made).values["title"] == "Theirs"


@pytest.mark.parametrize("fault", ["412", "409"])
def test_a_refused_precondition_is_stale(desk: Desk, sandbox: AzureDevOpsSandbox, fault: str) -> None:
    """Somebody was quicker than our own reading just before the write."""
    made = desk.service.create(draft())
    sandbox.fault(fault, match="PATCH ")
    with pytest.raises(StaleError):
        desk.service.update(made.ref, fields(made, title="Ours"), made.version)


def test_a_comment_in_between_is_no_reason_to_be_stale(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """It makes a revision, but nothing that was read is different."""
    made = desk.service.create(draft())
    sandbox.comment(made.ref.id, "Hello", by="jane")
    after = desk.service.update(made.ref, fields(made, title="Ours"), made.version)
    assert after.values["title"] == "Ours"


def test_every_update_tests_the_revision(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """One request reads the item, one changes it, unless somebody came between the two."""
    made = desk.service.create(draft())
    assert desk.requests(lambda: desk.service.update(made.ref, fields(made, title="Ours"), None)) == 2

    def between(at: Moment) -> None:
        if (at.phase, at.method) == ("before", "PATCH"):
            sandbox.edit(made.ref.id, {"System.Title": "Theirs"}, by="jane")

    sandbox.on_request(between)
    with pytest.raises(StaleError):
        desk.service.update(made.ref, fields(made, title="Ours too"), None)
    assert desk.fetch(made).values["title"] == "Theirs"


def test_all_fields_are_changed_at_once(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """And what is emptied is empty."""
    sandbox.add_user("ada", "Ada", "ada@acme.org")
    sandbox.add_iteration("Release 1\\Sprint 2")
    made = desk.service.create(draft())
    full = {
        "title": "Other", "description": "Now **bold**", "priority": "critical", "due": "2026-12-24",
        "estimate": 45, "acceptance_criteria": ["one"], "assignees": ["ada@acme.org"],
        "milestone": "Release 1\\Sprint 2", "status": "in-progress",
    }  # fmt: skip
    after = desk.service.update(made.ref, fields(made, **full), made.version)
    assert {name: after.values[name] for name in full} == full
    empty: dict[str, Any] = {
        "description": "", "due": None, "estimate": None, "acceptance_criteria": [], "assignees": [],
        "milestone": None,
    }  # fmt: skip
    after = desk.service.update(after.ref, fields(after, **empty), after.version)
    assert {name: after.values[name] for name in empty} == empty


def test_the_type_is_changed_with_a_state_that_the_new_type_has(desk: Desk) -> None:
    """A task has no state Resolved."""
    made = desk.service.create(draft(type="feature"))
    made = desk.service.update(made.ref, fields(made, status="in-review"), made.version)
    after = desk.service.update(made.ref, fields(made, type="task"), made.version)
    assert after.values["type"] == "task"
    assert after.values["status"] == "in-progress"


def test_parents_and_dependencies_come_and_go(desk: Desk) -> None:
    """Links that devlog knows nothing of stay where they are."""
    first, second, third = (desk.service.create(draft(type="task")) for _ in range(3))
    wanted = [{"kind": "blocked-by", "entry": second.ref.id}, {"kind": "related-to", "entry": third.ref.id}]
    patch = sets(dependencies=(wanted, []))
    after = desk.service.update(first.ref, patch, first.version)
    assert after.values["dependencies"] == wanted
    assert desk.fetch(second).values["dependencies"] == [{"kind": "blocks", "entry": first.ref.id}]
    after = desk.service.update(after.ref, fields(after, parent=third.ref.id), after.version)
    assert after.values["parent"] == third.ref.id
    after = desk.service.update(after.ref, fields(after, parent=second.ref.id), after.version)
    assert after.values["parent"] == second.ref.id
    after = desk.service.update(after.ref, sets(dependencies=([], wanted[:1])), after.version)
    assert after.values["dependencies"] == wanted[1:]
    after = desk.service.update(after.ref, fields(after, parent=None), after.version)
    assert after.values["parent"] is None
    assert after.mark == first.mark


@pytest.mark.parametrize("others", [1, 2])
def test_a_link_that_is_taken_away_meanwhile_costs_no_other_one(
    desk: Desk, sandbox: AzureDevOpsSandbox, others: int
) -> None:
    """Links are removed by their place, and the revision that is tested does not tell of them."""
    first, quick, ours, theirs = (desk.service.create(draft(type="task")) for _ in range(4))
    for other in (quick, ours, theirs)[: others + 1]:
        sandbox.link(first.ref.id, "related", other.ref.id, by="jane")
    before = desk.fetch(first)
    raced: list[str] = []

    def race(request: Request, _reply: Reply) -> None:
        if request.method == "GET" and not raced:
            raced.append(request.path)
            sandbox.unlink(first.ref.id, "related", quick.ref.id, by="jane")

    sandbox.on_answer(race)
    gone = {"kind": "related-to", "entry": ours.ref.id}
    with pytest.raises(StaleError):
        desk.service.update(first.ref, sets(dependencies=([], [gone])), before.version)
    left = {one["entry"] for one in desk.fetch(first).values["dependencies"]}
    assert left == {one.ref.id for one in (ours, theirs)[:others]}


def test_a_due_day_is_the_day_that_was_meant(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """People's days begin at their own midnight, which the provider keeps in UTC."""
    made = desk.service.create(draft())
    for kept, day in (
        ("2026-03-30T22:00:00Z", "2026-03-31"), ("2026-03-31T00:00:00Z", "2026-03-31"),
        ("2026-03-31T07:00:00Z", "2026-03-31"), ("2026-03-31T12:00:00Z", "2026-03-31"),
    ):  # fmt: skip
        sandbox.edit(made.ref.id, {"Microsoft.VSTS.Scheduling.DueDate": kept}, by="jane")
        assert desk.fetch(made).values["due"] == day


def test_a_deleted_item_is_gone(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """Whether it is in the recycle bin or not."""
    made = desk.service.create(draft())
    sandbox.delete(made.ref.id)
    assert desk.service.fetch(made.ref) is None
    with pytest.raises(GoneError):
        desk.service.update(made.ref, fields(made, title="Ours"), made.version)


def test_markdown_fields_stay_as_they_are(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """A field that somebody made Markdown is read and written without a detour."""
    text, other = "# Hi\n\n- x", "# Hi\n\n| a |\n|---|\n| b |"
    [number] = sandbox.seed([{"type": "Task", "title": "A", "description": text, "format": "markdown"}])
    item = items(desk.read())[number]
    assert item.values["description"] == text
    after = desk.service.update(item.ref, fields(item, description=other), item.version)
    assert after.values["description"] == other
    assert sandbox.read(number)["multilineFieldsFormat"]["System.Description"] == "markdown"


def test_what_markdown_cannot_say_is_never_dropped(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """A text without the comment that carries it is refused, and what people see there stays."""
    shown = '<div>See <span style="background-color:yellow;">this</span></div>'
    [number] = sandbox.seed([{"type": "Task", "title": "A", "description": shown}])
    item = items(desk.read())[number]
    with pytest.raises(RejectedError, match="it would lose") as refused:
        desk.service.update(item.ref, fields(item, description="See this"), item.version)
    assert refused.value.fields == ("description",)
    assert sandbox.read(number)["fields"]["System.Description"] == shown


def test_custom_fields_are_typed(sandbox: AzureDevOpsSandbox, open_desk: Opener) -> None:
    """Each by the type that the organisation gives it."""
    sandbox.add_field("Team Name", "string")
    sandbox.add_field("Points", "double")
    sandbox.add_field("Public", "boolean")
    desk = open_desk(custom={"team": "Team Name", "points": "Custom.Points", "public": "Public"})
    made = desk.service.create(draft(**{"custom.team": "Blue", "custom.points": 3}))
    assert (made.values["custom.team"], made.values["custom.points"]) == ("Blue", 3)
    after = desk.service.update(made.ref, fields(made, custom__public=True, custom__points=1.5), made.version)
    assert (after.values["custom.public"], after.values["custom.points"]) == (True, 1.5)
    with pytest.raises(RejectedError) as caught:
        desk.service.update(after.ref, fields(after, custom__points="many"), after.version)
    assert caught.value.fields == ("custom.points",)
