"""Deliveries: believed by their signature, read for what to look at, useful even when odd."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from devlog_core.model.delivery import Delivery
from devlog_core.model.errors import RejectedError, WebhookRejectedError
from devlog_core.model.webhook import WebhookResult
from devlog_core.testing.context import Journal
from devlog_jira.triggers import TRIGGERS
from devlog_jira.webhook import Ours, parse

from .desk import Desk, opened

SECRET = "It's a Secret to Everybody"
AT = datetime(2026, 1, 1, tzinfo=UTC)
FILES = 28
OURS = Ours(project="TES", scope=None, url="https://acme.atlassian.net")


@pytest.fixture
def receiver() -> Desk:
    """A service that nothing reaches."""
    desk = opened({"url": "http://127.0.0.1:1", "project": "TES", "webhook_secret": SECRET})
    desk.context.time = AT
    return desk


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    """The header that Jira sends with a body."""
    return {"X-Hub-Signature": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def delivery(payload: Any, id: str = "d-1") -> Delivery:
    """One as the server would have stored it."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return Delivery(id=id, integration="jira", headers={}, body=body, received_at=AT)


def parsed(payload: Any, ours: Ours = OURS) -> tuple[WebhookResult, list[str]]:
    """What a payload hints at, and why it was ignored, if it was."""
    log = Journal()
    result = parse(delivery(payload), ours, log)
    return result, [values["reason"] for _, values in log.records]


def names(result: WebhookResult) -> list[str]:
    """The events by their names."""
    return [event.name for event in result.events]


def test_a_good_signature_holds(receiver: Desk) -> None:
    """The vector of the header's own documentation, whatever the case of names."""
    signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    headers = {"x-hub-signature": signature, "X-Atlassian-Webhook-Identifier": "id-1"}
    assert receiver.service.verify(headers, b"Hello, World!").delivery_id == "id-1"


def test_a_retry_is_the_same_delivery(receiver: Desk) -> None:
    """Cloud names it; where nothing does, equal bodies are one."""
    body = b'{"a": 1}'
    named = signed(body) | {"X-Atlassian-Webhook-Identifier": "id-1"}
    retried = named | {"X-Atlassian-Webhook-Retry": "3"}
    verify = receiver.service.verify
    assert verify(named, body).delivery_id == verify(retried, body).delivery_id
    bare = verify(signed(body), body).delivery_id
    assert bare == verify(signed(body), body).delivery_id
    assert bare != verify(signed(b"{}"), b"{}").delivery_id


@pytest.mark.parametrize(
    "headers",
    [
        {}, {"X-Hub-Signature": ""}, {"X-Hub-Signature": "sha256=00"}, {"X-Hub-Signature-256": "sha256=00"},
        {"X-Hub-Signature": "sha1=00"}, signed(b"{}", "another secret"), {"Authorization": "Bearer a.b.c"},
    ],
)  # fmt: skip
def test_without_a_good_signature_it_is_rejected(receiver: Desk, headers: dict[str, str]) -> None:
    """Answered 401 by the server, and counted."""
    with pytest.raises(WebhookRejectedError):
        receiver.service.verify(headers, b"{}")


def test_without_a_secret_nothing_is_believed(receiver: Desk) -> None:
    """Also not what is signed with an empty one."""
    receiver.context.secrets.values["webhook_secret"] = None
    with pytest.raises(WebhookRejectedError, match="webhook_secret"):
        receiver.service.verify(signed(b"{}", ""), b"{}")


def token(secret: str = "s3cret", **claims: Any) -> dict[str, str]:
    """The header of an app's webhook."""

    def part(value: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    head = part({"alg": claims.pop("alg", "HS256"), "typ": "JWT"})
    text = f"{head}.{part({'exp': AT.timestamp() + 60} | claims)}"
    digest = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
    return {"Authorization": f"Bearer {text}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"}


def app() -> Desk:
    """A service of an OAuth 2.0 app."""
    table = {
        "url": "http://127.0.0.1:1", "project": "TES", "client_id": "x", "client_secret": "s3cret",
        "refresh_token": "r", "refresh_token_kept_in": "file:/nowhere/refresh",
    }  # fmt: skip
    desk = opened(table)
    desk.context.time = AT
    return desk


def test_an_apps_webhook_carries_a_token() -> None:
    """Signed with the app's secret."""
    assert app().service.verify(token(), b"{}").delivery_id


@pytest.mark.parametrize(
    "headers",
    [
        token("other"), token(alg="none"), token(exp=AT.timestamp() - 600), token(exp=None),
        {"Authorization": "Bearer "}, {"Authorization": "Bearer x.y.z"}, {"Authorization": "Basic eDp5"}, {},
    ],
)  # fmt: skip
def test_a_token_that_does_not_hold_is_rejected(headers: dict[str, str]) -> None:
    """Whatever it says of itself."""
    with pytest.raises(WebhookRejectedError):
        app().service.verify(headers, b"{}")


def test_every_recorded_delivery_goes_through(shared: Path, receiver: Desk) -> None:
    """Of Cloud and Server, old and new; each names its issue or is ignored with a reason."""
    files = sorted((shared / "data/webhooks/jira").glob("*.json"))
    assert len(files) == FILES
    ids: dict[str, set[str]] = {}
    for path in files:
        body = path.read_bytes()
        assert receiver.service.verify(signed(body), body).delivery_id
        payload = json.loads(body)
        issue = payload.get("issue") or {}
        key = str(issue.get("key") or "X-1").rpartition("-")[0]
        result, reasons = parsed(body, Ours(project=key, scope=None, url="https://x"))
        assert [ref.id for ref in result.refs] == [issue.get("id")] or payload[
            "webhookEvent"
        ] == "comment_updated"
        assert len(result.refs) == 1
        assert reasons == []
        for event in result.events:
            ids.setdefault(event.id, set()).add(path.name)
            assert event.name in {trigger.name for trigger in TRIGGERS}
        again, _ = parsed(body, Ours(project=key, scope=None, url="https://x"))
        assert again == result
        _, reasons = parsed(body, Ours(project="NOPE", scope="1", url="https://x"))
        assert reasons or not issue


@pytest.mark.parametrize(
    ("name", "events"),
    [
        ("cloud-issue-created-many-fields", ["jira.issue.created"]),
        ("issue-deleted", ["jira.issue.deleted"]),
        ("issue-updated-renamed", ["jira.issue.updated"]),
        ("issue-updated-resolved", ["jira.issue.updated", "jira.issue.status_changed"]),
        ("server-issue-updated-in-progress", ["jira.issue.updated", "jira.issue.status_changed"]),
        ("server-issue-updated-commented-mention-user", ["jira.issue.commented"]),
        ("server-old-issue-updated-no-event-type-commented", ["jira.issue.commented"]),
        ("server-old-issue-updated-no-event-type-comment-edited", ["jira.issue.updated"]),
        ("server-old-issue-updated-no-event-type-comment-deleted", ["jira.issue.updated"]),
        ("cloud-comment-updated", []),
        ("cloud-comment-deleted", []),
        ("server-comment-updated", []),
    ],
)
def test_what_happened_is_told(shared: Path, name: str, events: list[str]) -> None:
    """By the triggers' names."""
    body = (shared / f"data/webhooks/jira/webhook-{name}.json").read_bytes()
    key = str((json.loads(body).get("issue") or {}).get("key") or "X-1").rpartition("-")[0]
    result, _ = parsed(body, Ours(project=key, scope=None, url="https://x"))
    assert names(result) == events


def test_a_comment_without_its_issue_is_found_by_its_address(shared: Path) -> None:
    """As servers send it."""
    body = (shared / "data/webhooks/jira/webhook-server-comment-updated.json").read_bytes()
    result, _ = parsed(body)
    address = json.loads(body)["comment"]["self"]
    assert f"/issue/{result.refs[0].id}/" in address


def changed(**more: Any) -> dict[str, Any]:
    """An issue of ours that was changed."""
    return {
        "webhookEvent": "jira:issue_updated", "timestamp": 1767225600000, "user": {"accountId": "a-1"},
        "issue": {"id": "10001", "key": "TES-1", "fields": {"project": {"id": "7", "key": "TES"}}},
        "changelog": {"id": "5", "items": [{"field": "status", "fromString": "To Do", "toString": "Done"}]},
    } | more  # fmt: skip


def test_an_event_is_the_same_however_often_it_is_told() -> None:
    """Two webhooks of one site, and retries, name it alike."""
    first, second = parsed(changed())[0], parsed(changed(timestamp=1767225700000))[0]
    assert [event.id for event in first.events] == [event.id for event in second.events]
    other = parsed(changed(changelog={"id": "6", "items": []}))[0]
    assert other.events[0].id != first.events[0].id
    assert first.events[1].data["changes"] == [{"field": "status", "from": "To Do", "to": "Done"}]
    assert first.events[0].at == AT


@pytest.mark.parametrize(("scope", "heard"), [("7", True), ("8", False), (None, True)])
def test_only_our_project_is_heard(scope: str | None, heard: bool) -> None:
    """By its id where it is known: a key may be taken over."""
    result, reasons = parsed(changed(), Ours(project="TES", scope=scope, url="https://x"))
    assert bool(result.refs) is heard
    assert bool(reasons) is not heard


@pytest.mark.parametrize(
    "payload",
    [
        {"webhookEvent": "user_created"}, {"webhookEvent": "jira:version_released"}, {},
        {"webhookEvent": "comment_created"},
        {"webhookEvent": "worklog_created", "worklog": {"id": "1"}},
    ],
)  # fmt: skip
def test_what_is_ignored_says_why(payload: Any) -> None:
    """Nothing is dropped without a word."""
    result, reasons = parsed(payload)
    assert result == WebhookResult()
    assert len(reasons) == 1


@pytest.mark.parametrize(
    "payload",
    [b"", b"not json", b"[]", {"webhookEvent": "jira:issue_updated", "issue": {"id": "x"}},
     changed(changelog={"items": [7]}), {"webhookEvent": "sprint_closed", "sprint": {}}],
)  # fmt: skip
def test_what_is_no_delivery_of_jira_is_refused(payload: Any) -> None:
    """With its id."""
    with pytest.raises(RejectedError, match="delivery"):
        parsed(payload)


def test_a_booking_names_its_issue() -> None:
    """Cloud tells the id of the issue alone."""
    worklog = {"id": "9", "issueId": "10001", "author": {"accountId": "a-1"}, "timeSpentSeconds": 5400}
    result, _ = parsed({"webhookEvent": "worklog_created", "timestamp": 1, "worklog": worklog})
    assert [ref.id for ref in result.refs] == ["10001"]
    (event,) = result.events
    assert (event.name, event.data["minutes"], event.data["author"]) == ("jira.worklog.created", 90, "a-1")


@pytest.mark.parametrize("how", [{"visibility": {"type": "group", "value": "x"}}, {"jsdPublic": False}])
def test_a_restricted_comment_fires_nothing(how: dict[str, Any]) -> None:
    """Though its issue is read again."""
    comment = {"id": "3", "author": {"accountId": "a-1"}, **how}
    result, _ = parsed(changed(webhookEvent="comment_created", comment=comment, changelog=None))
    assert [ref.id for ref in result.refs] == ["10001"]
    assert result.events == ()


SPRINT = {"id": 3, "name": "Sprint 3", "state": "closed", "originBoardId": 12, "goal": "Ship",
          "completeDate": "2026-01-01T00:00:00.000Z"}  # fmt: skip


def test_sprints_are_told() -> None:
    """Once for each start and each end."""
    payload = {"webhookEvent": "sprint_closed", "timestamp": 1767225600000, "sprint": SPRINT}
    result, _ = parsed(payload)
    (event,) = result.events
    assert event.name == "jira.sprint.closed"
    assert event.data["sprint"]["board"] == 12
    assert parsed({**payload, "timestamp": 1767225601000})[0].events[0].id == event.id
    assert names(parsed({**payload, "webhookEvent": "sprint_started"})[0]) == ["jira.sprint.started"]


def test_sprints_of_other_boards_are_none_of_ours() -> None:
    """Where the settings name one."""
    ours = Ours(project="TES", scope=None, url="https://x", board=13)
    result, reasons = parsed({"webhookEvent": "sprint_started", "sprint": SPRINT}, ours)
    assert result.events == ()
    assert len(reasons) == 1
