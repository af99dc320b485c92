"""The sandbox against Jira's descriptions, and the descriptions against themselves."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest

from devlog_core.testing.sandbox.wire import Reply, Request
from devlog_jira.sandbox import JiraSandbox

from .conftest import Api, create, text
from .official import HERE, Jira, Official
from .test_agile import sprint, start

BROKEN = {
    "get /rest/api/3/serverInfo", "post /rest/api/3/field", "post /rest/api/3/issue/bulkfetch",
    "get /rest/api/3/issue/createmeta",
    "get /rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes/{issueTypeId}",
    "post /rest/api/3/issue/{issueIdOrKey}/attachments",
    "post /rest/api/3/jql/parse", "get /rest/api/3/project",
    "get /rest/api/3/project/{projectIdOrKey}/component", "get /rest/api/3/project/{projectIdOrKey}/versions",
    "get /rest/api/3/resolution/search", "get /rest/api/3/user/assignable/search",
    "get /rest/agile/1.0/board/filter/{filterId}", "get /rest/agile/1.0/sprint/{sprintId}/issue",
}  # fmt: skip
"""Operations whose own example does not fit their schema, in ways that the sandbox has no need to follow."""


def examples(official: Official) -> dict[str, tuple[MockRequest, Reply, Any]]:
    """By operation, the example of a good answer."""
    found = {}
    for method, path, operation in official.operations():
        for status, answer in operation["responses"].items():
            content = answer.get("content", {}).get("application/json", {})
            if status.startswith("2") and "example" in content and path.startswith("/rest/"):
                asked = MockRequest(HERE, method, re.sub(r"\{\w+\}", "1", path), path_pattern=path)
                body = json.dumps(content["example"]).encode()
                found[f"{method} {path}"] = (asked, Reply(int(status), {}, body, len(body)), operation)
    return found


def test_the_descriptions_own_examples_pass_but_for_the_broken_ones(official: Jira | None) -> None:
    """What is exempted is exempted because Jira contradicts itself, and nothing else is."""
    if official is None:
        pytest.skip("no descriptions; set DEVLOG_SHARED")
    broken = set()
    for one in (official.platform, official.boards):
        for name, (asked, reply, operation) in examples(one).items():
            try:
                one.answered(asked, reply, operation)
            except (OpenAPIError, AssertionError):
                broken.add(name)
    assert broken == BROKEN


def test_the_harness_sees_what_is_wrong(official: Jira | None) -> None:
    """A validator that lets everything pass would prove nothing."""
    if official is None:
        pytest.skip("no descriptions; set DEVLOG_SHARED")
    asked = Request("GET", "/rest/api/2/issue/SHOP-1/worklog", {}, b"")

    def told(path: str, status: int, body: Any) -> None:
        data = json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        official.check(Request("GET", path, {}, b""), Reply(status, headers, data, len(data)))

    told(asked.path, 200, {"worklogs": [{"started": "2025-03-10T12:00:00.000+0000"}]})
    for path, status, body in (
        (asked.path, 200, {"worklogs": [{"started": "2025-03-10T12:00:00Z"}]}),
        (asked.path, 200, {"worklogs": {}}),
        (asked.path, 204, {}),
        (asked.path, 404, {"message": "no"}),
        ("/rest/api/3/nothing", 200, {}),
        ("/rest/agile/1.0/sprint/1", 200, {"colour": "red"}),
        ("/rest/agile/1.0/sprint/1", 200, {"id": "one"}),
    ):
        with pytest.raises((OpenAPIError, AssertionError)):
            told(path, status, body)


def test_a_walk_through_everything(api: Api, sandbox: JiraSandbox) -> None:
    """Every kind of request once; the fixture holds each exchange against the description."""
    sandbox.permit("admin")
    board, cloud = int(sandbox.add_board("Board")), sandbox.world.cloud
    for path in (
        "serverInfo", "myself", "field", "issuetype", "priority", "status", "statuscategory", "resolution",
        "issueLinkType", "project", "project/SHOP", "project/SHOP/statuses", "project/SHOP/versions",
        "project/SHOP/components", "mypermissions?permissions=BROWSE_PROJECTS",
        "user/assignable/search?project=SHOP&query=a&username=a",
        "issue/createmeta/SHOP/issuetypes",
    ):  # fmt: skip
        assert api("GET", path).status_code == 200, path
    types = api("GET", "issue/createmeta/SHOP/issuetypes").json()
    kinds = types.get("issueTypes") or types["values"]
    for kind in kinds:
        assert api("GET", f"issue/createmeta/SHOP/issuetypes/{kind['id']}").status_code == 200
    version = api(
        "POST", "version", json={"name": "1.0", "projectId": int(api("GET", "project/SHOP").json()["id"])}
    )
    assert version.status_code == 201
    key = create(
        api, description=text(sandbox, "Soon"), labels=["a"], duedate="2025-03-20",
        fixVersions=[{"name": "1.0"}], priority={"name": "High"}, timetracking={"originalEstimate": "1d"},
    )  # fmt: skip
    other = create(api, "Other")
    child = create(api, "Child", issuetype={"name": "Subtask" if cloud else "Sub-task"}, parent={"key": key})
    for query in ("", "?fields=summary,status", "?expand=changelog,transitions,names", "?properties=*all"):
        assert api("GET", f"issue/{key}{query}").status_code == 200, query
    assert api("PUT", f"issue/{key}", json={"fields": {"summary": "Paid"}}).status_code == 204
    assert api("PUT", f"issue/{key}/properties/devlog", json={"uid": "u"}).status_code == 201
    assert api("GET", f"issue/{key}/properties").status_code == 200
    assert api("GET", f"issue/{key}/editmeta").status_code == 200
    ways = api("GET", f"issue/{key}/transitions?expand=transitions.fields").json()["transitions"]
    moved = api("POST", f"issue/{key}/transitions", json={"transition": {"id": ways[-1]["id"]}})
    assert moved.status_code == 204, moved.text
    said = api("POST", f"issue/{key}/comment", json={"body": text(sandbox, "Fine")}).json()["id"]
    assert api("GET", f"issue/{key}/comment/{said}?expand=properties").status_code == 200
    assert api("PUT", f"issue/{key}/comment/{said}", json={"body": text(sandbox, "Well")}).status_code == 200
    link = {"type": {"name": "Blocks"}, "inwardIssue": {"key": key}, "outwardIssue": {"key": other}}
    assert api("POST", "issueLink", json=link).status_code == 201
    shown = api("GET", f"issue/{key}").json()["fields"]["issuelinks"][0]["id"]
    assert api("GET", f"issueLink/{shown}").status_code == 200
    assert api("DELETE", f"issueLink/{shown}").status_code in (200, 204)
    page = {"object": {"url": "https://devlog.example", "title": "devlog"}}
    assert api("POST", f"issue/{key}/remotelink", json=page).status_code == 201
    assert api("GET", f"issue/{key}/remotelink").status_code == 200
    assert api("GET", f"issue/{key}/watchers").status_code == 200
    start(api, sprint(api, board))
    search(api, sandbox, key)
    for number in (child, other, key):
        assert api("DELETE", f"issue/{number}").status_code == 204, number


def search(api: Api, sandbox: JiraSandbox, key: str) -> None:
    """The searches of both kinds of Jira."""
    jql = "project = SHOP ORDER BY created ASC"
    if sandbox.world.cloud:
        body = {"jql": jql, "fields": ["*all"], "properties": ["devlog"], "maxResults": 2}
        first = api("POST", "search/jql", json=body).json()
        assert api("POST", "search/jql", json=body | {"nextPageToken": first["nextPageToken"]}).json()[
            "isLast"
        ]
        assert api("GET", f"search/jql?jql=key={key}&fields=summary").status_code == 200
        assert api("POST", "search/approximate-count", json={"jql": jql}).json()["count"] == 3
        assert api("GET", f"issue/{key}/changelog").status_code == 200
        assert api("GET", "label").status_code == 200
        assert api("GET", "project/search").status_code == 200
        assert api("GET", "search?jql=x").status_code == 410
    else:
        body = {"jql": jql, "fields": ["summary", "status"], "maxResults": 2, "startAt": 1}
        assert api("POST", "search", json=body).json()["total"] == 3
        assert api("GET", f"search?jql=key={key}&expand=changelog").status_code == 200


def test_refusals_fit_too(api: Api, sandbox: JiraSandbox) -> None:
    """Errors are what a plugin reads most closely."""
    key = create(api)
    refused = [
        api("GET", "issue/SHOP-99"), api("PUT", f"issue/{key}", json={"fields": {"nothing": 1}}),
        api("POST", "issue", json={"fields": {}}), api("GET", "project/NONE"),
        api("POST", f"issue/{key}/transitions", json={"transition": {"id": "0"}}),
        api("POST", f"issue/{key}/comment", json={"body": 5}), api("GET", f"issue/{key}/comment/5"),
    ]  # fmt: skip
    for fault in ("500", "503", "502", "429:5", "quota-tenant", "captcha"):
        if fault == "captcha":
            sandbox.switch("captcha", True)
        else:
            sandbox.fault(fault)
        refused.append(api("GET", "myself"))
    assert all(answer.status_code >= 400 for answer in refused)
