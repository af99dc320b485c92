"""What the sandbox answers beside what the real service answered to the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from devlog_azure_devops.sandbox import AzureDevOpsSandbox

from .conftest import Api, put

LATER = {"multilineFieldsFormat", "commentVersionRef"}
"""Keys that came to answers after some were recorded."""
OWN = ("WEF_", "System.BoardColumn", "Microsoft.VSTS.Common.Activated")
"""Fields of boards, which the recorded projects had not, and of states that they did not reach."""


def recorded(shared: Path, name: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Requests and answers of one recording."""
    file = shared / "data" / "replay" / "azure-devops" / f"{name}.json"
    return [(one["request"], one["response"]) for one in json.loads(file.read_text())]


def alike(mine: Any, theirs: Any, where: str) -> None:
    """Raise where mine lacks a key of theirs, has one that theirs lacks, or another type."""
    if isinstance(theirs, dict):
        assert isinstance(mine, dict), where
        known = {name for name in mine if not name.startswith(OWN)} - LATER
        assert known == set(theirs) - LATER, f"{where}: {sorted(known ^ (set(theirs) - LATER))}"
        for name in known:
            alike(mine[name], theirs[name], f"{where}.{name}")
    elif isinstance(theirs, list):
        assert isinstance(mine, list), where
        if mine and theirs:
            alike(mine[0], theirs[0], f"{where}[0]")
    else:
        assert type(mine) is type(theirs), f"{where}: {mine!r} in place of {theirs!r}"


def test_an_item_from_cradle_to_grave(shared: Path) -> None:
    """Created, shown, changed, deleted, missed: each has the recorded keys and types, no more, no less."""
    sandbox = AzureDevOpsSandbox(("WorkItemCreateShowUpdateDeleteTests",), process="Basic")
    sandbox.start()
    try:
        _play(sandbox, recorded(shared, "workItemCreateShowUpdateDelete"))
    finally:
        sandbox.stop()


def _play(sandbox: AzureDevOpsSandbox, exchanges: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    import requests

    for request, answer in exchanges:
        url = (
            request["uri"].replace("https://dev.azure.com/exampleorg", sandbox.world.url).replace("191", "1")
        )
        headers = {name: request["headers"][name] for name in ("accept", "content-type")}
        mine = requests.request(
            request["method"],
            url,
            data=request["body"],
            headers=headers,
            auth=("", "sandbox-token"),
            timeout=10,
        )
        where = f"{request['method']} {url}"
        assert mine.status_code == answer["status"], where
        alike(mine.json(), json.loads(answer["body"]), where)
        api = answer["headers"]["content-type"].partition("api-version")[2]
        assert mine.headers["Content-Type"].endswith(api), where


def test_queries_and_batches(api: Api, shared: Path) -> None:
    """A query's answer has the recorded keys, and so have the items that it leads to."""
    for title in ("a", "b"):
        assert api("POST", "/Shop/_apis/wit/workitems/$Task", json=[put("System.Title", title)]).ok
    told = {
        (request["method"], request["uri"].partition("?")[0].rpartition("/")[2]): answer
        for request, answer in recorded(shared, "queryShow")
    }
    text = "select [System.Id], [System.Tags] from WorkItems where [System.WorkItemType] = 'Task'"
    query = api("POST", "/_apis/wit/wiql", json={"query": text}).json()
    alike(query, json.loads(told["POST", "wiql"]["body"]), "wiql")
    fields = "System.Id,System.WorkItemType,System.Title,System.AssignedTo,System.State,System.Tags"
    items = api("GET", f"/_apis/wit/workItems?ids=1,2&fields={fields}").json()
    alike(items, json.loads(told["GET", "workItems"]["body"]), "items")


def test_projects_processes_and_links(api: Api, sandbox: AzureDevOpsSandbox, shared: Path) -> None:
    """The same of what stands around."""
    above, below = sandbox.seed([{"title": "a", "type": "Task"}, {"title": "b", "type": "Task", "parent": 1}])
    assert (above, below) == ("1", "2")
    seen = recorded(shared, "boards_releations_create_remove")

    def theirs(end: str) -> Any:
        found = (a for q, a in seen if q["uri"].endswith(end) and a["status"] == 200)
        return json.loads(next(found)["body"])

    alike(api("GET", "/_apis/process/processes").json(), theirs("process/processes"), "processes")
    project = api("GET", "/_apis/projects/Shop?includeCapabilities=true").json()
    alike(project, theirs("includeCapabilities=true"), "project")
    linked = api("GET", "/_apis/wit/workItems/2?$expand=relations").json()
    real = next(
        told
        for _, answer in seen
        if answer["status"] == 200
        and "relations" in (told := json.loads(answer["body"]))
        and "System.Parent" in told["fields"]
    )
    alike(linked["relations"], real["relations"], "relations")
