"""Webhooks: who may register which, what is sent, how it is signed, and what becomes of failures."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from devlog_core.model.delivery import Delivery
from devlog_core.model.errors import WebhookRejectedError
from devlog_jira.sandbox import JiraSandbox
from devlog_jira.webhook import Ours, parse, verify

from .conftest import Api, create, text
from .lent import Quiet
from .official import alike
from .receiver import Receiver

HOOKS = "/rest/webhooks/1.0/webhook"
SECRET = "a secret"
EVERYTHING = [
    "jira:issue_created", "jira:issue_updated", "jira:issue_deleted", "comment_created", "comment_updated",
    "comment_deleted", "worklog_created", "worklog_updated", "worklog_deleted", "sprint_created",
    "sprint_started", "sprint_closed",
]  # fmt: skip


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Where webhooks go."""
    made = Receiver()
    yield made
    made.end()


@pytest.fixture
def hook(api: Api, sandbox: JiraSandbox, receiver: Receiver) -> dict[str, Any]:
    """A webhook for everything in SHOP, with a secret."""
    sandbox.permit("admin")
    return setup(api, receiver)


def setup(api: Api, receiver: Receiver, **more: Any) -> dict[str, Any]:
    """A webhook that an administrator sets up."""
    filters = {"issue-related-events-section": "project = SHOP"}
    body = {"name": "devlog", "url": receiver.url, "events": EVERYTHING, "filters": filters, "secret": SECRET}
    answer = api("POST", HOOKS, json=body | more)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def signature(body: bytes) -> str:
    """What the header must say."""
    return "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()


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
    made = setup(api, receiver, events=["jira:issue_updated"], filters={
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


def test_an_administrator_manages_webhooks(api: Api, sandbox: JiraSandbox, receiver: Receiver) -> None:
    """Others may not even look."""
    assert api("GET", HOOKS).status_code == 403
    sandbox.permit("admin")
    made = setup(api, receiver)
    path = f"{HOOKS}/{made['self'].rpartition('/')[2]}"
    assert SECRET not in json.dumps(made)
    assert api("GET", path).json() == made
    assert [one["name"] for one in api("GET", HOOKS).json()] == ["devlog"]
    assert api("PUT", path, json={"events": ["comment_created"]}).json()["events"] == ["comment_created"]
    faults: list[dict[str, Any]] = [{"events": ["nothing"]}, {"url": "here"}, {"name": ""}, {"events": []}]
    for wrong in faults:
        assert api("PUT", path, json=wrong).status_code == 400
    assert api("DELETE", path).status_code == 204
    assert api("GET", path).status_code == 404


@pytest.mark.parametrize("deployment", ["cloud"], indirect=True)
def test_an_account_with_a_token_registers_no_dynamic_webhook(api: Api) -> None:
    """That is for OAuth apps only, which a plugin with an API token must be able to explain."""
    wanted = [{"events": ["jira:issue_created"], "jqlFilter": "project = SHOP"}]
    answer = api("POST", "webhook", json={"url": "https://devlog.example/hook", "webhooks": wanted})
    assert (answer.status_code, api("GET", "webhook").status_code) == (403, 403)


class App:
    """An OAuth app at the gateway."""

    def __init__(self, sandbox: JiraSandbox) -> None:
        self._sandbox = sandbox
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {sandbox.oauth_token()}"

    def __call__(self, method: str, path: str, **more: Any) -> requests.Response:
        return self._session.request(method, f"{self._sandbox.url}/rest/api/3/{path}", timeout=10, **more)

    def end(self) -> None:
        """Hang up."""
        self._session.close()


@pytest.fixture
def app(sandbox: JiraSandbox) -> Iterator[App]:
    """An OAuth app."""
    sandbox.add_client("app", "app secret", "refresh", "devlog-bot")
    made = App(sandbox)
    yield made
    made.end()


@pytest.mark.parametrize("deployment", ["cloud"], indirect=True)
def test_an_app_registers_webhooks_that_run_out(
    app: App, api: Api, sandbox: JiraSandbox, receiver: Receiver
) -> None:
    """After thirty days, unless they are refreshed."""
    wanted = [
        {"events": ["jira:issue_created"], "jqlFilter": "project = SHOP"},
        {"events": ["jira:issue_created"], "jqlFilter": "watcher = currentUser()"},
        {"events": ["jira:issue_updated"], "jqlFilter": "project = SHOP", "fieldIdsFilter": ["labels"]},
    ]
    answer = app("POST", "webhook", json={"url": receiver.url, "webhooks": wanted})
    results = answer.json()["webhookRegistrationResult"]
    assert ["errors" in one for one in results] == [False, True, False]
    assert results[1]["errors"] == ["The clause watcher is unsupported"]
    other = {"events": ["worklog_created"], "jqlFilter": "project = SHOP"}
    assert app("POST", "webhook", json={"url": receiver.url, "webhooks": [other]}).status_code == 400
    first, last = (results[at]["createdWebhookId"] for at in (0, 2))
    key = create(api)
    api("PUT", f"issue/{key}", json={"fields": {"summary": "Paid"}})
    api("PUT", f"issue/{key}", json={"fields": {"labels": ["a"]}})
    assert sandbox.settle_deliveries()
    assert receiver.names() == ["jira:issue_created", "jira:issue_updated"]
    assert receiver.received[0].headers["Authorization"].startswith("Bearer ")
    sandbox.advance(20 * 86_400)
    fresh = {"Authorization": f"Bearer {sandbox.oauth_token()}"}
    assert app("PUT", "webhook/refresh", json={"webhookIds": [first, 99]}, headers=fresh).status_code == 200
    dates = [one["expirationDate"] for one in app("GET", "webhook", headers=fresh).json()["values"]]
    assert [date[:10] for date in dates] == ["2025-04-29", "2025-04-09"]
    sandbox.advance(11 * 86_400)
    api("PUT", f"issue/{create(api)}", json={"fields": {"labels": ["b"]}})
    assert sandbox.settle_deliveries()
    assert receiver.names()[2:] == ["jira:issue_created"]
    fresh = {"Authorization": f"Bearer {sandbox.oauth_token()}"}
    gone = app("DELETE", "webhook", json={"webhookIds": [first, last]}, headers=fresh)
    assert gone.status_code == 202
    assert app("GET", "webhook", headers=fresh).json()["values"] == []


@pytest.mark.parametrize("deployment", ["cloud"], indirect=True)
def test_given_up_deliveries_are_listed_for_three_days(
    app: App, api: Api, sandbox: JiraSandbox, receiver: Receiver
) -> None:
    """With their bodies, so that they can be made good."""
    wanted = [{"events": ["jira:issue_created"], "jqlFilter": "project = SHOP"}]
    app("POST", "webhook", json={"url": receiver.url, "webhooks": wanted})
    receiver.statuses = [500] * 5
    create(api)
    assert sandbox.settle_deliveries()
    failed = app("GET", "webhook/failed").json()["values"]
    assert [json.loads(one["body"])["webhookEvent"] for one in failed] == ["jira:issue_created"]
    assert app("GET", f"webhook/failed?after={failed[0]['failureTime']}").json()["values"] == []
    sandbox.advance(73 * 3600)
    fresh = {"Authorization": f"Bearer {sandbox.oauth_token()}"}
    assert app("GET", "webhook/failed", headers=fresh).json()["values"] == []


@pytest.mark.usefixtures("hook")
def test_the_plugin_believes_what_is_signed_and_nothing_forged(
    api: Api, sandbox: JiraSandbox, receiver: Receiver
) -> None:
    """And finds the issue in whatever Jira sends of it, on Cloud and on Server."""
    sandbox.switch("forged_webhooks", True)
    key = create(api)
    api("POST", f"issue/{key}/worklog", json={"timeSpent": "1h"})
    api("POST", f"issue/{key}/comment", json={"body": text(sandbox, "Fine")})
    assert sandbox.settle_deliveries()
    now = datetime(2025, 3, 10, 12, tzinfo=UTC)
    ours = Ours(project="SHOP", scope=None, url=sandbox.url)
    refs, events = set(), set()
    for number, one in enumerate(receiver.received):
        if number % 2 == 0:
            with pytest.raises(WebhookRejectedError):
                verify(one.headers, one.body, SECRET, None, now)
            continue
        told = verify(one.headers, one.body, SECRET, None, now)
        delivery = Delivery(
            id=told.delivery_id, integration="jira", headers=one.headers, body=one.body, received_at=now
        )
        result = parse(delivery, ours, Quiet())
        refs |= {ref.id for ref in result.refs}
        events |= {event.name for event in result.events}
    assert refs == {sandbox.read(key)["id"]}
    assert {"jira.issue.created", "jira.issue.commented", "jira.worklog.created"} <= events


@pytest.mark.parametrize("deployment", ["cloud"], indirect=True)
def test_the_plugin_believes_an_app_for_as_long_as_its_token_holds(
    app: App, api: Api, sandbox: JiraSandbox, receiver: Receiver
) -> None:
    """Webhooks of apps bear a token in place of a signature."""
    wanted = [{"events": ["jira:issue_created"], "jqlFilter": "project = SHOP"}]
    app("POST", "webhook", json={"url": receiver.url, "webhooks": wanted})
    create(api)
    assert sandbox.settle_deliveries()
    one, now = receiver.received[0], datetime(2025, 3, 10, 12, tzinfo=UTC)
    assert verify(one.headers, one.body, None, "app secret", now).delivery_id
    for secret, at in (("another secret", now), ("app secret", now + timedelta(hours=1))):
        with pytest.raises(WebhookRejectedError):
            verify(one.headers, one.body, None, secret, at)


RECORDED = {
    "cloud": {
        "jira:issue_created": "webhook-cloud-issue-created-many-fields",
        "jira:issue_updated": "webhook-cloud-issue-updated-custom-field",
        "jira:issue_deleted": "webhook-issue-deleted",
        "comment_updated": "webhook-cloud-comment-updated",
        "comment_deleted": "webhook-cloud-comment-deleted",
    },
    "server": {
        "jira:issue_updated": "webhook-server-issue-updated-closed",
        "comment_updated": "webhook-server-comment-updated",
    },
}
NEWER = {"hierarchyLevel", "accountType", "projectTypeKey", "simplified", "avatarId", "emailAddress"}
"""What Jira did not show yet, or not to everybody, when these were recorded."""


@pytest.mark.usefixtures("hook")
def test_what_is_sent_has_the_shape_of_real_deliveries(
    api: Api, sandbox: JiraSandbox, receiver: Receiver, shared: Path
) -> None:
    """Key for key outside of the fields, which differ from site to site."""
    key = create(api, assignee=None)
    api("PUT", f"issue/{key}", json={"fields": {"summary": "Paid"}})
    said = api("POST", f"issue/{key}/comment", json={"body": text(sandbox, "Fine")}).json()["id"]
    api("PUT", f"issue/{key}/comment/{said}", json={"body": text(sandbox, "Well")})
    api("DELETE", f"issue/{key}/comment/{said}")
    api("DELETE", f"issue/{key}")
    assert sandbox.settle_deliveries()
    for event, name in RECORDED[sandbox.world.deployment].items():
        real = json.loads((shared / "data" / "webhooks" / "jira" / f"{name}.json").read_text())
        mine = receiver.find(event)
        assert set(real) - set(mine) <= {"timestamp"}, event
        fields, theirs = (one.get("issue", {}).pop("fields", {}) for one in (mine, real))
        mine.get("issue", {}).pop("expand", None)
        real = pruned(real)
        alike(pruned(mine), real, event)
        for shared_field in set(fields) & set(theirs) - {"comment", "worklog"}:
            known = pruned(fields[shared_field])
            alike(known, theirs[shared_field], f"{event}.{shared_field}")


def pruned(value: Any) -> Any:
    """A value without what is newer than the recordings."""
    if isinstance(value, dict):
        return {name: pruned(one) for name, one in value.items() if name not in NEWER}
    return [pruned(one) for one in value] if isinstance(value, list) else value
