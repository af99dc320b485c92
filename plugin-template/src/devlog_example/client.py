"""Questions and answers over HTTP: one request for one call, no retries and no waiting.

The session of the context counts each request, keeps to the account's budget and can be stopped;
retrying and waiting are the engine's. Change: the way the token is shown, and the headers that your
tracker wants.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from devlog_core.model.errors import ConfigError, TransientError
from devlog_core.plugin.answer import JsonAnswer
from devlog_core.plugin.context import PluginContext
from devlog_core.plugin.http import unanswered

from devlog_example.config import ExampleConfig
from devlog_example.cures import cure


class ExampleClient:
    """Asks one server, as the account of the token."""

    def __init__(self, config: ExampleConfig, context: PluginContext) -> None:
        self._url = config.url
        self._context = context
        self._session = context.session()

    @property
    def host(self) -> str:
        """The server's name, which is part of the identity of what is read there."""
        return urlsplit(self._url).netloc

    def now(self) -> datetime:
        """Our own clock, for where the server tells no time."""
        return self._context.clock()

    def get(self, path: str, query: Mapping[str, str | int] | None = None) -> JsonAnswer:
        """What is there."""
        return self._ask("GET", path, query=query)

    # [writing or webhooks
    def send(
        self, method: str, path: str, body: Any = None, revision: int | None = None
    ) -> JsonAnswer:
        """A write; with a revision, StaleError where the thing is at another by now."""
        return self._ask(method, path, body=body, revision=revision)

    # writing or webhooks]
    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()

    def _ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | int] | None = None,
        body: Any = None,
        revision: int | None = None,
    ) -> JsonAnswer:
        try:
            response = self._session.request(
                method,
                self._url + path,
                params=query,
                json=body,
                headers={} if revision is None else {"If-Match": f'"{revision}"'},
                auth=self._signed,
                allow_redirects=False,  # the token goes nowhere else
            )
        except requests.RequestException as error:
            raise unanswered(error, self.host, "url") from error
        answer = _answer(response)
        if not response.ok or response.is_redirect:
            raise cure(answer, self.host, self.now())
        if answer.data is None and response.status_code != 204:
            raise TransientError(
                f"{self.host} answered {method} {path} with something else than JSON"
            )
        return answer

    def _signed(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        token = self._context.credentials.get("token")
        if not token:
            raise ConfigError(
                "no `token` is set: make one on the page of your account at the tracker"
            )
        request.headers["Authorization"] = f"Bearer {token}"
        return request


def _answer(response: requests.Response) -> JsonAnswer:
    try:
        data = response.json()
    except ValueError:
        data = None
    return JsonAnswer(
        status=response.status_code,
        headers={name.lower(): value for name, value in response.headers.items()},
        data=data,
        text="" if data is not None else response.text,
    )
