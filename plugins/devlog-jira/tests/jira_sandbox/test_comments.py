"""Comments: restricted, marked, paged, and only our own to change."""

from __future__ import annotations

from typing import Any

from .conftest import create, text


def test_a_comment_carries_its_properties_only_where_asked(sandbox: Any, api: Any) -> None:
    """Otherwise the mark of a note is never found, or found where Jira does not show it."""
    key = create(api)
    mark = [{"key": "devlog-note", "value": {"uid": "u"}}]
    made = api("POST", f"issue/{key}/comment", json={"body": text(sandbox, "hi"), "properties": mark})
    assert made.status_code == 201
    where = f"issue/{key}/comment"
    assert "properties" not in api("GET", where).json()["comments"][0]
    assert api("GET", where, params={"expand": "properties"}).json()["comments"][0]["properties"] == mark
    embedded = api("GET", f"issue/{key}").json()["fields"]["comment"]
    assert (embedded["total"], "properties" in embedded["comments"][0]) == (1, False)


def test_comments_by_their_ids(sandbox: Any, api: Any) -> None:
    """Otherwise marks of comments that a search brought cost a request an issue."""
    key = sandbox.seed([{"summary": "t", "comments": ["a", {"body": "b", "properties": {"p": 1}}]}])[0]
    ids = [int(comment["id"]) for comment in sandbox.read(key)["comments"]]
    answer = api("POST", "comment/list", params={"expand": "properties"}, json={"ids": [*ids, 1]})
    if not sandbox.world.cloud:
        assert answer.status_code in (404, 405)
        return
    assert [one["properties"] for one in answer.json()["values"]] == [[], [{"key": "p", "value": 1}]]
    assert api("POST", "comment/list", json={"ids": []}).status_code == 400
    assert api("POST", "comment/list", json={"ids": list(range(1001))}).status_code == 400


def test_the_embedded_list_may_be_cut(sandbox: Any, api: Any) -> None:
    """Otherwise comments beyond the first page of a busy issue are lost unseen."""
    sandbox.seed([{"summary": "t", "comments": ["a", "b", "c"]}])
    sandbox.switch("embedded_comments", 2)
    field = api("GET", "issue/SHOP-1").json()["fields"]["comment"]
    assert (len(field["comments"]), field["total"]) == (2, 3)
    page = api("GET", "issue/SHOP-1/comment", params={"startAt": 2, "maxResults": 2}).json()
    assert (page["startAt"], page["total"], len(page["comments"])) == (2, 3, 1)
    newest = api("GET", "issue/SHOP-1/comment", params={"orderBy": "-created", "maxResults": 1}).json()
    assert newest["comments"][0]["id"] == page["comments"][0]["id"]


def test_restricted_and_internal_ones_say_so(sandbox: Any, api: Any) -> None:
    """Otherwise what was said in confidence is copied outward."""
    key = create(api)
    sandbox.comment(key, "secret", by="jane", visibility={"type": "role", "value": "Administrators"})
    sandbox.comment(key, "internal", by="jane", public=False)
    listed = api("GET", f"issue/{key}/comment").json()["comments"]
    assert listed[0]["visibility"] == {"type": "role", "value": "Administrators"}
    assert "visibility" not in listed[1]
    if sandbox.world.cloud:
        assert [one["jsdPublic"] for one in listed] == [True, False]


def test_only_our_own_are_ours_to_change(sandbox: Any, api: Any) -> None:
    """Otherwise an overwrite of what a person said is not caught."""
    key = create(api)
    theirs = sandbox.comment(key, "theirs", by="jane")
    ours = api("POST", f"issue/{key}/comment", json={"body": text(sandbox, "ours")}).json()["id"]
    new = {"body": text(sandbox, "new")}
    assert api("PUT", f"issue/{key}/comment/{theirs}", json=new).status_code == 403
    assert api("DELETE", f"issue/{key}/comment/{theirs}").status_code == 403
    changed = api("PUT", f"issue/{key}/comment/{ours}", json=new).json()
    assert (changed["body"], changed["created"] < changed["updated"]) == (text(sandbox, "new"), True)
    assert api("DELETE", f"issue/{key}/comment/{ours}").status_code == 204
    assert api("GET", f"issue/{key}/comment/{ours}").status_code == 404
    sandbox.permit("admin")
    assert api("PUT", f"issue/{key}/comment/{theirs}", json=new).status_code == 200


def test_an_empty_or_broken_body_is_refused(sandbox: Any, api: Any) -> None:
    """Otherwise a comment without words is made here and nowhere else."""
    key = create(api)
    for body in (text(sandbox, " "), None, 5, text(sandbox, "x" * 32_768)):
        refused = api("POST", f"issue/{key}/comment", json={"body": body})
        blank = sandbox.world.cloud and body == text(sandbox, " ")
        assert (refused.status_code == 201) if blank else (list(refused.json()["errors"]) == ["comment"])


def test_properties_of_a_comment_by_themselves(sandbox: Any, api: Any) -> None:
    """Otherwise a mark cannot be put under a comment that is there already."""
    key = create(api)
    comment = sandbox.comment(key, "hi", by="jane")
    where = f"comment/{comment}/properties/devlog-note"
    assert api("PUT", where, json={"uid": "u"}).status_code == 201
    assert api("GET", where).json()["value"] == {"uid": "u"}
    assert api("DELETE", where).status_code == 204
    assert api("GET", where).status_code == 404
