"""Issues as items: every field, older servers, marks, and what is restricted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from devlog_core.model.remote import RemoteAccount, RemoteItem
from devlog_jira.config import Mapping
from devlog_jira.custom import CustomField
from devlog_jira.mapping import BROKEN, Records, Source, item_of, minutes, worklog_of
from devlog_jira.marks import is_mark, label_of, mark_of_issue, without_marks
from devlog_jira.vocabulary import Vocabulary

UID = "0199d3b0-0000-7000-8000-00000000000a"
ADA = {"accountId": "a-1", "displayName": "Ada", "emailAddress": "ada@acme.org"}
BOB = {"accountId": "b-2", "displayName": "Bob", "emailAddress": '"?"'}


class Plain:
    """A codec for bodies that are plain text."""

    def read(self, body: Any) -> str:
        return str(body or "")

    def write(self, text: str) -> Any:
        return text


def source(**changes: Any) -> Source:
    """How a test's issues are understood."""
    table: dict[str, Any] = {
        "scope": "10000", "url": "https://acme.atlassian.net", "cloud": True,
        "words": Vocabulary(Mapping()), "text": Plain(),
    }  # fmt: skip
    return Source(**(table | changes))


def issue(**fields: Any) -> dict[str, Any]:
    """An issue as a search gives it."""
    known = {
        "summary": "A  ticket ", "created": "2026-03-01T13:00:00.123+0200",
        "updated": "2026-03-02T00:00:00.000+0000",
        "status": {"name": "To Do", "statusCategory": {"key": "new"}},
    }  # fmt: skip
    return {"id": "10001", "key": "SHOP-1", "fields": known | fields, "properties": {}}


def read(**fields: Any) -> RemoteItem:
    """The item of an issue with these fields."""
    return item_of(issue(**fields), source())


def test_every_field_is_translated() -> None:
    """To the entry's terms; people and other issues in the place's."""
    item = read(
        description="Text", priority={"name": "Highest"}, issuetype={"name": "Bug"},
        labels=["b", "a", label_of(UID)], assignee=ADA, creator=BOB, reporter=ADA,
        fixVersions=[{"name": "2.0"}, {"name": "1.1"}], parent={"id": "10009", "key": "SHOP-9"},
        duedate="2026-04-01", timetracking={"originalEstimateSeconds": 5400},
        issuelinks=[
            {"id": "1", "type": {"name": "Blocks", "outward": "blocks"}, "outwardIssue": {"id": "10002"}},
            {"id": "2", "type": {"name": "Blocks", "outward": "blocks"}, "inwardIssue": {"id": "10003"}},
            {"id": "3", "type": {"name": "Relates", "outward": "relates to"}, "inwardIssue": {"id": "10004"}},
            {"id": "4", "type": {"name": "Duplicate"}, "outwardIssue": {"id": "10005"}},
        ],
    )  # fmt: skip
    assert item.values == {
        "title": "A ticket", "description": "Text", "status": "new", "priority": "critical", "type": "bugfix",
        "labels": ["a", "b"], "assignees": ["a-1"], "milestone": "1.1", "parent": "10009",
        "due": "2026-04-01", "estimate": 90,
        "dependencies": [
            {"entry": "10002", "kind": "blocks"}, {"entry": "10003", "kind": "blocked-by"},
            {"entry": "10004", "kind": "related-to"},
        ],
    }  # fmt: skip
    assert item.ref.url == "https://acme.atlassian.net/browse/SHOP-1"
    assert item.author == "b-2"
    assert item.created_at == datetime(2026, 3, 1, 11, 0, 0, 123000, tzinfo=UTC)
    assert item.people == (
        RemoteAccount(account="a-1", name="Ada", email="ada@acme.org"),
        RemoteAccount(account="b-2", name="Bob"),
    )


def test_an_old_server_leaves_out_what_it_does_not_know() -> None:
    """No categories, no time tracking, one name for accounts."""
    item = item_of(
        {"id": "1", "key": "A-1", "fields": {"summary": "x", "created": "2016-03-03T13:40:01.000+0000",
                                             "assignee": {"name": "user1"}, "status": {"name": "Open"}}},
        source(cloud=False),
    )  # fmt: skip
    assert item.values["assignees"] == ["user1"]
    assert item.values["estimate"] is None
    assert (item.notes_complete, item.note_count, item.worklogs_complete) == (False, None, False)
    assert item.version is not None


@pytest.mark.parametrize(
    "broken",
    [
        {}, {"id": "1"}, {"id": "x", "key": "A-1", "fields": issue()["fields"]},
        {"id": "1", "key": "A-1", "fields": {}}, {"id": "1", "key": "A-1", "fields": None},
        issue(summary="  "), issue(summary=7), issue(status="To Do"), issue(created="now", updated=None),
        issue(labels=[{"name": "x"}]), issue(timetracking={"originalEstimateSeconds": "soon"}),
    ],
)  # fmt: skip
def test_what_is_no_issue_raises_what_readers_expect(broken: Any) -> None:
    """So that one bad record is set aside by itself."""
    with pytest.raises(BROKEN):
        item_of(broken, source())


def test_an_epic_of_a_server_is_named_by_its_key() -> None:
    """Its id is looked up beforehand; a parent goes before it."""
    told = source(cloud=False, epic="customfield_10001", ids={"SHOP-9": "10009"})
    assert item_of(issue(customfield_10001="SHOP-9"), told).values["parent"] == "10009"
    assert item_of(issue(customfield_10001="SHOP-8"), told).values["parent"] is None
    assert item_of(issue(customfield_10001="SHOP-9", parent={"id": "1"}), told).values["parent"] == "1"


def test_custom_fields_stand_under_their_own_names() -> None:
    """As plain values."""
    field = CustomField.of(
        "severity", {"id": "customfield_1", "name": "Severity", "schema": {"type": "option"}}
    )
    told = source(custom=(field,))
    assert item_of(issue(customfield_1={"value": "Grave"}), told).values["custom.severity"] == "Grave"
    assert item_of(issue(), told).values["custom.severity"] is None


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0, 0), (1, 1), (60, 1), (89, 1), (90, 2), (5400, 90), ("120", 2)]
)
def test_seconds_become_minutes(seconds: Any, expected: int) -> None:
    """A booking of some seconds is not nothing."""
    assert minutes(seconds) == expected


def booking(**more: Any) -> dict[str, Any]:
    """A time booking as Jira gives it."""
    return {
        "id": "7", "author": ADA, "comment": "Looked", "timeSpentSeconds": 1800,
        "started": "2026-03-01T09:00:00.000+1300", "created": "2026-03-02T00:00:00.000+0000",
        "updated": "2026-03-02T00:00:00.000+0000",
    } | more  # fmt: skip


def test_a_booking_says_when_the_time_was_spent() -> None:
    """In its own zone, which may be another day than ours."""
    worklog = worklog_of(booking(), source())
    assert worklog.at == datetime(2026, 2, 28, 20, tzinfo=UTC)
    assert (worklog.minutes, worklog.text, worklog.author, worklog.edited_at) == (30, "Looked", "a-1", None)


@pytest.mark.parametrize("how", [{"visibility": {"type": "role", "value": "Admins"}}, {"jsdPublic": False}])
def test_restricted_records_are_left_out_everywhere(how: dict[str, Any]) -> None:
    """Also of the people introduced, and of what tells one version from another."""
    comment = {"id": "5", "author": ADA, "body": "x", "created": "2026-03-01T00:00:00.000+0000"}
    open_ones = {"comments": [comment], "total": 1}
    mixed = {"comments": [comment, {**comment, "id": "6", "author": BOB, **how}], "total": 2}
    item, same = read(comment=mixed), read(comment=open_ones)
    assert [note.ref.id for note in item.notes] == ["5"]
    assert (item.note_count, item.notes_complete) == (1, True)
    assert "b-2" not in {person.account for person in item.people}
    assert item.version == same.version
    bookings = {"worklogs": [booking(), booking(id="8", **how)], "total": 2}
    assert [one.ref.id for one in read(worklog=bookings).worklogs] == ["7"]


def test_a_cut_list_is_not_complete() -> None:
    """The total tells."""
    found = Records.of({"comments": [{}] * 20, "total": 21}, "comments")
    assert not found.whole
    assert not Records.of(None, "comments").whole
    assert Records.of({"comments": [], "total": 0}, "comments").whole


def test_the_hash_tells_a_changed_comment() -> None:
    """Though Jira's time of change were the same."""
    comment = {"id": "5", "author": ADA, "body": "x", "created": "2026-03-01T00:00:00.000+0000"}
    versions = {
        read(comment={"comments": some, "total": len(some)}).version
        for some in ([], [comment], [{**comment, "updated": "2026-03-01T00:00:01.000+0000"}])
    }
    assert len(versions) == 3


CLONERS = {"name": "Cloners", "inward": "is cloned by", "outward": "clones"}


@pytest.mark.parametrize(
    ("cloud", "properties", "links", "mark"),
    [
        (True, {"devlog": {"uid": UID, "ref": "dl-1"}}, [], UID),
        (True, {}, [], None),
        (True, {"devlog": {"uid": "0199d3b0-0000-7000-8000-00000000000b"}}, [], None),
        (False, None, [], UID),
        (False, None, [{"type": CLONERS, "outwardIssue": {"id": "1"}}], None),
        (False, None, [{"type": CLONERS, "inwardIssue": {"id": "2"}}], UID),
    ],
)
def test_a_clone_does_not_count_as_marked(cloud: bool, properties: Any, links: Any, mark: str | None) -> None:
    """It takes the label along, and not the property."""
    record = issue(labels=["x", label_of(UID)], issuelinks=links) | {"properties": properties}
    assert mark_of_issue(record, cloud) == mark


def test_a_mark_without_its_label_is_none() -> None:
    """Somebody took it away: the issue is nobody's."""
    record = issue(labels=[]) | {"properties": {"devlog": {"uid": UID}}}
    assert mark_of_issue(record, True) is None


def test_marks_are_no_labels() -> None:
    """And other labels that begin alike are none of ours."""
    assert without_marks(["devlog", "devlog-team", label_of(UID), "x"]) == ["devlog", "devlog-team", "x"]
    assert is_mark(label_of(UID).upper().replace("DEVLOG", "devlog"))
