"""Comments, labels and milestones."""

from __future__ import annotations

from typing import Any


def names(answer: Any) -> list[str]:
    """The names in a list of labels."""
    return [item["name"] for item in answer.json()]


def test_comments_are_said_reworded_and_taken_back(sandbox: Any, api: Any) -> None:
    """Otherwise notes cannot be kept in step; each of the three moves the issue's time."""
    sandbox.seed([{"title": "t"}])
    times = set()
    sandbox.advance(1)
    made = api("POST", "issues/1/comments", json={"body": "one"})
    times.add(api("GET", "issues/1").json()["updated_at"])
    sandbox.advance(1)
    path = f"issues/comments/{made.json()['id']}"
    changed = api("PATCH", path, json={"body": "two"}).json()
    assert changed["body"] == "two"
    assert changed["updated_at"] > changed["created_at"] == made.json()["created_at"]
    assert api("GET", path).json() == changed
    times.add(api("GET", "issues/1").json()["updated_at"])
    assert api("GET", "issues/1").json()["comments"] == 1
    sandbox.advance(1)
    assert api("DELETE", path).status_code == 204
    assert api("GET", path).status_code == 404
    times.add(api("GET", "issues/1").json()["updated_at"])
    assert len(times) == 3
    assert api("GET", "issues/1").json()["comments"] == 0


def test_a_blank_comment_is_refused(sandbox: Any, api: Any) -> None:
    """Otherwise an empty note would fail for the first time in production."""
    sandbox.seed([{"title": "t"}])
    refused = api("POST", "issues/1/comments", json={"body": " \n"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["code"] == "unprocessable"


def test_all_comments_of_a_repository_come_in_one_list(sandbox: Any, api: Any) -> None:
    """Otherwise a first pull needs a request for each issue."""
    ids = sandbox.seed([{"title": "a", "comments": ["1", "2"]}, {"title": "b", "comments": ["3"]}])
    sandbox.advance(10)
    first = api("GET", "issues/comments").json()
    assert [comment["body"] for comment in first] == ["1", "2", "3"]
    assert [comment["issue_url"][-1] for comment in first] == [ids[0], ids[0], ids[1]]
    sandbox.edit_comment(str(first[0]["id"]), "changed")
    changed = api("GET", "issues/comments", params={"since": "2025-03-01T12:00:10Z"}).json()
    assert [comment["body"] for comment in changed] == ["changed"]
    newest = api("GET", "issues/comments", params={"sort": "updated", "direction": "desc"}).json()
    assert [comment["body"] for comment in newest] == ["changed", "3", "2"]
    of_one = api("GET", "issues/1/comments", params={"since": "2025-03-01T12:00:01Z"}).json()
    assert [comment["body"] for comment in of_one] == ["changed"]


def test_only_the_author_or_one_with_push_may_change_a_comment(sandbox: Any, api: Any) -> None:
    """Otherwise a plugin never meets the refusal."""
    sandbox.seed([{"title": "t", "comments": [{"body": "c", "user": "bob"}]}])
    sandbox.permit("pull")
    path = f"issues/comments/{sandbox.read('1')['comments'][0]['id']}"
    assert api("PATCH", path, json={"body": "x"}).status_code == 403
    assert api("DELETE", path).status_code == 403
    own = api("POST", "issues/1/comments", json={"body": "mine"}).json()["id"]
    assert api("PATCH", f"issues/comments/{own}", json={"body": "x"}).status_code == 200


def test_label_names_differ_by_more_than_case(sandbox: Any, api: Any) -> None:
    """Otherwise a label that differs in case is sent again at every sync."""
    sandbox.seed([{"title": "t", "labels": ["Needs Work"]}])
    assert names(api("POST", "issues/1/labels", json={"labels": ["NEEDS WORK", "new"]})) == [
        "Needs Work",
        "new",
    ]
    assert names(api("POST", "issues/1/labels", json=["bug"])) == ["Needs Work", "new", "bug"]
    assert names(api("DELETE", "issues/1/labels/needs%20work")) == ["new", "bug"]
    assert api("DELETE", "issues/1/labels/needs%20work").status_code == 404
    assert names(api("PUT", "issues/1/labels", json={"labels": ["a/b", "ü"]})) == ["a/b", "ü"]
    assert names(api("DELETE", "issues/1/labels/a%2Fb")) == ["ü"]
    assert api("DELETE", "issues/1/labels").status_code == 204
    assert names(api("GET", "issues/1/labels")) == []
    assert api("GET", "labels/NEW").json()["name"] == "new"


def test_labels_of_a_repository_are_made_renamed_and_removed(sandbox: Any, api: Any) -> None:
    """Otherwise status labels cannot be set up."""
    sandbox.seed([{"title": "t", "labels": ["old"]}])
    made = api("POST", "labels", json={"name": "status: blocked", "color": "BADA55", "description": "waits"})
    assert made.status_code == 201
    assert made.json()["color"] == "BADA55"
    taken = api("POST", "labels", json={"name": "Status: Blocked"})
    assert taken.json()["errors"] == [{"resource": "Label", "field": "name", "code": "already_exists"}]
    assert api("POST", "labels", json={"name": "x", "color": "red"}).status_code == 422
    assert api("PATCH", "labels/old", json={"new_name": "new"}).json()["name"] == "new"
    assert names(api("GET", "issues/1/labels")) == ["new"]
    assert api("GET", "issues/1").json()["updated_at"] == "2025-03-01T11:00:00Z"
    assert api("DELETE", "labels/new").status_code == 204
    assert names(api("GET", "issues/1/labels")) == []
    assert "status: blocked" in names(api("GET", "labels", params={"per_page": 100}))


def test_milestones_count_their_issues(sandbox: Any, api: Any) -> None:
    """Otherwise a milestone on an issue cannot be told from another."""
    due = "2025-04-01T00:00:00Z"
    made = api("POST", "milestones", json={"title": "v1", "due_on": due})
    assert (made.status_code, made.json()["number"], made.json()["due_on"]) == (201, 1, due)
    assert api("POST", "milestones", json={"title": "v1"}).status_code == 422
    sandbox.seed([{"title": "a", "milestone": "v1"}, {"title": "b", "milestone": 1, "state": "closed"}])
    counted = api("GET", "milestones/1").json()
    assert (counted["open_issues"], counted["closed_issues"]) == (1, 1)
    assert api("PATCH", "issues/1", json={"milestone": None}).json()["milestone"] is None
    assert api("PATCH", "issues/1", json={"milestone": 1}).json()["milestone"]["title"] == "v1"
    closed = api("PATCH", "milestones/1", json={"state": "closed", "title": "v1.0"}).json()
    assert (closed["state"], closed["title"]) == ("closed", "v1.0")
    assert api("GET", "milestones").json() == []
    assert len(api("GET", "milestones", params={"state": "all"}).json()) == 1
    assert api("DELETE", "milestones/1").status_code == 204
    assert api("GET", "issues/1").json()["milestone"] is None


def test_what_is_seeded_before_anybody_looks_was_there_for_a_while(sandbox: Any, api: Any) -> None:
    """Otherwise a first reading cannot tell what came before it from what comes while it goes on."""
    sandbox.seed([{"title": "before"}])
    assert api("GET", "issues/1").json()["created_at"] == "2025-03-01T11:00:00Z"
    sandbox.seed([{"title": "while"}])
    assert api("GET", "issues/2").json()["created_at"] == "2025-03-01T12:00:00Z"
