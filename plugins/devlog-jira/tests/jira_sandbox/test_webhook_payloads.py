"""What webhooks say, held against recorded ones and against the plugin that believes them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from devlog_core.model.delivery import Delivery
from devlog_core.model.errors import WebhookRejectedError
from devlog_core.testing.context import Journal
from devlog_core.testing.receiver import Receiver
from devlog_jira.sandbox import JiraSandbox
from devlog_jira.webhook import Ours, parse, verify

from .conftest import Api, create, text
from .hooking import SECRET, App
from .official import alike


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
        result = parse(delivery, ours, Journal())
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
