"""Whatever is sent, an answer comes back."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from devlog_azure_devops.sandbox import AzureDevOpsSandbox

TITLE = "/fields/System.Title"
OPERATIONS: list[Any] = [
    5, {}, {"op": "add"}, {"op": "add", "path": TITLE}, {"op": 9, "path": TITLE, "value": 1},
    {"op": "add", "path": TITLE, "value": {"a": 1}}, {"op": "add", "path": "/relations/-", "value": 5},
    {"op": "add", "path": "/relations/-", "value": {"rel": "Hyperlink"}},
    {"op": "remove", "path": "/relations/x"},
    {"op": "replace", "path": "/relations/0/attributes/comment", "value": "c"},
    {"op": "test", "path": "/rev"},
    {"op": "add", "path": "/fields/System.WorkItemType", "value": None},
    {"op": "add", "path": "/fields/System.AssignedTo", "value": 5},
    {"op": "add", "path": "/fields/System.Tags", "value": 5},
    {"op": "add", "path": "/fields/System.TeamProject", "value": "no"},
    {"op": "add", "path": "/fields/Microsoft.VSTS.Common.Priority", "value": [1]},
    {"op": "add", "path": "/multilineFieldsFormat/System.Title", "value": "Markdown"},
    {"op": "move", "path": TITLE, "from": "/fields/x"},
]  # fmt: skip
BODIES: list[Any] = [
    None, 5, "x", [], {}, *([one] for one in OPERATIONS),
    {"ids": "x"}, {"ids": [None]}, {"ids": [1], "fields": "x"}, {"ids": [1], "asOf": 5},
    {"query": 5}, {"text": 5},
    {"isDeleted": True}, {"name": 5}, {"attributes": 5, "name": "q"}, {"definition": 5}, {"title": None},
    {"consumerInputs": 5, "eventType": "workitem.created"}, {"types": 5}, {"fields": 5},
    {"capabilities": 5, "name": "z"},
]  # fmt: skip
WRITES = """
PATCH /_apis/wit/workitems/1
POST /Shop/_apis/wit/workitems/$Task
POST /_apis/wit/workitemsbatch
POST /_apis/wit/workitemsdelete
POST /_apis/wit/wiql
POST /Shop/_apis/wit/workitems/1/comments
PATCH /Shop/_apis/wit/recyclebin/1
POST /Shop/_apis/wit/reporting/workitemrevisions
POST /Shop/_apis/wit/classificationnodes/areas
POST /_apis/hooks/subscriptions
POST /_apis/projects
POST /_apis/projects/Shop/teams
POST /Shop/_apis/git/repositories/Shop/pullrequests
POST /Shop/_apis/build/builds
POST /Shop/_apis/pipelines/1/runs
"""


@pytest.mark.parametrize("target", WRITES.strip().splitlines())
def test_a_body_of_any_kind(target: str) -> None:
    """A connection that breaks would be a fault of the sandbox, taken for one of the network."""
    method, path = target.split()
    sandbox = AzureDevOpsSandbox()
    sandbox.seed([{"title": "a", "comments": ["x"]}])
    sandbox.permit("admin")
    sandbox.start()
    kind = {
        "Accept": "application/json;api-version=7.1-preview",
        "Content-Type": "application/json-patch+json",
    }
    try:
        with requests.Session() as session:
            session.auth = ("", "sandbox-token")
            for body in BODIES:
                data = None if body is None else json.dumps(body)
                url = f"{sandbox.world.url}{path}"
                answer = session.request(method, url, data=data, headers=kind, timeout=10)
                assert answer.status_code < 500, body
    finally:
        sandbox.stop()
