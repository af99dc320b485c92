"""New issues: one request with the mark, and what is missing is told before it."""

from __future__ import annotations

from typing import Any

import pytest

from devlog_core.model.errors import ConfigError, RejectedError, TransientError
from devlog_core.model.ids import new_uid
from devlog_core.model.remote import Mark

from .bench import WHOLE, Bench, draft, fields


def test_an_issue_is_made_with_its_mark_in_one_request(bench: Bench) -> None:
    """A process killed after it leaves an issue that is found again."""
    made = bench.desk().service.create(wanted := draft())
    assert bench.writes() == ["POST issue"]
    assert made.mark == wanted.mark.uid
    assert {name: made.values[name] for name in WHOLE} == WHOLE
    held = bench.jira.read(made.ref.key)
    assert f"devlog-{wanted.mark.uid}" in held["fields"]["labels"]
    assert held["properties"]["devlog"]["uid"] == wanted.mark.uid


def test_what_no_create_request_can_say_is_pending(bench: Bench) -> None:
    """Otherwise the engine takes the first status for what Jira makes of the one wanted."""
    made = bench.desk().service.create(draft(status="done"))
    assert made.values["status"] == "new"
    assert {"status", "dependencies"} <= set(made.pending)


def test_a_new_issue_of_ours_that_is_met_by_a_reading_says_what_it_was_not_told(bench: Bench) -> None:
    """Otherwise the status of an issue whose creation was killed stays the first one for ever."""
    made = bench.desk().service.create(draft(status="done"))
    bench.jira.seed([{"summary": "theirs"}])
    ours, theirs = [item for page in bench.desk().read() for item in page.items]
    assert set(ours.pending) == set(ours.values)
    assert theirs.pending == ()
    bench.jira.advance(5)
    bench.jira.edit(made.ref.key, {"summary": "renamed there"}, by="alice")
    ours, _ = [item for page in bench.desk().read() for item in page.items]
    assert {"status", "dependencies", "milestone"} <= set(ours.pending)
    assert "title" not in ours.pending


def test_an_issue_below_another_is_of_the_level_below(bench: Bench) -> None:
    """Below an epic stand ordinary issues, below those sub-tasks."""
    service = bench.desk().service
    bench.jira.seed([{"summary": "big", "issuetype": "Epic"}])
    (epic,) = [item for page in bench.desk().read() for item in page.items]
    child = service.create(draft(parent=epic.ref.id, type="feature"))
    assert (child.values["parent"], child.values["type"]) == (epic.ref.id, "feature")
    grandchild = service.create(draft(parent=child.ref.id))
    assert grandchild.values["parent"] == child.ref.id
    assert bench.jira.read(grandchild.ref.key)["fields"]["issuetype"]["name"].lower().startswith("sub")
    with pytest.raises(RejectedError, match="none below them") as refused:
        service.create(draft(parent=grandchild.ref.id))
    assert refused.value.fields == ("parent",)


def test_a_milestone_that_is_missing_is_made(bench: Bench) -> None:
    """People name a version once and expect it to be there."""
    bench.jira.permit("admin")
    service = bench.desk().service
    first = service.create(draft(milestone="1.0"))
    second = service.create(draft(milestone="1.0"))
    assert (first.values["milestone"], second.values["milestone"]) == ("1.0", "1.0")
    assert bench.writes().count("POST version") == 1


def test_a_milestone_that_may_not_be_made_is_refused_by_its_field(bench: Bench) -> None:
    """Making versions is a right of its own."""
    with pytest.raises(RejectedError, match="Administer Projects") as refused:
        bench.desk().service.create(draft(milestone="1.0"))
    assert refused.value.fields == ("milestone",)


def test_what_jira_requires_is_explained_before_it_is_asked(bench: Bench) -> None:
    """After the failure one would have to read Jira's own words for it."""
    bench.jira.add_field("Severity", "select", options=["S1", "S2"], required=True)
    with pytest.raises(RejectedError, match=r"no Bug without Severity \(one of S1, S2\).*config.create"):
        bench.desk().service.create(draft())
    assert bench.writes() == []


@pytest.mark.parametrize("given", ["settings", "entry"])
def test_what_jira_requires_is_given_by_the_settings_or_the_entry(bench: Bench, given: str) -> None:
    """Either way the issue is made with it."""
    bench.jira.add_field("Severity", "select", options=["S1", "S2"], required=True)
    by_settings: dict[str, Any] = {"create": {"Severity": "S2"}}
    desk = bench.desk(custom={"severity": "Severity"}, **(by_settings if given == "settings" else {}))
    value = None if given == "settings" else "S1"
    made = desk.service.create(draft(**{"custom.severity": value}))
    assert made.values["custom.severity"] == ("S2" if given == "settings" else "S1")


def test_a_default_that_suits_no_option_is_named(bench: Bench) -> None:
    """The settings are at fault then, not the entry."""
    bench.jira.add_field("Points", "number")
    with pytest.raises(RejectedError, match=r"config\.create: Points takes a number"):
        bench.desk(create={"Points": "many"}).service.create(draft())


def test_a_title_that_is_too_long_is_refused_without_a_request(bench: Bench) -> None:
    """Jira's limit is known."""
    with pytest.raises(RejectedError, match="at most 255 characters") as refused:
        bench.desk().service.create(draft(title="x" * 256))
    assert refused.value.fields == ("title",)
    assert bench.writes() == []


def test_a_text_that_is_too_long_is_refused_by_its_field(bench: Bench) -> None:
    """The other fields are sent then."""
    with pytest.raises(RejectedError) as refused:
        bench.desk().service.create(draft(description="x" * 40_000))
    assert refused.value.fields == ("description",)


def test_an_option_that_does_not_exist_is_refused_with_those_that_do(bench: Bench) -> None:
    """Jira's own words name customfield_10100 and no option."""
    bench.jira.add_field("Severity", "select", options=["S1", "S2"])
    desk = bench.desk(custom={"severity": "Severity"})
    with pytest.raises(RejectedError, match="Severity takes one of S1, S2") as refused:
        desk.service.create(draft(**{"custom.severity": "S9"}))
    assert refused.value.fields == ("custom.severity",)


@pytest.mark.parametrize("fault", ["lost-answer", "drop-before", "502:applied"])
def test_a_lost_answer_leaves_at_most_one_issue_that_is_found(bench: Bench, fault: str) -> None:
    """Otherwise the next try makes another one."""
    service = bench.desk(settle_seconds=0).service
    wanted = draft()
    bench.jira.fault(fault, match="POST .*/issue$")
    with pytest.raises(TransientError):
        service.create(wanted)
    found = service.find(wanted.mark, None)
    assert [item.mark for item in found] == ([] if fault == "drop-before" else [wanted.mark.uid])
    assert all(item.values["title"] == "Fix login" and "status" in item.pending for item in found)


def test_an_answer_lost_after_the_issue_was_read_back_leaves_it_found(bench: Bench) -> None:
    """The reading after the creation is a request of its own."""
    service = bench.desk(settle_seconds=0).service
    wanted = draft()
    bench.jira.fault("lost-answer", match=r"GET .*/issue/\d+")
    with pytest.raises(TransientError):
        service.create(wanted)
    assert len(service.find(wanted.mark, None)) == 1


def test_an_empty_answer_is_not_believed_while_the_index_may_lag(bench: Bench) -> None:
    """Jira's search may not know yet of what was created a moment ago."""
    desk = bench.desk(settle_seconds=600)
    nobody = Mark(uid=new_uid())
    assert desk.service.find(nobody, None) == []
    with pytest.raises(TransientError, match="may not know yet") as unsure:
        desk.service.find(nobody, desk.context.clock())
    assert unsure.value.retry_at is not None


def test_a_clone_of_our_issue_is_not_ours(bench: Bench) -> None:
    """A clone takes the label along."""
    service = bench.desk(settle_seconds=0).service
    made = service.create(wanted := draft())
    labels = bench.jira.read(made.ref.key)["fields"]["labels"]
    (clone,) = bench.jira.seed([{"summary": "CLONE - Fix login", "labels": labels}])
    bench.jira.link(clone, "Cloners", made.ref.key, "jane")
    assert [item.ref.key for item in service.find(wanted.mark, None)] == [made.ref.key]


def test_nobody_below_the_settings_types_is_created(bench: Bench) -> None:
    """A type that the project does not have is named, with those it has."""
    desk = bench.desk(mapping={"type": {"bugfix": "Defect"}})
    with pytest.raises(RejectedError, match=r"type\.bugfix.* 'Defect'; it has .*Bug") as refused:
        desk.service.create(draft())
    assert refused.value.fields == ("type",)


def test_without_the_right_to_create_nothing_is_lost(bench: Bench) -> None:
    """The right may be given back, and the entry is sent then."""
    bench.jira.permit("browse")
    with pytest.raises((RejectedError, ConfigError)):
        bench.desk().service.create(draft())
    bench.jira.permit("write")
    assert bench.desk().service.create(draft()).ref.key


def test_a_field_that_is_not_on_the_create_screen_follows_by_an_edit(bench: Bench) -> None:
    """Many projects show the due date only when an issue is edited; where neither does, that is told."""
    (project,) = bench.jira.world.projects.values()
    project.fields = tuple(name for name in project.fields if name != "duedate")
    service = bench.desk().service
    made = service.create(draft())
    assert made.values["due"] is None
    assert "due" in made.pending
    with pytest.raises(RejectedError, match="appropriate screen") as refused:
        service.update(made.ref, fields(made, due="2026-04-01"), made.version)
    assert refused.value.fields == ("due",)


def test_without_labels_on_the_create_screen_nothing_is_made(bench: Bench) -> None:
    """An issue without a mark would be made again after each lost answer."""
    (project,) = bench.jira.world.projects.values()
    project.fields = tuple(name for name in project.fields if name != "labels")
    with pytest.raises(RejectedError, match="no field Labels"):
        bench.desk().service.create(draft())
    assert bench.writes() == []


def test_while_the_index_lags_a_new_issue_is_waited_for(bench: Bench) -> None:
    """Then it is found, and not made again."""
    desk = bench.desk(settle_seconds=600)
    bench.jira.switch("search_lag", 3600)
    wanted = draft()
    bench.jira.fault("lost-answer", match="POST .*/issue$")
    tried_at = desk.context.clock()
    with pytest.raises(TransientError):
        desk.service.create(wanted)
    with pytest.raises(TransientError, match="may not know yet"):
        desk.service.find(wanted.mark, tried_at)
    bench.jira.switch("search_lag", 0)
    assert len(desk.service.find(wanted.mark, tried_at)) == 1


def test_an_issue_whose_label_was_taken_away_is_found_by_its_property(bench: Bench) -> None:
    """A rule of the project may clean up labels right after the creation."""
    desk = bench.desk(settle_seconds=0)
    if not desk.service.remote.source.cloud:
        pytest.skip("Server's search brings no properties")
    tried_at = desk.context.clock()
    made = desk.service.create(wanted := draft())
    bench.jira.edit(made.ref.key, {"labels": []}, "jane")
    assert [item.ref.id for item in desk.service.find(wanted.mark, tried_at)] == [made.ref.id]


def test_an_issue_of_another_project_is_not_taken_for_ours(bench: Bench) -> None:
    """One entry may be an issue in two projects, each under an integration of its own."""
    bench.jira.add_project("OPS")
    wanted = draft()
    other = bench.desk(project="OPS", settle_seconds=0)
    other.service.create(wanted)
    here = bench.desk(settle_seconds=0)
    assert here.service.find(wanted.mark, None) == []
    made = here.service.create(wanted)
    assert [item.ref.id for item in here.service.find(wanted.mark, None)] == [made.ref.id]
