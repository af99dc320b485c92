"""Webhooks: what is sent, in which order, how it is signed, and what becomes of failures."""

from __future__ import annotations

import socket

import pytest

from devlog_core.testing.receiver import Receiver
from devlog_jira.sandbox import JiraSandbox

from .conftest import Api, create, text
from .hooking import EVERYTHING, HOOKS, set_up, signature


@pytest.mark.usefixtures("hook")
def test_the_life_of_an_issue_is_told(api: Api, sandbox: JiraSandbox, receiver: Receiver) -> None:
    """In order, with what changed."""
    key = create(api)
    api("PUT", f"issue/{key}", json={"fields": {"summary": "Paid", "labels": ["a"]}})
    api("POST", f"issue/{key}/comment", json={"body": text(sandbox, "Fine")})
    api("DELETE", f"issue/{key}")
    assert sandbox.settle_deliveries()
    names = [name for name in receiver.names() if name != "jira:issue_updated"]
    assert names == ["jira:issue_created", "comment_created", "jira:issue_deleted"]
    changed = receiver.find("jira:issue_updated")
    assert changed["issue"]["fields"]["summary"] == "Paid"
    items = {item["field"]: (item["fromString"], item["toString"]) for item in changed["changelog"]["items"]}
    assert items["summary"] == ("Pay", "Paid")
    said = receiver.find("comment_created")
    assert said["comment"]["body"] == "Fine"
    # Server leaves the issue out: only the comment's address tells.
    assert said.get("issue", {}).get("key") == (key if sandbox.world.cloud else None)


@pytest.mark.usefixtures("hook")
def test_time_and_sprints_are_told(api: Api, sandbox: JiraSandbox, receiver: Receiver) -> None:
    """A worklog names its issue by id only, a sprint its board."""
    key = create(api)
    made = api("POST", f"issue/{key}/worklog", json={"timeSpent": "1h"}).json()
    api("PUT", f"issue/{key}/worklog/{made['id']}", json={"timeSpent": "2h"})
    api("DELETE", f"issue/{key}/worklog/{made['id']}")
    board = sandbox.add_board("Board")
    dates = {"startDate": "2025-03-10T12:00:00.000Z", "endDate": "2025-03-24T12:00:00.000Z"}
    path = "/rest/agile/1.0/sprint"
    number = api("POST", path, json={"name": "S", "originBoardId": int(board), **dates}).json()["id"]
    api("POST", f"{path}/{number}", json={"state": "active"})
    api("POST", f"{path}/{number}", json={"state": "closed"})
    assert sandbox.settle_deliveries()
    assert [name for name in receiver.names() if "issue" not in name] == [
        "worklog_created", "worklog_updated", "worklog_deleted", "sprint_created", "sprint_started",
        "sprint_closed",
    ]  # fmt: skip
    assert receiver.find("worklog_created")["worklog"]["issueId"] == made["issueId"]
    started = receiver.find("sprint_started")["sprint"]
    assert (started["state"], started["originBoardId"]) == ("active", int(board))


@pytest.mark.usefixtures("hook")
def test_a_delivery_is_signed_over_its_very_bytes(api: Api, sandbox: JiraSandbox, receiver: Receiver) -> None:
    """And has an identifier, but nothing of a retry."""
    create(api, "Zahlen für Züge")
    assert sandbox.settle_deliveries()
    received = receiver.received[0]
    assert received.headers["X-Hub-Signature"] == signature(received.body)
    assert received.headers["X-Atlassian-Webhook-Identifier"]
    assert "X-Atlassian-Webhook-Retry" not in received.headers
    told = sandbox.deliveries()[0]
    assert (told["id"], told["statuses"]) == (received.headers["X-Atlassian-Webhook-Identifier"], [200])


@pytest.mark.usefixtures("hook")
def test_a_receiver_in_trouble_is_asked_again(api: Api, sandbox: JiraSandbox, receiver: Receiver) -> None:
    """With the same identifier and the number of the try; a plain refusal is final."""
    receiver.statuses = [503, 429, 200, 401]
    create(api, "One")
    create(api, "Two")
    assert sandbox.settle_deliveries()
    retries = [one.headers.get("X-Atlassian-Webhook-Retry") for one in receiver.received]
    assert retries == [None, "1", "2", None]
    assert len({one.headers["X-Atlassian-Webhook-Identifier"] for one in receiver.received[:3]}) == 1
    assert [one["statuses"] for one in sandbox.deliveries()] == [[503, 429, 200], [401]]


@pytest.mark.usefixtures("hook")
def test_deliveries_come_twice_forged_and_late(api: Api, sandbox: JiraSandbox, receiver: Receiver) -> None:
    """As the switches say."""
    sandbox.switch("doubled_webhooks", True)
    sandbox.switch("forged_webhooks", True)
    create(api)
    assert sandbox.settle_deliveries()
    honest = [one.headers["X-Hub-Signature"] == signature(one.body) for one in receiver.received]
    assert honest == [False, True, True]
    ids = [one.headers["X-Atlassian-Webhook-Identifier"] for one in receiver.received]
    assert ids[1] == ids[2] != ids[0]
    sandbox.switch("doubled_webhooks", False)
    sandbox.switch("forged_webhooks", False)
    receiver.received.clear()
    sandbox.hold_deliveries()
    key = create(api)
    api("PUT", f"issue/{key}", json={"fields": {"summary": "Paid"}})
    assert sandbox.settle_deliveries()
    assert receiver.received == []
    assert sandbox.release_deliveries(backwards=True) == 2
    assert sandbox.settle_deliveries()
    assert receiver.names() == ["jira:issue_updated", "jira:issue_created"]


@pytest.mark.usefixtures("hook")
def test_nobody_at_home_is_no_trouble_for_jira(api: Api, sandbox: JiraSandbox, receiver: Receiver) -> None:
    """The change stands, the delivery is tried five times."""
    receiver.end()
    create(api)
    assert sandbox.settle_deliveries()
    assert [one["statuses"] for one in sandbox.deliveries()] == [[0, 0, 0, 0, 0]]


def test_a_receiver_that_never_answers_holds_up_nothing(api: Api, sandbox: JiraSandbox) -> None:
    """Neither the one who makes the change nor the end of the sandbox."""
    sandbox.permit("admin")
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        body = {"name": "deaf", "url": f"http://127.0.0.1:{deaf.getsockname()[1]}/?a=b", "events": EVERYTHING}
        assert api("POST", HOOKS, json=body).status_code == 201
        create(api)
        taken, _ = deaf.accept()
        with taken:
            assert taken.recv(9) == b"POST /?a="
            sandbox.stop()
    assert sandbox.deliveries()[0]["statuses"] == [0]


def test_only_what_is_wanted_is_sent(api: Api, sandbox: JiraSandbox, receiver: Receiver) -> None:
    """By event and by query; and nothing while it is switched off."""
    sandbox.permit("admin")
    made = set_up(api, receiver, events=["jira:issue_updated"], filters={
        "issue-related-events-section": "project = SHOP AND labels = told",
    })  # fmt: skip
    quiet, loud = create(api), create(api, labels=["told"])
    for key in (quiet, loud):
        api("PUT", f"issue/{key}", json={"fields": {"summary": "Paid"}})
    assert sandbox.settle_deliveries()
    assert [one.json["issue"]["key"] for one in receiver.received] == [loud]
    path = f"{HOOKS}/{made['self'].rpartition('/')[2]}"
    api("PUT", path, json={"enabled": False})
    api("PUT", f"issue/{loud}", json={"fields": {"summary": "Paid twice"}})
    assert sandbox.settle_deliveries()
    assert len(receiver.received) == 1
