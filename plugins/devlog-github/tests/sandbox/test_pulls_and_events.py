"""Pull requests, and what is told of an issue's past."""

from __future__ import annotations

from typing import Any


def test_a_pull_request_is_opened_and_merged(sandbox: Any, api: Any) -> None:
    """Otherwise links to pull requests cannot be followed to their end."""
    sandbox.seed([{"title": "an issue"}])
    sent = {"title": "Do it", "head": "devlog/1", "base": "main", "body": "Closes #1"}
    made = api("POST", "pulls", json=sent)
    assert (made.status_code, made.json()["number"], made.json()["head"]["ref"]) == (201, 2, "devlog/1")
    assert api("POST", "pulls", json=sent).status_code == 422
    as_issue = api("GET", "issues/2").json()
    assert as_issue["id"] != made.json()["id"]
    assert api("GET", "pulls/1").status_code == 404
    assert api("GET", "pulls/2/merge").status_code == 404
    assert api("PATCH", "pulls/2", json={"title": "Done"}).json()["title"] == "Done"
    assert api("PUT", "pulls/2/merge").json()["merged"] is True
    assert api("PUT", "pulls/2/merge").status_code == 405
    assert api("GET", "pulls/2/merge").status_code == 204
    merged = api("GET", "pulls/2").json()
    assert (merged["state"], merged["merged"], merged["merged_by"]["login"]) == ("closed", True, "devlog-bot")
    assert api("PATCH", "issues/2", json={"state": "open"}).status_code == 422


def test_a_merge_closes_the_issues_that_it_names(sandbox: Any, api: Any) -> None:
    """Otherwise a plugin that closes them too is never seen to do it twice."""
    sandbox.seed([{"title": "one"}, {"title": "two"}, {"title": "three"}])
    number = sandbox.open_pull("Fix", "fix", by="bob", body="fixes #1, resolves: #2, see #3")
    sandbox.merge(number, by="carol")
    states = [api("GET", f"issues/{n}").json() for n in (1, 2, 3)]
    assert [issue["state"] for issue in states] == ["closed", "closed", "open"]
    assert states[0]["closed_by"]["login"] == "carol"


def test_pull_requests_are_listed_without_issues(sandbox: Any, api: Any) -> None:
    """Otherwise the list of pull requests cannot stand in for the list of issues."""
    sandbox.seed([{"title": "i"}, {"title": "p", "pull_request": {"head": "a"}}])
    sandbox.seed([{"title": "m", "pull_request": {"head": "b", "merged": True}}])
    assert [pull["number"] for pull in api("GET", "pulls").json()] == [2]
    assert [pull["number"] for pull in api("GET", "pulls?state=all&per_page=1").json()] == [3]
    assert [pull["number"] for pull in api("GET", "pulls?state=all&head=acme:a").json()] == [2]
    assert [pull["number"] for pull in api("GET", "pulls?state=all&sort=updated").json()] == [2, 3]


def test_events_tell_who_changed_what(sandbox: Any, api: Any) -> None:
    """Otherwise a title that was overwritten cannot be recovered."""
    sandbox.seed([{"title": "old", "labels": ["a"]}])
    sandbox.edit("1", {"title": "new", "labels": ["b"], "assignees": ["alice"]}, by="bob")
    sandbox.comment("1", "said", by="bob")
    sandbox.advance(1)
    sandbox.edit("1", {"state": "closed"}, by="carol")
    sandbox.lock("1", by="carol", reason="resolved")
    events = api("GET", "issues/1/events").json()
    kinds = ["renamed", "labeled", "unlabeled", "assigned", "closed", "locked"]
    assert [event["event"] for event in events] == kinds
    assert events[0]["rename"] == {"from": "old", "to": "new"}
    assert [event["label"]["name"] for event in events[1:3]] == ["b", "a"]
    assert (events[3]["assignee"]["login"], events[4]["state_reason"]) == ("alice", "completed")
    assert [event["actor"]["login"] for event in (events[0], events[4])] == ["bob", "carol"]
    timeline = api("GET", "issues/1/timeline").json()
    assert sorted(line["event"] for line in timeline) == sorted([*kinds, "commented"])
    assert [line["event"] for line in timeline][-2:] == ["closed", "locked"]


def test_events_of_a_repository_come_newest_first(sandbox: Any, api: Any) -> None:
    """Otherwise one request cannot tell what happened everywhere."""
    sandbox.seed([{"title": "a"}, {"title": "b"}])
    sandbox.edit("1", {"milestone": None, "state": "closed"}, by="bob")
    sandbox.edit("2", {"title": "c"}, by="bob")
    events = api("GET", "issues/events").json()
    assert [(event["event"], event["issue"]["number"]) for event in events] == [("renamed", 2), ("closed", 1)]
    assert api("GET", f"issues/events/{events[0]['id']}").json()["event"] == "renamed"
    assert api("GET", "issues/events/1").status_code == 404
