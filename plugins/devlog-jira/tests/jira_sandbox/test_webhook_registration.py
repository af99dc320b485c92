"""Who may register which webhooks, and for how long."""

from __future__ import annotations

import json
from typing import Any

import pytest

from devlog_core.testing.receiver import Receiver
from devlog_jira.sandbox import JiraSandbox

from .conftest import Api, create
from .hooking import HOOKS, SECRET, App, set_up


def test_an_administrator_manages_webhooks(api: Api, sandbox: JiraSandbox, receiver: Receiver) -> None:
    """Others may not even look."""
    assert api("GET", HOOKS).status_code == 403
    sandbox.permit("admin")
    made = set_up(api, receiver)
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
