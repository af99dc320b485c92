"""Comments, and the reporting interface that tells of every revision."""

from __future__ import annotations

from typing import Any

from devlog_azure_devops.sandbox import AzureDevOpsSandbox

from .conftest import Api, create

REPORT = "/Shop/_apis/wit/reporting/workitemrevisions"


def test_a_comment_is_a_revision_each_time(api: Api) -> None:
    """Said, reworded and taken back: each moves the item on."""
    id = create(api)
    path = f"/Shop/_apis/wit/workItems/{id}/comments"
    said = api("POST", f"{path}?format=markdown", json={"text": "*hi* <!-- mark -->"}).json()
    assert (said["version"], said["format"], said["text"]) == (1, "markdown", "*hi* <!-- mark -->")
    assert api("GET", f"/_apis/wit/workitems/{id}").json()["commentVersionRef"]["commentId"] == said["id"]
    changed = api("PATCH", f"{path}/{said['id']}", json={"text": "ho"}).json()
    assert (changed["version"], changed["text"], changed["format"]) == (2, "ho", "markdown")
    assert len(api("GET", f"{path}/{said['id']}/versions").json()["value"]) == 2
    assert api("DELETE", f"{path}/{said['id']}").status_code == 204
    assert api("GET", f"{path}/{said['id']}").status_code == 404
    assert api("GET", path).json()["totalCount"] == 0
    assert api("GET", f"{path}?includeDeleted=true").json()["comments"][0]["isDeleted"] is True
    item = api("GET", f"/_apis/wit/workitems/{id}").json()
    assert (item["rev"], item["fields"]["System.CommentCount"]) == (4, 0)
    counts = [
        one["fields"]["System.CommentCount"]
        for one in api("GET", f"/_apis/wit/workitems/{id}/revisions").json()["value"]
    ]
    assert counts == [0, 1, 1, 0]


def test_pages_of_comments(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """The newest first, unless told; a token leads on."""
    id = sandbox.seed([{"title": "t", "comments": ["a", "b", "c"]}])[0]
    path = f"/Shop/_apis/wit/workItems/{id}/comments"
    first = api("GET", f"{path}?$top=2").json()
    assert ([one["text"] for one in first["comments"]], first["totalCount"], first["count"]) == (
        ["c", "b"],
        3,
        2,
    )
    rest = api("GET", path, params={"$top": 2, "continuationToken": first["continuationToken"]}).json()
    assert ([one["text"] for one in rest["comments"]], "continuationToken" in rest) == (["a"], False)
    assert [one["text"] for one in api("GET", f"{path}?order=asc").json()["comments"]] == ["a", "b", "c"]


def test_what_others_said_is_theirs(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """Otherwise an overwrite of what a person said is not caught."""
    id = create(api)
    theirs = sandbox.comment(id, "theirs", by="jane")
    path = f"/Shop/_apis/wit/workItems/{id}/comments"
    assert api("PATCH", f"{path}/{theirs}", json={"text": "mine"}).status_code == 403
    assert api("POST", path, json={"text": " "}).status_code == 400
    assert api("POST", f"{path}?format=wiki", json={"text": "a"}).status_code == 400
    sandbox.permit("comment")
    assert api("POST", path, json={"text": "a"}).status_code == 200
    sandbox.permit("read")
    assert api("POST", path, json={"text": "a"}).status_code == 403


def test_comments_by_history_and_stripped_ones(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """A comment may come as a field; and HTML may lose what is hidden in it."""
    id = create(api, History="by the way")
    path = f"/Shop/_apis/wit/workItems/{id}/comments"
    assert [one["text"] for one in api("GET", path).json()["comments"]] == ["by the way"]
    sandbox.switch("strips_comments", True)
    assert api("POST", path, json={"text": "a<!-- m -->"}).json()["text"] == "a"
    assert (
        api("POST", f"{path}?format=markdown", json={"text": "a<!-- m -->"}).json()["text"] == "a<!-- m -->"
    )
    assert api("POST", path, json={"text": "a<script>b</script>"}).json()["text"] == "a"


def report(api: Api, **params: Any) -> dict[str, Any]:
    """One batch."""
    answer = api("GET", REPORT, params=params)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def revisions(batch: dict[str, Any]) -> list[tuple[int, int]]:
    """Numbers and revisions of a batch."""
    return [(one["id"], one["rev"]) for one in batch["values"]]


def test_every_revision_in_order(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """A token taken at the end finds what came later, and nothing twice."""
    one, two = create(api, "one", Description="<b>x</b>"), create(api, "two")
    sandbox.edit(one, {"title": "uno"}, by="jane")
    first = report(api, **{"$maxPageSize": 2})
    assert (revisions(first), first["isLastBatch"]) == ([(one, 1), (two, 1)], False)
    second = report(api, continuationToken=first["continuationToken"])
    assert (revisions(second), second["isLastBatch"]) == ([(one, 2)], True)
    assert second["values"][0]["fields"]["System.ChangedBy"] == "Jane <jane@example.com>"
    assert "System.Description" not in second["values"][0]["fields"]
    after = second["continuationToken"]
    assert revisions(report(api, continuationToken=after)) == []
    sandbox.link(one, "related", two, by="jane")
    assert revisions(report(api, continuationToken=after)) == []
    sandbox.delete(two)
    assert revisions(report(api, continuationToken=after)) == []
    gone = report(api, continuationToken=after, includeDeleted="true")
    assert revisions(gone) == [(two, 2)]
    assert gone["values"][0]["fields"]["System.IsDeleted"] is True
    body = {"includeDeleted": True, "includeLatestOnly": True, "fields": ["System.Id", "System.Title"]}
    latest = api("POST", REPORT, json=body).json()
    assert [one["fields"] for one in latest["values"]] == [
        {"System.Title": "uno", "System.Id": one},
        {"System.Title": "two", "System.Id": two},
    ]


def test_revisions_since_a_moment(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """The first call has no token; and a Server may not know the interface at all."""
    create(api, "old")
    sandbox.advance(60)
    new = create(api, "new")
    assert revisions(report(api, startDateTime="2025-03-10T12:00:30Z")) == [(new, 1)]
    assert api("GET", REPORT, params={"continuationToken": "x"}).status_code == 400
    sandbox.switch("reporting", False)
    assert api("GET", REPORT).status_code == 404
