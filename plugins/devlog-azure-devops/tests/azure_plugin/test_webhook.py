"""Deliveries are believed by their password, read once, and name the right work item."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from devlog_azure_devops.webhook import Ours, parse, verify
from devlog_core.model.delivery import Delivery
from devlog_core.model.errors import RejectedError, WebhookRejectedError
from devlog_core.testing.context import Journal

OURS = Ours(scope=None, project="Shop", url="https://dev.azure.com/acme")


def basic(user: str, password: str) -> dict[str, str]:
    """The header that a service hook sends."""
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def delivery(body: Any) -> Delivery:
    """A delivery as it was stored."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Delivery(
        id="d-1", integration="boards", received_at=datetime(2026, 1, 1, tzinfo=UTC), headers={}, body=raw
    )


@pytest.mark.parametrize(
    "headers",
    [
        {}, basic("devlog", "wrong"), basic("other", "secret"), {"Authorization": "Bearer secret"},
        {"Authorization": "Basic ###"}, {"Authorization": "Basic"}, basic("devlog", ""),
    ],
)  # fmt: skip
def test_a_wrong_password_is_refused(headers: dict[str, str]) -> None:
    """Whoever knows the address alone is not believed."""
    with pytest.raises(WebhookRejectedError):
        verify(headers, b"{}", "devlog", "secret")


def test_without_a_password_nothing_is_believed() -> None:
    """An integration that has none set receives nothing."""
    with pytest.raises(WebhookRejectedError):
        verify(basic("", ""), b"{}", None, None)


def test_a_delivery_has_the_same_id_each_time_it_comes() -> None:
    """So that a retry is known."""
    body = json.dumps({"subscriptionId": "s", "notificationId": 8, "id": "e", "eventType": "x"}).encode()
    signed = basic("devlog", "secret")
    first = verify(signed, body, "devlog", "secret")
    assert verify({"authorization": signed["Authorization"]}, body, "devlog", "secret") == first
    assert first.delivery_id == "s:8:e"
    assert verify(basic("devlog", "secret"), b"no json", "devlog", "secret").delivery_id


PULL = "azure-devops:pr:6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c/1"
RECORDED = {
    "jenkins.git.push-sample": ([], []),
    "msft.build.complete": (
        [],
        ["azure-devops:run:be9b3917-87e6-42a4-a549-2bc06a7a878f/2:completed:20150407T180610Z"],
    ),
    "msft.git.pullrequest.created": ([], [f"{PULL}:created"]),
    "msft.git.pullrequest.merged": ([], [f"{PULL}:merged"]),
    "msft.git.pullrequest.updated": ([], [f"{PULL}:merged"]),
    "msft.git.push": ([], []),
    "msft.message.posted": ([], []),
    "msft.workitem.commented": (["5"], ["azure-devops.work_item.commented:5:4"]),
    "msft.workitem.created": (["5"], ["azure-devops.work_item.created:5:1"]),
    "msft.workitem.deleted": (["5"], ["azure-devops.work_item.deleted:5:1"]),
    "msft.workitem.restored": (["5"], ["azure-devops.work_item.restored:5:1"]),
    "msft.workitem.updated": (
        ["5"],
        ["azure-devops.work_item.updated:5:2", "azure-devops.work_item.state_changed:5:2"],
    ),
}
"""By file: the work items to read again, and the ids of the events."""


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_deliveries_go_through(shared: Path, name: str) -> None:
    """Each is believed by its password and becomes what a reading would tell."""
    body = (shared / "data/webhooks/azure-devops" / f"{name}.json").read_bytes()
    told = json.loads(body)
    verified = verify(basic("devlog", "secret"), body, "devlog", "secret")
    if "subscriptionId" in told:
        assert verified.delivery_id == f"{told['subscriptionId']}:{told['notificationId']}:{told['id']}"
    result = parse(delivery(body), OURS, Journal())
    assert ([ref.id for ref in result.refs], [event.id for event in result.events]) == RECORDED[name]


def test_every_recorded_delivery_is_among_them(shared: Path) -> None:
    """A new one wants an outcome of its own."""
    found = {path.stem for path in (shared / "data/webhooks/azure-devops").glob("*.json")}
    assert found == set(RECORDED)


def test_a_merge_that_was_tried_is_no_merge(shared: Path) -> None:
    """The provider tells of each merge commit; what counts is whether the pull request is completed."""
    path = shared / "data/webhooks/azure-devops/msft.git.pullrequest.merged.json"
    payload = json.loads(path.read_text())
    [merged] = parse(delivery(payload), OURS, Journal()).events
    told = merged.data["pull_request"]
    assert (merged.name, told["number"], told["merged"]) == ("azure-devops.pull_request.merged", 1, True)
    assert told["open_minutes"] == 18843
    del payload["resource"]["closedDate"]
    payload["resource"] |= {"status": "active", "mergeStatus": "conflicts"}
    [updated] = parse(delivery(payload), OURS, Journal()).events
    assert updated.name == "azure-devops.pull_request.updated"
    assert updated.data["pull_request"]["merge_status"] == "conflicts"


def test_a_run_is_told_once_in_two_words() -> None:
    """By the publisher of builds and by that of pipelines; one that goes on is not told."""
    build = {
        "id": 77, "buildNumber": "20260101.3", "status": "completed", "result": "failed",
        "finishTime": "2026-01-01T10:00:00.1234567Z", "definition": {"id": 4, "name": "CI"},
        "sourceBranch": "refs/heads/main", "project": {"id": "p"},
    }  # fmt: skip
    run = {
        "id": 77, "name": "20260101.3", "state": "completed", "result": "failed",
        "finishedDate": "2026-01-01T10:00:00.1234567Z",
        "resources": {"repositories": {"self": {"refName": "refs/heads/main", "version": "9" * 40}}},
    }  # fmt: skip

    def told(kind: str, resource: dict[str, Any]) -> list[str]:
        body = {"eventType": kind, "resource": resource, "resourceContainers": {"project": {"id": "p"}}}
        return [event.id for event in parse(delivery(body), OURS, Journal()).events]

    pipeline = {"id": 4, "name": "CI"}
    changed = "ms.vss-pipelines.run-state-changed-event"
    assert len(told("build.complete", build)) == 2
    assert told("build.complete", build) == told(changed, {"run": run, "pipeline": pipeline})
    del run["result"], run["finishedDate"]
    assert told(changed, {"run": run | {"state": "inProgress"}, "pipeline": pipeline}) == []


def test_an_update_is_read_by_its_work_item(shared: Path) -> None:
    """The resource's own id counts the updates."""
    path = shared / "data/webhooks/azure-devops/msft.workitem.updated.json"
    payload = json.loads(path.read_text())
    payload["resource"]["workItemId"] = 13
    result = parse(delivery(payload), OURS, Journal())
    assert [ref.id for ref in result.refs] == ["13"]
    names = [event.name for event in result.events]
    assert names == ["azure-devops.work_item.updated", "azure-devops.work_item.state_changed"]
    state = next(one for one in result.events[1].data["changes"] if one["field"] == "System.State")
    assert (state["from"], state["to"]) == ("New", "Approved")


def test_another_projects_delivery_is_passed_over() -> None:
    """Where the project is known by its id."""
    body = {
        "eventType": "workitem.created",
        "resource": {"id": 5, "rev": 1, "fields": {}},
        "resourceContainers": {"project": {"id": "other"}},
    }
    ours = Ours(scope="mine", project="Shop", url=OURS.url)
    assert not parse(delivery(body), ours, Journal()).refs
    body["resourceContainers"] = {"project": {"id": "MINE"}}
    assert parse(delivery(body), ours, Journal()).refs


@pytest.mark.parametrize(
    "body",
    [b"no json", b"[]", {"eventType": "workitem.created", "resource": {"id": "x"}}],
)
def test_what_is_no_delivery_is_refused(body: Any) -> None:
    """It is set aside by itself."""
    with pytest.raises(RejectedError):
        parse(delivery(body), OURS, Journal())


def test_a_delivery_without_its_resource_says_what_to_change() -> None:
    """A subscription may be told to send the minimum."""
    journal = Journal()
    assert not parse(delivery({"eventType": "workitem.updated", "resource": None}), OURS, journal).refs
    assert "resource" in journal.records[0][1]["reason"]
