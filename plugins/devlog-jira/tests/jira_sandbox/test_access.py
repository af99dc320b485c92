"""Credentials: what each deployment takes, and how it refuses the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from devlog_jira.sandbox import JiraSandbox
from devlog_jira.sandbox.handlers.server import CLOUD_ID

TOKEN = "sandbox-token"
EMAIL = "devlog-bot@example.com"


@pytest.fixture
def bare(deployment: str) -> Iterator[JiraSandbox]:
    """A running sandbox that nobody holds against a description: most of this is in none."""
    running = JiraSandbox(deployment=deployment)
    running.start()
    yield running
    running.stop()


def ask(bare: JiraSandbox, path: str = "/rest/api/2/myself", **more: Any) -> requests.Response:
    """One answer."""
    return requests.request(more.pop("method", "GET"), bare.url + path, timeout=10, **more)


def bearer(token: str) -> dict[str, Any]:
    """The header of a bearer token."""
    return {"headers": {"Authorization": f"Bearer {token}"}}


def test_which_credentials_each_deployment_takes(bare: JiraSandbox) -> None:
    """Otherwise a wrong kind of sign-in is first refused by a real server."""
    cloud = bare.world.cloud
    assert ask(bare, auth=(EMAIL, TOKEN)).status_code == 200
    assert ask(bare, auth=("devlog-bot", TOKEN)).status_code == (401 if cloud else 200)
    assert ask(bare, auth=("jane@example.com", TOKEN)).status_code == 401
    assert ask(bare, **bearer(TOKEN)).status_code == (401 if cloud else 200)
    assert ask(bare).status_code == 401
    refused = ask(bare, auth=(EMAIL, "wrong"))
    assert refused.headers["X-Seraph-LoginReason"] == "AUTHENTICATED_FAILED"
    assert ask(bare, "/rest/api/2/serverInfo").status_code == 200


def test_a_riddle_comes_before_every_sign_in(bare: JiraSandbox) -> None:
    """Otherwise a locked account looks like a wrong token."""
    bare.switch("captcha", True)
    refused = ask(bare, auth=(EMAIL, TOKEN))
    assert refused.status_code == (401 if bare.world.cloud else 403)
    assert refused.headers["X-Seraph-LoginReason"] == "AUTHENTICATION_DENIED"
    assert "CAPTCHA" in refused.headers["X-Authentication-Denied-Reason"]


def test_a_wrong_token_may_be_served_as_a_stranger(bare: JiraSandbox) -> None:
    """Otherwise a list that is empty for want of a sign-in is believed."""
    bare.switch("strangers_pass", True)
    path = "/rest/api/3/search/jql" if bare.world.cloud else "/rest/api/2/search"
    bare.seed([{"summary": "t"}])
    query = {"jql": "created > 2020-01-01"}
    assert ask(bare, path, params=query, auth=(EMAIL, "wrong")).json()["issues"] == []
    assert len(ask(bare, path, params=query, auth=(EMAIL, TOKEN)).json()["issues"]) == 1
    assert ask(bare, auth=(EMAIL, "wrong")).status_code == 401


def test_a_refresh_token_works_once(bare: JiraSandbox) -> None:
    """Otherwise a refresh token that is kept too long works for ever."""
    bare.add_client("app", "hush", "first", "devlog-bot")
    body = {
        "grant_type": "refresh_token",
        "client_id": "app",
        "client_secret": "hush",
        "refresh_token": "first",
    }
    given = ask(bare, "/oauth/token", method="POST", json=body).json()
    assert (given["token_type"], given["expires_in"]) == ("Bearer", 3600)
    assert ask(bare, "/oauth/token", method="POST", json=body).json()["error"] == "invalid_grant"
    signed = bearer(given["access_token"])
    sites = ask(bare, "/oauth/token/accessible-resources", **signed).json()
    assert (sites[0]["id"], sites[0]["url"]) == (CLOUD_ID, bare.url)
    site = f"/ex/jira/{CLOUD_ID}/rest/api/2/myself"
    assert ask(bare, site, **signed).status_code == 200
    bare.advance(3601)
    assert ask(bare, site, **signed).status_code == 401
    body["refresh_token"] = given["refresh_token"]
    assert ask(bare, "/oauth/token", method="POST", json=body).status_code == 200
    body["client_secret"] = "wrong"
    assert ask(bare, "/oauth/token", method="POST", json=body).status_code == 401


def test_a_revoked_token_is_worthless(bare: JiraSandbox) -> None:
    """Otherwise an expired token is never met."""
    bare.add_token("second", "jane")
    bare.revoke()
    assert ask(bare, auth=(EMAIL, TOKEN)).status_code == 401
    assert ask(bare, auth=("jane@example.com", "second")).status_code == 200


def test_the_budget_is_told_and_kept(bare: JiraSandbox) -> None:
    """Otherwise headers that warn are never met."""
    assert "X-RateLimit-Limit" not in ask(bare, auth=(EMAIL, TOKEN)).headers
    bare.limit(1)
    told = ask(bare, auth=(EMAIL, TOKEN)).headers
    assert (told["X-RateLimit-Remaining"], told["X-RateLimit-NearLimit"]) == ("0", "true")
    refused = ask(bare, auth=(EMAIL, TOKEN))
    assert (refused.status_code, refused.headers["RateLimit-Reason"]) == (429, "jira-quota-tenant-based")
    bare.advance(int(refused.headers["Retry-After"]))
    assert ask(bare, auth=(EMAIL, TOKEN)).status_code == 200


def test_addresses_that_a_deployment_does_not_have(bare: JiraSandbox) -> None:
    """Otherwise what is written for Cloud seems to work on Server."""
    status = 200 if bare.world.cloud else 404
    assert ask(bare, "/rest/api/3/myself", auth=(EMAIL, TOKEN)).status_code == status
    assert ask(bare, "/rest/api/latest/myself", auth=(EMAIL, TOKEN)).status_code == 200
    assert ask(bare, "/rest/api/2/riddle", auth=(EMAIL, TOKEN)).status_code == 404
    assert ask(bare, method="DELETE", auth=(EMAIL, TOKEN)).status_code == 405
