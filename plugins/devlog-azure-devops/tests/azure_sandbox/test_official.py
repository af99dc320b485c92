"""Every address that is served, held against the descriptions; and that these are really asked."""

from __future__ import annotations

from typing import Any

import pytest

from devlog_azure_devops.sandbox import AzureDevOpsSandbox
from devlog_core.testing.sandbox.wire import Reply, Request

from .conftest import Api, create
from .official import AzureDevOps

LISTS = """
/_apis/projects
/_apis/projects/Shop?includeCapabilities=true
/_apis/process/processes
/_apis/projects/Shop/teams
/_apis/projects/Shop/teams/Shop%20Team/members
/Shop/_apis/wit/workItemTypes
/Shop/_apis/wit/workItemTypes/Bug
/Shop/_apis/wit/workItemTypes/Bug/states
/Shop/_apis/wit/workItemTypes/Bug/fields?$expand=allowedValues
/Shop/_apis/wit/workItemTypes/Bug/fields/System.State
/Shop/_apis/wit/workitemtypecategories
/_apis/wit/fields
/_apis/wit/fields/System.Title
/_apis/wit/workitemrelationtypes
/_apis/wit/workitemrelationtypes/Hyperlink
/Shop/_apis/wit/classificationnodes?$depth=2
/Shop/_apis/wit/classificationnodes/Iterations?$depth=1
/Shop/_apis/wit/classificationnodes/iterations/Iteration%201
/Shop/_apis/wit/tags
/Shop/_apis/wit/reporting/workitemrevisions?includeDeleted=true&$expand=fields
/Shop/_apis/wit/recyclebin
/Shop/Shop%20Team/_apis/work/teamsettings
/Shop/_apis/work/teamsettings/iterations
/Shop/Shop%20Team/_apis/work/teamsettings/teamfieldvalues
/Shop/_apis/work/boards
/Shop/_apis/work/boards/Stories
/Shop/_apis/work/boards/Stories/columns
/Shop/_apis/work/boards/Stories/rows
/Shop/_apis/git/repositories
/_apis/git/repositories
/Shop/_apis/git/repositories/Shop/pullrequests
/Shop/_apis/git/repositories/Shop/refs?filter=heads/
/Shop/_apis/git/pullrequests?searchCriteria.status=all
/Shop/_apis/git/pullrequests/1
/Shop/_apis/git/pullrequests?searchCriteria.status=all&searchCriteria.queryTimeRangeType=closed&searchCriteria.minTime=2025-01-01T00:00:00Z
/Shop/_apis/git/repositories/Shop/pullrequests/1?includeWorkItemRefs=true
/Shop/_apis/git/repositories/Shop/pullrequests/1/workitems
/Shop/_apis/git/repositories/Shop/pullrequests/1/iterations
/Shop/_apis/git/repositories/Shop/pullrequests/1/iterations/1/changes?$top=1
/Shop/_apis/git/repositories/Shop/pullrequests/1/labels
/Shop/_apis/pipelines
/Shop/_apis/pipelines/1
/Shop/_apis/pipelines/1/runs
/Shop/_apis/pipelines/1/runs/1
/Shop/_apis/build/builds?definitions=1
/Shop/_apis/build/builds/1
/Shop/_apis/distributedtask/environments
/Shop/_apis/distributedtask/environments/1/environmentdeploymentrecords
/Shop/_apis/build/builds/1/workitems
/Shop/_apis/release/deployments
/Shop/_apis/release/releases
/Shop/_apis/release/releases/1
/_apis/hooks/subscriptions
/_apis/hooks/publishers
/_apis/hooks/publishers/tfs/eventtypes
/_apis/connectionData
/_apis/ResourceAreas
"""
"""Addresses, one a line."""


@pytest.mark.parametrize("process", ["Agile", "Scrum", "CMMI", "Basic"])
def test_every_process_fits(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """Types, states and items of all four are in the provider's shapes."""
    for kind in api("GET", "/Shop/_apis/wit/workitemtypes").json()["value"]:
        id = create(api, kind=kind["name"])
        states = [one["name"] for one in kind["states"]]
        assert api("GET", f"/_apis/wit/workitems/{id}").json()["fields"]["System.State"] == states[0]
        assert {one["category"] for one in kind["states"]} >= {"Completed"}
        for state in states:
            body = [{"op": "add", "path": "/fields/System.State", "value": state}]
            assert api("PATCH", f"/_apis/wit/workitems/{id}", json=body).status_code == 200


def test_every_list_fits(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """What the plugin may read is in the provider's shapes."""
    sandbox.seed([{"title": "a", "tags": ["x"], "comments": ["hi"], "description": "<b>a</b>"}])
    sandbox.add_iteration("Iteration 1", start="2025-03-01T00:00:00Z", finish="2025-03-20T00:00:00Z")
    pull = sandbox.pull_request("Pay", "pay", "jane", items=[1], files=["a.py", "b.py"])
    sandbox.settle_pull_request(pull, "completed", "jane")
    run = sandbox.run_pipeline(sandbox.add_pipeline("CI"), "jane", "succeeded")
    sandbox.deploy(sandbox.add_environment("production"), run)
    sandbox.release("R-1", {"production": "succeeded", "test": "inProgress"}, run=run)
    for path in LISTS.split():
        preview = "/teams" in path and "/projects/" not in path
        answer = api(
            "GET", path, headers={"Accept": "application/json;api-version=7.1-preview"} if preview else {}
        )
        assert answer.status_code == 200, (path, answer.text)


def test_the_descriptions_are_asked(official: AzureDevOps | None) -> None:
    """Otherwise all the other tests check nothing."""
    if official is None:
        pytest.skip("the descriptions are not at hand")
    asked = Request("GET", "/sandbox/_apis/wit/workitems/1", {}, b"")

    def answered(body: bytes, path: str = asked.path, status: int = 200) -> tuple[Request, Reply]:
        return Request("GET", path, {}, b""), Reply(
            status, {"Content-Type": "application/json"}, body, len(body)
        )

    official.check(*answered(b'{"id": 1, "rev": 1, "fields": {}, "url": ""}'))
    bad: list[tuple[Any, Any]] = [
        answered(b'{"id": "one"}'),
        answered(b"{}", "/sandbox/_apis/nowhere"),
        answered(b'{"message": "no"}', status=400),
    ]
    for request, reply in bad:
        with pytest.raises(AssertionError):
            official.check(request, reply)
