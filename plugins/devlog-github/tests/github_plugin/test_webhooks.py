"""Deliveries: believed by their signature, read for what to look at, useful even when odd."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from devlog_core.model.delivery import Delivery
from devlog_core.model.errors import RejectedError, WebhookRejectedError
from devlog_core.model.webhook import WebhookResult
from devlog_github import plugin
from devlog_github.config import GitHubConfig
from devlog_github.webhook import HAPPENED, parse

from .desk import Desk, opened

SECRET = "It's a Secret to Everybody"
ISSUE: dict[str, Any] = {
    "action": "opened", "repository": {"id": 7, "full_name": "acme/shop"}, "sender": {"login": "bob"},
    "issue": {"id": 9, "number": 12, "title": "x", "html_url": "u", "user": {"login": "bob"},
              "state": "open"},
}  # fmt: skip


@pytest.fixture
def receiver() -> Desk:
    """A service that nothing reaches."""
    return opened({"repository": "acme/shop", "webhook_secret": SECRET, "api_url": "http://127.0.0.1:1"})


def delivery(event: str, payload: Any, **headers: str) -> Delivery:
    """One as the server would have stored it."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return Delivery(
        id="guid-1",
        integration="github",
        headers={"X-GitHub-Event": event, "Content-Type": "application/json"} | headers,
        body=body,
        received_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def test_githubs_own_example_holds(receiver: Desk) -> None:
    """The vector of its documentation."""
    signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    headers = {"x-hub-signature-256": signature, "X-GITHUB-DELIVERY": "guid-1"}
    assert receiver.service.verify(headers, b"Hello, World!").delivery_id == "guid-1"


@pytest.mark.parametrize(
    "headers",
    [{}, {"X-Hub-Signature-256": "sha256=00"}, {"X-Hub-Signature": "sha1=00"}, {"X-Hub-Signature-256": ""}],
)
def test_without_a_good_signature_it_is_rejected(receiver: Desk, headers: dict[str, str]) -> None:
    """Anybody can post."""
    with pytest.raises(WebhookRejectedError):
        receiver.service.verify({"X-GitHub-Delivery": "guid-1"} | headers, b"Hello, World!")


def test_without_a_secret_everything_is_rejected() -> None:
    """No secret is not the empty secret."""
    desk = opened({"repository": "acme/shop"})
    signature = hmac.new(b"", b"x", hashlib.sha256).hexdigest()
    with pytest.raises(WebhookRejectedError, match="webhook_secret"):
        desk.service.verify({"X-Hub-Signature-256": f"sha256={signature}", "X-GitHub-Delivery": "g"}, b"x")


def test_without_an_id_it_is_rejected(receiver: Desk) -> None:
    """It could not be told from its copy."""
    signature = hmac.new(SECRET.encode(), b"x", hashlib.sha256).hexdigest()
    with pytest.raises(WebhookRejectedError, match="X-GitHub-Delivery"):
        receiver.service.verify({"X-Hub-Signature-256": f"sha256={signature}"}, b"x")


def test_an_issue_is_to_be_read_again(receiver: Desk) -> None:
    """A delivery is a hint; its values are not believed."""
    result = receiver.service.parse(delivery("issues", ISSUE))
    assert [(ref.id, ref.key, ref.scope) for ref in result.refs] == [("9", "12", "7")]
    assert [(event.id, event.name) for event in result.events] == [
        ("github:delivery:guid-1", "github.issue.opened")
    ]
    assert result.events[0].data["by"] == "bob"
    assert receiver.context.meter.requests == 0


def test_a_form_is_read_too(receiver: Desk) -> None:
    """GitHub's other content type."""
    body = urlencode({"payload": json.dumps(ISSUE)}).encode()
    form = delivery("issues", body, **{"Content-Type": "application/x-www-form-urlencoded"})
    assert receiver.service.parse(form).refs[0].key == "12"


def test_another_repository_is_none_of_ours(receiver: Desk) -> None:
    """A webhook of an organisation brings all of them."""
    other = ISSUE | {"repository": {"id": 8, "full_name": "acme/other"}}
    assert receiver.service.parse(delivery("issues", other)) == WebhookResult()
    receiver.context.state["repository"] = {"name": "acme/shop", "api_url": "http://127.0.0.1:1", "id": "8"}
    assert receiver.service.parse(delivery("issues", other)).refs[0].scope == "8"
    assert receiver.service.parse(delivery("issues", ISSUE)) == WebhookResult()


def test_a_comment_on_a_pull_request_is_left_out(receiver: Desk) -> None:
    """It hangs under an issue in the payload."""
    issue = ISSUE["issue"] | {"pull_request": {"url": "u"}}
    assert receiver.service.parse(delivery("issue_comment", ISSUE | {"issue": issue})) == WebhookResult()


@pytest.mark.parametrize("body", [b"{", b"[]", b"5", b"payload=%7B"])
def test_a_body_that_is_none_is_refused(receiver: Desk, body: bytes) -> None:
    """Set aside by the worker, with the reason."""
    with pytest.raises(RejectedError):
        receiver.service.parse(delivery("issues", body))


@pytest.mark.parametrize("payload", [{}, {"repository": None}, ISSUE | {"action": None}, {"zen": "x"}])
def test_missing_fields_are_tolerated(receiver: Desk, payload: dict[str, Any]) -> None:
    """Receivers outlive versions."""
    result = receiver.service.parse(delivery("issues", payload))
    assert result.events == ()


def test_an_issue_event_without_an_issue_is_refused(receiver: Desk) -> None:
    """By its id, so that it can be looked at."""
    with pytest.raises(RejectedError, match="guid-1"):
        receiver.service.parse(delivery("issues", {"repository": ISSUE["repository"]}))


def test_every_event_is_declared() -> None:
    """Otherwise no workflow could be checked against it."""
    declared = {trigger.name for trigger in plugin.devlog_supported_triggers()}
    assert declared == set(HAPPENED.values()) | {"github.pull_request.merged"}


def real(shared: Path) -> list[Path]:
    """Payloads as GitHub sent them."""
    return sorted((shared / "data/webhooks/github").glob("*.json"))


def test_every_real_payload_is_parsed(shared: Path) -> None:
    """Sixty-three of them; only issues and their comments are to be read again."""
    refs, names = 0, set()
    for path in real(shared):
        event = path.name.partition(".")[0]
        payload = json.loads(path.read_text())
        where = payload.get("repository") or {}
        config = GitHubConfig(repository=str(where.get("full_name") or "none/none"))
        found = parse(delivery(event, payload), "github", config, str(where.get("id")))
        refs += len(found.refs)
        names |= {happened.name for happened in found.events}
        issue = payload.get("issue")
        wanted = event in ("issues", "issue_comment") and "pull_request" not in issue
        assert [ref.id for ref in found.refs] == ([str(issue["id"])] if wanted else []), path.name
    assert refs > 8
    assert {"github.issue.commented", "github.pull_request.closed"} <= names


def test_a_real_payload_doubled_and_signed(shared: Path, receiver: Desk) -> None:
    """The same delivery twice gives the same events, which the core tells apart by their ids."""
    body = (shared / "data/webhooks/github/pull_request.closed.1.json").read_bytes()
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": f"sha256={signature}", "X-GitHub-Delivery": "guid-1"}
    assert receiver.service.verify(headers, body).delivery_id == "guid-1"
    config = GitHubConfig(repository="Codertocat/Hello-World")
    once = parse(delivery("pull_request", body), "github", config, None)
    assert once == parse(delivery("pull_request", body), "github", config, None)
    assert [event.name for event in once.events] == ["github.pull_request.closed"]
