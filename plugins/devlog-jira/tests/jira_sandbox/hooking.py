"""Setting webhooks up and asking for what was signed."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import requests

from devlog_core.testing.receiver import Receiver
from devlog_jira.sandbox import JiraSandbox

HOOKS = "/rest/webhooks/1.0/webhook"
SECRET = "a secret"
EVERYTHING = [
    "jira:issue_created", "jira:issue_updated", "jira:issue_deleted", "comment_created", "comment_updated",
    "comment_deleted", "worklog_created", "worklog_updated", "worklog_deleted", "sprint_created",
    "sprint_started", "sprint_closed",
]  # fmt: skip


def set_up(api: Any, receiver: Receiver, **more: Any) -> dict[str, Any]:
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
