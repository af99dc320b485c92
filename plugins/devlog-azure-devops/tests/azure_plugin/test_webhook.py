"""Deliveries are believed by their password, read once, and name the right work item."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from devlog_azure_devops.triggers import EVENTS
from devlog_azure_devops.webhook import Ours, parse, verify
from devlog_core.model.delivery import Delivery
from devlog_core.model.errors import RejectedError, WebhookRejectedError
from devlog_core.testing.context import Journal

OURS = Ours(scope=None, project="Shop", url="https://dev.azure.com/acme")
NAMES = sorted(EVENTS)


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


def test_recorded_deliveries_go_through(shared: Path) -> None:
    """Those about work items name one; the others are about something else."""
    seen = 0
    for path in sorted((shared / "data/webhooks/azure-devops").glob("*.json")):
        payload = json.loads(path.read_text())
        result = parse(delivery(path.read_bytes()), OURS, Journal())
        if payload.get("eventType") not in EVENTS:
            assert not result.refs
            continue
        seen += 1
        resource = payload["resource"]
        told = resource["revision"] if payload["eventType"] == "workitem.updated" else resource
        assert [ref.id for ref in result.refs] == [str(told["id"])]
        assert result.events[0].name == EVENTS[payload["eventType"]][0]
        assert all(event.data["work_item"]["title"] for event in result.events)
    assert seen == len(NAMES)


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
