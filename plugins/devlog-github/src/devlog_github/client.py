"""Requests to GitHub, each answered by data or by an error that names its cure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import requests

from devlog_core.model.errors import AuthError, ConfigError, GoneError, TransientError
from devlog_core.plugin.context import PluginContext
from devlog_core.plugin.http import unanswered
from devlog_github.answer import Answer
from devlog_github.config import GitHubConfig
from devlog_github.connection import Connection, HeldError, requester
from devlog_github.cures import cure
from devlog_github.limits import GitHubLimits
from devlog_github.token import from_gh

_OF_ISSUE = re.compile(r"/issues/(\d+)/")
"""In the address of a list that belongs to one issue."""
REDIRECTS = frozenset({301, 302, 307, 308})
MOST_REDIRECTS = 5


class Client:
    """One server, one repository's settings; used by one thread at a time."""

    def __init__(self, config: GitHubConfig, context: PluginContext) -> None:
        self.config = config
        self._context = context
        self._gh: str | None = None
        self._asked_gh = False
        self._root = urlsplit(config.api_url)
        self._requester = requester(config.api_url, self.token)
        self._limits = GitHubLimits(config.api_url)
        self._connection = Connection(config.api_url, context.adapter(self._limits))

    def token(self) -> str | None:
        """The token of the settings, or else of the gh tool."""
        token = (self._context.credentials.get("token") or "").strip()
        if not token and not self._asked_gh:
            self._gh, self._asked_gh = from_gh(self.config.api_url), True
        token = token or self._gh or ""
        if not (token.isascii() and token.isprintable()):
            raise AuthError("`token` holds characters that no token of GitHub has: copy it again")
        return token or None

    def now(self) -> datetime:
        """Our own clock."""
        return self._context.clock()

    def get(
        self, where: str, *, accept: tuple[int, ...] = (), etag: str | None = None, fresh: bool = False
    ) -> Answer:
        """Read an address, a path below the root or a URL that GitHub gave; redirects are followed."""
        headers = {"If-None-Match": etag} if etag else {}
        if fresh:
            headers["Cache-Control"] = "no-cache"
        for _ in range(MOST_REDIRECTS):
            answer = self._exchange("GET", where, headers=headers)
            if answer.status not in REDIRECTS or not answer.headers.get("location"):
                return self._checked(answer, (*accept, 304) if etag else accept)
            where = answer.headers["location"]
        raise TransientError(f"GitHub redirects {self.config.repository} in a circle")

    def send(self, method: str, where: str, body: Any = None, *, accept: tuple[int, ...] = ()) -> Answer:
        """Write; a redirect is not followed, since what moved may not be the same thing."""
        return self._checked(self._exchange(method, where, body), accept)

    def list(self, where: str, *, etag: str | None = None) -> Answer:
        """One page of a list; whatever is no list is an error, never an empty page."""
        answer = self.get(where, accept=(404, 410, 422), etag=etag)
        issue = _OF_ISSUE.search(where)
        if issue and answer.status in (404, 410):
            raise GoneError(f"#{issue[1]} of {self.config.repository} was deleted or moved")
        if answer.status == 404:
            # Asked by its id: what carries its name now is for the core to find out.
            raise GoneError(
                f"repository {self.config.repository} is gone or the token may not see it any more: "
                "check `repository` and `token`"
            )
        if answer.status == 410:
            raise ConfigError(
                f"{self.config.repository} keeps no issues ({answer.message}): turn them on in its settings"
            )
        if answer.status != 304 and not isinstance(answer.data, list):
            raise TransientError(
                f"the list of {self.config.repository} could not be read to its end: {answer.message}"
            )
        return answer

    def pages(self, where: str) -> Iterator[Answer]:
        """Every page of a list, to its end or an error."""
        found: str | None = where
        while found:
            answer = self.list(found)
            yield answer
            found = answer.next

    def close(self) -> None:
        """Release the connection."""
        self._connection.close()

    def _exchange(
        self, method: str, where: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> Answer:
        self._connection.exact = self._path(where)
        sent = {"Accept": "application/vnd.github+json", **(headers or {})}
        try:
            status, received, text = self._requester.requestJson(
                method, self._connection.exact, headers=sent, input=body, cnx=self._connection
            )
        except HeldError as held:
            status, text = held.answer.status, held.answer.read()
            received = {name.lower(): value for name, value in held.answer.getheaders()}
        except requests.RequestException as error:
            raise unanswered(error, self._root.netloc, "api_url") from error
        return self._read(status, received, text)

    def _read(self, status: int, headers: dict[str, Any], text: str) -> Answer:
        kind = str(headers.get("content-type") or "").partition(";")[0].strip().lower()
        is_json = kind == "application/json" or kind.endswith("+json") or not kind
        if not text or not is_json:
            if text and status < 300:
                raise TransientError(
                    f"{self._root.netloc} answered with {kind} instead of JSON: "
                    "is a proxy or a sign-in page in between?"
                )
            return Answer(status=status, headers=headers, text=text)
        try:
            return Answer(status=status, headers=headers, data=json.loads(text))
        except ValueError:
            if status < 300:
                raise TransientError(f"{self._root.netloc} answered with JSON that breaks off") from None
            return Answer(status=status, headers=headers, text=text)

    def _checked(self, answer: Answer, accept: tuple[int, ...]) -> Answer:
        if answer.status in (200, 201, 204) or answer.status in accept:
            return answer
        raise cure(answer, self.config.repository, self.now(), self._limits)

    def _path(self, where: str) -> str:
        # The scheme and port of a link are not looked at: behind a proxy a server may know others
        # than we do. What is asked goes to the configured server in any case.
        if where.startswith("/"):
            return f"{self._root.path}{where}"
        parts = urlsplit(where)
        if parts.hostname != self._root.hostname:
            raise ConfigError(
                f"{self.config.api_url} leads on to {parts.hostname}: "
                "set `api_url` to that server, if it is the right one"
            )
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
