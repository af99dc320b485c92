"""Asking Azure DevOps to deliver: one subscription of service hooks for each event that is followed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from devlog_azure_devops.answer import Answer
from devlog_azure_devops.client import Client
from devlog_azure_devops.triggers import EVENTS
from devlog_core.model.errors import AuthError, ConfigError
from devlog_core.model.webhook import WebhookRegistration

_PATH = "/_apis/hooks/subscriptions"
_CONSUMER = {"consumerId": "webHooks", "consumerActionId": "httpRequest"}
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_OURS = "subscriptions"
"""The ids of the subscriptions that were made or taken over here; no other one is ever changed."""

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """An event to be told of, by whom, and the version of its resource."""

    event: str
    publisher: str = "tfs"
    version: str = "1.0"


ALWAYS = tuple(Wish(event=event) for event in EVENTS)
FOLLOWED: Mapping[str, Sequence[Wish]] = {
    "pull_requests": tuple(
        Wish(event=f"git.pullrequest.{what}") for what in ("created", "updated", "merged")
    ),
    "pipelines": (Wish(event="build.complete", version="2.0"),),
    "deployments": (
        Wish(event="ms.vss-release.deployment-completed-event", publisher="rm", version="3.0-preview.1"),
    ),
}


def wishes(follow: Iterable[str]) -> tuple[Wish, ...]:
    """What to subscribe to where these are followed."""
    return (*ALWAYS, *(wish for name in dict.fromkeys(follow) for wish in FOLLOWED[name]))


def register(client: Client, project: str, url: str, password: str | None) -> WebhookRegistration:
    """The subscriptions that deliver to `url`, one for each event however often it is called.

    Those that were made here before get the address and the password of now, or go away where nobody
    follows their event any more; one that was stopped runs again. Raises ConfigError where no password is
    set or the address is not encrypted, AuthError where the account may not subscribe.
    """
    user = client.config.webhook_user
    if not user or not password:
        raise ConfigError(
            "set `webhook_user` and `webhook_password` before registering: other deliveries are refused"
        )
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in _LOCAL:
        raise ConfigError(f"Azure DevOps sends a password to https addresses only, not to {url}")
    subscriber = _Subscriber(client, project, url, user, password)
    wanted = wishes(client.config.follow)
    ids = [subscriber.subscribed(wish) for wish in wanted]
    subscriber.rid({wish.event for wish in wanted})
    return WebhookRegistration(id=",".join(ids), url=url, events=tuple(wish.event for wish in wanted))


class _Subscriber:
    """The subscriptions of one project as they are held, and what is done to ours."""

    def __init__(self, client: Client, project: str, url: str, user: str, password: str) -> None:
        self._client = client
        self._project, self._url, self._user, self._password = project, url, user, password
        answer = client.get(_PATH, _CONSUMER, accept=(403,))
        self._allowed(answer)
        self._held = [one for one in answer.values if isinstance(one, Mapping) and self._about(one)]

    def subscribed(self, wish: Wish) -> str:
        """The id of the one subscription to an event; ours is written anew, as no answer tells a password."""
        same = [one for one in self._held if one.get("eventType") == wish.event]
        fitting = [one for one in same if self._delivers_here(one)]
        found = next(iter(fitting or [one for one in same if one.get("id") in self._ours]), None)
        if found is None or found.get("id") in self._ours or not _as_wished(found, wish):
            found = self._written(wish, found)
        id = str(found["id"])
        self._keep([*self._ours, id])
        return id

    def rid(self, wanted: set[str]) -> None:
        """Take ours away that nobody wants any more."""
        for one in self._held:
            if one.get("id") in self._ours and one.get("eventType") not in wanted:
                answer = self._client.send("DELETE", f"{_PATH}/{one['id']}", accept=(403, 404))
                self._allowed(answer)
                self._keep([id for id in self._ours if id != one["id"]])

    @property
    def _ours(self) -> list[str]:
        return [str(id) for id in self._client.context.state.get(_OURS) or ()]

    def _keep(self, ids: Iterable[str]) -> None:
        self._client.context.state[_OURS] = list(dict.fromkeys(ids))

    def _written(self, wish: Wish, old: Record | None) -> Record:
        inputs = {
            "url": self._url, "basicAuthUsername": self._user, "basicAuthPassword": self._password,
            "resourceDetailsToSend": "all", "messagesToSend": "none", "detailedMessagesToSend": "none",
        }  # fmt: skip
        body = {
            **_CONSUMER,
            "publisherId": wish.publisher,
            "eventType": wish.event,
            "resourceVersion": wish.version,
            "publisherInputs": {"projectId": self._project},
            "consumerInputs": inputs,
            "status": "enabled",
        }
        where = f"{_PATH}/{old['id']}" if old else _PATH
        answer = self._client.send("PUT" if old else "POST", where, body, accept=(403,))
        self._allowed(answer)
        made: Record = answer.data
        return made

    def _about(self, record: Record) -> bool:
        about = record.get("publisherInputs") or {}
        return str(about.get("projectId") or "").casefold() == self._project.casefold()

    def _delivers_here(self, record: Record) -> bool:
        inputs = record.get("consumerInputs") or {}
        return inputs.get("url") == self._url and inputs.get("basicAuthUsername") == self._user

    def _allowed(self, answer: Answer) -> None:
        if answer.status == 403:
            raise AuthError(
                f"the account may not subscribe to events at {self._client.config.organization_url} "
                f"({answer.message}): let a project administrator add web hooks under Project settings, "
                "Service hooks"
            )


def _as_wished(record: Record, wish: Wish) -> bool:
    """Whether it is running, and tells all in the version that is understood."""
    details = (record.get("consumerInputs") or {}).get("resourceDetailsToSend")
    return (
        record.get("status") in (None, "enabled")
        and record.get("resourceVersion") in (None, wish.version)
        and details in (None, "", "all")
    )
