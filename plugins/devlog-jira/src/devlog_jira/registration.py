"""Asking Jira to deliver: by an administrator's webhook or one of an OAuth 2.0 app, which lives 30 days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from devlog_core.model.errors import AuthError, ConfigError, RejectedError
from devlog_core.model.times import parse_time
from devlog_core.model.webhook import WebhookRegistration
from devlog_jira.answer import Answer
from devlog_jira.client import Client
from devlog_jira.webhook import ISSUE_EVENTS, RECORD_EVENTS, SPRINT_EVENTS

ADMIN = "/rest/webhooks/1.0/webhook"
_FILTER = "issue-related-events-section"
_COMMENTS = tuple(name for name in RECORD_EVENTS if name.startswith("comment_"))
APP_EVENTS = (*ISSUE_EVENTS, *_COMMENTS)
"""Apps are told of no worklogs and sprints by themselves; a booking changes its issue, which is told."""
ADMIN_EVENTS = (*ISSUE_EVENTS, *RECORD_EVENTS, *SPRINT_EVENTS)


def register(client: Client, url: str, secret: str | None) -> WebhookRegistration:
    """The webhook that delivers to `url`; an equal one is returned, and one of an app prolonged.

    Raises AuthError where the account may not register, ConfigError where no secret is set.
    """
    if client.config.oauth:
        return _of_app(client, url)
    if not secret:
        raise ConfigError("set `webhook_secret` before registering: unsigned deliveries are refused")
    return _of_admin(client, url, secret)


def _of_admin(client: Client, url: str, secret: str) -> WebhookRegistration:
    wanted = f"project = {client.config.project}"
    listed = client.get(ADMIN, accept=(401, 403, 404))
    _allowed(client, listed)
    for one in listed.data if isinstance(listed.data, list) else ():
        same = one.get("url") == url and set(ADMIN_EVENTS) <= set(one.get("events") or ())
        if same and _filter(one) == wanted and one.get("enabled") is not False:
            return _registered(one, url)
    body = {
        "name": f"devlog {client.config.project}", "url": url, "events": list(ADMIN_EVENTS),
        "filters": {_FILTER: wanted}, "excludeBody": False, "secret": secret,
    }  # fmt: skip
    made = client.send("POST", ADMIN, body, accept=(401, 403, 404))
    _allowed(client, made)
    return _registered(made.data, url)


def _of_app(client: Client, url: str) -> WebhookRegistration:
    path = f"{client.api}/webhook"
    wanted = f"project = {client.config.project}"
    for answer in client.pages(path):
        for one in answer.data["values"]:
            same = one.get("url", url) == url and one.get("jqlFilter") == wanted
            if same and set(APP_EVENTS) <= set(one.get("events") or ()):
                return _prolonged(client, int(one["id"]), url)
    body = {"url": url, "webhooks": [{"events": list(APP_EVENTS), "jqlFilter": wanted}]}
    made = client.send("POST", path, body).data
    result = (made.get("webhookRegistrationResult") or [{}])[0]
    if not result.get("createdWebhookId"):
        reasons = "; ".join(result.get("errors") or ["it gave no reason"])
        raise RejectedError(f"Jira did not register the webhook: {reasons}")
    return _prolonged(client, int(result["createdWebhookId"]), url)


def _prolonged(client: Client, identity: int, url: str) -> WebhookRegistration:
    """The webhook for another 30 days."""
    answer = client.send("PUT", f"{client.api}/webhook/refresh", {"webhookIds": [identity]})
    return WebhookRegistration(
        id=str(identity), url=url, events=APP_EVENTS, expires_at=_time(answer.data.get("expirationDate"))
    )


def _allowed(client: Client, answer: Answer) -> None:
    if answer.status in (401, 403, 404):
        raise AuthError(
            f"the account may not register webhooks at {client.config.url} ({answer.message}): let an "
            "administrator add one under System, WebHooks, with the same secret"
        )


def _filter(record: Mapping[str, Any]) -> str:
    filters = record.get("filters")
    return str(filters.get(_FILTER) or "") if isinstance(filters, Mapping) else ""


def _registered(record: Mapping[str, Any], url: str) -> WebhookRegistration:
    # Of its address the last part is the id.
    identity = str(record.get("id") or str(record.get("self") or "").rpartition("/")[2])
    return WebhookRegistration(id=identity, url=url, events=tuple(record.get("events") or ADMIN_EVENTS))


def _time(value: Any) -> datetime | None:
    return parse_time(value) if isinstance(value, str) else None
