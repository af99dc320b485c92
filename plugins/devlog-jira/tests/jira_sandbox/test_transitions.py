"""The workflow: which ways are open, and what going one demands."""

from __future__ import annotations

from typing import Any

from .conftest import create, text

STATUSES = [
    {"name": "Open", "category": "new"},
    {"name": "Doing", "category": "indeterminate"},
    {"name": "Closed", "category": "done"},
]
WAYS = [
    {"name": "Start", "to": "Doing", "from": ["Open"]},
    {"name": "Close", "to": "Closed", "from": ["Doing"], "required": ["resolution"]},
    {"name": "Reopen", "to": "Open", "from": ["Closed"]},
]


def ways(api: Any, key: str) -> dict[str, Any]:
    """The ways that are open, by name."""
    listed = api("GET", f"issue/{key}/transitions", params={"expand": "transitions.fields"}).json()
    return {one["name"]: one for one in listed["transitions"]}


def test_only_the_ways_of_the_status_are_open(sandbox: Any, api: Any) -> None:
    """Otherwise a path over several statuses is never needed."""
    sandbox.workflow(STATUSES, WAYS)
    key = create(api)
    assert list(ways(api, key)) == ["Start"]
    later = next(way.id for way in sandbox.first.workflow.transitions if way.name == "Close")
    refused = api("POST", f"issue/{key}/transitions", json={"transition": {"id": str(later)}})
    assert (refused.status_code, len(refused.json()["errorMessages"])) == (400, 1)
    start = ways(api, key)["Start"]
    assert start["to"]["statusCategory"]["key"] == "indeterminate"
    step = {"transition": {"id": start["id"]}}
    assert api("POST", f"issue/{key}/transitions", json=step).status_code == 204
    assert list(ways(api, key)) == ["Close"]


def test_a_screen_demands_its_fields(sandbox: Any, api: Any) -> None:
    """Otherwise a resolution that a real workflow wants is never sent."""
    sandbox.workflow(STATUSES, WAYS)
    key = sandbox.seed([{"summary": "t", "status": "Doing"}])[0]
    close = ways(api, key)["Close"]
    assert close["fields"]["resolution"]["required"]
    assert "Done" in [one["name"] for one in close["fields"]["resolution"]["allowedValues"]]
    where, step = f"issue/{key}/transitions", {"transition": {"id": close["id"]}}
    assert list(api("POST", where, json=step).json()["errors"]) == ["resolution"]
    beside = step | {"fields": {"resolution": {"name": "Done"}, "priority": {"name": "Low"}}}
    assert list(api("POST", where, json=beside).json()["errors"]) == ["priority"]
    said = {"comment": [{"add": {"body": text(sandbox, "closed")}}]}
    fit = step | {"fields": {"resolution": {"name": "Won't Do"}}, "update": said}
    assert api("POST", where, json=fit).status_code == 204
    issue = sandbox.read(key)
    assert issue["fields"]["resolution"]["name"] == "Won't Do"
    assert issue["fields"]["resolutiondate"] is not None
    assert len(issue["comments"]) == 1
    reopen = ways(api, key)["Reopen"]["id"]
    api("POST", where, json={"transition": {"id": reopen}})
    assert sandbox.read(key)["fields"]["resolution"] is None


def test_without_a_workflow_of_its_own_every_status_is_one_step_away(sandbox: Any, api: Any) -> None:
    """Otherwise the usual project of Cloud behaves otherwise here."""
    key = create(api)
    assert list(ways(api, key)) == ["To Do", "In Progress", "In Review", "Done"]
    done = ways(api, key)["Done"]["id"]
    api("POST", f"issue/{key}/transitions", json={"transition": {"id": done}})
    assert sandbox.read(key)["fields"]["resolution"]["name"] == "Done"


def test_who_may_not_transition_sees_no_way(sandbox: Any, api: Any) -> None:
    """Otherwise a missing permission looks like a workflow without ways."""
    key = create(api)
    sandbox.permit("comment")
    assert ways(api, key) == {}
    answer = api("POST", f"issue/{key}/transitions", json={"transition": {"id": "11"}})
    assert answer.status_code == 403
