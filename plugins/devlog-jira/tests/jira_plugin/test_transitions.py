"""Bringing an issue to a status: by what the workflow allows, and never half-way for good."""

from __future__ import annotations

from typing import Any

import pytest

from devlog_core.model.errors import RejectedError, StaleError, TransientError
from devlog_core.model.remote import RemoteItem

from .bench import Bench, draft, fields
from .desk import Desk, items

STATUSES = [
    {"name": "To Do", "category": "new"},
    {"name": "In Progress", "category": "indeterminate"},
    {"name": "In Review", "category": "indeterminate"},
    {"name": "Testing", "category": "indeterminate"},
    {"name": "Done", "category": "done"},
    {"name": "Dropped", "category": "done"},
]


def way(name: str, start: str, to: str, **more: Any) -> dict[str, Any]:
    """A transition from one status to another."""
    return {"name": name, "from": [start], "to": to, **more}


CHAIN = [
    way("Start", "To Do", "In Progress"),
    way("Drop", "To Do", "Dropped"),
    way("Offer", "In Progress", "In Review"),
    way("Stop", "In Progress", "To Do"),
    way("Accept", "In Review", "Testing"),
    way("Reject", "In Review", "In Progress"),
    way("Finish", "Testing", "Done", required=["resolution"]),
    way("Reopen", "Done", "In Progress"),
]
RESOLVED = {"Finish": {"resolution": "Done"}}


def made(desk: Desk) -> RemoteItem:
    """A new issue of ours."""
    return desk.service.create(draft())


def status(bench: Bench, item: RemoteItem) -> str:
    """Where Jira says that the issue stands."""
    return str(bench.jira.read(item.ref.key)["fields"]["status"]["name"])


def read_again(desk: Desk) -> RemoteItem:
    """The issue as the next sync reads it."""
    return items(desk.read())[0]


def steps(bench: Bench) -> int:
    """How many transitions were asked for."""
    return bench.writes().count("POST transitions")


def test_a_status_costs_three_requests(bench: Bench) -> None:
    """The transitions come with the issue, and the issue is read back."""
    desk = bench.desk()
    item = made(desk)
    assert (
        desk.requests(lambda: desk.service.update(item.ref, fields(item, status="done"), item.version)) == 3
    )
    assert status(bench, item) == "Done"


def test_a_status_several_steps_away_is_reached(bench: Bench) -> None:
    """Jira tells only the next step; the way is found by reading what is allowed after each."""
    bench.jira.workflow(STATUSES, CHAIN)
    desk = bench.desk(transitions=RESOLVED)
    item = made(desk)
    after = desk.service.update(item.ref, fields(item, status="done"), item.version)
    assert after.values["status"] == "done"
    assert (status(bench, item), steps(bench)) == ("Done", 4)
    assert "walks" not in desk.context.state or desk.context.state["walks"] == {}


def test_what_was_learnt_of_a_workflow_spares_wandering(bench: Bench) -> None:
    """The second issue goes the way of the first, without a look into other branches."""
    bench.jira.workflow(STATUSES, [way("Block", "In Progress", "Dropped"), *CHAIN])
    desk = bench.desk(transitions=RESOLVED)
    taken = []
    for _ in range(2):
        item = made(desk)
        before = steps(bench)
        desk.service.update(item.ref, fields(item, status="done"), item.version)
        taken.append(steps(bench) - before)
    assert taken == [4, 4]


def test_a_workflow_that_leads_nowhere_is_refused_with_what_it_allows(bench: Bench) -> None:
    """The row is set aside, and the person knows what can be done."""
    bench.jira.workflow(STATUSES, [way("Start", "To Do", "In Progress"), way("Stop", "In Progress", "To Do")])
    desk = bench.desk()
    item = made(desk)
    first = desk.service.update(item.ref, fields(item, status="in-progress"), item.version)
    with pytest.raises(RejectedError, match=r"'In Progress'.*done.*allowed: Stop \(to To Do\)") as refused:
        desk.service.update(item.ref, fields(first, status="done"), first.version)
    assert refused.value.fields == ("status",)
    assert status(bench, item) == "In Progress"


def test_nothing_is_written_where_it_is_seen_that_no_way_leads_there(bench: Bench) -> None:
    """Bad input is refused whole."""
    bench.jira.workflow(STATUSES, [way("Reopen", "Done", "To Do")])
    desk = bench.desk()
    item = made(desk)
    with pytest.raises(RejectedError, match="allowed: none"):
        desk.service.update(item.ref, fields(item, status="done", title="new"), item.version)
    assert bench.jira.read(item.ref.key)["fields"]["summary"] == "Fix login"


def test_what_a_screen_requires_is_named_with_its_values(bench: Bench) -> None:
    """Otherwise one learns it from a failure in Jira's own words."""
    cause = bench.jira.add_field("Root cause", "select", options=["Code", "Data"])
    bench.jira.workflow(STATUSES, [way("Finish", "To Do", "Done", required=[cause, "resolution"])])
    desk = bench.desk()
    item = made(desk)
    with pytest.raises(
        RejectedError, match=r"'Finish' wants Root cause \(one of Code, Data\): .*config.transitions"
    ) as no:
        desk.service.update(item.ref, fields(item, status="done"), item.version)
    assert no.value.fields == ("status",)
    assert steps(bench) == 0


def test_a_name_that_the_project_lacks_moves_nothing(bench: Bench) -> None:
    """Otherwise the issue wanders through the workflow in search of a status that is misspelled."""
    desk = bench.desk(mapping={"status": {"in-review": "In Reveiw"}})
    item = made(desk)
    with pytest.raises(RejectedError, match=r"in-review.*'In Reveiw'; did you mean 'In Review'") as no:
        desk.service.update(item.ref, fields(item, status="in-review"), item.version)
    assert no.value.fields == ("status",)
    assert (status(bench, item), steps(bench)) == ("To Do", 0)


@pytest.mark.parametrize("named", ["Finish", "Done", "*", "finish"])
def test_what_a_screen_requires_is_taken_from_the_settings(bench: Bench, named: str) -> None:
    """By the transition's name, by the status it leads to, or for all."""
    bench.jira.workflow(STATUSES, [way("Finish", "To Do", "Done", required=["resolution"])])
    desk = bench.desk(transitions={named: {"Resolution": "Duplicate"}})
    item = made(desk)
    desk.service.update(item.ref, fields(item, status="done"), item.version)
    assert bench.jira.read(item.ref.key)["fields"]["resolution"]["name"] == "Duplicate"


def test_a_custom_field_on_a_screen_is_given_in_its_type(bench: Bench) -> None:
    """Screens ask for more than resolutions."""
    cause = bench.jira.add_field("Root cause", "select", options=["Code", "Data"])
    bench.jira.workflow(STATUSES, [way("Finish", "To Do", "Done", required=[cause])])
    desk = bench.desk(transitions={"Done": {"Root cause": "Data", "Not there": "x"}})
    item = made(desk)
    desk.service.update(item.ref, fields(item, status="done"), item.version)
    assert bench.jira.read(item.ref.key)["fields"][cause]["value"] == "Data"


def test_cancelled_is_told_by_the_resolution(bench: Bench) -> None:
    """Most projects have one closed status, and say why it was closed."""
    three = [one for one in STATUSES if one["name"] in ("To Do", "In Progress", "Done")]
    bench.jira.workflow(three, [{"name": "Close", "to": "Done", "fields": ["resolution"]}])
    desk = bench.desk()
    item = made(desk)
    after = desk.service.update(item.ref, fields(item, status="cancelled"), item.version)
    assert after.values["status"] == "cancelled"
    assert bench.jira.read(item.ref.key)["fields"]["resolution"]["name"] == "Won't Do"
    again = desk.service.update(item.ref, fields(after, status="done"), after.version)
    assert again.version is not None


def test_a_closed_issue_is_reopened_before_it_is_edited(bench: Bench) -> None:
    """Many workflows let nobody edit what is closed."""
    desk = bench.desk()
    item = made(desk)
    closed = desk.service.update(item.ref, fields(item, status="done"), item.version)
    before = len(bench.writes())
    desk.service.update(item.ref, fields(closed, status="new", title="again"), closed.version)
    assert [one.partition(" ")[0] for one in bench.writes()[before:]] == ["POST", "PUT"]
    reopened = read_again(desk)
    before = len(bench.writes())
    desk.service.update(item.ref, fields(reopened, status="done", title="closed"), reopened.version)
    assert [one.partition(" ")[0] for one in bench.writes()[before:]] == ["PUT", "POST"]


@pytest.mark.parametrize("killed", [1, 2, 3, 4])
@pytest.mark.parametrize("fault", ["lost-answer", "drop-before"])
def test_a_walk_that_was_cut_off_goes_on_and_shows_no_status_of_its_own(
    bench: Bench, killed: int, fault: str
) -> None:
    """A status on the way is nobody's wish: it must never come back as an edit."""
    bench.jira.workflow(STATUSES, CHAIN)
    desk = bench.desk(transitions=RESOLVED)
    item = made(desk)
    bench.jira.fault("slow:0", times=killed - 1, match="POST .*/transitions") if killed > 1 else None
    bench.jira.fault(fault, match="POST .*/transitions")
    with pytest.raises(TransientError):
        desk.service.update(item.ref, fields(item, status="done"), item.version)
    there = fault == "lost-answer" and killed == 4
    for seen in (read_again(desk), desk.service.fetch(item.ref)):
        assert seen is not None
        assert seen.values["status"] == ("done" if there else "new")
    seen = read_again(desk)
    after = desk.service.update(item.ref, fields(seen, status="done"), seen.version)
    assert (after.values["status"], status(bench, item)) == ("done", "Done")
    assert read_again(desk).values["status"] == "done"


def test_a_walk_that_was_cut_off_is_not_taken_for_a_change(bench: Bench) -> None:
    """The version that the engine compares with is the one that it has read."""
    bench.jira.workflow(STATUSES, CHAIN)
    desk = bench.desk(transitions=RESOLVED)
    item = made(desk)
    bench.jira.fault("lost-answer", match="POST .*/transitions")
    with pytest.raises(TransientError):
        desk.service.update(item.ref, fields(item, status="done"), item.version)
    after = desk.service.update(item.ref, fields(item, status="done"), item.version)
    assert after.values["status"] == "done"


def test_a_person_who_moves_an_issue_on_its_way_is_heard(bench: Bench) -> None:
    """What stands elsewhere than where we left it was moved by somebody."""
    bench.jira.workflow(STATUSES, CHAIN)
    desk = bench.desk(transitions=RESOLVED)
    item = made(desk)
    bench.jira.fault("lost-answer", match="POST .*/transitions")
    with pytest.raises(TransientError):
        desk.service.update(item.ref, fields(item, status="done"), item.version)
    assert status(bench, item) == "In Progress"
    bench.jira.edit(item.ref.key, {"status": "Testing"}, "jane")
    assert read_again(desk).values["status"] == "testing"


def test_a_conflicting_update_is_stale(bench: Bench) -> None:
    """It is read again then, and merged."""
    desk = bench.desk()
    item = made(desk)
    bench.jira.fault("409", match="POST .*/transitions")
    with pytest.raises(StaleError):
        desk.service.update(item.ref, fields(item, status="done"), item.version)


def test_a_status_that_stands_there_already_costs_no_transition(bench: Bench) -> None:
    """A second try after a lost answer does nothing twice."""
    desk = bench.desk()
    item = made(desk)
    bench.jira.fault("lost-answer", match="POST .*/transitions")
    with pytest.raises(TransientError):
        desk.service.update(item.ref, fields(item, status="done"), item.version)
    seen = read_again(desk)
    desk.service.update(item.ref, fields(seen, status="done"), seen.version)
    assert steps(bench) == 1


def test_another_name_of_the_settings_will_do_where_the_first_is_missing(bench: Bench) -> None:
    """Workflows differ by type of issue."""
    bench.jira.workflow(
        [{"name": "To Do", "category": "new"}, {"name": "Shipped", "category": "done"}],
        [way("Ship", "To Do", "Shipped")],
    )
    desk = bench.desk(mapping={"status": {"done": ["Done", "Shipped"]}})
    item = made(desk)
    after = desk.service.update(item.ref, fields(item, status="done"), item.version)
    assert (after.values["status"], status(bench, item)) == ("done", "Shipped")
