"""PyGithub's requester, made to send through the core's adapter and to follow nothing by itself."""

from __future__ import annotations

import io
from collections.abc import Callable
from urllib.parse import urlsplit

from github.Auth import Auth
from github.Requester import HTTPSRequestsConnectionClass, Requester, RequestsResponse
from requests.adapters import HTTPAdapter

API_VERSION = "2022-11-28"
# PyGithub would follow 301 without the query, and sleep and ask again on 202.
_HELD = frozenset({202, 301})


class HeldError(Exception):
    """An answer that PyGithub would act upon, kept from it."""

    def __init__(self, answer: RequestsResponse) -> None:
        super().__init__(answer.status)
        self.answer = answer


class Connection(HTTPSRequestsConnectionClass):
    """One host, reached by the core's adapter.

    It is handed to each request as PyGithub's own `cnx` argument: its class-wide injection would
    reach every other user of PyGithub in the process, and its private attributes may change.
    """

    def __init__(self, api_url: str, adapter: HTTPAdapter) -> None:
        parts = urlsplit(api_url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        super().__init__(f"[{host}]" if ":" in host else host, port)
        self.protocol = parts.scheme
        self.exact = ""
        """The path and query to ask for: PyGithub sorts and re-encodes those that it is given."""
        for scheme in ("https://", "http://"):
            self.session.mount(scheme, adapter)

    def request(
        self,
        verb: str,
        url: str,
        input: str | io.BufferedReader | None,
        headers: dict[str, str],
        stream: bool = False,
    ) -> None:
        super().request(verb, self.exact or url, input, headers, stream)

    def getresponse(self) -> RequestsResponse:
        answer = super().getresponse()
        if answer.status in _HELD:
            raise HeldError(answer)
        return answer


class FreshToken(Auth):
    """Asks for the token at each request, so that a renewed one is used at once."""

    def __init__(self, ask: Callable[[], str | None]) -> None:
        self._ask = ask

    @property
    def token_type(self) -> str:
        return "token"

    @property
    def token(self) -> str:
        return self._ask() or ""

    def authentication(self, headers: dict[str, str]) -> None:
        token = self.token
        if token:
            headers["Authorization"] = f"{self.token_type} {token}"


def requester(api_url: str, ask: Callable[[], str | None]) -> Requester:
    """A requester that neither waits nor retries: the engine decides."""
    return Requester(
        auth=FreshToken(ask),
        base_url=api_url,
        timeout=30,
        user_agent="devlog-github",
        per_page=100,
        verify=True,
        retry=None,
        pool_size=None,
        seconds_between_requests=None,
        seconds_between_writes=None,
        api_version=API_VERSION,
    )
