"""Issues read and written over the wire."""

from __future__ import annotations

from typing import Any

import pytest


def test_a_new_issue_keeps_what_was_sent(sandbox: Any, api: Any) -> None:
    """Otherwise a plugin cannot read back what it wrote."""
    sandbox.clock.advance(5)
    sent = {
        "title": "Pay by card",
        "body": "a\r\nb\t<!-- mark -->",
        "labels": ["Bug", "neu"],
        "assignees": ["alice"],
    }
    made = api("POST", "issues", json=sent)
    assert made.status_code == 201
    issue = made.json()
    assert made.headers["Location"] == issue["url"]
    assert issue["body"] == sent["body"]
    assert [label["name"] for label in issue["labels"]] == ["bug", "neu"]
    assert [user["login"] for user in issue["assignees"]] == ["alice"]
    assert issue["created_at"] == issue["updated_at"] == "2025-03-01T12:00:05Z"
    assert api("GET", "issues/1").json() == issue


def test_a_body_that_was_not_sent_is_null(api: Any) -> None:
    """Otherwise an empty description looks like an edit."""
    assert api("POST", "issues", json={"title": "t"}).json()["body"] is None
    assert api("PATCH", "issues/1", json={"body": ""}).json()["body"] == ""


@pytest.mark.parametrize(
    ("sent", "field", "code"),
    [
        ({"title": " "}, "title", "missing_field"),
        ({"title": "x" * 257}, "title", "custom"),
        ({"title": "t", "body": "x" * 65_537}, "body", "custom"),
        ({"title": "t", "milestone": 9}, "milestone", "invalid"),
        ({"title": "t", "labels": ["x" * 51]}, "name", "custom"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_made(
    api: Any, sent: dict[str, Any], field: str, code: str
) -> None:
    """Otherwise a plugin's RejectedError has nothing to name."""
    refused = api("POST", "issues", json=sent)
    assert refused.status_code == 422
    assert [(error["field"], error["code"]) for error in refused.json()["errors"]] == [(field, code)]
    assert refused.json()["documentation_url"].startswith("https://docs.github.com/")
    assert api("GET", "issues").json() == []


def test_the_longest_body_is_accepted(api: Any) -> None:
    """Otherwise the plugin would cut texts that GitHub takes; characters count, not bytes."""
    assert api("POST", "issues", json={"title": "t", "body": "ü" * 65_536}).status_code == 201


def test_what_is_missing_or_not_json_is_refused(api: Any) -> None:
    """Otherwise mistakes in a request go unseen."""
    assert api("POST", "issues", json={}).status_code == 422
    assert api("POST", "issues", data=b"{").status_code == 400
    assert api("GET", "issues/7").status_code == 404
    assert api("GET", "/repos/acme/none/issues").status_code == 404


def test_closing_takes_a_reason_and_reopening_leaves_one(api: Any) -> None:
    """Otherwise a status that maps to the reason cannot be kept."""
    api("POST", "issues", json={"title": "t"})
    closed = api("PATCH", "issues/1", json={"state": "closed", "state_reason": "not_planned"}).json()
    assert (closed["state"], closed["state_reason"]) == ("closed", "not_planned")
    assert closed["closed_by"]["login"] == "devlog-bot"
    ignored = api("PATCH", "issues/1", json={"state_reason": "completed"}).json()
    assert ignored["state_reason"] == "not_planned"
    opened = api("PATCH", "issues/1", json={"state": "open"}).json()
    assert (opened["state_reason"], opened["closed_at"]) == ("reopened", None)
    assert api("PATCH", "issues/1", json={"state": "closed"}).json()["state_reason"] == "completed"


def test_an_edit_moves_the_time_and_one_that_changes_nothing_does_not(sandbox: Any, api: Any) -> None:
    """Otherwise every push would come back as a remote change."""
    api("POST", "issues", json={"title": "t", "labels": ["a", "b"]})
    sandbox.advance(60)
    same = api("PATCH", "issues/1", json={"title": "t", "labels": ["B", "a"]}).json()
    assert same["updated_at"] == "2025-03-01T12:00:00Z"
    assert api("PATCH", "issues/1", json={"labels": ["a"]}).json()["updated_at"] == "2025-03-01T12:01:00Z"


def test_those_who_cannot_be_assigned_are_dropped_in_silence(sandbox: Any, api: Any) -> None:
    """Otherwise a plugin believes what it sent instead of what it reads back."""
    api("POST", "issues", json={"title": "t", "assignees": ["stranger", "ALICE"]})
    assert [user["login"] for user in api("GET", "issues/1").json()["assignees"]] == ["alice"]
    more = api("POST", "issues/1/assignees", json={"assignees": ["stranger", "devlog-bot"]}).json()
    assert [user["login"] for user in more["assignees"]] == ["alice", "devlog-bot"]
    fewer = api("DELETE", "issues/1/assignees", json={"assignees": ["alice"]}).json()
    assert [user["login"] for user in fewer["assignees"]] == ["devlog-bot"]
    assert api("GET", "assignees/stranger").status_code == 404
    assert api("GET", "assignees/alice").status_code == 204
    assert [user["login"] for user in api("GET", "assignees").json()] == ["alice", "devlog-bot"]
    sandbox.switch("strict_assignees", True)
    assert api("PATCH", "issues/1", json={"assignees": ["stranger"]}).status_code == 422


def test_without_push_permission_fields_are_dropped_in_silence(sandbox: Any, api: Any) -> None:
    """Otherwise the plugin does not learn to compare the answer with what it sent."""
    sandbox.permit("pull")
    sent = {"title": "t", "labels": ["bug"], "assignees": ["alice"]}
    made = api("POST", "issues", json=sent).json()
    assert (made["labels"], made["assignees"]) == ([], [])
    kept = api("PATCH", "issues/1", json={"title": "new", "state": "closed", "labels": ["bug"]}).json()
    assert (kept["title"], kept["state"], kept["labels"]) == ("new", "open", [])
    assert api("POST", "issues/1/labels", json={"labels": ["bug"]}).status_code == 403
    sandbox.seed([{"title": "of another", "user": "bob"}])
    assert api("PATCH", "issues/2", json={"title": "new"}).status_code == 403


def test_a_locked_issue_takes_no_comment_from_strangers(sandbox: Any, api: Any) -> None:
    """Otherwise a note that cannot be delivered is never met in tests."""
    sandbox.seed([{"title": "t"}])
    assert api("PUT", "issues/1/lock", json={"lock_reason": "too heated"}).status_code == 204
    assert api("GET", "issues/1").json()["active_lock_reason"] == "too heated"
    assert api("POST", "issues/1/comments", json={"body": "hi"}).status_code == 201
    sandbox.permit("pull")
    assert api("POST", "issues/1/comments", json={"body": "hi"}).status_code == 403
    sandbox.permit("push")
    assert api("DELETE", "issues/1/lock").status_code == 204
    assert api("GET", "issues/1").json()["locked"] is False


def test_a_deleted_issue_is_gone_and_its_number_stays_used(sandbox: Any, api: Any) -> None:
    """Otherwise the plugin cannot tell a deletion from a wrong address."""
    sandbox.seed([{"title": "a", "comments": ["c"]}, {"title": "b"}])
    sandbox.delete("1")
    assert api("GET", "issues/1").status_code == 410
    assert api("PATCH", "issues/1", json={"title": "x"}).status_code == 410
    assert [issue["number"] for issue in api("GET", "issues").json()] == [2]
    assert api("GET", "issues/comments").json() == []
    assert api("POST", "issues", json={"title": "c"}).json()["number"] == 3
