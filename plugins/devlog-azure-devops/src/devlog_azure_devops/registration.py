"""Asking Azure DevOps to deliver: one subscription of service hooks for each event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from devlog_azure_devops.answer import Answer
from devlog_azure_devops.client import Client
from devlog_azure_devops.triggers import EVENTS
from devlog_core.model.errors import AuthError, ConfigError
from devlog_core.model.webhook import WebhookRegistration

_PATH = "/_apis/hooks/subscriptions"
_CONSUMER = {"publisherId": "tfs", "consumerId": "webHooks", "consumerActionId": "httpRequest"}
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


def register(client: Client, project: str, url: str, password: str | None) -> WebhookRegistration:
    """The subscriptions that deliver to `url`; equal ones are returned, and those that were stopped renewed.

    Raises ConfigError where no password is set or the address is not encrypted, AuthError where the account
    may not subscribe.
    """
    user = client.config.webhook_user
    if not user or not password:
        raise ConfigError(
            "set `webhook_user` and `webhook_password` before registering: other deliveries are refused"
        )
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in _LOCAL:
        raise ConfigError(f"Azure DevOps sends a password to https addresses only, not to {url}")
    answer = client.get(_PATH, _CONSUMER, accept=(403,))
    _allowed(client, answer)
    held = [one for one in answer.values if isinstance(one, Mapping) and _fits(one, project, url, user)]
    ids = []
    for event in EVENTS:
        found = next((one for one in held if one.get("eventType") == event), None)
        if found is None or found.get("status") not in (None, "enabled"):
            found = _written(client, _body(event, project, url, user, password), found)
        ids.append(str(found["id"]))
    return WebhookRegistration(id=",".join(ids), url=url, events=tuple(EVENTS))


def _written(client: Client, body: Mapping[str, Any], old: Mapping[str, Any] | None) -> Mapping[str, Any]:
    where = f"{_PATH}/{old['id']}" if old else _PATH
    answer = client.send("PUT" if old else "POST", where, {**body, "status": "enabled"}, accept=(403,))
    _allowed(client, answer)
    made: Mapping[str, Any] = answer.data
    return made


def _body(event: str, project: str, url: str, user: str, password: str) -> dict[str, Any]:
    inputs = {
        "url": url, "basicAuthUsername": user, "basicAuthPassword": password, "resourceDetailsToSend": "all",
        "messagesToSend": "none", "detailedMessagesToSend": "none",
    }  # fmt: skip
    return {
        **_CONSUMER,
        "eventType": event,
        "resourceVersion": "1.0",
        "publisherInputs": {"projectId": project},
        "consumerInputs": inputs,
    }


def _fits(record: Mapping[str, Any], project: str, url: str, user: str) -> bool:
    """Whether a subscription is about our project and delivers to the address as the user."""
    about, inputs = record.get("publisherInputs") or {}, record.get("consumerInputs") or {}
    return (
        str(about.get("projectId") or "").casefold() == project.casefold()
        and inputs.get("url") == url
        and inputs.get("basicAuthUsername") == user
    )


def _allowed(client: Client, answer: Answer) -> None:
    if answer.status == 403:
        raise AuthError(
            f"the account may not subscribe to events at {client.config.organization_url} "
            f"({answer.message}): let a project administrator add web hooks under Project settings, "
            "Service hooks"
        )
