"""Service hooks: subscribed to, delivered, masked, and shaped like real ones."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devlog_azure_devops.sandbox import AzureDevOpsSandbox
from devlog_core.testing.receiver import Receiver

from .conftest import Api, create

SUBSCRIPTIONS = "/_apis/hooks/subscriptions"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Where they go."""
    made = Receiver("eventType")
    yield made
    made.end()


def subscribe(api: Api, sandbox: AzureDevOpsSandbox, receiver: Receiver, event: str, **inputs: Any) -> str:
    """A subscription's id."""
    sandbox.permit("admin")
    consumer = {"url": receiver.url, "basicAuthUsername": "devlog", "basicAuthPassword": "hush"}
    body = {
        "publisherId": "tfs",
        "eventType": event,
        "resourceVersion": "1.0",
        "consumerId": "webHooks",
        "consumerActionId": "httpRequest",
        "publisherInputs": {"projectId": sandbox.project("Shop").id, **inputs},
        "consumerInputs": consumer,
    }
    made = api("POST", SUBSCRIPTIONS, json=body)
    assert made.status_code == 200, made.text
    return str(made.json()["id"])


def test_a_subscription_hides_its_password(api: Api, sandbox: AzureDevOpsSandbox, receiver: Receiver) -> None:
    """And keeps it where the mask is sent back."""
    id = subscribe(api, sandbox, receiver, "workitem.created")
    shown = api("GET", f"{SUBSCRIPTIONS}/{id}").json()
    assert shown["consumerInputs"]["basicAuthPassword"] == "********"
    assert api("PUT", f"{SUBSCRIPTIONS}/{id}", json=shown).status_code == 200
    create(api)
    assert sandbox.settle_deliveries()
    assert receiver.received[0].headers["Authorization"] == "Basic " + b64encode(b"devlog:hush").decode()
    listed = api("GET", f"{SUBSCRIPTIONS}?eventType=workitem.created").json()
    assert [one["id"] for one in listed["value"]] == [id]
    assert api("DELETE", f"{SUBSCRIPTIONS}/{id}").status_code == 204
    create(api)
    assert sandbox.settle_deliveries()
    assert len(receiver.received) == 1
    sandbox.permit("write")
    assert api("POST", SUBSCRIPTIONS, json=shown).status_code == 403


def test_what_a_change_tells(api: Api, sandbox: AzureDevOpsSandbox, receiver: Receiver) -> None:
    """The resource's id is the update's number; people are texts in the revision."""
    subscribe(api, sandbox, receiver, "workitem.updated", changedFields="System.State")
    id = create(api)
    sandbox.edit(id, {"title": "Two"}, by="jane")
    sandbox.edit(id, {"state": "Active"}, by="jane")
    assert sandbox.settle_deliveries()
    [told] = receiver.payloads()
    resource = told["resource"]
    assert (resource["id"], resource["workItemId"], resource["rev"]) == (3, id, 3)
    assert resource["fields"]["System.State"] == {"oldValue": "New", "newValue": "Active"}
    assert resource["revision"]["fields"]["System.ChangedBy"] == "Jane <jane@example.com>"
    assert told["resourceContainers"]["project"]["id"] == sandbox.project("Shop").id


def test_late_doubled_forged_and_tried_again(
    api: Api, sandbox: AzureDevOpsSandbox, receiver: Receiver
) -> None:
    """As real ones come."""
    subscribe(api, sandbox, receiver, "workitem.commented")
    id = create(api)
    sandbox.hold_deliveries()
    for text in ("a", "b"):
        sandbox.comment(id, text, by="jane")
    assert receiver.received == []
    receiver.statuses = [500]
    assert sandbox.release_deliveries(backwards=True) == 2
    assert sandbox.settle_deliveries()
    said = [post["resource"]["fields"]["System.History"] for post in receiver.payloads()]
    assert said == ["b", "b", "a"]
    assert [one["statuses"] for one in sandbox.deliveries()] == [[200], [500, 200]]
    sandbox.switch("doubled_webhooks", True)
    sandbox.switch("forged_webhooks", True)
    sandbox.comment(id, "c", by="jane")
    assert sandbox.settle_deliveries()
    assert [one["forged"] for one in sandbox.deliveries()][2:] == [True, False, False]


def test_shapes_of_real_ones(api: Api, sandbox: AzureDevOpsSandbox, receiver: Receiver, shared: Path) -> None:
    """What is in the provider's samples is in ours, but for what came in later years."""
    names = ("created", "updated", "deleted", "restored", "commented")
    for name in names:
        subscribe(api, sandbox, receiver, f"workitem.{name}")
    id = create(api)
    sandbox.comment(id, "hi", by="jane")
    sandbox.delete(id)
    sandbox.restore(id)
    assert sandbox.settle_deliveries()
    for name in names:
        file = shared / "data" / "webhooks" / "azure-devops" / f"msft.workitem.{name}.json"
        sample = json.loads(file.read_text())
        mine = next(post for post in receiver.payloads() if post["eventType"] == f"workitem.{name}")
        assert set(sample) <= set(mine), name
        assert set(sample["resource"]) - {"_links"} <= set(mine["resource"]), name
        assert set(sample["message"]) == set(mine["message"])


def test_code_and_runs_tell_too(api: Api, sandbox: AzureDevOpsSandbox, receiver: Receiver) -> None:
    """A pull request that is merged, a build that ends."""
    for event in ("git.pullrequest.created", "git.pullrequest.merged", "build.complete"):
        subscribe(api, sandbox, receiver, event)
    id = create(api)
    pull = sandbox.pull_request("Pay", "pay", "jane", items=[id])
    sandbox.settle_pull_request(pull, "completed", "jane")
    sandbox.run_pipeline(sandbox.add_pipeline("CI"), "jane", "failed")
    assert sandbox.settle_deliveries()
    # A merge is tried, and told, long before the pull request is completed.
    assert [(one.json["eventType"], one.json["resource"]["status"]) for one in receiver.received] == [
        ("git.pullrequest.created", "active"),
        ("git.pullrequest.merged", "active"),
        ("git.pullrequest.merged", "completed"),
        ("build.complete", "completed"),
    ]
    assert receiver.received[3].json["resource"]["result"] == "failed"
    linked = api("GET", f"/Shop/_apis/git/repositories/Shop/pullrequests/{pull}/workitems").json()["value"]
    assert [one["id"] for one in linked] == [str(id)]
