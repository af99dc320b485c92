"""Requests to Jira, each answered by data or by an error that names its cure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import requests

from devlog_core.model.errors import AuthError, ConfigError, TransientError
from devlog_core.plugin.context import PluginContext
from devlog_core.plugin.http import unanswered
from devlog_jira.answer import Answer
from devlog_jira.auth import SignIn, credentials_of
from devlog_jira.config import JiraConfig
from devlog_jira.connection import Connection
from devlog_jira.cures import cure, denial
from devlog_jira.dialect import SERVER_INFO, Dialect
from devlog_jira.limits import JiraLimits

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 5
PER_PAGE = 100
_SIGN_IN_PAGE = ("os_username", "login-form", "id.atlassian.com", "sso", "saml", "log in", "sign in")


class Client:
    """One server, one project's settings; used by one thread at a time."""

    def __init__(self, config: JiraConfig, context: PluginContext) -> None:
        self.config = config
        self.context = context
        self._sign_in = SignIn(config, context)
        self._connection = Connection(context.adapter(JiraLimits()), self._sign_in)
        self._dialect = Dialect(config, context.state)
        self._root = "" if config.oauth else config.url

    @property
    def cloud(self) -> bool:
        """Whether it is Jira Cloud; found out by one request, once."""
        return self._dialect.cloud(lambda: self.get(SERVER_INFO).data, self.now())

    @property
    def api(self) -> str:
        """The path of the interface: version 3 on Cloud, 2 on Server."""
        return "/rest/api/3" if self.cloud else "/rest/api/2"

    def path(self, *parts: str) -> str:
        """An address of the interface; whatever a name or a key holds, it leads to no other one."""
        return "/".join([self.api, *(quote(part, safe="") for part in parts)])

    def now(self) -> datetime:
        """Our own clock."""
        return self.context.clock()

    def get(self, path: str, params: Mapping[str, Any] | None = None, accept: tuple[int, ...] = ()) -> Answer:
        """Read below the root; redirects within the server are followed."""
        return self._checked("GET", path, self._exchange("GET", path, params=params), accept)

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        params: Mapping[str, Any] | None = None,
        accept: tuple[int, ...] = (),
    ) -> Answer:
        """Write, or ask by POST; a redirect is not followed, since what moved may not be the same thing."""
        answer = self._exchange(method, path, body, params)
        return self._checked(method, path, answer, accept, body)

    def pages(
        self, path: str, params: Mapping[str, Any] | None = None, key: str = "values", size: int = PER_PAGE
    ) -> Iterator[Answer]:
        """Every page of a list that goes by startAt, to its end or an error."""
        start, told = 0, -1
        while True:
            answer = self.get(path, {**(params or {}), "startAt": start, "maxResults": size})
            records = answer.data.get(key) if isinstance(answer.data, Mapping) else None
            if not isinstance(records, list):
                raise TransientError(
                    f"{self._at(path)} answered with no list of {key}: the next sync tries again"
                )
            yield answer
            start += len(records)
            total = answer.data.get("total")
            if isinstance(total, int) and 0 <= total < told:
                # What is behind a record that was taken away moved up, and one may have slipped through.
                raise TransientError(
                    f"{self._at(path)} changed while it was read: the next sync reads it again"
                )
            told = total if isinstance(total, int) else told
            if answer.data.get("isLast") is True or (told < 0 and not records) or 0 <= told <= start:
                return
            if not records:
                raise TransientError(
                    f"{self._at(path)} ended at {start} of {told}: the list could not be read to its end"
                )

    def search(
        self,
        jql: str,
        fields: Sequence[str],
        *,
        properties: Sequence[str] = ("devlog",),
        expand: str = "",
    ) -> Iterator[Answer]:
        """Every page of the issues that a query finds, to its end or an error; see `Answer.issues`."""
        at: str | int | None = None
        while True:
            answer = self.search_page(jql, fields, at=at, properties=properties, expand=expand)
            yield answer
            at = following(answer, at)
            if at is None:
                return

    def search_page(
        self,
        jql: str,
        fields: Sequence[str],
        *,
        at: str | int | None = None,
        properties: Sequence[str] = ("devlog",),
        size: int = PER_PAGE,
        expand: str = "",
        accept: tuple[int, ...] = (),
    ) -> Answer:
        """One page, the first or the one at a token (Cloud) or an index (Server)."""
        body: dict[str, Any] = {"jql": jql, "fields": list(fields), "maxResults": size}
        if expand:
            body["expand"] = expand if self.cloud else expand.split(",")
        if self.cloud:
            if properties:
                body["properties"] = list(properties)
            if at is not None:
                body["nextPageToken"] = at
            answer = self.send("POST", f"{self.api}/search/jql", body, accept=accept)
        else:
            answer = self.send("POST", f"{self.api}/search", body | {"startAt": at or 0}, accept=accept)
        found = answer.data.get("issues") if isinstance(answer.data, Mapping) else None
        if answer.status == 200 and not isinstance(found, list):
            raise TransientError(f"{self.config.url} found no list of issues: the next sync tries again")
        return answer

    def close(self) -> None:
        """Release the connection."""
        self._connection.close()

    def _exchange(
        self, method: str, path: str, body: Any = None, params: Mapping[str, Any] | None = None
    ) -> Answer:
        where = self._url(path)
        for _ in range(MOST_REDIRECTS):
            answer = self._once(method, where, body, params)
            ahead = urljoin(where, answer.headers.get("location", ""))
            if method != "GET" or answer.status not in REDIRECTS or not self._within(ahead):
                return answer
            where, params = ahead, None
        raise TransientError(f"{self.config.url} redirects in a circle")

    def _once(self, method: str, where: str, body: Any, params: Mapping[str, Any] | None) -> Answer:
        host = urlsplit(where).netloc
        try:
            response = self._connection.request(method, where, json=body, params=params)
        except requests.RequestException as error:
            raise unanswered(error, host, "url") from error
        except ValueError:
            # requests looks where a redirect leads, also where it is not to follow it.
            raise ConfigError(f"{host} leads on to what is no address: correct `url`") from None
        return self._read(response)

    def _read(self, response: requests.Response) -> Answer:
        status, data = response.status_code, None
        hidden = credentials_of(response.request) if status >= 300 else ""
        headers = {name.lower(): _without(hidden, value) for name, value in response.headers.items()}
        try:
            text = _without(hidden, response.content.decode("utf-8", "replace"))
        except requests.RequestException as error:
            raise unanswered(error, self.config.url, "url") from error
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if text.strip() and (not kind or kind.endswith("json")):
            try:
                data = json.loads(text)
            except (ValueError, RecursionError) as error:
                if status < 300:
                    how = "breaks off" if isinstance(error, ValueError) else "nests without end"
                    raise TransientError(f"{self.config.url} answered with JSON that {how}") from None
        elif text.strip() and status < 300:
            raise self._page(kind, text)
        return Answer(status=status, headers=headers, data=data, text="" if data is not None else text)

    def _page(self, kind: str, text: str) -> AuthError | ConfigError:
        if any(word in text.lower() for word in _SIGN_IN_PAGE):
            return AuthError(
                f"{self.config.url} answered with a sign-in page instead of JSON: set a valid `token`, and "
                "let requests with a token pass a sign-on that stands before Jira"
            )
        return ConfigError(
            f"{self.config.url} answered with {kind or 'no JSON'}: correct `url`, with its path if it has one"
        )

    def _checked(
        self, method: str, path: str, answer: Answer, accept: tuple[int, ...], body: Any = None
    ) -> Answer:
        denied = denial(answer, self.config.url)
        if denied is not None:
            # Also where the status is 200: Jira then answers as it would to anybody.
            raise denied
        if answer.headers.get("x-ausername") == "anonymous":
            raise AuthError(f"{self.config.url} took no notice of the credentials: set a valid `token`")
        if 200 <= answer.status < 300 or answer.status in accept:
            return answer
        if answer.status == 401:
            self._sign_in.forget()
        if answer.status in REDIRECTS and "login" in answer.headers.get("location", ""):
            raise AuthError(f"{self.config.url} leads on to a sign-in page: set a valid `token`")
        writing = not JiraLimits().reads(method, path)
        raise cure(
            answer, self._at(path), self.now(), writing=writing, body=body, searching="/search" in path
        )

    def _url(self, path: str) -> str:
        if not self._root:
            site = quote(self._dialect.site(self._sites), safe="")
            self._root = f"{self.config.api_url}/ex/jira/{site}"
        return f"{self._root}{path}"

    def _sites(self) -> Any:
        path = "/oauth/token/accessible-resources"
        answer = self._once("GET", f"{self.config.api_url}{path}", None, None)
        return self._checked("GET", path, answer, ()).data

    def _within(self, where: str) -> bool:
        return where.startswith(f"{self._root}/rest/")

    def _at(self, path: str) -> str:
        about = path.partition("/rest/api/")[2].partition("/")[2]
        return f"{self.config.url} ({about})" if about else self.config.url


def following(answer: Answer, at: str | int | None) -> str | int | None:
    """Where the page after this one begins, None after the last; raises TransientError where it moved."""
    data = answer.data
    total = data.get("total")
    if not isinstance(total, int):
        token = data.get("nextPageToken")
        if not token or data.get("isLast") is True:
            return None
        if token == at:
            raise TransientError(
                "Jira's search came back to the page before: the list could not be read to its end"
            )
        return str(token)
    start = int(at or 0) + len(answer.issues)
    if start >= total:
        return None
    if not answer.issues:
        raise TransientError(f"Jira's search ended at {start} of {total}: the next sync reads it again")
    return start


def _without(hidden: str, text: str) -> str:
    # A server, or a proxy, may say in a refusal what it was told, and refusals are shown to people.
    return text.replace(hidden, "********") if hidden else text
