"""The jira library's session, made to send through the core's adapter and to decide nothing by itself."""

from __future__ import annotations

from typing import Any

from jira.resilientsession import ResilientSession
from requests import Response, Session
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase


class Connection(ResilientSession):
    """The library's session without its patience.

    Its own `request` sleeps and asks again on 429, 503 and lost connections, and raises what it makes of
    an answer; here each answer is handed over as it came, since waiting is the engine's.
    """

    def __init__(self, adapter: HTTPAdapter, auth: AuthBase) -> None:
        super().__init__(max_retries=0)
        self.auth = auth
        self.headers.update(
            {
                "Accept": "application/json",
                "User-Agent": "devlog-jira",
                # Servers take requests without a browser's token only when they are told so.
                "X-Atlassian-Token": "no-check",
            }
        )
        for scheme in ("https://", "http://"):
            self.mount(scheme, adapter)

    def request(  # type: ignore[override]
        self, method: str, url: str | bytes, _prepare_retry_class: Any = None, **kwargs: Any
    ) -> Response:
        prepared = self._jira_prepare(**kwargs)
        return Session.request(self, method, url, allow_redirects=False, **prepared)
