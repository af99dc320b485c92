"""Changing issues: only what is to change, in few requests, and never over an edit that was not read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from devlog_core.model.errors import GoneError, RejectedError, StaleError, TransientError
from devlog_core.model.remote import RemoteItem

from .bench import Bench, draft, fields, sets
from .desk import Desk


def seeded(bench: Bench, desk: Desk, **issue: Any) -> RemoteItem:
    """An issue of a person, as it is read."""
    (key,) = bench.jira.seed([{"summary": "theirs", **issue}])
    found = [item for page in desk.read() for item in page.items if item.ref.key == key]
    return found[0]


def shown(bench: Bench, item: RemoteItem) -> Mapping[str, Any]:
    """The fields of an issue as Jira holds them."""
    held: Mapping[str, Any] = bench.jira.read(item.ref.key)["fields"]
    return held


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "another"),
        ("description", "another\n\n- one\n- two"),
        ("priority", "low"),
        ("type", "feature"),
        ("due", "2026-05-01"),
        ("due", None),
        ("estimate", 45),
        ("estimate", None),
    ],
)
def test_a_single_value_is_set_and_read_back(bench: Bench, name: str, value: Any) -> None:
    """Two requests on Cloud, which gives the issue back; three on Server."""
    desk = bench.desk()
    made = desk.service.create(draft())
    answers = []

    def change() -> None:
        answers.append(desk.service.update(made.ref, fields(made, **{name: value}), made.version))

    assert desk.requests(change) == (2 if desk.service.remote.source.cloud else 3)
    assert answers[0].values == {**made.values, name: value}
    assert answers[0].pending == ()
    assert desk.service.fetch(made.ref) is not None


def test_an_edit_that_was_not_read_is_not_overwritten(bench: Bench) -> None:
    """Jira has no precondition: the issue is read before it is written."""
    desk = bench.desk()
    item = seeded(bench, desk)
    bench.jira.edit(item.ref.key, {"summary": "theirs, later"}, "jane")
    with pytest.raises(StaleError):
        desk.service.update(item.ref, fields(item, title="ours"), item.version)
    assert shown(bench, item)["summary"] == "theirs, later"


def test_what_was_read_last_is_what_a_reading_brings(bench: Bench) -> None:
    """Else each update of an issue with comments would be taken for stale."""
    desk = bench.desk()
    item = seeded(bench, desk)
    bench.jira.comment(item.ref.key, "a comment", "jane")
    read = desk.service.fetch(item.ref)
    assert read is not None
    after = desk.service.update(item.ref, fields(read, title="ours"), read.version)
    last = desk.service.update(item.ref, fields(after, title="ours, later"), after.version)
    assert last.values["title"] == "ours, later"


def test_labels_come_and_go_one_by_one(bench: Bench) -> None:
    """A label that a person puts on meanwhile stays; so does our mark."""
    desk = bench.desk()
    made = desk.service.create(draft(labels=["a", "b"]))
    after = desk.service.update(made.ref, sets(labels=(["two words"], ["a"])), made.version)
    assert after.values["labels"] == ["b", "two-words"]
    assert after.mark == made.mark
    assert desk.service.express("labels", ["two words", "b"]) == ["b", "two-words"]


def test_other_fix_versions_stay(bench: Bench) -> None:
    """An entry has one milestone, an issue may be fixed in several versions."""
    bench.jira.permit("admin")
    for name in ("1.0", "9.0"):
        bench.jira.add_version(name)
    desk = bench.desk()
    item = seeded(bench, desk, fixVersions=["1.0", "9.0"])
    assert item.values["milestone"] == "1.0"
    after = desk.service.update(item.ref, fields(item, milestone="2.0"), item.version)
    assert after.values["milestone"] == "2.0"
    assert sorted(one["name"] for one in shown(bench, item)["fixVersions"]) == ["2.0", "9.0"]
    last = desk.service.update(item.ref, fields(after, milestone=None), after.version)
    assert last.values["milestone"] == "9.0"


def test_one_account_is_assigned(bench: Bench) -> None:
    """Jira knows no second assignee."""
    ada, ben = bench.jira.add_user("ada"), bench.jira.add_user("ben")
    desk = bench.desk()
    item = seeded(bench, desk)
    after = desk.service.update(item.ref, sets(assignees=([ada], [])), item.version)
    assert after.values["assignees"] == [ada]
    assert desk.service.express("assignees", [ada, ben]) == [min(ada, ben)]
    last = desk.service.update(item.ref, sets(assignees=([], [ada])), after.version)
    assert last.values["assignees"] == []


def test_an_account_that_cannot_be_assigned_is_refused_by_its_field(bench: Bench) -> None:
    """The other fields are sent then."""
    desk = bench.desk()
    item = seeded(bench, desk)
    with pytest.raises(RejectedError) as refused:
        desk.service.update(item.ref, sets(assignees=(["nobody"], [])), item.version)
    assert refused.value.fields == ("assignees",)


def test_a_mark_never_comes_onto_what_a_person_made(bench: Bench) -> None:
    """Marks are for what devlog made."""
    desk = bench.desk()
    item = seeded(bench, desk, labels=["a"])
    after = desk.service.update(item.ref, fields(item, title="ours"), item.version)
    assert after.mark is None
    assert shown(bench, item)["labels"] == ["a"]


def test_a_node_that_markdown_cannot_say_is_not_dropped(bench: Bench) -> None:
    """The text stays whole, and the refusal names what would go."""
    desk = bench.desk()
    if not desk.service.remote.source.cloud:
        pytest.skip("panels are nodes of Cloud's texts")
    panel = {
        "type": "panel",
        "attrs": {"panelType": "info"},
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": "mind"}]}],
    }
    item = seeded(bench, desk, description={"version": 1, "type": "doc", "content": [panel]})
    with pytest.raises(RejectedError, match="panel") as refused:
        desk.service.update(item.ref, fields(item, description="plain"), item.version)
    assert refused.value.fields == ("description",)
    more = f"{item.values['description']}\n\nand more"
    after = desk.service.update(item.ref, fields(item, description=more), item.version)
    assert shown(bench, item)["description"]["content"][0] == panel
    assert after.values["description"].endswith("and more")


def test_an_unknown_option_is_refused_with_those_that_there_are(bench: Bench) -> None:
    """Jira's own words name customfield_10100 and no option."""
    bench.jira.add_field("Severity", "select", options=["S1", "S2"])
    desk = bench.desk(custom={"severity": "Severity"})
    item = seeded(bench, desk)
    with pytest.raises(RejectedError, match="Severity takes one of S1, S2") as refused:
        desk.service.update(item.ref, fields(item, custom__severity="S9", title="ours"), item.version)
    assert refused.value.fields == ("custom.severity",)
    after = desk.service.update(item.ref, fields(item, custom__severity="S2"), item.version)
    assert after.values["custom.severity"] == "S2"


def test_a_field_that_only_boards_write_is_refused_with_the_cure(bench: Bench) -> None:
    """A sprint is changed by an action."""
    desk = bench.desk(custom={"sprint": "Sprint"})
    item = seeded(bench, desk)
    with pytest.raises(RejectedError, match="add_to_sprint") as refused:
        desk.service.update(item.ref, fields(item, custom__sprint=["Sprint 1"]), item.version)
    assert refused.value.fields == ("custom.sprint",)
    assert bench.writes() == []


@pytest.mark.parametrize(
    ("fault", "error"),
    [("409", StaleError), ("413", RejectedError), ("403", RejectedError), ("503", TransientError)],
)
def test_each_refusal_has_its_cure(bench: Bench, fault: str, error: type[Exception]) -> None:
    """Whether to read again, to set aside or to wait."""
    desk = bench.desk()
    item = seeded(bench, desk)
    bench.jira.fault(fault, match="PUT .*/issue/")
    with pytest.raises(error):
        desk.service.update(item.ref, fields(item, description="x"), item.version)


def test_an_issue_that_is_gone_is_told_as_gone(bench: Bench) -> None:
    """Its link is marked then."""
    desk = bench.desk()
    item = seeded(bench, desk)
    bench.jira.delete(item.ref.key)
    with pytest.raises(GoneError):
        desk.service.update(item.ref, fields(item, title="ours"), item.version)


def test_without_the_right_to_edit_only_this_one_is_set_aside(bench: Bench) -> None:
    """Permissions differ by issue."""
    desk = bench.desk()
    item = seeded(bench, desk)
    bench.jira.permit("browse")
    with pytest.raises(RejectedError):
        desk.service.update(item.ref, fields(item, title="ours"), item.version)


def test_a_lost_answer_is_made_good_by_doing_it_again(bench: Bench) -> None:
    """The second try finds everything as it is to be, and writes nothing."""
    desk = bench.desk()
    item = seeded(bench, desk)
    bench.jira.fault("lost-answer", match="PUT ")
    with pytest.raises(TransientError):
        desk.service.update(item.ref, fields(item, title="ours"), item.version)
    read = desk.service.fetch(item.ref)
    assert read is not None
    after = desk.service.update(item.ref, fields(read, title="ours"), read.version)
    assert after.values["title"] == "ours"
    assert bench.writes().count(f"PUT {item.ref.id}") == 1
